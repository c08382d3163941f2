"""Where the walk over a story puts what it finds: into blocks, or into the lines of a cell or note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from pipeline.documents import struck

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

    from pipeline.documents.word.drafts import DraftParagraph
    from pipeline.records import Row


class Sink(Protocol):
    """Takes what a walk finds, in order."""

    def paragraph(self, paragraph: DraftParagraph) -> None:
        """Take a paragraph."""
        ...

    def table(self, table: Element) -> None:
        """Take a table."""
        ...


class Walking(Protocol):
    """What a sink needs of the walk over a story; see `stories.Walk`."""

    def add(self, paragraph: DraftParagraph) -> None:
        """Make a block of a paragraph."""

    def table(self, table: Element) -> None:
        """Make a block of a table."""

    def release(self) -> None:
        """Read the text boxes and notes met since the last block."""

    def label(self, paragraph: DraftParagraph) -> tuple[str, Any]:
        """Count a paragraph in its list: its label, and where it stands in the list."""

    def nested(self, table: Element) -> Iterable[Row]:
        """Rows of a table within a cell."""

    def make(self, label: str) -> None:
        """Account for a label that becomes part of a text."""

    def drop_text(self, text: str, why: str) -> None:
        """Account for text that was read and is left out."""


class Blocks:
    """Paragraphs and tables become blocks."""

    def __init__(self, walk: Walking) -> None:
        self._walk = walk

    def paragraph(self, paragraph: DraftParagraph) -> None:
        """Take a paragraph."""
        self._walk.add(paragraph)
        self._walk.release()

    def table(self, table: Element) -> None:
        """Take a table."""
        self._walk.table(table)
        self._walk.release()


class Lines:
    """Paragraphs and tables become lines of text, as they stand in a cell."""

    def __init__(self, walk: Walking) -> None:
        self._walk = walk
        self.pieces: list[str] = []

    def paragraph(self, paragraph: DraftParagraph) -> None:
        """Take a paragraph."""
        label, _ = self._walk.label(paragraph)
        if paragraph.is_struck:
            self._walk.drop_text(paragraph.text, struck.WHAT)
            return
        if label:
            self._walk.make(label)
        if piece := f"{label} {paragraph.text}".strip():
            self.pieces.append(piece)

    def table(self, table: Element) -> None:
        """Take a table."""
        lines = ("\t".join(cell for cell in row if cell) for row in self._walk.nested(table))
        self.pieces += [line for line in lines if line]
