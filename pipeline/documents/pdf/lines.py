"""Pieces of text in lines, and lines in the order in which they are read: column by column."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from pipeline.documents.pdf.pieces import Line, Page, Piece

_SAME_LINE = 0.5  # share of the type size by which baselines within one line differ at most: sub- and superscripts
_TAB = 1.0  # gap within a line, in type sizes, that is written as a tab
_TOUCH = 0.12  # gap, in type sizes, below which two pieces are one word
_FEWEST = 6  # lines a column has at least


def order(page: Page, tables: list[Line]) -> list[Line]:
    """Return the lines of a page, and its tables among them, in reading order."""
    lines = [_line(page.number, row) for row in _rows(page.pieces)]
    return _read(sorted(lines + tables, key=lambda line: line.y))


def cell_text(pieces: list[Piece]) -> str:
    """Return the text of a table cell, one line below the other."""
    return "\n".join(_line(0, row).text.replace("\t", " ") for row in _rows(pieces))


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Group pieces by baseline."""
    rows: list[list[Piece]] = []
    y = size = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if rows and piece.y - y <= _SAME_LINE * max(size, piece.size):
            rows[-1].append(piece)
            if piece.size > size:
                y, size = piece.y, piece.size
        else:
            rows.append([piece])
            y, size = piece.y, piece.size
    return rows


def _line(page: int, row: list[Piece]) -> Line:
    row.sort(key=lambda piece: piece.x0)
    main = max(row, key=lambda piece: len(piece.text))
    text = row[0].text
    for before, after in pairwise(row):
        text += _space(before, after) + after.text
    bold = main.bold and all(piece.bold or not piece.text.strip("•·-–.,:") for piece in row)
    return Line(page, text, row[0].x0, max(piece.x1 for piece in row), main.y, main.size, bold, tuple(row))


def _space(before: Piece, after: Piece) -> str:
    """White space between two pieces of one line."""
    gap = after.x0 - before.x1
    size = max(before.size, after.size)
    if gap > _TAB * size:
        return "\t"
    return "" if gap < _TOUCH * size and before.y != after.y else " "


def _read(lines: list[Line]) -> list[Line]:
    """Order lines, top to bottom on entry, column by column between the lines that span the columns."""
    gutter = _gutter(lines)
    if gutter is None:
        return _column(lines, lines)
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.x0 < gutter < line.x1 and not _splits(line, gutter):
            ordered += _read(left) + _read(right) + _column([line], lines)
            left, right = [], []
        else:
            _share(line, gutter, left, right)
    return ordered + _read(left) + _read(right)


def _share(line: Line, gutter: float, left: list[Line], right: list[Line]) -> None:
    if line.x1 <= gutter:
        left.append(line)
    elif line.x0 >= gutter:
        right.append(line)
    else:
        left.append(_line(line.page, [piece for piece in line.pieces if piece.x1 <= gutter]))
        right.append(_line(line.page, [piece for piece in line.pieces if piece.x0 >= gutter]))


def _splits(line: Line, gutter: float) -> bool:
    """Whether a line is really two, one on each side of the gutter."""
    return bool(line.pieces) and all(piece.x1 <= gutter or piece.x0 >= gutter for piece in line.pieces)


def _gutter(lines: list[Line]) -> float | None:
    """Find the x at which a page falls into two columns of running text; None = it does not."""
    pieces = [piece for line in lines for piece in line.pieces]
    if len(pieces) < 2 * _FEWEST:
        return None
    x0, x1 = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    width = x1 - x0
    starts = Counter(round(piece.x0) for piece in pieces if x0 + 0.25 * width < piece.x0 < x0 + 0.75 * width)
    for start, count in starts.most_common(3):
        if count >= _FEWEST and _divides(lines, start - 2.0, x0, x1):
            return start - 2.0
    return None


def _divides(lines: list[Line], gutter: float, x0: float, x1: float) -> bool:
    """Whether both sides of a gutter hold text that fills its column, as the cells of a table do not."""
    sides = [piece for line in lines for piece in line.pieces if piece.x1 <= gutter or piece.x0 >= gutter]
    crossing = sum(1 for line in lines if line.x0 < gutter < line.x1 and not _splits(line, gutter))
    left = [piece for piece in sides if piece.x1 <= gutter]
    right = [piece for piece in sides if piece.x0 >= gutter]
    if min(len(left), len(right)) < _FEWEST or crossing > 0.5 * len(lines):
        return False
    return _fills(left, gutter - x0) and _fills(right, x1 - gutter)


def _fills(pieces: list[Piece], width: float) -> bool:
    long = sum(1 for piece in pieces if piece.x1 - piece.x0 > 0.7 * width)
    return long >= _FEWEST and long >= 0.4 * len(pieces)


def _column(lines: list[Line], peers: list[Line]) -> list[Line]:
    """Note in lines the edges of the column that they and their peers stand in."""
    text = [line for line in peers if line.pieces]
    if text:
        left, right = min(line.x0 for line in text), max(line.x1 for line in text)
        for line in lines:
            line.left, line.right = left, right
    return lines
