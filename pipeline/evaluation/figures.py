"""Figures with their n and their interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.evaluation.scores import Scored, Scoring

_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of n."""

    count: int
    n: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.count / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % score interval of Wilson (1927), J. Am. Stat. Assoc. 22:209; None of nothing."""
        if not self.n:
            return None
        share, z2 = self.count / self.n, _Z * _Z
        centre = (share + z2 / (2 * self.n)) / (1 + z2 / self.n)
        half = _Z * sqrt(share * (1 - share) / self.n + z2 / (4 * self.n * self.n)) / (1 + z2 / self.n)
        return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


@dataclass(frozen=True, slots=True)
class TestScore:
    """How well one test is found."""

    __test__ = False  # pytest: not a test class

    test: str
    hits: int  # guessed, and allowed by the label
    false: int  # guessed, and not allowed
    missed: int  # labelled, not guessed, and the clause is wrong for it

    @property
    def labelled(self) -> int:
        """Clauses that count for recall."""
        return self.hits + self.missed

    @property
    def precision(self) -> Proportion:
        """Of the clauses guessed to be this test, those that are."""
        return Proportion(self.hits, self.hits + self.false)

    @property
    def recall(self) -> Proportion:
        """Of the clauses that are this test, those guessed to be."""
        return Proportion(self.hits, self.labelled)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing to find and nothing was guessed."""
        jaccard = self._jaccard.value
        return None if jaccard is None else _to_f1(jaccard)

    @property
    def f1_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of F1: Wilson's on hits / (hits + false + missed), of which F1 is a monotone function."""
        interval = self._jaccard.interval
        return None if interval is None else (_to_f1(interval[0]), _to_f1(interval[1]))

    @property
    def _jaccard(self) -> Proportion:
        return Proportion(self.hits, self.hits + self.false + self.missed)


@dataclass(frozen=True, slots=True)
class Figures:
    """The headline figures of one set of decisions."""

    clauses: Proportion  # right, of all labels: clauses not found are wrong
    exact: Proportion  # all tests of the label and no other
    sections: Proportion  # right, of the labels that only a test satisfies
    none: Proportion  # right, of the labels that only "no test" satisfies
    found: Proportion  # labels whose clause was found under its number
    invented: Proportion  # of all clauses found in labelled documents, those no label stands for
    decided: Proportion  # of all labels, those decided without review
    decided_right: Proportion  # of those decided without review, those that are right
    documents: tuple[tuple[str, Proportion], ...]  # document -> right, of its labels


def summarise(scoring: Scoring) -> Figures:
    """Work the headline figures out."""
    scored = scoring.scored
    decided = [item for item in scored if item.decided]
    found = sum(item.decision is not None for item in scored)
    names = sorted({item.label.document for item in scored})
    extra = len(scoring.invented)
    return Figures(
        clauses=_share_right(scored),
        exact=Proportion(sum(item.exact for item in scored), len(scored)),
        sections=_share_right(item for item in scored if not item.label.none),
        none=_share_right(item for item in scored if item.label.none and not item.label.tests),
        found=Proportion(found, len(scored)),
        invented=Proportion(extra, found + extra),
        decided=Proportion(len(decided), len(scored)),
        decided_right=_share_right(decided),
        documents=tuple((name, _share_right(item for item in scored if item.label.document == name)) for name in names),
    )


def score_tests(scored: Sequence[Scored], tests: Iterable[str]) -> tuple[TestScore, ...]:
    """Score each test for itself.

    Where a label allows several tests and the guess names one of them, the clause is right and the others are not
    counted as missed; so recall and precision agree with the rule by which clauses are right.
    """
    return tuple(_score(scored, test) for test in tests)


def _score(scored: Sequence[Scored], test: str) -> TestScore:
    guessed = [item for item in scored if item.decision is not None and test in item.decision.tests]
    hits = sum(test in item.label.tests for item in guessed)
    missed = sum(
        test in item.label.tests and not item.right and (item.decision is None or test not in item.decision.tests)
        for item in scored
    )
    return TestScore(test, hits, len(guessed) - hits, missed)


def _share_right(scored: Iterable[Scored]) -> Proportion:
    flags = [item.right for item in scored]
    return Proportion(sum(flags), len(flags))


def _to_f1(jaccard: float) -> float:
    return 2 * jaccard / (1 + jaccard)
