"""Tables without rulings, or with rulings between their rows only: lines whose parts stand below each other.

Body text has no gaps that line up over several lines, but lists and headings have one behind their numbers. So two
columns are believed only below a caption or between rulings, three without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf.lines import cell_text
from pipeline.documents.pdf.paragraphs import is_table_caption, starts
from pipeline.documents.pdf.pieces import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.pieces import Page, Piece, Ruling

_APART = 0.45  # type sizes that columns are apart, at least
_STEP = 3.2  # type sizes from line to line within a table, at most
_CLOSE = 1.4  # type sizes from line to line within a cell, at most
_ROWS = 3  # lines with several parts that make a table of three columns
_CAPTIONED = 2  # the same below a caption
_SPAN = 0.6  # share of the table's width that a ruling between its rows has, at least

Span = tuple[float, float]


class _AlignedRun(NamedTuple):
    """Lines that may be a table, and where its columns stand."""

    lines: list[Line]
    columns: list[Span]
    rulings: list[float]  # heights of the rulings between its rows


def replace(page: Page, lines: list[Line]) -> list[Line]:
    """Return the lines of a page with each such table as one tall line."""
    if sum(1 for line in lines if len(line.pieces) > 1) < _CAPTIONED:
        return lines
    kept: list[Line] = []
    index = 0
    while index < len(lines):
        run = _run(page, lines, index)
        if run is not None and _is_table(run, lines[index - 1] if index else None):
            kept.append(_table(run))
            index += len(run.lines)
        else:
            kept.append(lines[index])
            index += 1
    return kept


def _run(page: Page, lines: list[Line], first: int) -> _AlignedRun | None:
    """Follow lines down as long as their parts keep to columns."""
    parts = _parts(lines[first])
    if len(parts) < 2 or not _is_text(lines[first]):
        return None
    columns, last = parts, first
    for index in range(first + 1, len(lines)):
        line, above = lines[index], lines[index - 1]
        step = line.y - above.y
        if not _is_text(line) or not 0 < step <= _STEP * line.size or line.left != above.left:
            break
        merged = _merge(columns, _parts(line), _APART * line.size)
        if len(merged) < len(columns):
            break
        if len(_parts(line)) > 1:
            last = index
        elif step > _CLOSE * line.size or index > last + 1 + len(columns):
            break
        elif last == index - 1 and not _opens(line, columns):
            last = index
        columns = merged
    members = lines[first : last + 1]
    spans: list[Span] = []
    for line in members:
        spans = _merge(spans, _parts(line), _APART * line.size)
    return _AlignedRun(members, spans, _between(page.rulings, members))


def _is_text(line: Line) -> bool:
    return not line.rows and line.story == "body"


def _opens(line: Line, columns: list[Span]) -> bool:
    """Whether a line that has one part only begins a paragraph rather than going on in a cell."""
    return line.x0 < columns[0][1] and starts(line)


def _parts(line: Line) -> list[Span]:
    """Return the parts of a line that are apart."""
    return _merge([], [(piece.x0, piece.x1) for piece in line.pieces], _APART * line.size)


def _merge(spans: list[Span], others: list[Span], apart: float) -> list[Span]:
    """Join spans that overlap or nearly touch."""
    merged: list[Span] = []
    for start, end in sorted([*spans, *others]):
        if merged and start - merged[-1][1] < apart:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _between(rulings: Sequence[Ruling], lines: list[Line]) -> list[float]:
    """Return the heights of rulings that lie between lines."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    top, bottom = lines[0].y - 2 * lines[0].size, lines[-1].y + lines[-1].size
    heights = sorted(
        ruling.y0
        for ruling in rulings
        if ruling.horizontal
        and top < ruling.y0 < bottom
        and min(ruling.x1, right) - max(ruling.x0, left) > _SPAN * (right - left)
    )
    return [
        height for index, height in enumerate(heights) if not index or height - heights[index - 1] > lines[0].size / 2
    ]


def _is_table(run: _AlignedRun, above: Line | None) -> bool:
    several = sum(1 for line in run.lines if len(_parts(line)) > 1)
    told = (above is not None and is_table_caption(above)) or len(run.rulings) >= _ROWS
    if len(run.columns) > 2:
        return several >= (_CAPTIONED if told else _ROWS)
    listed = sum(1 for line in run.lines if starts(line))
    return told and len(run.columns) == 2 and several >= _CAPTIONED and listed <= len(run.lines) / 2


def _table(run: _AlignedRun) -> Line:
    """Lay the lines out in rows and columns."""
    rows: list[list[list[Piece]]] = []
    tops: list[float] = []
    above: Line | None = None
    for line in run.lines:
        if above is None or _begins_row(run, line, above):
            rows.append([[] for _ in run.columns])
            tops.append(min(piece.top for piece in line.pieces))
        for piece in line.pieces:
            centre = (piece.x0 + piece.x1) / 2
            column = next((i for i, (start, end) in enumerate(run.columns) if start <= centre <= end), 0)
            rows[-1][column].append(piece)
        above = line
    first = run.lines[0]
    table = Line(first.page, "", run.columns[0][0], run.columns[-1][1], first.y, first.size, False, (), first.ocr)
    table.left, table.right, table.bottom, table.tops = first.left, first.right, run.lines[-1].y, tuple(tops)
    table.stops = tuple(start for start, _ in run.columns)
    table.rows = tuple(tuple(cell_text(cell) if cell else "" for cell in row) for row in rows)
    return table


def _begins_row(run: _AlignedRun, line: Line, above: Line) -> bool:
    """Whether a line begins a row: below a ruling where there are some, else where the first column has text."""
    if len(run.rulings) >= _ROWS:
        return any(above.y < height < line.y for height in run.rulings)
    return line.x0 < run.columns[0][1] and (len(_parts(line)) > 1 or line.y - above.y > _CLOSE * line.size)
