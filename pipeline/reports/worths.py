"""The order in which a person's time in review is worth most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Decision, Report

_UNSEEN = 1.5  # a test that nothing else in the document was matched to would be missed altogether


@dataclass(frozen=True, slots=True)
class Worth:
    """What looking at one clause in review is expected to bring."""

    decision: Decision
    value: float  # expected number of wrong clauses it puts right, weighted; 0 upwards
    why: str  # in words


def rank(report: Report) -> tuple[Worth, ...]:
    """Order the clauses of a document that are in review: doubtful ones, with many clauses below them, first.

    Answering a clause is taken to settle its subclauses in review as well, since a subclause belongs to its clause's
    test; a clause whose test is found nowhere else in the document counts half as much again.
    """
    decided = {test for item in report.decisions if item.outcome == "matched" for test in item.tests}
    below = _count_below(report)
    worths = [_weigh(item, below[item.clause.id], decided) for item in report.decisions if item.outcome == "review"]
    return tuple(
        sorted(worths, key=lambda worth: (-worth.value, worth.decision.clause.index, worth.decision.clause.id))
    )


def _count_below(report: Report) -> Counter[str]:
    """Count the clauses in review below each clause."""
    parents = {item.clause.id: item.clause.parent for item in report.decisions}
    below: Counter[str] = Counter()
    for item in report.decisions:
        seen = {item.clause.id}
        parent = item.clause.parent
        while item.outcome == "review" and parent is not None and parent not in seen:
            below[parent] += 1
            seen.add(parent)
            parent = parents.get(parent)
    return below


def _weigh(decision: Decision, below: int, decided: set[str]) -> Worth:
    doubt = 1.0 - decision.confidence
    missing = [test for test in decision.tests if test not in decided]
    reasons = [f"{doubt:.0%} doubt".replace("%", " %")]
    if below:
        reasons.append(f"{below} subclause{'s' if below > 1 else ''} in review below it")
    if missing:
        reasons.append(f"{', '.join(missing)} not matched elsewhere in this document")
    return Worth(decision, doubt * (1 + below) * (_UNSEEN if missing else 1.0), "; ".join(reasons))
