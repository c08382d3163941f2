"""The columns beside the text: line numbers and change marks, taken off the pages before lines are formed.

Line numbers stand further out than any text, below each other, and rise by one on (nearly) every line or by two, five
or ten on some. Clause numbers that hang in the margin rise by one but stand at few lines, so they are not taken.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.change_marks import BARS, WHAT
from pipeline.documents.pdf.lines import cut_piece
from pipeline.documents.pdf.pieces import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.pieces import Page, Piece

LINE_NUMBER = "line number in the margin"

_NUMBER = re.compile(r"\d{1,5}")
_BAR = re.compile(rf"[{BARS}]{{1,3}}")
_APART = 4.0  # points between line numbers and the text, at least
_ALIGNED = 4.0  # points by which the edges of numbers below each other differ, at most
_LEVEL = 2.0  # points between baselines that are one
_STEPS = (2, 5, 10)  # by which line numbers rise where not every line has one
_EVERY = 0.6  # share of the lines of a page that have a number where every line has one
_STEADY = 0.75  # share of the numbers that are the step more than the one before
_FEWEST = {1: 6, 2: 4, 5: 2, 10: 2}  # numbers of a document that make line numbers, by step
_MANY = 3  # bars on one line that draw a table


class _Column(NamedTuple):
    page: Page
    numbers: list[Piece]  # top to bottom
    lines: int  # of the page


def strip(pages: Sequence[Page]) -> None:
    """Take line numbers and change marks off the pages, in place, and count them there."""
    for page in pages:
        _strip_bars(page)
    for side in ("left", "right"):
        columns = [column for page in pages if (column := _column(page, side))]
        step = _step(columns)
        if step:
            for column in columns:
                _take(column.page, column.numbers, LINE_NUMBER)


def _strip_bars(page: Page) -> None:
    """Take off bars that stand alone at the edge of a line of text."""
    bars = [piece for piece in page.pieces if _BAR.fullmatch(piece.text)]
    if not bars:
        return
    crowded = Counter(round(bar.y / _LEVEL) for bar in bars)
    ends = _edges(page)
    loose = [bar for bar in bars if crowded[round(bar.y / _LEVEL)] < _MANY and (bar.x1 <= ends[0] or bar.x0 >= ends[1])]
    _take(page, loose, WHAT)


def _edges(page: Page) -> tuple[float, float]:
    """Return where most lines of text begin, and the end of the widest."""
    text = [piece for piece in page.pieces if len(piece.text) > 5 and not _NUMBER.fullmatch(piece.text)]
    starts = Counter[int]()
    for piece in text:
        starts[round(piece.x0)] += len(piece.text)
    left = min((x for x, count in starts.items() if count >= 0.2 * max(starts.values())), default=0)
    return left + 1.0, max((piece.x1 for piece in text), default=page.width) - 1.0


def _column(page: Page, side: str) -> _Column | None:
    """Return the numbers that stand alone in one margin, below each other."""
    left, right = _edges(page)
    if side == "left":
        page.pieces = [part for piece in page.pieces for part in _cut_off(piece, left)]
    alone = [
        piece
        for piece in page.pieces
        if _NUMBER.fullmatch(piece.text) and (piece.x1 < left - _APART if side == "left" else piece.x0 > right + _APART)
    ]
    if not alone:
        return None
    edge = max((piece.x1 for piece in alone), key=lambda x: sum(abs(piece.x1 - x) <= _ALIGNED for piece in alone))
    found = sorted((piece for piece in alone if abs(piece.x1 - edge) <= _ALIGNED), key=lambda piece: piece.y)
    return _Column(page, found, len({round(piece.y / _LEVEL) for piece in page.pieces}))


def _cut_off(piece: Piece, left: float) -> list[Piece]:
    """Part a number in the margin from the line that follows it after a mere space."""
    if not piece.text[:1].isdigit() or piece.x0 >= left - _APART or piece.length < 2:
        return [piece]
    words = piece.words
    if not _NUMBER.fullmatch(words[0].text) or abs(words[1].x0 - left) > _ALIGNED:
        return [piece]
    return [cut_piece(piece, [words[0]]), cut_piece(piece, list(words[1:]))]


def _step(columns: Sequence[_Column]) -> int:
    """Return by how much the numbers of all pages rise from one to the next; 0 where they are no line numbers."""
    rises = Counter[int]()
    for column in columns:
        rises.update(int(after.text) - int(before.text) for before, after in pairwise(column.numbers))
    numbers = sum(len(column.numbers) for column in columns)
    if not rises:
        return 5 if _are_fives(columns) else 0
    step, count = rises.most_common(1)[0]
    if step not in _FEWEST or count < _STEADY * rises.total() or numbers < _FEWEST[step]:
        return 0
    lines = sum(column.lines for column in columns)
    return step if step in _STEPS or numbers >= _EVERY * lines else 0


def _are_fives(columns: Sequence[_Column]) -> bool:
    """Whether several pages that hold little have one number each, a multiple of five."""
    return len(columns) > 2 and all(int(column.numbers[0].text) % 5 == 0 for column in columns)


def _take(page: Page, pieces: Sequence[Piece], why: str) -> None:
    gone = set(map(id, pieces))
    if gone:
        page.pieces = [piece for piece in page.pieces if id(piece) not in gone]
        page.drop(why, sum(visible(piece.text) for piece in pieces))
