"""Clauses that a person has labelled or reviewed, and which of them are most like a given one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matches.examples import Example
    from pipeline.records import Clause

_WORD = r"(?u)\b\w\w+\b|[㐀-鿿]"
_LEAST = 0.15  # cosine below which two clauses have nothing to say about each other


class Examples:
    """Labelled clauses to look up, by TF-IDF cosine over words and word pairs."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = tuple(sorted(examples, key=lambda one: (one.document, one.number, one.title, one.text)))
        self._index: tuple[object, object] | None = None

    def __len__(self) -> int:
        return len(self._examples)

    def similar(self, clause: Clause, count: int) -> tuple[Example, ...]:
        """Return the examples most like a clause, best first, ties by document and number; never the clause itself."""
        if not self._examples or not count:
            return ()
        scores = self._scores(f"{clause.title} {clause.text}")
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        ranked = [self._examples[place] for place in order if scores[place] >= _LEAST]
        return tuple(one for one in ranked if (one.document, one.number) != (clause.document, clause.number))[:count]

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
