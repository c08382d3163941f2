"""Reviewed decisions as labels, for `evaluate` and `tune`."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.reports.cells import escape_formula, flatten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.records import Clause
    from pipeline.reviews.records import Reviewed

COLUMNS = ("document", "number", "title", "tests", "reviewer", "date")


def write_labels(path: Path, current: Iterable[Reviewed]) -> int:
    """Write what persons settled as a labels file, and return how many labels it holds.

    Where a clause was reviewed in several wordings, the last one counts, since labels know clauses by their numbers.
    A number that stands twice in its document is left out, because a label could mean either.

    :param path: .csv; UTF-8 with a byte order mark.
    :raises UsageError: it cannot be written.
    """
    rows: dict[tuple[str, str], list[Reviewed]] = {}
    for item in current:
        if item.settled:
            rows.setdefault((item.document, item.number), []).append(item)
    cells = [
        (document, number, items[-1].title, ";".join(items[-1].tests or ()), items[-1].who, items[-1].when[:10])
        for (document, number), items in sorted(rows.items())
        if len({item.clause for item in items}) == 1
    ]
    _write(path, COLUMNS, cells)
    return len(cells)


def write_list(path: Path, clauses: Iterable[Clause]) -> None:
    """Write clauses to be reviewed, in their order.

    :raises UsageError: it cannot be written.
    """
    cells = ((str(place), item.document, item.number, item.title) for place, item in enumerate(clauses, start=1))
    _write(path, ("order", "document", "number", "title"), cells)


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(heads)
            writer.writerows([escape_formula(flatten(cell)) for cell in row] for row in rows)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); is it open in another program?") from None
