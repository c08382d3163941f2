"""Where blocks stand: the rectangles of their lines and rows on the pages of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.pdf.pieces import Area
from pipeline.documents.pdf.turns import unplace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.documents.pdf.pieces import Line, Page
    from pipeline.records import Box

_DESCENT = 0.25  # sizes of type by which a line of text reaches below its baseline


def locate(lines: Sequence[Line], pages: Sequence[Page]) -> tuple[Box, ...]:
    """Return the rectangles of a block: of a table one for each row, else one for each stretch of lines in a column.

    :param lines: of the block, in reading order.
    :param pages: all pages of the document, in order.
    """
    return tuple(_to_file(line, area, pages[line.page - 1]) for line, area in _areas(lines))


def _areas(lines: Sequence[Line]) -> Iterator[tuple[Line, Area]]:
    """Give rectangles on the views of pages on which lines are set, each with a line that stands on its view."""
    held: tuple[Line, Area] | None = None
    for line in lines:
        if line.rows:
            yield from ((line, area) for area in _rows(line))
            continue
        area = _area(line)
        if held is not None and _follows(held, line, area):
            held = (line, _around(held[1], area))
            continue
        if held is not None:
            yield held
        held = (line, area)
    if held is not None:
        yield held


def _rows(table: Line) -> Iterator[Area]:
    bottoms = (*table.tops[1:], max(table.bottom, *table.tops) if table.tops else table.bottom)
    for top, bottom in zip(table.tops, bottoms, strict=True):
        yield Area(table.x0, top, table.x1, bottom)


def _area(line: Line) -> Area:
    if line.bottom:  # a figure
        return Area(line.x0, line.y, line.x1, line.bottom)
    top = min((piece.top for piece in line.pieces), default=line.y - line.size)
    bottom = max((piece.bottom for piece in line.pieces), default=line.y + _DESCENT * line.size)
    return Area(line.x0, top, line.x1, bottom)


def _follows(held: tuple[Line, Area], line: Line, area: Area) -> bool:
    """Whether a line goes on right below the one before, in the same column of the same page."""
    before, above = held
    same = (before.page, before.angle) == (line.page, line.angle)
    return same and area.y0 > above.y0 and area.x0 < above.x1 and area.x1 > above.x0


def _around(one: Area, other: Area) -> Area:
    return Area(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


def _to_file(line: Line, area: Area, page: Page) -> Box:
    angle = page.angle if line.angle is None else line.angle
    one = unplace((area.x0, area.y0), page.box, angle)
    other = unplace((area.x1, area.y1), page.box, angle)
    (left, right), (bottom, top) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return line.page, round(left, 1), round(bottom, 1), round(right, 1), round(top, 1)
