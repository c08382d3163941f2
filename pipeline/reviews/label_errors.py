"""Reviewed decisions that are likely mistakes themselves, by confident learning (cleanlab).

Source: C. Northcutt, L. Jiang, I. Chuang, "Confident learning: estimating uncertainty in dataset labels", 2021. The
probabilities must not have been learned from the very labels that are examined; those of a run are learned from others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Decision, Report
    from pipeline.reviews.records import Reviewed

FEWEST = 3  # decisions for a test, below which nothing can be learned about it


@dataclass(frozen=True, slots=True)
class Doubt:
    """A decision to look at again."""

    word: Reviewed
    chance: float  # probability of what the person said, 0 to 1
    likelier: str  # test the program finds likeliest, "" for none


@dataclass(frozen=True)
class Doubts:
    """What was examined, and what is doubtful."""

    doubts: tuple[Doubt, ...]  # the likeliest mistakes first
    examined: int
    rare: tuple[str, ...]  # tests with too few decisions to be examined
    several: int  # decisions for several tests, which are not examined


def find(reports: Iterable[Report], current: Iterable[Reviewed]) -> Doubts:
    """Find reviewed decisions that speak against what the program learned elsewhere.

    :raises DependencyError: cleanlab is not installed.
    """
    decisions = {item.clause.id: item for report in reports for item in report.decisions if item.probabilities}
    settled = [item for item in current if item.settled and item.clause in decisions]
    single = [item for item in settled if len(item.tests or ()) <= 1]
    counts = Counter(_answer(item) for item in single)
    tests = sorted(test for test, count in counts.items() if count >= FEWEST)
    words = [item for item in single if _answer(item) in tests]
    rare = tuple(sorted(test or "none" for test in counts.keys() - set(tests)))
    if len(tests) < 2:
        return Doubts((), 0, rare, len(settled) - len(single))
    chances = [_spread(decisions[item.clause], tests) for item in words]
    labels = [tests.index(_answer(item)) for item in words]
    doubts = []
    for index in _ask(labels, chances):
        best = max(range(len(tests)), key=lambda place: chances[index][place])
        doubts.append(Doubt(words[index], chances[index][labels[index]], tests[best]))
    return Doubts(tuple(doubts), len(words), rare, len(settled) - len(single))


def _answer(item: Reviewed) -> str:
    return (item.tests or ("",))[0]


def _spread(decision: Decision, tests: Sequence[str]) -> list[float]:
    """Return the probabilities of these tests, made to add up to 1; what a run does not name gets an even share."""
    known = {item.test: item.value for item in decision.probabilities}
    rest = max(0.0, 1.0 - sum(known.values()))
    unnamed = [test for test in tests if test not in known]
    values = [known.get(test, rest / len(unnamed) if unnamed else 0.0) + 1e-6 for test in tests]
    total = sum(values)
    return [value / total for value in values]


def _ask(labels: Sequence[int], chances: Sequence[Sequence[float]]) -> list[int]:
    """Return the places of likely mistakes, the likeliest first."""
    import numpy as np

    try:
        from cleanlab.filter import find_label_issues
    except ImportError:
        raise DependencyError("Finding likely mistakes needs cleanlab: pip install cleanlab") from None
    found = find_label_issues(
        np.array(labels),
        np.array(chances),
        filter_by="confident_learning",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    return [int(index) for index in found]
