"""The order of all clauses of a run by what a person's look at them is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.review_priority import rank_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Report


def order(reports: Iterable[Report]) -> Sequence[str]:
    """Return the ids of all clauses in the order of the workbook's sheet Review, as if that had no end."""
    worths = [worth for report in reports for worth in rank_all(report)]
    return [worth.decision.clause.id for worth in sorted(worths, key=lambda worth: worth.place)]
