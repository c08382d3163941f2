"""Reviewed decisions as labels, for `evaluate` and `tune`."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline.reports.cells import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.reviews.records import Reviewed

COLUMNS = ("document", "number", "title", "tests", "reviewer", "date")


def write_labels(path: Path, current: Iterable[Reviewed]) -> int:
    """Write what persons settled as a labels file, and return how many labels it holds.

    Where a clause was reviewed in several wordings, the last one counts, since labels know clauses by their numbers.
    A number that stands twice in its document is left out, because a label could mean either.

    :param path: .csv; UTF-8 with a byte order mark.
    :raises OSError: it cannot be written.
    """
    rows: dict[tuple[str, str], list[Reviewed]] = {}
    for item in current:
        if item.settled:
            rows.setdefault((item.document, item.number), []).append(item)
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for (document, number), items in sorted(rows.items()):
            if len({item.clause for item in items}) == 1:
                last = items[-1]
                cells = (document, number, last.title, ";".join(last.tests or ()), last.who, last.when[:10])
                writer.writerow([flatten(cell) for cell in cells])
                count += 1
    return count
