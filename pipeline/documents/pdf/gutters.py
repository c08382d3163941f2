"""Gutters: whether the parts of a page on both sides of one are columns of text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.documents.pdf import lines as rows

if TYPE_CHECKING:
    from pipeline.documents.pdf.pieces import Line, Piece

FEWEST = 5  # lines a column has at least
_WRAPPED = 3  # of them that go on from the line before, in small letters or in Chinese
SLACK = 2.5  # points by which lines of one column begin apart
WIDE = 9.0  # type sizes that the widest lines of a column are wide, at least
_GAP = 1.9  # type sizes from line to line above which there is a gap
_SIDE_BY_SIDE = 0.6  # share of gaps that lie side by side in a table
_FEW_GAPS = 3
_LEVEL = 1.5  # points between baselines that are the same
_OVERHANG = 12.0  # points by which the frame of a table reaches over the edge of its column


def crosses(line: Line, start: float) -> bool:
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
            near = word.x0 < start + 2 * SLACK
            apart = index and word.x0 - words[index - 1].x1 > 0.35 * piece.size
            return index if near and apart else None
    return None


def share(lines: list[Line], start: float) -> tuple[list[Line], list[Line]]:
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


def is_divided(lines: list[Line], start: float, known: bool) -> bool:
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
    return piece.x1 - piece.x0 > WIDE * piece.size


def _runs(pieces: list[Piece]) -> bool:
    """Whether pieces are the lines of running text: wide enough, and wrapped."""
    if len(pieces) < FEWEST:
        return False
    size = sorted(piece.size for piece in pieces)[len(pieces) // 2]
    widest = max(piece.x1 - piece.x0 for piece in pieces)
    wrapped = sum(1 for piece in pieces if piece.text[0].islower() or piece.text[0] >= "\u3000")
    return widest >= WIDE * size and wrapped >= _WRAPPED


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
