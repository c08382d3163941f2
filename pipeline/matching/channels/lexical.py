"""Cosine similarity of TF-IDF vectors between clauses and entries, on keywords, on words and on letters.

The weights of words are learned on the catalogue alone, never on the documents of a run, so that a document's scores
do not depend on what else is in the batch. Salton and Buckley 1988 (sublinear tf, smooth idf), as in scikit-learn.
"""

from __future__ import annotations

from array import array
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.keywords.words import normalise, tokens
from pipeline.matching.channels.entries import names, prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.matching.channels.entries import Entries

    Floats = NDArray[np.float64]
    Words = tuple[str, ...]


class Space:
    """Texts of the entries as rows of a TF-IDF matrix; a clause's score for an entry is its best row's cosine."""

    def __init__(self, texts: Sequence[Sequence[str]], analyze: Callable[[str], Sequence[str]]) -> None:
        """Fit the space.

        :param texts: for each entry its texts; an entry without any scores 0.
        :param analyze: text -> terms.
        """
        self._analyze = analyze
        bags = [analyze(text) for group in texts for text in group]
        self._owner = np.array([index for index, group in enumerate(texts) for _ in group], dtype=np.int64)
        self._count = len(texts)
        have = Counter(term for bag in bags for term in set(bag))
        self._terms = sorted(have)
        counts = np.array([have[term] for term in self._terms], dtype=np.float64)
        idf = np.log((len(bags) + 1.0) / (counts + 1.0)) + 1.0
        self._weigh = weigher({term: column for column, term in enumerate(self._terms)}, idf)
        self._matrix = self._weigh(bags)

    def score(self, texts: Sequence[str]) -> Floats:
        """Cosine of each text with each entry's nearest text.

        :return: (n texts, e entries), 0 to 1.
        """
        cosines = (self._weigh(map(self._analyze, texts)) @ self._matrix.T).toarray()
        best = np.zeros((len(texts), self._count))
        for column, owner in enumerate(self._owner):
            np.maximum(best[:, owner], cosines[:, column], out=best[:, owner])
        return best

    def words(self, texts: Sequence[str], wanted: Sequence[Sequence[int]], count: int = 6) -> list[list[Words]]:
        """Terms that texts share with entries, the most telling first.

        :param wanted: for each text the entries that are asked about.
        :param count: most terms of an answer; none is a part of another.
        :return: for each text the terms shared with each of its entries, in the order of `wanted`.
        """
        mine = self._weigh(map(self._analyze, texts)).tocsr()
        found: list[list[Words]] = []
        for row, entries in enumerate(wanted):
            span = slice(mine.indptr[row], mine.indptr[row + 1])
            columns, weights = mine.indices[span], mine.data[span]
            found.append([self._shared(columns, weights * self._best[entry, columns], count) for entry in entries])
        return found

    @cached_property
    def _best(self) -> Floats:
        """Highest weight of each term in the texts of each entry: (e entries, v terms)."""
        best = np.zeros((self._count, len(self._terms)))
        np.maximum.at(best, self._owner, self._matrix.toarray())
        return best

    def _shared(self, columns: NDArray[np.int32], products: Floats, count: int) -> Words:
        chosen: list[str] = []
        shared = [(float(product), self._terms[at]) for at, product in zip(columns, products, strict=True) if product]
        for _, term in sorted(shared, key=lambda each: (-round(each[0], 6), -len(each[1]), each[1])):
            if len(chosen) == count:
                break
            if not any(f" {term} " in f" {other} " or f" {other} " in f" {term} " for other in chosen):
                chosen.append(term)
        return tuple(chosen)


def weigher(
    vocabulary: Mapping[str, int], idf: Floats, most: float = np.inf
) -> Callable[[Iterable[Iterable[str]]], Any]:
    """Make the function that turns bags of terms into sparse rows of TF-IDF weights, to the bit as scikit-learn does.

    Its own vectorizer counts every term before it looks whether it knows it, which takes three times as long, and to
    import it takes every worker longer than most documents.

    :param vocabulary: term -> column; other terms do not count.
    :param most: what a term counts for at most, however often it stands in a bag.
    """
    from scipy.sparse import csr_matrix

    ones = np.ones(len(vocabulary))

    def weigh(bags: Iterable[Iterable[str]]) -> Any:  # noqa: ANN401 - scipy has no types here
        ends, columns, counts = [0], array("q"), array("d")
        for bag in bags:
            found: dict[int, int] = {}
            for column in map(vocabulary.get, bag):
                if column is not None:
                    found[column] = found.get(column, 0) + 1
            places = sorted(found)
            columns.extend(places)
            counts.extend([found[place] for place in places])
            ends.append(len(columns))
        times, at = np.minimum(np.array(counts, dtype=np.float64), most), np.array(columns, dtype=np.int64)
        weights, shape = (np.log(times) + 1.0) * idf[at], (len(ends) - 1, len(vocabulary))
        lengths = np.sqrt(csr_matrix((weights * weights, at, ends), shape) @ ones)
        return csr_matrix((weights / np.repeat(lengths, np.diff(ends)), at, ends), shape)

    return weigh


def keyword_space(entries: Entries) -> Space:
    """One text an entry, all it says; terms are whole keywords, as the predecessor did with RAKE phrases."""
    return Space([[prose(entry)] for entry in entries], lambda text: tokens(text))


def word_space(entries: Entries, phrases: Sequence[str], stop: frozenset[str]) -> Space:
    """Every passage and the list of keywords of an entry is a text of its own; terms are words, phrases and pairs."""
    texts = [[*entry.passages, "\n".join((*names(entry), *entry.keywords, *entry.apparatus))] for entry in entries]

    def analyze(text: str) -> list[str]:
        words = [word for word in tokens(text, phrases) if word not in stop]
        return [*words, *map(" ".join, pairwise(words))]

    return Space(texts, analyze)


def letter_space(entries: Entries) -> Space:
    """Every name of an entry is a text; terms are runs of 2 to 4 letters, which typos leave mostly whole."""
    return Space([list(names(entry)) for entry in entries], _letters)


def _letters(text: str) -> list[str]:
    folded = f" {' '.join(normalise(text).lower().split())} "
    return [folded[at : at + length] for length in (2, 3, 4) for at in range(len(folded) - length + 1)]
