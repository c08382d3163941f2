"""Where the walk over a story puts what it finds: into blocks, or into the lines of a cell or note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pipeline.documents import struck

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from pipeline.documents.word.drafts import DraftParagraph
    from pipeline.documents.word.stories import Walk


class Sink(Protocol):
    """Takes what a walk finds, in order."""

    def paragraph(self, paragraph: DraftParagraph) -> None:
        """Take a paragraph."""
        ...

    def table(self, table: Element) -> None:
        """Take a table."""
        ...


class Blocks:
    """Paragraphs and tables become blocks."""

    def __init__(self, walk: Walk) -> None:
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

    def __init__(self, walk: Walk) -> None:
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
