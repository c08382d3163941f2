"""Heads of a table that are printed again where it goes on: on a new page, in a new column, in a table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Row

_MOST = 4  # rows of heads


def repeated_heads(before: Sequence[Row], rows: Sequence[Row]) -> int:
    """Count the rows at the top of a table that stand at the top of the one before; an empty row is no head."""
    count = 0
    while count < min(len(before), len(rows), _MOST) and before[count] == rows[count] and any(rows[count]):
        count += 1
    return count
