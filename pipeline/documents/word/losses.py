"""The loss account of a document: an independent count of its characters, and where each of them went."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.documents import struck
from pipeline.documents.word.signs import visible
from pipeline.documents.word.xml_names import A_T, DEL_TEXT, HYPHEN, M_T, SYM, T
from pipeline.records import Block, LossAccount, LossLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

_RAW = re.compile(
    rb"<(?:\w+:)?(?:t|delText)(?:\s[^<>]*)?(?<!/)>([^<]*)"  # w:t, m:t, w:delText
    rb"|<(?:\w+:)?(noBreakHyphen|sym)\b"
)


def weigh(element: Element) -> int:
    """Characters of all text below an element, white space not counted; a symbol or hyphen element is one."""
    total = 0
    for child in element.iter(T, DEL_TEXT, M_T, A_T, SYM, HYPHEN):
        if child.tag in (SYM, HYPHEN):
            total += 1
        else:
            total += visible(content(child))
    return total


def content(text: Element) -> str:
    """Text of a w:t; references to entities inside it are left out."""
    if len(text) == 0:
        return text.text or ""
    return (text.text or "") + "".join(child.tail or "" for child in text)


def weigh_raw(data: bytes) -> int:
    """The same count from the bytes of a part whose XML is damaged."""
    total = 0
    for found in _RAW.finditer(data):
        total += 1 if found[2] else visible(html.unescape(found[1].decode("utf-8", errors="replace")))
    return total


class Tally:
    """What was dropped, and what was added that stands in no text of the file (labels, signs), while reading."""

    def __init__(self) -> None:
        self.found = 0
        self._drops: Counter[tuple[str, str]] = Counter()
        self._made: Counter[str] = Counter()

    def drop(self, story: str, what: str, characters: int) -> None:
        """Characters of the file that are left out, and why."""
        if characters:
            self._drops[story, what] += characters

    def make(self, story: str, characters: int) -> None:
        """Characters that are added to the text of a story."""
        self._made[story] += characters

    def merge(self, other: Tally) -> None:
        """Take over the account of a document inside this one."""
        self.found += other.found
        self._drops += other._drops
        self._made += other._made

    def account(self, blocks: Iterable[Block]) -> LossAccount:
        """Kept characters are counted in the finished blocks, so that what is lost on the way shows."""
        kept: Counter[str] = Counter()
        for block in blocks:
            if block.struck:
                self.drop(block.place.story, struck.WHAT, visible(block.text))
            else:
                kept[block.place.story] += visible(block.text)
        lines = [LossLine(story, "kept", count - self._made[story]) for story, count in kept.items()]
        lines += [LossLine(story, what, count) for (story, what), count in sorted(self._drops.items())]
        return LossAccount(tuple(lines), self.found)
