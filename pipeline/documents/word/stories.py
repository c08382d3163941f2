"""The walk over one story of a document: body, text box, note or header, into blocks or into lines of a table cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pipeline.documents.word.choices import choose
from pipeline.documents.word.lists import Counters, Lists
from pipeline.documents.word.losses import Tally, weigh
from pipeline.documents.word.names import (
    ALTERNATE,
    DEL,
    MOVE_FROM,
    P_PR,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    TBL,
    TXBX,
    VAL,
    P,
    w,
)  # fmt: skip
from pipeline.documents.word.paragraphs import Paragraph, Paragraphs
from pipeline.documents.word.signs import visible
from pipeline.documents.word.styles import Styles, left_indent, link, outline_level
from pipeline.documents.word.tables import Rows, grid

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from pipeline.records import BlockKind, Story

_SKIPPED = frozenset({w("sectPr"), w("tblPr"), w("tblGrid"), w("tcPr"), w("trPr"), SDT_PR, w("sdtEndPr"), P_PR})
_GALLERY = f"{SDT_PR}/{w('docPartObj')}/{w('docPartGallery')}"
_CONTENTS_GALLERIES = ("table of contents", "table of figures")


@dataclass(slots=True)
class Draft:
    """A block before it has its place."""

    kind: BlockKind
    text: str
    story: Story
    label: str = ""
    list_id: str = ""
    list_level: int | None = None
    outline: int | None = None
    size: float | None = None
    bold: bool = False
    indent: float | None = None
    rows: Rows = ()


@dataclass(slots=True)
class Context:
    """What the stories of one document share."""

    styles: Styles
    lists: Lists
    tally: Tally
    drafts: list[Draft] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)  # lines of tables of contents
    counters: dict[str, Counters] = field(default_factory=dict)
    notes: dict[tuple[str, str], Element] = field(default_factory=dict)  # not yet called
    chunks: list[Element] = field(default_factory=list)


class Sink(Protocol):
    """Takes what a walk finds, in order."""

    def paragraph(self, paragraph: Paragraph, draft: Draft) -> None:
        """Take a paragraph."""
        ...

    def table(self, rows: Rows) -> None:
        """Take a table."""
        ...


class Walk:
    """Walks one story. Text boxes and notes become blocks of their own after the block that calls them."""

    def __init__(self, context: Context, story: Story, root: Element) -> None:
        self._context = context
        self._story: Story = story
        self._root = root
        self._paragraphs = Paragraphs(story, root, context.styles, context.tally)
        self._counters = context.counters.setdefault(story, Counters())
        self._boxes: list[Element] = []
        self._calls: list[tuple[str, str]] = []

    def blocks(self) -> None:
        """Add the blocks of the story to the context's drafts."""
        self._walk(self._root, _Blocks(self), contents=False)

    def lines(self) -> str:
        """The story as plain lines, for notes, headers and footers."""
        sink = _Lines(self)
        self._walk(self._root, sink, contents=False)
        self.release()
        return "\n".join(sink.pieces)

    def cell(self, element: Element) -> str:
        """A table cell as plain lines, labels included."""
        sink = _Lines(self)
        self._walk(element, sink, contents=False)
        return "\n".join(sink.pieces)

    def drop(self, element: Element, why: str) -> None:
        """Account for text that is left out."""
        self._context.tally.drop(self._story, why, weigh(element))

    def release(self) -> None:
        """Read the text boxes and notes met since the last block."""
        boxes, self._boxes = self._boxes, []
        calls, self._calls = self._calls, []
        for box in boxes:
            if box.tag == TXBX:
                Walk(self._context, _box_story(self._story), box).blocks()
            else:
                self._walk(_Only(box), _Blocks(self), contents=False)
        for call in calls:
            note = self._context.notes.pop(call, None)
            if note is not None:
                story: Story = "endnote" if call[0] == "endnote" else "footnote"
                text = Walk(self._context, story, note).lines()
                if text:
                    self._context.drafts.append(Draft("note", text, story))

    def _walk(self, container: Element | _Only, sink: Sink, *, contents: bool) -> None:
        last: Element | None = None
        for child in container:
            tag = child.tag
            if tag == P:
                last = child
                self._paragraph(child, self._paragraphs.read(child, contents=contents), sink)
            elif tag == TBL:
                sink.table(grid(child, self))
            elif tag not in _SKIPPED and isinstance(tag, str):
                self._other(child, sink, contents=contents)
        if last is not None:
            self._paragraph(last, self._paragraphs.flush(last), sink)

    def _other(self, child: Element, sink: Sink, *, contents: bool) -> None:
        if child.tag == SDT:
            inner = child.find(SDT_CONTENT)
            if inner is not None:
                self._walk(inner, sink, contents=contents or _is_contents(child))
        elif child.tag == ALTERNATE:
            branch, left_out = choose(child)
            self._context.tally.drop(self._story, "second copy for older programs", left_out)
            if branch is not None:
                self._walk(branch, sink, contents=contents)
        elif child.tag in (DEL, MOVE_FROM):
            self.drop(child, "deleted by tracked change")
        elif child.tag == w("altChunk"):
            self._context.chunks.append(child)
        elif any(child.find(f".//{name}") is not None for name in (P, TBL)):
            self._walk(child, sink, contents=contents)
        elif weigh(child):
            self._paragraph(child, self._paragraphs.read(_Only(child), contents=contents), sink)  # type: ignore[arg-type]

    def _paragraph(self, element: Element, paragraph: Paragraph | None, sink: Sink) -> None:
        if paragraph is None:
            return
        self._boxes += paragraph.boxes
        self._calls += paragraph.notes
        if paragraph.contents:
            self._context.contents.append(paragraph.contents)
        if paragraph.shown:
            sink.paragraph(paragraph, self._draft(element, paragraph))

    def _draft(self, element: Element, paragraph: Paragraph) -> Draft:
        properties = element.find(P_PR)
        style = paragraph.style
        draft = Draft("paragraph", paragraph.text, self._story, bold=paragraph.bold, size=paragraph.size)
        direct = link(properties)
        indent = left_indent(properties)
        found = self._context.lists.find(direct, style) if direct.num or style.link.num else None
        if found is not None:
            of, level = found
            draft.label = self._counters.count(of, level)
            draft.list_id, draft.list_level = of.id, level
            by_list = of.levels[level].indent
            listed_nearer = direct.num is not None or style.indent_depth < 0 or style.link_depth < style.indent_depth
            if indent is None and by_list is not None and listed_nearer:
                indent = by_list
        draft.indent = style.indent if indent is None else indent
        own = outline_level(properties)
        level_shown = style.outline if own is None else own
        draft.outline = level_shown if level_shown is not None and level_shown <= 9 else None
        if _is_caption(paragraph) and draft.outline is None:
            draft.kind = "caption"
        return draft

    def add(self, draft: Draft) -> None:
        """Add a block, then what it calls."""
        self._context.drafts.append(draft)

    def make(self, label: str) -> None:
        """Account for a label that becomes part of a text."""
        self._context.tally.make(self._story, visible(label))


class _Blocks:
    """Paragraphs and tables become blocks."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def paragraph(self, paragraph: Paragraph, draft: Draft) -> None:
        if paragraph.text:
            self._walk.add(draft)
        self._walk.release()

    def table(self, rows: Rows) -> None:
        if any(cell for row in rows for cell in row):
            text = "\n".join("\t".join(row) for row in rows)
            self._walk.add(Draft("table", text, self._walk._story, rows=rows))
        self._walk.release()


class _Lines:
    """Paragraphs and tables become lines of text."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self.pieces: list[str] = []

    def paragraph(self, paragraph: Paragraph, draft: Draft) -> None:
        if draft.label:
            self._walk.make(draft.label)
        if piece := f"{draft.label} {paragraph.text}".strip():
            self.pieces.append(piece)

    def table(self, rows: Rows) -> None:
        lines = ("\t".join(cell for cell in row if cell) for row in rows)
        self.pieces += [line for line in lines if line]


class _Only(list["Element"]):
    """A container with one child."""

    def __init__(self, element: Element) -> None:
        super().__init__([element])

    def find(self, _: str) -> None:
        """It has no properties."""


def _box_story(story: Story) -> Story:
    return "text box" if story == "body" else story


def _is_contents(sdt: Element) -> bool:
    gallery = sdt.find(_GALLERY)
    return gallery is not None and (gallery.get(VAL) or "").lower() in _CONTENTS_GALLERIES


def _is_caption(paragraph: Paragraph) -> bool:
    if paragraph.style.caption:
        return True
    return bool(paragraph.sequence) and paragraph.text.lower().startswith(paragraph.sequence.lower().replace("_", " "))
