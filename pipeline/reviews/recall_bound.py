"""What can be promised about the clauses of a test that the program missed.

Of the clauses that persons said are about a test, count those the program had decided otherwise by itself. The upper
bound on the share it misses is one-sided, of Clopper and Pearson ("The use of confidence or fiducial limits", 1934).

It holds when the clauses counted are a fair sample of all clauses of the test. Those a reviewer saw because the program
doubted them are none: they are counted only within a document that was reviewed from end to end, or as part of the
beginning of one fixed random order of all clauses. `Promise.missing` says how many more clauses of the test are needed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.matching.decisions.risk_guarantee import bound
from pipeline.reviews.overlay import Decisions, restore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Clause, Decision, Report
    from pipeline.reviews.records import Reviewed


@dataclass(frozen=True, slots=True)
class RecallBound:
    """One test of the catalogue."""

    test: str
    reviewed: int  # clauses of the sample that persons said are about it
    missed: int  # of these, decided otherwise by the program, and not sent to review
    bound: float  # share of its clauses that is missed at most, at the confidence asked for; 1 without a sample
    kept: bool  # whether the bound is within what was asked for
    missing: int  # further clauses about it, none of them missed, with which it would be kept; 0 where it is


@dataclass(frozen=True)
class Promises:
    """All tests of the catalogue, and what to review next."""

    tests: tuple[RecallBound, ...]
    sample: int  # clauses that are a fair sample
    clauses: int
    following: tuple[Clause, ...]  # in the random order, not reviewed yet


def promise(
    reports: Sequence[Report],
    current: Iterable[Reviewed],
    tests: Iterable[str],
    *,
    most: float,
    confidence: float,
) -> Promises:
    """Say for each test whether at most a share of its clauses is missed.

    Each promise stands for itself; at 95 % confidence one of twenty may be wrong.

    :param tests: ids of the catalogue.
    :param most: share of a test's clauses, above 0 and below 1.
    :param confidence: above 0 and below 1.
    """
    words = {item.key: item for item in current}
    decided = Decisions(words.values())
    reports = [restore(report) for report in reports]
    pairs = [pair for report in reports for pair in zip(report.decisions, decided.apply(report).decisions, strict=True)]
    done = {after.clause.id: (before, after) for before, after in pairs if after.by == "person"}
    order = sorted((before.clause for before, _ in pairs), key=lambda clause: _draw(clause.id))
    sample = _find_whole(reports, done) | _take_beginning(order, done)
    answers = [(*done[id], _guess(done[id][0], words)) for id in sorted(sample)]
    found = tuple(_weigh(test, answers, most, confidence) for test in tests)
    return Promises(found, len(sample), len(pairs), tuple(clause for clause in order if clause.id not in done))


def _weigh(
    test: str, answers: Sequence[tuple[Decision, Decision, tuple[str, ...] | None]], most: float, confidence: float
) -> RecallBound:
    own = [(before, guess) for before, after, guess in answers if test in after.tests]
    missed = sum(test not in (before.tests if guess is None else guess) and _alone(before) for before, guess in own)
    share = bound(missed, len(own), confidence)
    needed = len(own)
    while bound(missed, needed, confidence) > most:
        needed += max(1, needed // 50) if needed > 500 else 1
    return RecallBound(test, len(own), missed, share, share <= most, needed - len(own))


def _alone(decision: Decision) -> bool:
    """Whether the program decided without sending the clause to review; what a person decided is taken for that."""
    return decision.outcome != "review"


def _guess(decision: Decision, words: dict[tuple[str, str], Reviewed]) -> tuple[str, ...] | None:
    """Return what the program had thought of a clause whose report already says what the person did."""
    if decision.by != "person":
        return None
    known = [item for item in words.values() if item.clause == decision.clause.id]
    return known[-1].guess if known else ()


def _find_whole(reports: Sequence[Report], done: dict[str, tuple[Decision, Decision]]) -> set[str]:
    """Return the clauses of the documents that were reviewed from end to end."""
    found: set[str] = set()
    for report in reports:
        ids = {decision.clause.id for decision in report.decisions}
        if ids <= done.keys():
            found |= ids
    return found


def _take_beginning(order: Sequence[Clause], done: dict[str, tuple[Decision, Decision]]) -> set[str]:
    """Return the clauses of the random order up to the first that was not reviewed."""
    found: set[str] = set()
    for clause in order:
        if clause.id not in done:
            break
        found.add(clause.id)
    return found


def _draw(id: str) -> bytes:
    """Return the place of a clause in the random order: the same in every run, and nothing a clause says moves it."""
    return hashlib.sha256(f"sample 1\n{id}".encode("utf-8", "surrogatepass")).digest()
