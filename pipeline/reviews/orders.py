"""The order of all clauses of a run by what a person's look at them is worth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reports.worths import rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Report


def order(reports: Iterable[Report]) -> Sequence[str]:
    """Return the ids of all clauses: first those in review, then the others by the same worth, as if they were.

    The list of clauses in review is short where the program is sure of itself; who wants to be surer goes on.
    """
    turns: list[tuple[bool, float, str, int, str]] = []
    for report in reports:
        listed = {worth.decision.clause.id: worth.value for worth in rank(report)}
        whole = replace(report, decisions=tuple(replace(item, outcome="review") for item in report.decisions))
        for worth in rank(whole):
            clause = worth.decision.clause
            value = listed.get(clause.id, worth.value)
            turns.append((clause.id not in listed, -value, clause.document, clause.index, clause.id))
    return [turn[-1] for turn in sorted(turns)]
