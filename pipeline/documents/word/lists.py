"""List numbering: from the lists of numbering.xml to the label a reader sees before each paragraph.

Word counts by list definition (w:abstractNum): all instances (w:num) of one definition share its counters, unless an
instance restarts a level the first time it is used (w:startOverride). A level starts anew after any higher level, or
after the one w:lvlRestart names. ISO/IEC 29500-1, 17.9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.documents.word.formats import show
from pipeline.documents.word.measures import on, whole
from pipeline.documents.word.properties import Properties, of_paragraph
from pipeline.documents.word.xml_names import FALLBACK, P_PR, VAL, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from pipeline.documents.word.styles import ParagraphStyle, WordStyles

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_LONGEST = 200  # characters of a label
_PADDED = re.compile(r"0+1\b")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""  # "%1.%2": places for the counts of the levels, and what stands between
    restart: int | None = None  # 1-based level after which it starts anew; 0 = never; None = any higher one
    legal: bool = False  # all counts in decimal
    style: str = ""  # id of the paragraph style that stands for this level
    indent: float | None = None  # points
    width: int = 0  # zero-padded to this many digits


@dataclass(frozen=True, slots=True)
class List:
    """A list instance with its definition and its overrides."""

    id: str  # names the definition that counts
    num: str  # names the instance
    levels: tuple[ListLevel, ...]
    restarts: dict[int, int]  # level -> count with which this instance restarts it

    def level_of(self, style: ParagraphStyle) -> int | None:
        """The level that one of the style's chain stands for."""
        for name in style.chain:
            for index, level in enumerate(self.levels):
                if level.style == name:
                    return index
        return None


class Lists:
    """All lists of one document."""

    def __init__(self, root: Element | None, styles: WordStyles) -> None:
        self._styles = styles
        self._definitions: dict[str, Element] = {}
        self._instances: dict[str, Element] = {}
        self._resolved: dict[str, List | None] = {}
        if root is not None:
            for element in root.iter(w("abstractNum")):
                self._definitions.setdefault(element.get(w("abstractNumId"), ""), element)
            for element in root.iter(w("num")):
                self._instances.setdefault(element.get(w("numId"), ""), element)

    def get(self, num: str | None) -> List | None:
        """The list instance of that number; None for 0, which cancels, and for numbers that do not exist."""
        if num is None or num == "0":
            return None
        if num not in self._resolved:
            self._resolved[num] = self._resolve(num)
        return self._resolved[num]

    def find(self, own: Properties, style: ParagraphStyle) -> tuple[List, int] | None:
        """The list and level (0-based) of a paragraph, from what it says itself and from its style."""
        found = self.get(style.num if own.num is None else own.num)
        if found is None:
            return None
        level = own.level
        if level is None and own.num is None:
            level = found.level_of(style)
        if level is None:
            level = style.level or 0
        return found, min(max(level, 0), _LEVELS - 1)

    def _resolve(self, num: str) -> List | None:
        instance = self._instances.get(num)
        if instance is None:
            return None
        name, definition = self._definition(num)
        if definition is None:
            return None
        levels = [ListLevel(text="")] * _LEVELS
        for element in definition.iterchildren(w("lvl")):
            _place(levels, whole(element.get(w("ilvl"))), _level(element))
        restarts: dict[int, int] = {}
        for override in instance.iterchildren(w("lvlOverride")):
            index = whole(override.get(w("ilvl")))
            if index is None or not 0 <= index < _LEVELS:
                continue
            anew = override.find(w("lvl"))
            if anew is not None:
                _place(levels, index, _level(anew, levels[index]))
            start = override.find(w("startOverride"))
            if start is not None:
                restarts[index] = whole(start.get(VAL)) or 0
        return List(name, num, tuple(levels), restarts)

    def _definition(self, num: str) -> tuple[str, Element | None]:
        """The definition that counts: one that only points to a numbering style is followed to that style's list."""
        seen: set[str] = set()
        while num in self._instances and num not in seen:
            seen.add(num)
            pointer = self._instances[num].find(w("abstractNumId"))
            name = "" if pointer is None else pointer.get(VAL, "")
            definition = self._definitions.get(name)
            linked = None if definition is None else definition.find(w("numStyleLink"))
            if linked is None:
                return name, definition
            num = self._styles.numbering(linked.get(VAL, "")) or ""
        return "", None


class Counters:
    """Counts of the lists of one story; the stories of a document are numbered apart."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def count(self, of: List, level: int) -> str:
        """Count one paragraph and give its label: "" where the level shows a bullet or nothing."""
        counts = self._counts.setdefault(of.id, [None] * _LEVELS)
        self._restart(of, level, counts)
        current = counts[level]
        counts[level] = of.levels[level].start if current is None else current + 1
        for above in range(level):
            if counts[above] is None:
                counts[above] = of.levels[above].start
        for below in range(level + 1, _LEVELS):
            after = of.levels[below].restart
            if after is None or level < after:
                counts[below] = None
        return _label(of.levels, level, counts)

    def _restart(self, of: List, level: int, counts: list[int | None]) -> None:
        """An instance that restarts a level does so once, the first time that level is used."""
        if level in of.restarts and (of.num, level) not in self._restarted:
            self._restarted.add((of.num, level))
            counts[level] = of.restarts[level] - 1


def _label(levels: tuple[ListLevel, ...], level: int, counts: list[int | None]) -> str:
    own = levels[level]
    if own.kind == "bullet":
        return ""

    def shown(place: re.Match[str]) -> str:
        index = int(place[1]) - 1
        if index > level:
            return ""
        count = counts[index]
        at = levels[index]
        kind = at.kind if not own.legal or at.kind == "none" else "decimal"
        text = show(at.start if count is None else count, kind)
        return text.zfill(at.width) if at.width else text

    return _PLACE.sub(shown, own.text).strip()[:_LONGEST]


def _place(levels: list[ListLevel], index: int | None, level: ListLevel) -> None:
    if index is not None and 0 <= index < _LEVELS:
        levels[index] = level


def _level(element: Element, below: ListLevel | None = None) -> ListLevel:
    level = below or ListLevel(start=0)  # a level without w:start starts at zero
    for child in element.iter():
        tag, shown = child.tag, child.get(VAL)
        if tag == w("start"):
            level = replace(level, start=whole(shown) or 0)
        elif tag == w("numFmt") and not _fallback(child):
            level = replace(level, kind=shown or "decimal", width=_width(child))
        elif tag == w("lvlText"):
            level = replace(level, text=(shown or "")[:_LONGEST])
        elif tag == w("lvlRestart"):
            level = replace(level, restart=whole(shown))
        elif tag == w("isLgl"):
            level = replace(level, legal=on(child))
        elif tag == w("pStyle"):
            level = replace(level, style=shown or "")
    indent = of_paragraph(element.find(P_PR)).indent
    return level if indent is None else replace(level, indent=indent)


def _fallback(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == FALLBACK


def _width(number_format: Element) -> int:
    """Digits of a custom format such as "001, 002, 003, ..."."""
    found = _PADDED.match(number_format.get(w("format"), ""))
    return min(len(found[0]), _LEVELS) if found else 0
