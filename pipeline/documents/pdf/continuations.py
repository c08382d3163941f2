"""Tables that go on in the next page or column: rows cut in two, and column heads printed again.

Each part stays a block of its own, on its own page; only the halves of a row are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.pdf.pieces import visible
from pipeline.documents.table_heads import repeated_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.pieces import Line, Page

_SAME = 4.0  # columns of two parts of a table begin less than this apart [points]


def mend(pages: Sequence[Page], ordered: Sequence[list[Line]]) -> None:
    """Mend the tables that the ends of pages and columns cut, in place.

    :param ordered: the lines of each page in reading order.
    """
    upper: Line | None = None
    for page, lines in zip(pages, ordered, strict=True):
        for line in [line for line in lines if line.story == "body"]:
            if upper is not None and line.rows and _goes_on(upper, line):
                _drop_heads(page, upper, line)
                _join_row(upper, line)
            if line.rows or not line.stops:
                upper = line if line.rows else None
        lines[:] = [line for line in lines if line.rows or not line.stops]


def _goes_on(upper: Line, lower: Line) -> bool:
    """Whether a table can be the next part of the one right before it: on a new page or in a new column."""
    return (lower.page != upper.page or lower.y < upper.y) and _match(upper, lower)


def _match(upper: Line, lower: Line) -> bool:
    """Whether two tables have the same columns, wherever the first of them begins."""
    if len(upper.stops) != len(lower.stops):
        return False
    moved = lower.stops[0] - upper.stops[0]
    return all(abs(other - moved - one) < _SAME for one, other in zip(upper.stops, lower.stops, strict=True))


def _drop_heads(page: Page, upper: Line, lower: Line) -> None:
    """Take column heads off a part where they are printed again."""
    same = repeated_heads(upper.rows, lower.rows)
    if 0 < same < len(upper.rows):
        page.drop("table head printed again", sum(visible("".join(row)) for row in lower.rows[:same]))
        lower.rows, lower.tops = lower.rows[same:], lower.tops[same:]


def _join_row(upper: Line, lower: Line) -> None:
    """Put the lower half of a row under its upper half."""
    if not lower.rows or not _is_half(upper, lower):
        return
    last, first = upper.rows[-1], lower.rows[0]
    joined = tuple("\n".join(filter(None, cells)) for cells in zip(last, first, strict=True))
    upper.rows, lower.rows, lower.tops = (*upper.rows[:-1], joined), lower.rows[1:], lower.tops[1:]


def _is_half(upper: Line, lower: Line) -> bool:
    """Whether the first row of a part goes on with the last row of the part before.

    It adds only to cells that say something already. Its first cell goes on in small letters, or is empty although
    every row of the table has one.
    """
    last, first = upper.rows[-1], lower.rows[0]
    if not any(first) or not all(one for one, other in zip(last, first, strict=True) if other):
        return False
    return first[0][0].islower() if first[0] else all(row[0] for row in upper.rows)
