"""The order in which lines are read: column by column, where a page or a part of it has columns.

A gutter is a place at which many pieces of text begin and which none crosses over some height, with wrapped text on
both sides of it. The cells of a table without rulings line up too, but their rows begin at the same heights and their
lines do not go on in small letters. A gutter that several pages have is believed of the others on less.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf import lines as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.documents.pdf.pieces import Line, Page, Piece

_FEWEST = 5  # lines a column has at least
_WRAPPED = 3  # of them that go on from the line before, in small letters or in Chinese
_TRIED = 6  # places that are tried as gutters
_SLACK = 2.5  # points by which lines of one column begin apart
_WIDE = 9.0  # type sizes that the widest lines of a column are wide, at least
_GAP = 1.9  # type sizes from line to line above which there is a gap
_SIDE_BY_SIDE = 0.6  # share of gaps that lie side by side in a table
_FEW_GAPS = 3
_LEVEL = 1.5  # points between baselines that are the same
_PAGES = 2  # that have a gutter before it is believed of others
_COARSE = 4.0  # points by which the edges of one column differ between pages
_MOVED = 90.0  # points by which the lines of a page that holds little may be indented
_OVERHANG = 12.0  # points by which the frame of a table reaches over the edge of its column
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
    readers = [_Reader(()) for _ in lines]
    ordered = [reader.read(found, _DEEPEST) for reader, found in zip(readers, lines, strict=True)]
    counts = Counter(round(start / _COARSE) for reader in readers for start in reader.gutters)
    common = [start for start, count in counts.items() if count >= _PAGES]
    if not common:
        return ordered
    known = sorted({start for reader in readers for start in reader.gutters if round(start / _COARSE) in common})
    return [_Reader(_apart(known)).read(_lines(page, blocks), _DEEPEST) for page, blocks in pages]


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
                    for side in _share(band.lines, start):
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
        for crosses, group in groupby(lines, key=lambda line: _crosses(line, start)):
            members = list(group)
            divided = not crosses and _is_divided(members, start, start in self._known)
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
    starts = [start - _SLACK for start, count in counts.most_common(_TRIED) if count >= _FEWEST // 2]
    wide = [piece for piece in pieces if piece.x1 - piece.x0 > _WIDE * piece.size] if starts else []
    return [
        start
        for start in starts
        if sum(1 for piece in wide if piece.x1 <= start) >= _FEWEST // 2
        and sum(1 for piece in wide if piece.x0 >= start) >= _FEWEST // 2
    ]


def _crosses(line: Line, start: float) -> bool:
    """Whether any of a line lies across a gutter."""
    if line.x1 <= start or line.x0 >= start:
        return False
    if _is_block(line):
        return line.x0 < start - _OVERHANG and line.x1 > start + _OVERHANG
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
    """Divide lines between the two sides of a gutter, each from top to bottom."""
    blocks = [line for line in lines if _is_block(line)]
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for line in lines:
        if not _is_block(line):
            for side, found in zip(pieces, _sides(line, start), strict=True):
                side += found
    page = lines[0].page
    left, right = ([rows.line(page, row) for row in rows.rows(side)] for side in pieces)
    left += [block for block in blocks if not _is_right(block, start)]
    right += [block for block in blocks if _is_right(block, start)]
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


def _is_divided(lines: list[Line], start: float, known: bool) -> bool:
    """Whether both sides of a gutter hold running text, or anything wide where the gutter is known from other pages."""
    text = [line for line in lines if not _is_block(line)]
    pairs = [_sides(line, start) for line in text]
    left, right = ([piece for pair in pairs for piece in pair[index]] for index in (0, 1))
    if _is_side_by_side(left, right):
        return False
    if known:
        wide = [_is_right(line, start) for line in lines if _is_block(line)]
        wide += [False for piece in left if _is_wide(piece)] + [True for piece in right if _is_wide(piece)]
        return len(set(wide)) == 2
    return _runs(left) and _runs(right)


def _is_block(line: Line) -> bool:
    """Whether a line is really a table or figure."""
    return bool(line.rows) or line.story != "body"


def _is_right(block: Line, start: float) -> bool:
    return block.x0 + block.x1 > 2 * start


def _is_wide(piece: Piece) -> bool:
    return piece.x1 - piece.x0 > _WIDE * piece.size


def _runs(pieces: list[Piece]) -> bool:
    """Whether pieces are the lines of running text: wide enough, and wrapped."""
    if len(pieces) < _FEWEST:
        return False
    size = sorted(piece.size for piece in pieces)[len(pieces) // 2]
    widest = max(piece.x1 - piece.x0 for piece in pieces)
    wrapped = sum(1 for piece in pieces if piece.text[0].islower() or piece.text[0] >= "\u3000")
    return widest >= _WIDE * size and wrapped >= _WRAPPED


def _is_side_by_side(left: list[Piece], right: list[Piece]) -> bool:
    """Whether two sides begin anew after a gap at the same heights, as the rows of a table do."""
    few, many = sorted((_restarts(left), _restarts(right)), key=len)
    if len(few) < _FEW_GAPS:
        return False
    shared = sum(1 for y in few if any(abs(y - other) < _LEVEL for other in many))
    return shared >= _SIDE_BY_SIDE * len(few)


def _restarts(pieces: list[Piece]) -> list[float]:
    """Return the baselines of lines that stand further below the one before than lines of one paragraph do."""
    ordered = sorted(pieces, key=lambda piece: piece.y)
    return [below.y for above, below in pairwise(ordered) if below.y - above.y > _GAP * below.size]
