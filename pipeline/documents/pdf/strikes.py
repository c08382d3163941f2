"""Words with a line through them: told by thin horizontal lines that go from word to word and no farther."""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.documents.pdf.lines import cut_piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.documents.pdf.pieces import Piece, Ruling, Word

_LOW, _HIGH = 0.1, 0.5  # type sizes above the baseline between which the line lies
_LARGEST = 60.0  # type size of text that is looked at [points]
_COVERED = 0.75  # share of a word's width that the line covers, at least
_BEYOND = 0.7  # type sizes by which the line may reach beyond the words


def mark(pieces: Sequence[Piece], rulings: Sequence[Ruling]) -> list[Piece]:
    """Cut the pieces of a page where struck words begin and end, and mark those that are struck."""
    ordered = sorted(pieces, key=lambda piece: piece.y)
    heights = [piece.y for piece in ordered]
    struck: dict[int, set[Word]] = {}
    for ruling in rulings:
        if not ruling.horizontal:
            continue
        y = (ruling.y0 + ruling.y1) / 2
        first, last = bisect_left(heights, y), bisect_left(heights, y + _HIGH * _LARGEST)
        near = [piece for piece in ordered[first:last] if _LOW * piece.size <= piece.y - y <= _HIGH * piece.size]
        hit = [(piece, word) for piece in near for word in _under(piece, ruling)]
        if hit and _ends_with(ruling, hit):
            for piece, word in hit:
                struck.setdefault(id(piece), set()).add(word)
    return [part for piece in pieces for part in _cut(piece, struck.get(id(piece)))]


def _under(piece: Piece, ruling: Ruling) -> Iterator[Word]:
    if piece.x1 < ruling.x0 or piece.x0 > ruling.x1:
        return
    for word in piece.words:
        shared = min(word.x1, ruling.x1) - max(word.x0, ruling.x0)
        if shared >= _COVERED * (word.x1 - word.x0):
            yield word


def _ends_with(ruling: Ruling, hit: Sequence[tuple[Piece, Word]]) -> bool:
    """Whether a line begins and ends with the words it goes through; those of tables and drawings go on."""
    beyond = _BEYOND * max(piece.size for piece, _ in hit)
    start, end = min(word.x0 for _, word in hit), max(word.x1 for _, word in hit)
    return ruling.x0 >= start - beyond and ruling.x1 <= end + beyond


def _cut(piece: Piece, struck: set[Word] | None) -> Iterator[Piece]:
    if struck is None:
        yield piece
        return
    for is_struck, words in groupby(piece.words, key=lambda word: word in struck):
        yield cut_piece(piece, list(words))._replace(struck=is_struck)
