"""What labelled clauses of other specifications teach about words: a linear model with a weight for each word and test.

The examples lie in `references/examples.csv`, in our own words; reviewed decisions of a user can be laid beside them.
Together with the names and passages of the catalogue they train a multinomial logistic regression on TF-IDF vectors
(scikit-learn). It sees one clause at a time: its words, the words of its title, and those of the headings above it; the
tree of clauses is not its business. Entries that no example is about are left to the other channels.

Training takes seconds, so a trained model is kept: that of our examples and our catalogue in `references/examples.npz`,
others in the store.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from pipeline.errors import ConfigError
from pipeline.keywords.words import tokens
from pipeline.matching.channels.entries import names
from pipeline.matching.channels.lexical import weigher
from pipeline.storage.stage import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.matching.channels.entries import Entries
    from pipeline.storage.cache import Store

    Floats = NDArray[np.float64]

COLUMNS = ("document", "number", "path", "title", "text", "tests")
FEWEST = 5  # examples of tests of the catalogue below which nothing is learned
_STRENGTH = 20.0  # inverse of the penalty on the weights, chosen with documents held out
_FLOOR = 1e-3  # probabilities below this count as this
_MOST = 8  # times a term counts in one clause
_LONGEST = 4000  # characters of a clause that are looked at


@dataclass(frozen=True, slots=True)
class Example:
    """A clause somebody labelled."""

    title: str
    text: str  # title, text and tables
    path: tuple[str, ...]  # titles of its ancestors, outermost first
    tests: tuple[str, ...]  # ids; empty = none
    document: str = ""
    number: str = ""


def read(path: Path) -> tuple[Example, ...]:
    """Read examples from a CSV file (UTF-8) with the columns document, number, path, title, text, tests.

    :raises ConfigError: the file cannot be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: cannot be read as a CSV file of examples ({error}).") from None
    missing = [name for name in COLUMNS if rows and name not in rows[0]]
    if missing:
        raise ConfigError(f"{path}: lacks the column {', '.join(missing)}; the columns are {', '.join(COLUMNS)}.")
    return tuple(_example(row) for row in rows)


def _example(row: dict[str, str]) -> Example:
    path = tuple(piece for piece in row["path"].split(" > ") if piece)
    tests = tuple(piece.strip() for piece in row["tests"].split(";") if piece.strip())
    return Example(row["title"], row["text"], path, tests, row["document"], row["number"])


def write(path: Path, examples: Iterable[Example]) -> None:
    """Write examples as `read` reads them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in examples:
            row = (one.document, one.number, " > ".join(one.path), one.title, one.text, ";".join(one.tests))
            writer.writerow(row)


class WordModel:
    """The trained model."""

    def __init__(self, examples: Sequence[Example], entries: Entries, shelf: Shelf | None = None) -> None:
        """Train on the examples whose tests the catalogue has, and on the catalogue itself.

        :param examples: labelled clauses; those of several tests count in part for each.
        :param shelf: where trained models lie, so that not every process needs to train.
        """
        known = {entry.id for entry in entries.tests}
        usable = [one for one in examples if set(one.tests) <= known]
        self.trained = sum(bool(one.tests) for one in usable) >= FEWEST
        self._tests = [entry.id for entry in entries.tests]
        self._topics = len(entries.topics)
        if not self.trained:
            return
        shelf = Shelf() if shelf is None else shelf
        name = _name(usable, entries)
        self._learned = shelf.get(name) or shelf.put(name, _Learned.train(*_lessons(usable, entries)))
        self._weigh = self._learned.weigher()

    def save(self, path: Path) -> None:
        """Write the trained model to a file that a `Shelf` takes."""
        path.write_bytes(self._learned.pack())

    def score(self, clauses: Sequence[Example]) -> Floats:
        """Score clauses, each as an Example whose tests do not matter.

        :return: (n, e): 0 where the entry is as good as impossible, 1 where it is sure, logarithmic between; topics
            all have the score of none. All 0 when nothing was learned.
        """
        if not self.trained or not clauses:
            return np.zeros((len(clauses), len(self._tests) + self._topics))
        found = self._learned.predict(self._weigh(map(_terms, clauses)))
        column = {label: index for index, label in enumerate(self._learned.classes)}
        order = [column.get(id) for id in self._tests] + [column.get("")] * self._topics
        rows = np.stack(
            [np.full(len(clauses), _FLOOR) if place is None else found[:, place] for place in order], axis=1
        )
        result: Floats = 1 - np.log(np.maximum(rows, _FLOOR)) / np.log(_FLOOR)
        return result


@dataclass(frozen=True)
class _Learned:
    """The numbers of a trained model, apart from the library that found them.

    Weights are packed in half precision. What was just trained goes through the same bytes as what is read, so the two
    can never differ.
    """

    name: str  # of all it was trained on
    terms: tuple[str, ...]
    idf: Floats  # (terms,)
    classes: tuple[str, ...]
    weights: Floats  # (classes, terms)
    offsets: Floats  # (classes,)

    @classmethod
    def train(cls, bags: list[list[str]], labels: list[str], weights: list[float]) -> _Learned:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2)
        model = LogisticRegression(C=_STRENGTH, max_iter=200, tol=1e-3)
        model.fit(vectorizer.fit_transform(bags), labels, sample_weight=weights)
        terms = tuple(vectorizer.get_feature_names_out().tolist())
        return cls("", terms, vectorizer.idf_, tuple(model.classes_.tolist()), model.coef_, model.intercept_)

    def weigher(self) -> Callable[[Iterable[Iterable[str]]], Any]:
        return weigher({term: column for column, term in enumerate(self.terms)}, self.idf, _MOST)

    def predict(self, rows: Any) -> Floats:  # noqa: ANN401 - scipy has no types here
        """Probability of each class for each row, as scikit-learn's LogisticRegression: (n, classes)."""
        scores = rows @ self.weights.T + self.offsets
        if len(self.classes) == 2:  # then there is one row of weights, for the second class
            scores = np.hstack([np.zeros_like(scores), scores])
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = raised / raised.sum(axis=1, keepdims=True)
        return found

    def pack(self) -> bytes:
        buffer = io.BytesIO()
        words = np.frombuffer(json.dumps([self.name, self.terms, self.classes]).encode("ascii"), dtype=np.uint8)
        weights = self.weights.astype(np.float16)
        np.savez_compressed(buffer, words=words, idf=self.idf, weights=weights, offsets=self.offsets)
        return buffer.getvalue()

    @classmethod
    def unpack(cls, packed: bytes) -> _Learned | None:
        """Undo `pack`; None when the bytes are something else."""
        try:
            with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
                name, terms, classes = json.loads(arrays["words"].tobytes())
                weights = arrays["weights"].astype(np.float64)
                return cls(name, tuple(terms), arrays["idf"], tuple(classes), weights, arrays["offsets"])
        except (ValueError, KeyError, OSError, EOFError, BadZipFile):
            return None


class Shelf:
    """Where trained models lie.

    :param files: models that were written by `WordModel.save`; one that is missing or damaged is as good as none.
    :param store: where others are kept.
    """

    def __init__(self, files: Iterable[Path] = (), store: Store | None = None) -> None:
        self._files, self._store = tuple(files), store

    def get(self, name: str) -> _Learned | None:
        """Find the model of this name."""
        packed = [path.read_bytes() for path in self._files if path.is_file()]
        found = [one for one in map(_Learned.unpack, packed) if one is not None and one.name == name]
        if found or self._store is None:
            return found[0] if found else None
        stored = self._store.get(name)
        return _Learned.unpack(stored) if stored is not None else None

    def put(self, name: str, learned: _Learned) -> _Learned:
        """Keep a model under a name; give it back as it will be found."""
        packed = replace(learned, name=name).pack()
        if self._store is not None:
            self._store.put(name, packed)
        kept = _Learned.unpack(packed)
        assert kept is not None
        return kept


def _name(examples: Sequence[Example], entries: Entries) -> str:
    """Name the model by all it is trained on."""
    said = [[entry.id, *names(entry), *entry.keywords, *entry.apparatus, *entry.passages] for entry in entries]
    columns = [field.name for field in fields(Example)]
    given = [{column: getattr(one, column) for column in columns} for one in examples]
    return key("word model", 2, _STRENGTH, given, said, len(entries.tests))


def _lessons(examples: Sequence[Example], entries: Entries) -> tuple[list[list[str]], list[str], list[float]]:
    bags, labels, weights = [], [], []
    for one in examples:
        for test in one.tests or ("",):
            bags.append(_bag(one))
            labels.append(test)
            weights.append(1.0 / max(1, len(one.tests)))
    for place, entry in enumerate(entries):
        label = entry.id if place < len(entries.tests) else ""
        terms = "; ".join((*entry.keywords, *entry.apparatus))
        said = [*(Example(name, name, (), ()) for name in names(entry))]
        said += [Example("", passage, (), ()) for passage in (*entry.passages, terms)]
        bags += [_bag(one) for one in said]
        labels += [label] * len(said)
        weights += [1.0] * len(said)
    return bags, labels, weights


def _bag(one: Example) -> list[str]:
    """List the terms of an example, each at most `_MOST` times."""
    return [term for term, times in Counter(_terms(one)).items() for _ in range(min(times, _MOST))]


def _terms(one: Example) -> list[str]:
    """Words and pairs of words; those of the title and of the headings above count apart."""
    words = tokens(one.text[:_LONGEST])
    terms = [*words, *map(" ".join, pairwise(words))]
    terms += [f"title: {word}" for word in _short(one.title)]
    terms += [f"above: {word}" for title in one.path[-2:] for word in _short(title)]
    return terms


@lru_cache(maxsize=1000)
def _short(title: str) -> tuple[str, ...]:
    """Cut a title into words; those of a chapter are asked for once for each clause below it."""
    return tokens(title)
