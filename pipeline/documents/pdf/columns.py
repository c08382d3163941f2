"""The order in which lines are read: column by column, where a page or a part of it has columns.

A gutter is a place at which many pieces of text begin and which none crosses over some height, with wrapped text on
both sides of it. The cells of a table without rulings line up too, but their rows begin at the same heights and their
lines do not go on in small letters. A gutter that several pages have is believed of the others on less.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf import lines as rows
from pipeline.documents.pdf import twin_columns
from pipeline.documents.pdf.gutters import FEWEST, SLACK, WIDE, crosses, is_divided, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.documents.pdf.pieces import Line, Page

_TRIED = 6  # places that are tried as gutters
_PAGES = 2  # that have a gutter before it is believed of others
_COARSE = 4.0  # points by which the edges of one column differ between pages
_MOVED = 90.0  # points by which the lines of a page that holds little may be indented
_DEEPEST = 5  # columns within columns


class _Band(NamedTuple):
    """Lines one below the other, and whether the gutter divides them."""

    divided: bool
    lines: list[Line]


def order(pages: Sequence[tuple[Page, list[Line]]]) -> list[list[Line]]:
    """Return the lines of each page in reading order.

    :param pages: each with its tables and figures, which are read where they stand.
    """
    lines = [_lines(page, blocks) for page, blocks in pages]
    start = twin_columns.find(lines)
    if start is not None:
        return [_read_twins(found, start) for found in lines]
    readers = [_Reader(()) for _ in lines]
    ordered = [reader.read(found, _DEEPEST) for reader, found in zip(readers, lines, strict=True)]
    counts = Counter(round(start / _COARSE) for reader in readers for start in reader.gutters)
    common = [start for start, count in counts.items() if count >= _PAGES]
    if not common:
        return ordered
    known = sorted({start for reader in readers for start in reader.gutters if round(start / _COARSE) in common})
    return [_Reader(_apart(known)).read(_lines(page, blocks), _DEEPEST) for page, blocks in pages]


def _read_twins(lines: list[Line], start: float) -> list[Line]:
    """Order the lines of a page on which the columns say the same in two languages: clause by clause."""
    ordered: list[Line] = []
    for across, group in groupby(lines, key=lambda line: crosses(line, start)):
        members = list(group)
        if across or not twin_columns.divides(members, start):
            ordered += _set_edges(members, _edges(lines))
            continue
        sides = [_set_edges(side, _edges(side)) for side in share(members, start)]
        ordered += twin_columns.interleave(*sides)
    return ordered


def _apart(starts: Iterable[float]) -> tuple[float, ...]:
    """Leave out gutters that are the same as the one before, but for a little."""
    kept: list[float] = []
    for start in starts:
        if not kept or start - kept[-1] > _COARSE:
            kept.append(start)
    return tuple(kept)


def _lines(page: Page, blocks: list[Line]) -> list[Line]:
    """Return the lines of a page from top to bottom, its tables and figures among them."""
    found = [rows.line(page.number, row) for row in rows.rows(page.pieces)]
    return sorted(found + blocks, key=lambda line: line.y)


def align(pages: Sequence[list[Line]], widths: Sequence[float]) -> None:
    """Give the lines of pages with one column the edges that most such pages have, in place.

    A page that holds little, or only what is indented, does not show how wide its column is. Pages of another width
    (a table set across, between upright pages) have edges of their own.

    :param widths: of the pages [points].
    """
    single = [
        (round(width / _COARSE), lines)
        for lines, width in zip(pages, widths, strict=True)
        if len({(line.left, line.right) for line in lines}) == 1
    ]
    for size, side in sorted({(size, lines[0].page % 2) for size, lines in single}):  # left and right pages differ
        alike = [lines for other, lines in single if other == size and lines[0].page % 2 == side]
        counts = Counter[float]()
        for lines in alike:
            counts[round(lines[0].left / _COARSE) * _COARSE] += len(lines)
        left = counts.most_common(1)[0][0]
        near = [lines for lines in alike if -_COARSE < lines[0].left - left < _MOVED]
        right = max(lines[0].right for lines in near)
        for line in chain.from_iterable(near):
            line.right = right
            line.left = left if line.left - left > _COARSE else line.left


class _Reader:
    """Orders the lines of one page."""

    def __init__(self, known: tuple[float, ...]) -> None:
        self.gutters: list[float] = []  # that were found
        self._known = known  # from other pages

    def read(self, lines: list[Line], depth: int) -> list[Line]:
        """Order lines that come from top to bottom."""
        edges = _edges(lines)
        for start in self._starts(lines) if depth and lines else ():
            bands = self._bands(lines, start)
            if not any(band.divided for band in bands):
                continue
            self.gutters.append(start)
            ordered = []
            for band in bands:
                if band.divided:
                    for side in share(band.lines, start):
                        ordered += self.read(side, depth - 1)
                else:
                    ordered += _set_edges(self.read(band.lines, depth - 1), edges)
            return ordered
        return _set_edges(lines, edges)

    def _starts(self, lines: list[Line]) -> list[float]:
        """Return the places within the lines that may be gutters."""
        left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
        known = [start for start in self._known if left < start < right]
        return known + [start for start in _starts(lines) if not any(abs(start - other) < _COARSE for other in known)]

    def _bands(self, lines: list[Line], start: float) -> list[_Band]:
        """Cut lines into those that a gutter divides and the others, top to bottom."""
        bands = []
        for across, group in groupby(lines, key=lambda line: crosses(line, start)):
            members = list(group)
            divided = not across and is_divided(members, start, start in self._known)
            bands.append(_Band(divided, members))
        return bands


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
    starts = [start - SLACK for start, count in counts.most_common(_TRIED) if count >= FEWEST // 2]
    wide = [piece for piece in pieces if piece.x1 - piece.x0 > WIDE * piece.size] if starts else []
    return [
        start
        for start in starts
        if sum(1 for piece in wide if piece.x1 <= start) >= FEWEST // 2
        and sum(1 for piece in wide if piece.x0 >= start) >= FEWEST // 2
    ]
