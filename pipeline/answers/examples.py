"""Clauses that a person has labelled or reviewed, and which of them are most like a given one."""

from __future__ import annotations

from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.matching.channels.examples import Example
    from pipeline.records import Clause

_WORD = r"(?u)\b\w\w+\b|[㐀-鿿]"
_LEAST = 0.15  # cosine below which two clauses have nothing to say about each other


class Examples:
    """Labelled clauses to look up, by TF-IDF cosine over words and word pairs."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = tuple(sorted(examples, key=lambda one: (one.document, one.number, one.title, one.text)))
        self._index: tuple[object, object] | None = None

    @classmethod
    def of(cls, labelled: Examples | Sequence[Example]) -> Examples:
        """Return examples as they are, or made ready; made ready once they may serve many documents."""
        return labelled if isinstance(labelled, Examples) else cls(labelled)

    @property
    def documents(self) -> tuple[str, ...]:
        """Names of the documents they are of."""
        return tuple(sorted({one.document for one in self._examples}))

    def __len__(self) -> int:
        return len(self._examples)

    def similar(self, clause: Clause, count: int, offered: Collection[str] | None = None) -> tuple[Example, ...]:
        """Return the examples most like a clause, best first, ties by document and number.

        None is of the clause's own document, under whatever suffix: its labels may be what the answer is measured by.

        :param offered: tests that may be answered; examples of others are left out. None = all.
        """
        if not self._examples or not count:
            return ()
        own = _stem(clause.document)
        scores = self._scores(f"{clause.title} {clause.text}")
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        ranked = [self._examples[place] for place in order if scores[place] >= _LEAST]
        fit = (
            one for one in ranked if _stem(one.document) != own and (offered is None or set(one.tests) <= {*offered})
        )
        return tuple(islice(fit, count))

    def _scores(self, text: str) -> list[float]:
        from sklearn.feature_extraction.text import TfidfVectorizer

        if self._index is None:
            vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORD)
            try:
                self._index = vectorizer, vectorizer.fit_transform([one.text for one in self._examples])
            except ValueError:  # not one word in all of them
                return [0.0] * len(self._examples)
        vectorizer, matrix = self._index
        return [round(float(score), 6) for score in (matrix @ vectorizer.transform([text]).T).toarray()[:, 0]]  # type: ignore[attr-defined]


def _stem(document: str) -> str:
    return PurePath(document).stem.casefold()
