"""Tables that go on over the page: rows cut in two by the page break, and column heads printed again.

Each part stays a block of its own, on its own page; only the halves of a row are put together.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.documents.pdf.pieces import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.pieces import Line, Page

_SAME = 4.0  # columns of two parts of a table begin less than this apart [points]


def mend(pages: Sequence[Page], ordered: Sequence[list[Line]]) -> None:
    """Mend the tables that page breaks cut, in place.

    :param ordered: the lines of each page in reading order.
    """
    for (_, before), (page, after) in pairwise(zip(pages, ordered, strict=True)):
        upper, lower = _last(before), after[0] if after else None
        if upper is None or lower is None or not lower.rows or not _match(upper, lower):
            continue
        _drop_heads(page, upper, lower)
        _join_row(upper, lower)
        if not lower.rows:
            del after[0]


def _last(lines: list[Line]) -> Line | None:
    """Return the table that ends the body of a page."""
    body = [line for line in lines if line.story == "body"]
    return body[-1] if body and body[-1].rows else None


def _match(upper: Line, lower: Line) -> bool:
    """Whether two tables have the same columns."""
    return len(upper.stops) == len(lower.stops) and all(
        abs(one - other) < _SAME for one, other in zip(upper.stops, lower.stops, strict=True)
    )


def _drop_heads(page: Page, upper: Line, lower: Line) -> None:
    """Take column heads off a part where they are printed again."""
    same = 0
    for one, other in zip(upper.rows, lower.rows, strict=False):
        if one != other or not any(one):
            break
        same += 1
    if 0 < same < len(upper.rows):
        page.drop("table head printed again", sum(visible("".join(row)) for row in lower.rows[:same]))
        lower.rows = lower.rows[same:]


def _join_row(upper: Line, lower: Line) -> None:
    """Put the lower half of a row under its upper half.

    It has no first cell, although every row of the table has one, and adds only to cells that say something already.
    """
    if not lower.rows or lower.rows[0][0] or not any(lower.rows[0]) or not all(row[0] for row in upper.rows):
        return
    last, first = upper.rows[-1], lower.rows[0]
    if all(one for one, other in zip(last, first, strict=True) if other):
        joined = tuple("\n".join(filter(None, cells)) for cells in zip(last, first, strict=True))
        upper.rows, lower.rows = (*upper.rows[:-1], joined), lower.rows[1:]
