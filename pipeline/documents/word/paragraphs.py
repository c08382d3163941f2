"""One paragraph as a reader sees it: the accepted view of tracked changes, field results, symbols, no hidden text."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents.word.choices import choose
from pipeline.documents.word.fields import FIELD_CHAR, INSTRUCTION, Field, Fields
from pipeline.documents.word.losses import Tally, content, weigh
from pipeline.documents.word.measures import on, whole
from pipeline.documents.word.names import (
    ALTERNATE,
    DEL,
    HYPHEN,
    M_T,
    MOVE_FROM,
    P_PR,
    R_PR,
    SDT_PR,
    SYM,
    TBL,
    TXBX,
    VAL,
    P,
    R,
    T,
    w,
)  # fmt: skip
from pipeline.documents.word.signs import clean, letters, sign, visible
from pipeline.documents.word.styles import NO_LOOK, Look, ParagraphStyle, Styles, character_style, look

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

_VANISH = w("vanish")
_NOTE_KINDS = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}
_SKIPPED = frozenset(
    {P_PR, SDT_PR, w("sdtEndPr"), w("smartTagPr"), w("customXmlPr"), w("rubyPr"), w("fldData"), w("annotationRef")}
)
_NEARLY_ALL = 0.9  # share of bold characters from which a paragraph counts as bold


@dataclass(slots=True)
class Paragraph:
    """What one w:p holds."""

    element: Element
    style: ParagraphStyle
    text: str
    contents: str  # what stood in a table of contents
    bold: bool
    size: float | None  # points
    shown: bool  # a reader sees it, be it empty; only such paragraphs are numbered
    sequence: str  # what its SEQ field counts: "Table", "Figure" ...; "" = it has none
    boxes: list[Element]  # text boxes anchored in it, and blocks that stand inside it against the rules
    notes: list[tuple[str, str]]  # kind and id of the notes it calls


@dataclass(slots=True)
class _Gathered:
    """What is gathered while a paragraph is read; goes on where its mark was deleted."""

    text: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    visible: int = 0
    bold: int = 0
    sizes: Counter[float] = field(default_factory=Counter)
    sequence: str = ""
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class Paragraphs:
    """Reads the paragraphs of one story, one after the other, in document order."""

    def __init__(self, story: str, root: Element, styles: Styles, tally: Tally) -> None:
        self._story = story
        self._styles = styles
        self._tally = tally
        self._fields = Fields(root)
        self._looks: dict[tuple[object, ...], Look] = {}
        self._now = _Gathered()
        self._look = NO_LOOK
        self._style = styles.paragraph(None)
        self._all_contents = False
        self._handlers: dict[object, Callable[[Element], None]] = {
            R: self._run,
            T: self._text,
            M_T: self._text,
            w("tab"): lambda _: self._add("\t"),
            w("ptab"): lambda _: self._add("\t"),
            w("br"): lambda _: self._add("\n"),
            w("cr"): lambda _: self._add("\n"),
            HYPHEN: lambda _: self._add("-"),
            SYM: self._sign,
            FIELD_CHAR: self._mark,
            INSTRUCTION: lambda element: self._fields.add_code(element.text or ""),
            w("fldSimple"): self._simple_field,
            ALTERNATE: self._alternate,
            DEL: lambda element: self._drop(element, "deleted by tracked change"),
            MOVE_FROM: lambda element: self._drop(element, "moved elsewhere by tracked change"),
            TXBX: lambda element: self._now.boxes.append(element),
            P: self._stray_block,
            TBL: self._stray_block,
            **dict.fromkeys(_NOTE_KINDS, self._note),
            **dict.fromkeys(_SKIPPED, _skip),
        }

    def read(self, element: Element, *, contents: bool = False) -> Paragraph | None:
        """Read a w:p; None where its mark was deleted, so that it goes on with the next one.

        :param contents: it stands in a table of contents.
        """
        properties = element.find(P_PR)
        style_element = None if properties is None else properties.find(w("pStyle"))
        self._style = self._styles.paragraph(None if style_element is None else style_element.get(VAL))
        self._all_contents = contents or self._style.contents
        self._children(element)
        mark = None if properties is None else properties.find(R_PR)
        if mark is not None and (mark.find(DEL) is not None or mark.find(MOVE_FROM) is not None):
            return None
        hidden = mark is not None and (vanish := mark.find(_VANISH)) is not None and on(vanish)
        return self._finish(element, hidden=hidden)

    def flush(self, element: Element) -> Paragraph | None:
        """What is left of paragraphs whose mark was deleted and after which none came."""
        if not (self._now.text or self._now.boxes or self._now.notes or self._now.contents):
            return None
        return self._finish(element, hidden=True)

    def _finish(self, element: Element, *, hidden: bool) -> Paragraph:
        now, self._now = self._now, _Gathered()
        text = "".join(now.text).strip()
        size = now.sizes.most_common(1)[0][0] if now.sizes else self._style.look.size
        return Paragraph(
            element, self._style, text, "".join(now.contents).strip(), now.bold >= _NEARLY_ALL * max(now.visible, 1),
            size, bool(text) or not hidden, now.sequence, now.boxes, now.notes,
        )  # fmt: skip

    def _children(self, element: Element) -> None:
        handlers = self._handlers
        for child in element:
            handler = handlers.get(child.tag)
            if handler is not None:
                handler(child)
            elif len(child):
                self._children(child)

    def _run(self, run: Element) -> None:
        before = self._look
        properties = run[0] if len(run) and run[0].tag == R_PR else run.find(R_PR)
        self._look = self._looks_like(properties)
        self._children(run)
        self._look = before

    def _looks_like(self, properties: Element | None) -> Look:
        """Look of a run: its own, over its character style, over its paragraph style."""
        own = look(properties)
        named = None if properties is None else character_style(properties)
        key = (self._style.chain[:1], named, own)
        found = self._looks.get(key)
        if found is None:
            below = self._style.look
            if named is not None:
                below = self._styles.character(named).toggled(below)
            found = self._looks[key] = own.over(below)
        return found

    def _text(self, element: Element) -> None:
        text = clean(content(element))
        if self._look.font:
            text = letters(self._look.font, text)
        self._add(text)

    def _add(self, text: str) -> None:
        now = self._now
        if self._fields.in_code:
            self._tally.drop(self._story, "field code", visible(text))
        elif self._look.hidden:
            self._tally.drop(self._story, "hidden text", visible(text))
        elif self._all_contents or self._fields.in_contents:
            self._tally.drop(self._story, "contents table", visible(text))
            now.contents.append(text)
        else:
            now.text.append(text)
            weight = len(text)
            now.visible += weight
            if self._look.bold:
                now.bold += weight
            if self._look.size is not None:
                now.sizes[self._look.size] += weight

    def _sign(self, element: Element) -> None:
        try:
            code = int(element.get(w("char"), ""), 16)
        except ValueError:
            code = -1
        text = sign(element.get(w("font"), ""), code) if code >= 0 else ""
        if text.strip():
            self._add(text)
        else:
            self._tally.drop(self._story, "sign without a letter", 1)

    def _mark(self, element: Element) -> None:
        closed = self._fields.mark(element)
        if closed is not None:
            self._take(closed)

    def _take(self, closed: Field) -> None:
        words = closed.words
        if words[0] == "SEQ" and len(words) > 1:
            self._now.sequence = words[1]
        elif words[0] == "SYMBOL" and not closed.result:
            self._symbol_field(words[1:])

    def _symbol_field(self, words: list[str]) -> None:
        r"""A sign that stands in the code itself: SYMBOL 109 \\f "Symbol"."""
        code = whole(words[0]) if words else None
        font = next((word.strip('"') for before, word in itertools.pairwise(words) if before == "\\f"), "")
        text = sign(font, code) if code is not None and code >= 0 else ""
        self._tally.make(self._story, visible(text))
        self._add(text)

    def _simple_field(self, element: Element) -> None:
        made = Field([element.get(w("instr"), "")], result=True)
        before = self._all_contents
        self._all_contents = before or made.words[0] == "TOC"
        self._children(element)
        self._all_contents = before
        self._take(made)

    def _alternate(self, element: Element) -> None:
        branch, left_out = choose(element)
        self._tally.drop(self._story, "second copy for older programs", left_out)
        if branch is not None:
            self._children(branch)

    def _note(self, element: Element) -> None:
        if not (self._look.hidden or self._fields.in_code):
            self._now.notes.append((_NOTE_KINDS[element.tag], element.get(w("id"), "")))

    def _drop(self, element: Element, why: str) -> None:
        self._tally.drop(self._story, why, weigh(element))

    def _stray_block(self, element: Element) -> None:
        """A paragraph or table inside a paragraph: read after it."""
        self._now.boxes.append(element)


def _skip(_: Element) -> None:
    """Properties hold no text."""
