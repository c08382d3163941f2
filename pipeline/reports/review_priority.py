"""The order in which a person's time in review is worth most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Decision, Report

Turn = Literal["review", "decided", "person"]
TURNS: tuple[Turn, ...] = ("review", "decided", "person")
"""What comes first: what the program asks about, what it decided by itself, what a person decided already."""
_CODED = 0.08
"""Least doubt about "no test" under a heading with a method code: in held-out documents of benchmarks/documents 3 of 37
such clauses are about a test, of the others decided so 42 of 1,224."""
_HEADING = 110  # characters; a longer title is a paragraph
_UNSEEN = 1.5  # a test that nothing else in the document was matched to would be missed altogether


@dataclass(frozen=True, slots=True)
class Worth:
    """What looking at one clause is expected to bring."""

    decision: Decision
    value: float  # expected number of wrong clauses it puts right, weighted; 0 upwards
    why: str  # in words
    turn: Turn = "review"

    @property
    def place(self) -> tuple[int, float, str, int, str]:
        """What clauses of several documents are ordered by, smallest first."""
        clause = self.decision.clause
        return TURNS.index(self.turn), -self.value, clause.document, clause.index, clause.id


def rank(report: Report) -> tuple[Worth, ...]:
    """Order the clauses of a document that are in review: doubtful ones, with many clauses below them, first.

    Answering a clause is taken to settle its subclauses in review as well, since a subclause belongs to its clause's
    test; a clause whose test is found nowhere else in the document counts half as much again.
    """
    return tuple(worth for worth in rank_all(report) if worth.turn == "review")


def rank_all(report: Report) -> tuple[Worth, ...]:
    """Order all clauses: those in review, then those the program decided, by the same worth as if they were too.

    The list of clauses in review is short where the program is sure of itself; who wants to be surer goes on.
    """
    decided = {test for item in report.decisions if item.outcome == "matched" for test in item.tests}
    asked = _count_below(report.decisions, [item.outcome == "review" for item in report.decisions])
    whole = _count_below(report.decisions, [True] * len(report.decisions))
    worths = [
        _weigh(item, asked[item.clause.id], decided)
        if item.outcome == "review"
        else _weigh_decided(item, whole[item.clause.id])
        for item in report.decisions
    ]
    return tuple(sorted(worths, key=lambda worth: worth.place))


def _count_below(decisions: Sequence[Decision], counted: Sequence[bool]) -> Counter[str]:
    """Count the clauses below each clause that are counted."""
    parents = {item.clause.id: item.clause.parent for item in decisions}
    below: Counter[str] = Counter()
    for item, counts in zip(decisions, counted, strict=True):
        seen = {item.clause.id}
        parent = item.clause.parent
        while counts and parent is not None and parent not in seen:
            below[parent] += 1
            seen.add(parent)
            parent = parents.get(parent)
    return below


def _weigh(decision: Decision, below: int, decided: set[str]) -> Worth:
    doubt = 1.0 - decision.confidence
    missing = [test for test in decision.tests if test not in decided]
    reasons = [_say(doubt)]
    if below:
        reasons.append(f"{below} subclause{'s' if below > 1 else ''} in review below it")
    if missing:
        reasons.append(f"{', '.join(missing)} not matched elsewhere in this document")
    return Worth(decision, doubt * (1 + below) * (_UNSEEN if missing else 1.0), "; ".join(reasons))


def _weigh_decided(decision: Decision, below: int) -> Worth:
    """Weigh a clause that is not in review; one that is about a test counts half as much again."""
    if decision.by == "person":
        return Worth(decision, 0.0, "decided by a person", "person")
    doubt = 1.0 - decision.confidence
    subclauses = [f"{below} subclause{'s' if below > 1 else ''} below it"] if below else []
    coded = ["its heading has a method code"] if not decision.tests and _is_coded(decision) else []
    reasons = ("not in review", _say(doubt), *subclauses, *coded)
    doubt = max(doubt, _CODED) if coded else doubt
    return Worth(decision, doubt * (1 + below) * (_UNSEEN if decision.tests else 1.0), "; ".join(reasons), "decided")


def _is_coded(decision: Decision) -> bool:
    """Whether the heading of a clause carries a method code, and not only refers to one."""
    if len(decision.clause.title) > _HEADING:
        return False
    evidence = decision.match.profile.evidence
    return any(item.kind == "code" and item.where == "title" and not item.weak for item in evidence)


def _say(doubt: float) -> str:
    return f"{doubt:.1%} doubt".replace("%", " %") if doubt < 0.01 else f"{doubt:.0%} doubt".replace("%", " %")
