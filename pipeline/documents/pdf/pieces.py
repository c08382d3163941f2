"""What the stages of the PDF reader hand on: pieces of text, lines, rulings and pages.

Coordinates are points on the page as it is shown: x from its left edge to the right, y from its top edge downward, in
the direction in which the page's text is read. A page that is turned by its file or by its text is turned back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipeline.records import Story


class Word(NamedTuple):
    """Characters without white space between them, and how far they reach."""

    text: str
    x0: float
    x1: float


class Piece(NamedTuple):
    """Words on one baseline with ordinary spaces between them: a line, or the part of it in one column or cell."""

    text: str
    x0: float
    x1: float
    y: float  # the baseline
    size: float  # points; of its first word
    bold: bool
    words: tuple[Word, ...]
    broken: bool = False  # ends in a hyphen at which a word goes on in the next line
    ocr: bool = False

    @property
    def top(self) -> float:
        """Where its capitals begin."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Where its descenders end."""
        return self.y + 0.25 * self.size


class Ruling(NamedTuple):
    """A straight horizontal or vertical line drawn on the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it lies rather than stands."""
        return self.x1 - self.x0 >= self.y1 - self.y0


class Area(NamedTuple):
    """A rectangle on the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(slots=True)
class Line:
    """Pieces on one baseline within one column, left to right; or a whole table, which is set like one tall line."""

    page: int  # 1-based
    text: str
    x0: float
    x1: float
    y: float  # the baseline; of a table, its top
    size: float
    bold: bool
    pieces: tuple[Piece, ...]
    ocr: bool = False
    left: float = 0.0  # edges of the column it stands in
    right: float = 0.0
    rows: tuple[tuple[str, ...], ...] = ()
    stops: tuple[float, ...] = ()  # where the columns of a table begin
    bottom: float = 0.0  # of a table or figure
    story: Story = "body"

    @property
    def broken(self) -> bool:
        """Whether it ends in a hyphen at which a word goes on in the next line."""
        return bool(self.pieces) and self.pieces[-1].broken


@dataclass(slots=True)
class Page:
    """One page, or the text of one page that reads in one direction, before anything is put in order."""

    number: int  # 1-based
    width: float
    height: float
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # left, bottom, right, top in the file
    angle: int = 0  # degrees counter-clockwise from the file's x axis in which the text reads
    pieces: list[Piece] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    images: list[Area] = field(default_factory=list)
    shapes: list[Area] = field(default_factory=list)  # drawn, and no ruling
    turned: list[Page] = field(default_factory=list)  # text of this page that reads in other directions
    is_scan: bool = False  # has nothing but a picture
    is_garbled: bool = False  # has a text layer whose characters have no meaning
    found: int = 0  # characters but for white space, as PDFium counts them
    dropped: dict[str, int] = field(default_factory=dict)  # why -> characters

    def drop(self, why: str, characters: int) -> None:
        """Note characters that will not be in a block."""
        if characters:
            self.dropped[why] = self.dropped.get(why, 0) + characters


def visible(text: str) -> int:
    """Count the characters of a text that are not white space."""
    return len("".join(text.split()))
