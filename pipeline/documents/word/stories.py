"""The walk over one story of a document: body, text box, note or header, into blocks or into the lines of a cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.documents import struck
from pipeline.documents.word import drawings, xml_names
from pipeline.documents.word.choices import choose
from pipeline.documents.word.drafts import Context, Draft, DraftParagraph
from pipeline.documents.word.losses import weigh
from pipeline.documents.word.paragraphs import Paragraphs
from pipeline.documents.word.properties import of_paragraph
from pipeline.documents.word.signs import visible
from pipeline.documents.word.sinks import Blocks, Lines, Sink
from pipeline.documents.word.tables import grid, one_column
from pipeline.documents.word.xml_names import P_PR, SDT, SDT_CONTENT, SDT_PR, TBL, VAL, P, w

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

    from pipeline.documents.word.lists import List
    from pipeline.records import Row, Story

_SKIPPED = frozenset({w("sectPr"), w("tblPr"), w("tblGrid"), w("tcPr"), w("trPr"), SDT_PR, w("sdtEndPr"), P_PR})
_GALLERY = f"{SDT_PR}/{w('docPartObj')}/{w('docPartGallery')}"
_CONTENTS_GALLERIES = ("table of contents", "table of figures")
_CHUNK = w("altChunk")
_CAPTION_LABEL = re.compile(
    r"(?:figure|fig|table|tab|abbildung|abb|bild|tabelle|tableau|diagram|equation|图|表|図)\b[ .]?", re.IGNORECASE
)


class Walk:
    """Walks one story. Text boxes and notes become blocks of their own after the block that calls them."""

    def __init__(self, context: Context, story: Story, root: Element) -> None:
        self._context = context
        self._story: Story = story
        self._root = root
        self._paragraphs = Paragraphs(story, root, context.styles, context.tally)
        self._counters = context.counters(story)
        self._boxes: list[Element] = []
        self._calls: list[tuple[str, str]] = []

    def blocks(self) -> None:
        """Add the blocks of the story to the context's drafts."""
        self._walk(self._root, Blocks(self), contents=False)
        self._context.unnumbered = self._context.unnumbered or self._paragraphs.unnumbered

    def lines(self) -> str:
        """The story as plain lines, for notes, headers and footers."""
        text = self.cell(self._root)
        self.release()
        return text

    def cell(self, element: Element) -> str:
        """A table cell as plain lines, labels included."""
        sink = Lines(self)
        self._walk(element, sink, contents=False)
        return "\n".join(sink.pieces)

    def drop(self, element: Element, why: str) -> None:
        """Account for an element that is left out."""
        self._context.tally.drop(self._story, why, weigh(element))

    def drop_text(self, text: str, why: str) -> None:
        """Account for text that was read and is left out."""
        self._context.tally.drop(self._story, why, visible(text))

    def add(self, paragraph: DraftParagraph) -> None:
        """Make a block of a paragraph."""
        label, found = self.label(paragraph)
        if not paragraph.text:
            return
        style, own = paragraph.style, paragraph.properties
        draft = Draft("paragraph", paragraph.text, self._story, label, bold=paragraph.bold, size=paragraph.size)
        draft.indent = style.indent if own.indent is None else own.indent
        if found is not None:
            of, level = found
            draft.list_id = of.id
            listed_nearer = own.num is not None or not style.indent_above_list
            if own.indent is None and listed_nearer and of.levels[level].indent is not None:
                draft.indent = of.levels[level].indent
        outline = style.outline if own.outline is None else own.outline
        draft.outline = outline if outline is not None and outline <= 9 else None
        if draft.outline is None and (_is_caption(paragraph) or _CAPTION_LABEL.match(label)):
            draft.kind = "caption"
        draft.title, draft.struck = style.title, paragraph.is_struck
        draft.element, draft.lead = paragraph.element, paragraph.lead
        self._context.drafts.append(draft)

    def label(self, paragraph: DraftParagraph) -> tuple[str, tuple[List, int] | None]:
        """Count a paragraph in its list: its label, its list and its level; every shown paragraph exactly once."""
        own, style = paragraph.properties, paragraph.style
        if own.num is None and style.num is None:
            return "", None
        found = self._context.lists.find(own, style)
        return ("", None) if found is None else (self._counters.count(*found), found)

    def table(self, table: Element) -> None:
        """Make a block of a table; one made only to hold headings and text in one column is walked instead."""
        if one_column(table) and self._has_headings(table):
            for cell in table.iter(xml_names.TC):
                if not any(above.tag == TBL for above in _between(cell, table)):
                    self._walk(cell, Blocks(self), contents=False)
            return
        rows = grid(table, self)
        if any(cell for row in rows for cell in row):
            text = "\n".join("\t".join(row) for row in rows)
            self._context.drafts.append(Draft("table", text, self._story, rows=rows, element=table))

    def nested(self, table: Element) -> Iterable[Row]:
        """Rows of a table within a cell."""
        return grid(table, self)

    def make(self, label: str) -> None:
        """Account for a label that becomes part of a text."""
        self._context.tally.make(self._story, visible(label))

    def release(self) -> None:
        """Read the text boxes and notes met since the last block."""
        boxes, self._boxes = self._boxes, []
        calls, self._calls = self._calls, []
        for box in boxes:
            self._box(box)
        for call in calls:
            note = self._context.notes.pop(call, None)
            if note is not None:
                story: Story = "endnote" if call[0] == "endnote" else "footnote"
                text = Walk(self._context, story, note).lines()
                if text:
                    self._context.drafts.append(Draft("note", text, story))

    def _box(self, box: Element) -> None:
        story: Story = "text box" if self._story == "body" else self._story
        if box.tag == xml_names.TXBX:
            Walk(self._context, story, box).blocks()
        elif box.tag in drawings.TAGS:
            found = drawings.lines(box, self._context.part)
            if box.tag != drawings.SHAPE_TEXT:  # the others stand in parts or attributes that are not counted
                self._context.tally.found += visible("".join(found))
            self._context.drafts += [Draft("paragraph", line, story, element=box) for line in found]
        else:
            self._walk([box], Blocks(self), contents=False)

    def _walk(self, container: Iterable[Element], sink: Sink, *, contents: bool) -> None:
        last: Element | None = None
        for child in container:
            tag = child.tag
            if tag == P:
                last = child
                self._paragraph(self._paragraphs.read(child, contents=contents), sink)
            elif tag == TBL:
                sink.table(child)
            elif tag not in _SKIPPED and isinstance(tag, str):
                self._other(child, sink, contents=contents)
        if last is not None:
            self._paragraph(self._paragraphs.flush(), sink)

    def _other(self, child: Element, sink: Sink, *, contents: bool) -> None:
        """Content controls and other wrappers around paragraphs, and what stands where no paragraph is."""
        tag = child.tag
        if tag == SDT:
            inner = child.find(SDT_CONTENT)
            if inner is not None:
                self._walk(inner, sink, contents=contents or _is_contents(child))
        elif tag == xml_names.ALTERNATE:
            branch, left_out = choose(child)
            self._context.tally.drop(self._story, "second copy for older programs", left_out)
            if branch is not None:
                self._walk(branch, sink, contents=contents)
        elif tag in (xml_names.DEL, xml_names.MOVE_FROM):
            self.drop(child, "deleted by tracked change")
        elif tag == _CHUNK:
            self._context.chunk(child)
        elif next(child.iter(P, TBL, _CHUNK), None) is not None:
            self._walk(child, sink, contents=contents)
        elif weigh(child):
            self._paragraph(self._paragraphs.read([child], contents=contents), sink)

    def _paragraph(self, paragraph: DraftParagraph | None, sink: Sink) -> None:
        if paragraph is None:
            return
        self._boxes += paragraph.boxes
        self._calls += paragraph.notes
        if paragraph.contents:
            self._context.contents.append(paragraph.contents)
        if paragraph.struck or paragraph.is_struck:
            self._context.struck.append(paragraph.struck or paragraph.text)
            self.drop_text(paragraph.struck, struck.WHAT)
        if paragraph.shown:
            sink.paragraph(paragraph)

    def _has_headings(self, table: Element) -> bool:
        for properties in table.iter(P_PR):
            own = of_paragraph(properties)
            outline = self._context.styles.paragraph(own.style).outline if own.outline is None else own.outline
            if outline is not None and outline <= 9:
                return True
        return False


def _between(inner: Element, outer: Element) -> Iterable[Element]:
    """Elements above the inner one, up to but without the outer one."""
    for above in inner.iterancestors():
        if above is outer:
            return
        yield above


def _is_contents(sdt: Element) -> bool:
    gallery = sdt.find(_GALLERY)
    return gallery is not None and (gallery.get(VAL) or "").lower() in _CONTENTS_GALLERIES


def _is_caption(paragraph: DraftParagraph) -> bool:
    if paragraph.style.caption:
        return True
    counted = paragraph.sequence.lower().replace("_", " ")
    return bool(counted) and paragraph.text.lower().startswith(counted)
