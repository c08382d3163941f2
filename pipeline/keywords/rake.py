"""RAKE keywords (Rose et al. 2010): runs of words between stop words, scored by degree over frequency.

The score of a word is the length of the runs it stands in, added up, over how often it stands there; that of a run is
the sum over its words. rake-nltk computes it, from our words and our stop words, so that NLTK's data is never looked
for. "own" computes the same here, without NLTK, which loads half of scientific Python into every worker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.errors import DependencyError
from pipeline.keywords.words import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BREAK = "|"  # ends a phrase
_END = Token(_BREAK, "mark")
_GLUE = "\N{NO-BREAK SPACE}"  # holds "ISO 11452-4" together while words are told apart by blanks

Score = Callable[[list[str]], dict[str, float]]  # words and breaks -> phrases as text, with their scores


class Rake:
    """One extractor, made once and used for every clause.

    :param stop: lower-case words that end a phrase.
    :param longest: longest phrase in words.
    :param package: "own" or "rake-nltk"; both give the same.
    :raises DependencyError: the package is not installed.
    """

    def __init__(self, stop: frozenset[str], longest: int, package: str = "own") -> None:
        self._stop, self._longest = stop, longest
        try:
            self._score = _score if package == "own" else _by_package(stop, longest)
        except ImportError:
            raise DependencyError(
                "The keyword extractor 'rake' needs the package rake-nltk: install it with `pip install rake-nltk`, "
                "set keywords.rake to 'own', which gives the same, or remove 'rake' from keywords.extractors in the "
                "configuration."
            ) from None

    def rank(self, tokens: Sequence[Token]) -> list[tuple[tuple[str, ...], float]]:
        """Rank the phrases of one text, best first, as lower-case words with a weight in (0, 1]."""
        words = self._words(tokens)
        text, scores = " ".join(words), self._score(words)
        best = max(scores.values(), default=1.0)
        ranked = sorted(
            scores, key=lambda phrase: (-scores[phrase], not _coded(phrase), text.find(f" {phrase} "), phrase)
        )
        return [(tuple(w.replace(_GLUE, " ") for w in p.split(" ")), (scores[p] / best) ** 0.5) for p in ranked]

    def _words(self, tokens: Sequence[Token]) -> list[str]:
        """Cut runs longer than the longest phrase from their end, where an English phrase has its head."""
        words: list[str] = [_BREAK]
        run: list[str] = []
        for token in (*tokens, _END):
            word = token.lower.replace(" ", _GLUE)
            if not token.breaks and word not in self._stop:
                run.append(word)
                continue
            for at, piece in enumerate(run):
                words += [_BREAK] * (at > 0 and (len(run) - at) % self._longest == 0)
                words.append(piece)
            if words[-1] is not _BREAK:
                words.append(_BREAK)
            run = []
        return words


def _coded(phrase: str) -> bool:
    """Whether it says more than a plain word of the same score."""
    return _GLUE in phrase or not phrase.replace(" ", "").isalpha()


def _runs(words: Iterable[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for word in words:
        if word is not _BREAK:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    return runs if runs[-1] else runs[:-1]


def _score(words: list[str]) -> dict[str, float]:
    runs = _runs(words)
    frequency: Counter[str] = Counter()
    degree: Counter[str] = Counter()
    for run in runs:
        for word in run:
            frequency[word] += 1
            degree[word] += len(run)
    ratio = {word: degree[word] / count for word, count in frequency.items()}
    return {" ".join(run): sum(map(ratio.__getitem__, run)) for run in runs}


def _by_package(stop: frozenset[str], longest: int) -> Score:
    from rake_nltk import Rake as Engine

    engine = Engine(
        stopwords=set(stop), punctuations={_BREAK}, max_length=longest,
        sentence_tokenizer=str.splitlines, word_tokenizer=lambda sentence: sentence.split(" "),
    )  # fmt: skip

    def score(words: list[str]) -> dict[str, float]:
        engine.extract_keywords_from_sentences([" ".join(words)])
        return {phrase: value for value, phrase in engine.get_ranked_phrases_with_scores()}

    return score
