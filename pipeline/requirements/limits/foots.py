"""Rows of a table that say something of each of its columns: "Functional status | A | A | B/C"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.requirements.limits import columns, head_kinds, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.requirements.limits.columns import LimitColumn
    from pipeline.requirements.limits.grids import Sheet, SheetLine
    from pipeline.requirements.limits.heads import Said


def read(sheet: Sheet, found: Sequence[LimitColumn]) -> dict[int, Said]:
    """Read rows that say something of each column of levels: "Functional status | A | A | B/C"."""
    under: dict[int, Said] = {}
    for line in sheet.lines:
        kind = kind_of(line)
        if kind:
            for place, column in enumerate(found):
                if column.kind in ("level", "headed") and line.cells[place]:
                    row = rows.said_by((line.cells[place],), (columns.LimitColumn(kind, line.cells[0]),))
                    under.setdefault(place, {}).update(row)
    return under


def kind_of(line: SheetLine) -> str:
    """Say what a row is about that is no row of values; "" for one that is."""
    kind = head_kinds.kind_of(line.cells[0], united=False) if line.cells[0] else ""
    return kind if kind in ("status", "detector", "modulation", "bandwidth", "ri", "count", "network") else ""
