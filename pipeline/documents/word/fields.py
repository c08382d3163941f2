"""Fields: codes such as TOC, SEQ or REF with the result a reader sees between their begin, separate and end marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents.word.names import DEL, MOVE_FROM, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FIELD_CHAR, INSTRUCTION = w("fldChar"), w("instrText")
_TYPE = w("fldCharType")


@dataclass(slots=True)
class Field:
    """An open field."""

    code: list[str] = field(default_factory=list)
    result: bool = False  # the separate mark has passed: what follows is shown
    contents: bool = False  # it makes a table of contents

    @property
    def words(self) -> list[str]:
        """The code, split at spaces; the first is its name in capitals."""
        words = "".join(self.code).split()
        return [words[0].upper(), *words[1:]] if words else [""]


class Fields:
    """The fields open at the present place of a story. They may span paragraphs and lie in one another."""

    def __init__(self, story: Element) -> None:
        self._open: list[Field] = []
        self._dangling = _dangling(story)
        self.in_code = False  # what comes is code, not text
        self.in_contents = False  # what comes is the result of a table of contents

    def mark(self, element: Element) -> Field | None:
        """Take a begin, separate or end mark; returns the field that an end mark closes."""
        kind = element.get(_TYPE)
        closed = None
        if kind == "begin":
            if element not in self._dangling:
                self._open.append(Field())
        elif kind == "separate" and self._open:
            top = self._open[-1]
            top.result = True
            top.contents = top.words[0] == "TOC"
        elif kind == "end" and self._open:
            closed = self._open.pop()
        self.in_code = any(not each.result for each in self._open)
        self.in_contents = any(each.contents for each in self._open)
        return closed

    def add_code(self, text: str) -> None:
        """Take a piece of code."""
        if self._open and not self._open[-1].result:
            self._open[-1].code.append(text)


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
