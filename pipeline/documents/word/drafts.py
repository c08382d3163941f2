"""What is gathered while the stories of one document are walked: paragraphs, drafts of blocks, what all share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents.word.lists import Counters

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

    from pipeline.documents.word.lists import Lists
    from pipeline.documents.word.losses import Tally
    from pipeline.documents.word.properties import Properties
    from pipeline.documents.word.styles import ParagraphStyle, WordStyles
    from pipeline.records import BlockKind, Row, Story


@dataclass(slots=True)
class Draft:
    """A block before it has its place."""

    kind: BlockKind
    text: str
    story: Story
    label: str = ""
    list_id: str = ""
    outline: int | None = None
    size: float | None = None
    bold: bool = False
    indent: float | None = None
    rows: tuple[Row, ...] = ()
    title: bool = False  # in the style made for the title of the document
    struck: bool = False  # all of it is struck out
    lead: str = ""  # its beginning in bold or underlined
    element: Element | None = field(default=None, repr=False, compare=False)  # what it was read from


@dataclass(slots=True)
class DraftParagraph:
    """What one w:p holds."""

    style: ParagraphStyle
    properties: Properties
    text: str
    contents: str  # what stood in a table of contents
    bold: bool
    size: float | None  # points
    shown: bool  # a reader sees it, be it empty; only such paragraphs are numbered
    sequence: str  # what its SEQ field counts: "Table", "Figure" ...; "" = it has none
    boxes: list[Element]  # text boxes and drawings anchored in it, and blocks that stand inside it against the rules
    notes: list[tuple[str, str]]  # kind and id of the notes it calls
    element: Element | None = None  # the w:p; the last one where several were joined
    struck: str = ""  # what is struck out of it; no part of `text`
    is_struck: bool = False  # all of `text` is struck out
    lead: str = ""  # its beginning set in bold or underlined before text that is not


def _no_part(_: str) -> None:
    """There is no such part."""


def _no_chunk(_: Element) -> None:
    """There is nothing to read."""


@dataclass(slots=True)
class Context:
    """What the stories of one document share."""

    styles: WordStyles
    lists: Lists
    tally: Tally
    part: Callable[[str], Element | None] = _no_part  # the part of a relationship id
    chunk: Callable[[Element], None] = _no_chunk  # reads a document embedded as a whole
    drafts: list[Draft] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)  # lines of tables of contents
    struck: list[str] = field(default_factory=list)  # what is struck out, in order
    unnumbered: bool = False  # fields were met that make numbers which are not reproduced
    notes: dict[tuple[str, str], Element] = field(default_factory=dict)  # by kind and id; not yet called
    _counters: dict[str, Counters] = field(default_factory=dict)

    def counters(self, story: str) -> Counters:
        """Counts of a story; the stories of a document are numbered apart."""
        return self._counters.setdefault(story, Counters())
