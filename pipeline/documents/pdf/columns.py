"""The order in which lines are read: column by column, where a page or a part of it has columns.

A gutter is a place at which many pieces of text begin and which none crosses over some height, with text that fills its
width on both sides. The cells of a table without rulings line up too, but they do not fill their columns.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf import lines as rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.pieces import Line, Page, Piece

_FEWEST = 6  # lines a column has at least
_TRIED = 6  # places that are tried as gutters
_SLACK = 2.5  # points by which lines of one column begin apart
_WIDE = 9.0  # type sizes that most lines of a column are wide, at least
_FULL = 0.7  # share of the column's width from which a line fills it
_STEP = 2.3  # type sizes from line to line in running text, at most on average
_COARSE = 4.0  # points by which the edges of one column differ between pages
_MOVED = 90.0  # points by which the lines of a page that holds little may be indented
_DEEPEST = 5  # columns within columns


class _Band(NamedTuple):
    """Lines one below the other, and whether the gutter divides them."""

    divided: bool
    lines: list[Line]


def order(page: Page, blocks: list[Line]) -> list[Line]:
    """Return the lines of a page in reading order.

    :param blocks: tables and figures, which are read where they stand.
    """
    found = [rows.line(page.number, row) for row in rows.rows(page.pieces)]
    return _read(sorted(found + blocks, key=lambda line: line.y), _DEEPEST)


def align(pages: Sequence[list[Line]]) -> None:
    """Give the lines of pages with one column the edges that most such pages have, in place.

    A page that holds little, or only what is indented, does not show how wide its column is.
    """
    single = [lines for lines in pages if len({(line.left, line.right) for line in lines}) == 1]
    for side in (0, 1):  # left and right pages have different margins
        alike = [lines for lines in single if lines[0].page % 2 == side]
        if not alike:
            continue
        counts = Counter[float]()
        for lines in alike:
            counts[round(lines[0].left / _COARSE) * _COARSE] += len(lines)
        left = counts.most_common(1)[0][0]
        near = [lines for lines in alike if -_COARSE < lines[0].left - left < _MOVED]
        right = max(lines[0].right for lines in near)
        for line in chain.from_iterable(near):
            line.right = right
            line.left = left if line.left - left > _COARSE else line.left


def _read(lines: list[Line], depth: int) -> list[Line]:
    """Order lines that come from top to bottom."""
    edges = _edges(lines)
    for start in _starts(lines) if depth else ():
        bands = _bands(lines, start)
        if not any(band.divided for band in bands):
            continue
        ordered = []
        for band in bands:
            if band.divided:
                left, right = _share(band.lines, start)
                ordered += _read(left, depth - 1) + _read(right, depth - 1)
            else:
                ordered += _set_edges(_read(band.lines, depth - 1), edges)
        return ordered
    return _set_edges(lines, edges)


def _edges(lines: list[Line]) -> tuple[float, float]:
    text = [line for line in lines if line.pieces and line.story == "body"] or lines
    return min((line.x0 for line in text), default=0.0), max((line.x1 for line in text), default=0.0)


def _set_edges(lines: list[Line], edges: tuple[float, float]) -> list[Line]:
    """Note the edges of the column in lines that have none yet."""
    for line in lines:
        line.left, line.right = edges
    return lines


def _starts(lines: list[Line]) -> list[float]:
    """Return the places within the lines at which most pieces begin."""
    left, right = _edges(lines)
    margin = 0.15 * (right - left)
    pieces = [piece for line in lines if line.story == "body" for piece in line.pieces]
    counts = Counter(round(piece.x0) for piece in pieces if left + margin < piece.x0 < right - margin)
    starts = [start - _SLACK for start, count in counts.most_common(_TRIED) if count >= _FEWEST // 2]
    wide = [piece for piece in pieces if piece.x1 - piece.x0 > _WIDE * piece.size] if starts else []
    return [
        start
        for start in starts
        if sum(1 for piece in wide if piece.x1 <= start) >= _FEWEST // 2
        and sum(1 for piece in wide if piece.x0 >= start) >= _FEWEST // 2
    ]


def _bands(lines: list[Line], start: float) -> list[_Band]:
    """Cut lines into those that a gutter divides and the others, top to bottom."""
    bands = []
    for crosses, group in groupby(lines, key=lambda line: _crosses(line, start)):
        members = list(group)
        bands.append(_Band(not crosses and _is_divided(members, start), members))
    return bands


def _crosses(line: Line, start: float) -> bool:
    """Whether any of a line lies across a gutter."""
    if line.x1 <= start or line.x0 >= start:
        return False
    if line.rows or line.story != "body":
        return True
    return any(piece.x0 < start < piece.x1 and _cut(piece, start) is None for piece in line.pieces)


def _cut(piece: Piece, start: float) -> int | None:
    """Return how many words of a piece stand before a gutter that it seems to cross, None when it does."""
    words = piece.words
    for index, word in enumerate(words):
        if word.x0 >= start:
            near = word.x0 < start + 2 * _SLACK
            apart = index and word.x0 - words[index - 1].x1 > 0.35 * piece.size
            return index if near and apart else None
    return None


def _share(lines: list[Line], start: float) -> tuple[list[Line], list[Line]]:
    """Divide lines between the two sides of a gutter."""
    left, right = [], []
    for line in lines:
        if line.x1 <= start:
            left.append(line)
        elif line.x0 >= start:
            right.append(line)
        else:
            sides = _sides(line, start)
            left += [rows.line(line.page, sides[0])] if sides[0] else []
            right += [rows.line(line.page, sides[1])] if sides[1] else []
    return sorted(left, key=lambda line: line.y), sorted(right, key=lambda line: line.y)


def _sides(line: Line, start: float) -> tuple[list[Piece], list[Piece]]:
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in line.pieces:
        count = _cut(piece, start) if piece.x0 < start < piece.x1 else None
        if count:
            left.append(rows.cut_piece(piece, list(piece.words[:count])))
            right.append(rows.cut_piece(piece, list(piece.words[count:])))
        else:
            (left if piece.x1 <= start else right).append(piece)
    return left, right


def _is_divided(lines: list[Line], start: float) -> bool:
    """Whether both sides of a gutter hold running text."""
    text = [line for line in lines if line.pieces and line.story == "body"]
    if len(text) < _FEWEST:
        return False
    sides = [_sides(line, start) for line in text]
    return all(_runs([piece for side in sides for piece in side[index]]) for index in (0, 1))


def _runs(pieces: list[Piece]) -> bool:
    """Whether pieces are the lines of running text: wide, about equally so, and close together."""
    if len(pieces) < _FEWEST:
        return False
    widths = sorted(piece.x1 - piece.x0 for piece in pieces)
    size = sorted(piece.size for piece in pieces)[len(pieces) // 2]
    widest = widths[int(0.9 * (len(widths) - 1))]
    full = sum(1 for width in widths if width >= _FULL * widest)
    if widest < _WIDE * size or full < 0.5 * len(widths):
        return False
    heights = sorted({round(piece.y / (0.5 * size)) for piece in pieces})
    return (heights[-1] - heights[0]) * 0.5 <= _STEP * (len(heights) - 1)
