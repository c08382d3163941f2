"""One paragraph as a reader sees it: the accepted view of tracked changes, field results, symbols, no hidden text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents import scripts, spacing
from pipeline.documents.word import drawings, maths, xml_names
from pipeline.documents.word.choices import choose
from pipeline.documents.word.drafts import DraftParagraph
from pipeline.documents.word.fields import FIELD_CHAR, INSTRUCTION, Field, Fields, simple
from pipeline.documents.word.losses import Tally, content, weigh
from pipeline.documents.word.properties import NO_PROPERTIES, NO_SWITCHES, of_paragraph, of_run
from pipeline.documents.word.signs import clean, letters, sign, visible
from pipeline.documents.word.xml_names import P_PR, R_PR, SDT_PR, P, R, m, w

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.etree import _Element as Element

    from pipeline.documents.word.styles import WordStyles

_NOTE_KINDS = {w("footnoteReference"): "footnote", w("endnoteReference"): "endnote"}
_SKIPPED = frozenset(
    {P_PR, R_PR, SDT_PR, w("sdtEndPr"), w("smartTagPr"), w("customXmlPr"), w("rubyPr"), w("fldData"), m("ctrlPr")}
)
_UNSTRUCK_NUMBER = re.compile(r"[\W\d_]*|[A-Z](?:\.\d+)+\W*")  # may be left where all else of a heading is struck out
_SCRIPTS = {"raised": scripts.raised, "lowered": scripts.lowered}
_NEARLY_ALL = 0.9  # share of bold characters from which a paragraph counts as bold


@dataclass(slots=True)
class _Gathered:
    """What is gathered while a paragraph is read; goes on where its mark was deleted."""

    text: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)  # what a line goes through
    whole: list[str] = field(default_factory=list)  # all text in order, from the first struck one on
    contents: list[str] = field(default_factory=list)
    visible: int = 0
    bold: int = 0
    lead: int = 0  # characters in front of the first letter that is neither bold nor underlined
    is_marked: bool = False  # there are characters in bold or underlined
    is_led: bool = False  # and behind them a letter that is neither
    sizes: dict[float, int] = field(default_factory=dict)  # size -> characters
    sequence: str = ""
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class Paragraphs:
    """Reads the paragraphs of one story, one after the other, in document order."""

    def __init__(self, story: str, root: Element, styles: WordStyles, tally: Tally) -> None:
        self._story = story
        self._styles = styles
        self._tally = tally
        self._fields = Fields(root)
        self._now = _Gathered()
        self._look = NO_SWITCHES
        self._style = styles.paragraph(None)
        self._properties = NO_PROPERTIES
        self._element: Element | None = None  # what is being read
        self._all_contents = False  # all of the paragraph stands in a table of contents
        self.unnumbered = False  # a field was met that makes a number which is not reproduced
        self._handlers = self._handle()

    def _handle(self) -> dict[object, Callable[[Element], None]]:
        """What to do with each element; of any other, the children are read."""
        return {
            R: self._run,
            m("r"): self._run,
            xml_names.T: self._text,
            xml_names.M_T: self._text,
            **dict.fromkeys((w("tab"), w("ptab")), lambda _: self._add("\t")),
            **dict.fromkeys((w("br"), w("cr")), lambda _: self._add("\n")),
            xml_names.HYPHEN: lambda _: self._add("-"),
            xml_names.SYM: self._sign,
            FIELD_CHAR: self._mark,
            INSTRUCTION: lambda element: self._fields.add_code(element.text or ""),
            w("fldSimple"): self._simple_field,
            xml_names.ALTERNATE: self._alternate,
            xml_names.DEL: lambda element: self._drop(element, "deleted by tracked change"),
            xml_names.MOVE_FROM: lambda element: self._drop(element, "moved elsewhere by tracked change"),
            m("oMath"): self._formula,
            w("ruby"): self._ruby,
            **dict.fromkeys((xml_names.TXBX, P, xml_names.TBL, *drawings.TAGS), self._box),
            **dict.fromkeys(_NOTE_KINDS, self._note),
            **dict.fromkeys(_SKIPPED, _skip),
        }

    def read(self, element: Element | list[Element], *, contents: bool = False) -> DraftParagraph | None:
        """Read a w:p; None where its mark was deleted, so that it goes on with the next one.

        :param element: the paragraph, or elements that stand where a paragraph should be.
        :param contents: it stands in a table of contents.
        """
        self._element = element[0] if isinstance(element, list) else element
        self._properties = NO_PROPERTIES if isinstance(element, list) else of_paragraph(element.find(P_PR))
        self._style = self._styles.paragraph(self._properties.style)
        self._all_contents = contents or self._style.contents or self._style.figures
        self._look = self._styles.look(self._style, NO_SWITCHES)
        self._children(element)
        return None if self._properties.joined else self._finish()

    def flush(self) -> DraftParagraph | None:
        """What is left of paragraphs whose mark was deleted and after which none came."""
        now = self._now
        return self._finish() if now.text or now.boxes or now.notes or now.contents else None

    def _finish(self) -> DraftParagraph:
        now, self._now = self._now, _Gathered()
        text, struck = spacing.closed("".join(now.text).strip()), "".join(now.struck).strip()
        is_struck = bool(visible(struck)) and _UNSTRUCK_NUMBER.fullmatch(text) is not None
        if is_struck:
            text, struck = "".join(now.whole).strip(), ""
        bold = now.visible > 0 and now.bold >= _NEARLY_ALL * now.visible
        size = max(now.sizes, key=now.sizes.__getitem__) if now.sizes else self._style.look.size
        lead = spacing.closed("".join(now.text)[: now.lead].strip()) if now.is_led else ""
        shown = bool(text) or not (self._properties.hidden or self._properties.joined)
        return DraftParagraph(
            self._style, self._properties, text, "".join(now.contents).strip(), bold, size, shown, now.sequence,
            now.boxes, now.notes, self._element, struck, is_struck, lead if text.startswith(lead) else "",
        )  # fmt: skip

    def _children(self, element: Iterable[Element]) -> None:
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
        self._look = self._styles.look(self._style, of_run(properties))
        self._children(run)
        self._look = before

    def _text(self, element: Element) -> None:
        text = clean(content(element))
        if self._look.font:
            text = letters(self._look.font, text)
        if self._look.script:
            text = _SCRIPTS[self._look.script](text)
        self._add(text)

    def _left_out(self) -> str:
        """Why text at this place is no text of the paragraph; "" = it is."""
        if self._fields.in_code:
            return "field code"
        if self._look.hidden:
            return "hidden text"
        return "contents table" if self._all_contents or self._fields.in_contents else ""

    def _add(self, text: str, *, made: bool = False) -> None:
        """Take text at the present place.

        :param made: it does not stand in the file as text.
        """
        now, why = self._now, self._left_out()
        if not why:
            if self._look.struck and not now.whole:
                now.whole += now.text
            (now.struck if self._look.struck else now.text).append(text)
            if now.struck:
                now.whole.append(text)
            if made:
                self._tally.make(self._story, visible(text))
            weight = len(text)
            if not now.is_led and not self._look.struck:
                set_off = bool(self._look.bold or self._look.underlined)
                now.is_led = now.is_marked and not set_off and any(map(str.isalpha, text))
                now.is_marked = now.is_marked or set_off
                now.lead += 0 if now.is_led else weight
            now.visible += weight
            if self._look.bold:
                now.bold += weight
            if self._look.size is not None:
                now.sizes[self._look.size] = now.sizes.get(self._look.size, 0) + weight
            return
        if why == "contents table" and not self._style.figures and not self._fields.in_figures:
            now.contents.append(text)
        if not made:
            self._tally.drop(self._story, why, visible(text))

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
        """Take a field whose end was reached."""
        self.unnumbered = self.unnumbered or closed.numbers
        if closed.sequence:
            self._now.sequence = closed.sequence
        if shown := closed.shown():
            self._add(shown, made=True)

    def _simple_field(self, element: Element) -> None:
        made = simple(element)
        before = self._all_contents
        self._all_contents = before or made.contents
        self._children(element)
        self._all_contents = before
        self._take(made)

    def _alternate(self, element: Element) -> None:
        branch, left_out = choose(element)
        self._tally.drop(self._story, "second copy for older programs", left_out)
        if branch is not None:
            self._children(branch)

    def _formula(self, element: Element) -> None:
        for piece in maths.pieces(element):
            if isinstance(piece, str):
                self._add(piece, made=True)
            else:
                self._children([piece])

    def _ruby(self, element: Element) -> None:
        """Annotated characters: the annotation follows in parentheses."""
        for base in element.iterchildren(w("rubyBase")):
            self._children(base)
        for above in element.iterchildren(w("rt")):
            self._add("(", made=True)
            self._children(above)
            self._add(")", made=True)

    def _note(self, element: Element) -> None:
        if not self._look.hidden and not self._fields.in_code:
            self._now.notes.append((_NOTE_KINDS[str(element.tag)], element.get(w("id"), "")))

    def _drop(self, element: Element, why: str) -> None:
        self._tally.drop(self._story, why, weigh(element))

    def _box(self, element: Element) -> None:
        """What is read after the paragraph: a text box, a drawing, a paragraph or table inside it."""
        if self._look.hidden:
            self._drop(element, "hidden text")
        else:
            self._now.boxes.append(element)


def _skip(_: Element) -> None:
    """Properties hold no text."""
