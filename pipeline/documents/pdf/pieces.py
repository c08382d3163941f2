"""What the stages of the PDF reader hand on: pieces of text, lines, rulings and pages.

Coordinates are points on the page as it is shown: x from its left edge to the right, y from its top edge downward, in
the direction in which the page's text is read. A page that is turned by its file or by its text is turned back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Story


# Hyphens of all kinds, and the ligatures of the common fonts.
CLEAN = {0xAD: "-", 0x2010: "-", 0x2011: "-", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_SPACED = re.compile(r"(\S*)(\s+|$)")


class Word(NamedTuple):
    """Characters without white space between them, and how far they reach."""

    text: str
    x0: float
    x1: float


class Part(NamedTuple):
    """Words in a row, whose places are worked out when they are asked for."""

    text: str  # with all its spaces
    x0: float
    x1: float
    widths: dict[str, float]  # of its characters, and of others [points]; not needed for a single word


class Piece(NamedTuple):
    """Words on one baseline with ordinary spaces between them: a line, or the part of it in one column or cell."""

    text: str
    x0: float
    x1: float
    y: float  # the baseline
    size: float  # points; of most of it
    bold: bool
    parts: tuple[Part, ...]
    broken: bool = False  # ends in a hyphen at which a word goes on in the next line
    ocr: bool = False
    struck: bool = False  # a line goes through it: it is no valid text

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words with their places."""
        return tuple(word for part in self.parts for word in _measure(part))

    @property
    def opening(self) -> float:
        """Width of its first word in points."""
        text, x0, x1, widths = self.parts[0]
        if " " not in text:
            return x1 - x0
        return sum(map(widths.__getitem__, text.split(None, 1)[0]))

    @property
    def length(self) -> int:
        """Count of its words."""
        return self.text.count(" ") + 1

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
    tops: tuple[float, ...] = ()  # of a table, where each of its rows begins
    angle: int | None = None  # in which its text reads where that is not the page's own; see `Page`
    story: Story = "body"
    struck: bool = False  # all of it is struck out

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
    is_skewed: bool = False  # its text reads in no direction along the edges of the page
    is_scan: bool = False  # has nothing but a picture
    is_garbled: bool = False  # has a text layer whose characters have no meaning
    found: int = 0  # characters but for white space, as PDFium counts them
    notes: list[str] = field(default_factory=list)  # remarks that lie on it as annotations
    dropped: dict[str, int] = field(default_factory=dict)  # why -> characters

    def drop(self, why: str, characters: int) -> None:
        """Note characters that will not be in a block."""
        if characters:
            self.dropped[why] = self.dropped.get(why, 0) + characters


def _measure(part: Part) -> Iterator[Word]:
    """Find the words of a part."""
    text, x, x1, widths = part
    if " " not in text:
        yield Word(text.translate(CLEAN), x, x1)
        return
    scale = (x1 - x) / (sum(map(widths.__getitem__, text)) or 1.0)  # a line may be set a little tighter
    for match in _SPACED.finditer(text):
        width = scale * sum(map(widths.__getitem__, match[1]))
        if match[1]:
            yield Word(match[1].translate(CLEAN), x, x + width)
        x += width + scale * sum(map(widths.__getitem__, match[2]))


def visible(text: str) -> int:
    """Count the characters of a text that are not white space."""
    return len("".join(text.split()))
