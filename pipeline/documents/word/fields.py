"""Fields: codes such as TOC, SEQ or REF with the result a reader sees between their begin, separate and end marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents.word.measures import on, whole
from pipeline.documents.word.signs import sign
from pipeline.documents.word.xml_names import DEL, MOVE_FROM, VAL, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FIELD_CHAR, INSTRUCTION = w("fldChar"), w("instrText")
_TYPE = w("fldCharType")
_LISTINGS = ("TOC", "INDEX", "TOA")
_OF_CAPTIONS = ("\\c", "\\a")  # switches of a TOC field that collect captions
_NUMBERING = ("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM")
_FONT = re.compile(r'\\f\s+"?([^"\\]+)')


@dataclass(slots=True)
class Field:
    """An open field."""

    code: list[str] = field(default_factory=list)
    result: bool = False  # the separate mark has passed: what follows is shown
    form: Element | None = None  # w:ffData of a form field
    name: str = ""  # in capitals, known once the code is complete

    @property
    def contents(self) -> bool:
        """It makes a table of contents, a list of figures or tables, or an index."""
        return self.name in _LISTINGS

    @property
    def figures(self) -> bool:
        """It makes a list of figures or tables, or an index: no witness for the numbers of clauses."""
        return self.name in _LISTINGS[1:] or any(word.lower() in _OF_CAPTIONS for word in self._words())

    @property
    def numbers(self) -> bool:
        """It makes a number that stands nowhere in the file."""
        return self.name in _NUMBERING

    @property
    def sequence(self) -> str:
        """What a SEQ field counts: "Table"."""
        words = self._words()
        return words[1] if self.name == "SEQ" and len(words) > 1 else ""

    def close(self) -> None:
        """Note that the code is complete."""
        words = self._words()
        self.name = words[0].upper() if words else ""

    def shown(self) -> str:
        """What a reader sees of a field that keeps no result: a check box, the choice of a list, a symbol, a button."""
        if self.name == "FORMCHECKBOX":
            return "" if self.form is None else _box(self.form)
        if self.name == "FORMDROPDOWN":
            return "" if self.form is None else _choice(self.form)
        if self.result:
            return ""
        words = self._words()
        if self.name == "SYMBOL" and len(words) > 1:
            return _symbol(words[1], "".join(self.code))
        if self.name == "MACROBUTTON":
            return " ".join(words[2:])
        return ""

    def _words(self) -> list[str]:
        return "".join(self.code).split()


class Fields:
    """The fields open at the present place of a story. They may span paragraphs and lie in one another."""

    def __init__(self, story: Element) -> None:
        self._open: list[Field] = []
        self._dangling = _dangling(story)
        self._codes = 0  # open fields whose code is not complete
        self._contents = 0  # open fields that make a table of contents
        self._figures = 0  # those of them that list figures or tables

    @property
    def in_code(self) -> bool:
        """What comes is code, not text."""
        return self._codes > 0

    @property
    def in_contents(self) -> bool:
        """What comes is the result of a table of contents."""
        return self._contents > 0

    @property
    def in_figures(self) -> bool:
        """What comes is the result of a list of figures or tables."""
        return self._figures > 0

    def mark(self, element: Element) -> Field | None:
        """Take a begin, separate or end mark; returns the field that an end mark closes."""
        kind = element.get(_TYPE)
        if kind == "begin" and element not in self._dangling:
            self._open.append(Field(form=element.find(w("ffData"))))
            self._codes += 1
        elif kind == "separate" and self._open and not self._open[-1].result:
            self._open[-1].close()
            self._open[-1].result = True
            self._codes -= 1
            self._contents += self._open[-1].contents
            self._figures += self._open[-1].contents and self._open[-1].figures
        elif kind == "end" and self._open:
            closed = self._open.pop()
            closed.close()
            self._codes -= not closed.result
            self._contents -= closed.result and closed.contents
            self._figures -= closed.result and closed.contents and closed.figures
            return closed
        return None

    def add_code(self, text: str) -> None:
        """Take a piece of code."""
        if self._open and not self._open[-1].result:
            self._open[-1].code.append(text)


def simple(element: Element) -> Field:
    """The field of a w:fldSimple, which holds its code in an attribute and its result in its children."""
    made = Field([element.get(w("instr"), "")], result=True)
    made.close()
    return made


def _dangling(story: Element) -> set[Element]:
    """Begin marks without an end: taken seriously, they would swallow the rest of the document."""
    begun: list[Element] = []
    for element in story.iter(FIELD_CHAR):
        kind = element.get(_TYPE)
        if kind == "separate" or _removed(element):
            continue
        if kind == "begin":
            begun.append(element)
        elif begun:
            begun.pop()
    return set(begun)


def _removed(element: Element) -> bool:
    run = element.getparent()
    above = None if run is None else run.getparent()
    return above is not None and above.tag in (DEL, MOVE_FROM)


def _box(form: Element) -> str:
    for name in ("checked", "default"):
        state = form.find(f"{w('checkBox')}/{w(name)}")
        if state is not None:
            return "☒" if on(state) else "☐"
    return "☐"


def _choice(form: Element) -> str:
    entries = [each.get(VAL, "") for each in form.iterfind(f"{w('ddList')}/{w('listEntry')}")]
    chosen = form.find(f"{w('ddList')}/{w('result')}")
    index = 0 if chosen is None else whole(chosen.get(VAL)) or 0
    return entries[index] if 0 <= index < len(entries) else ""


def _symbol(code: str, instruction: str) -> str:
    number = whole(code) if not code.lower().startswith("0x") else _hexadecimal(code)
    font = _FONT.search(instruction)
    return "" if number is None or number < 0 else sign(font[1].strip() if font else "", number)


def _hexadecimal(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None
