"""Tables put together again that a page break or the width of the paper cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.table_heads import repeated_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Row, Table

_CONTINUED = re.compile(r"cont(?:inued|'d|d)?\b\.?|fortsetzung|\bsuite\b|续|続", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Joined:
    """One table of a reader's eye, and where each of its rows stands in the file's tables."""

    rows: tuple[Row, ...]
    caption: str
    page: int | None
    places: tuple[tuple[int, int, int | None], ...]  # of each row: table of the clause, row in it, page; 1-based

    def place(self, row: int) -> tuple[int, int, int | None]:
        """Say where a row (0-based) stands: table of the clause, row of that table, page."""
        return self.places[row]


def join(tables: Sequence[Table]) -> list[Joined]:
    """Put a table that goes on with the one before it together with it.

    It goes on when it is as wide and has no caption of its own, or one that says so; heads that it repeats are left
    out.
    """
    found: list[Joined] = []
    for number, table in enumerate(tables, start=1):
        places = tuple((number, row, table.page) for row in range(1, len(table.rows) + 1))
        before = found[-1] if found else None
        if before and _goes_on(before, table):
            repeated = repeated_heads(before.rows, table.rows)
            rows = before.rows + table.rows[repeated:]
            found[-1] = Joined(rows, before.caption, before.page, before.places + places[repeated:])
        else:
            found.append(Joined(table.rows, table.caption, table.page, places))
    return found


def _goes_on(before: Joined, table: Table) -> bool:
    if not before.rows or not table.rows or len(before.rows[0]) != len(table.rows[0]):
        return False
    same = _tidy(table.caption) == _tidy(before.caption)
    return not table.caption or bool(_CONTINUED.search(table.caption)) or same


def _tidy(caption: str) -> str:
    return _CONTINUED.sub("", caption).strip(" ().,:-").casefold()
