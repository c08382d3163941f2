"""Styles: what a paragraph or run inherits through its style and the styles that one is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.word.measures import on, points, whole
from pipeline.documents.word.names import P_PR, R_PR, VAL, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING = re.compile(r"heading ?([1-9])")
_CONTENTS = re.compile(r"toc ?[1-9]|toc ?heading|contents ?(?:heading|[1-9])|table of figures|table of authorities")
_B, _SZ, _VANISH, _R_FONTS, _R_STYLE = w("b"), w("sz"), w("vanish"), w("rFonts"), w("rStyle")
_NUM_PR, _OUTLINE, _IND = w("numPr"), w("outlineLvl"), w("ind")
_LEFT, _START, _ASCII, _H_ANSI = w("left"), w("start"), w("ascii"), w("hAnsi")
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings")


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look; None = not said here."""

    bold: bool | None = None
    size: float | None = None  # points
    hidden: bool | None = None
    font: str | None = None  # only fonts whose letters are signs ("symbol", "wingdings" ...); "" = an ordinary font

    def over(self, below: Look) -> Look:
        """Lay this look over another: what is not said here comes from below."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.size if self.size is None else self.size,
            below.hidden if self.hidden is None else self.hidden,
            below.font if self.font is None else self.font,
        )

    def toggled(self, below: Look) -> Look:
        """A character style over a paragraph style: where both say bold (or hidden), they cancel each other."""
        merged = self.over(below)
        return Look(
            bool(self.bold) ^ bool(below.bold), merged.size, bool(self.hidden) ^ bool(below.hidden), merged.font
        )


NO_LOOK = Look()


@dataclass(frozen=True, slots=True)
class ListLink:
    """What a w:numPr says; None = not said."""

    num: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style with all it inherits."""

    chain: tuple[str, ...]  # its id and those of the styles it is based on, nearest first
    names: tuple[str, ...]  # their names in lower case
    look: Look
    outline: int | None  # 1-based heading level
    link: ListLink  # num from the nearest style that names one
    link_depth: int  # position in `chain` of the style that names the list; -1 = none
    indent: float | None  # points
    indent_depth: int  # position in `chain` of the style that sets the indent; -1 = none

    @property
    def caption(self) -> bool:
        """Made for captions of figures and tables."""
        return "caption" in self.names

    @property
    def contents(self) -> bool:
        """Made for the lines of a table of contents or of figures."""
        return bool(self.names) and _CONTENTS.fullmatch(self.names[0]) is not None

    @property
    def title(self) -> bool:
        """Made for the title of the document."""
        return "title" in self.names


class Styles:
    """The styles of one document, resolved when first asked for."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._defaults: dict[str, str] = {}
        self._paragraph: dict[str, ParagraphStyle] = {}
        self._character: dict[str, Look] = {}
        self._base = NO_LOOK
        if root is not None:
            self._collect(root)

    def _collect(self, root: Element) -> None:
        for element in root.iter(w("style")):
            name = element.get(w("styleId")) or ""
            self._elements.setdefault(name, element)
            if (element.get(w("default")) or "0").lower() in ("1", "true", "on"):
                self._defaults.setdefault(element.get(w("type")) or "paragraph", name)
        run = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{R_PR}")
        self._base = look(run) if run is not None else NO_LOOK

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """Style of a paragraph by style id; the default style when None or unknown."""
        if name is None or name not in self._elements:
            name = self._defaults.get("paragraph", "")
        if name not in self._paragraph:
            self._paragraph[name] = self._resolve(name)
        return self._paragraph[name]

    def character(self, name: str) -> Look:
        """Look of a character style with all it inherits."""
        if name not in self._character:
            merged = NO_LOOK
            for element in self._chain(name).values():
                merged = merged.over(look(element.find(R_PR)))
            self._character[name] = merged
        return self._character[name]

    def numbering(self, name: str) -> str | None:
        """List number (numId) of a numbering style."""
        for element in self._chain(name).values():
            if num := _link(element.find(P_PR)).num:
                return num
        return None

    def _chain(self, name: str) -> dict[str, Element]:
        """The style and those it is based on, by id, nearest first; a circle ends where it closes."""
        chain: dict[str, Element] = {}
        while name in self._elements and name not in chain:
            chain[name] = self._elements[name]
            based_on = chain[name].find(w("basedOn"))
            name = "" if based_on is None else based_on.get(VAL) or ""
        return chain

    def _resolve(self, name: str) -> ParagraphStyle:
        chain = self._chain(name)
        merged, outline, link, indent = NO_LOOK, None, ListLink(), None
        link_depth = indent_depth = -1
        names = tuple(_name(element) for element in chain.values())
        for depth, element in enumerate(chain.values()):
            merged = merged.over(look(element.find(R_PR)))
            properties = element.find(P_PR)
            if outline is None:
                outline = _outline(properties, names[depth])
            found = _link(properties)
            if link.num is None and found.num is not None:
                link_depth = depth
            link = ListLink(link.num or found.num, found.level if link.level is None else link.level)
            left = left_indent(properties)
            if indent is None and left is not None:
                indent, indent_depth = left, depth
        level = outline if outline is not None and outline <= 9 else None
        return ParagraphStyle(
            tuple(chain), names, merged.over(self._base), level, link, link_depth, indent, indent_depth
        )


def look(run_properties: Element | None) -> Look:
    """What a w:rPr says itself."""
    if run_properties is None:
        return NO_LOOK
    bold = size = hidden = font = None
    for child in run_properties:
        tag = child.tag
        if tag == _B:
            bold = on(child)
        elif tag == _SZ:
            size = points(child.get(VAL), 2)
        elif tag == _VANISH:
            hidden = on(child)
        elif tag == _R_FONTS:
            font = _sign_font(child)
    return Look(bold, size, hidden, font)


def character_style(run_properties: Element) -> str | None:
    """Id of the character style a w:rPr names."""
    child = run_properties.find(_R_STYLE)
    return None if child is None else child.get(VAL)


def link(paragraph_properties: Element | None) -> ListLink:
    """What the w:numPr of a w:pPr says itself."""
    return _link(paragraph_properties)


def outline_level(paragraph_properties: Element | None) -> int | None:
    """1-based level a w:pPr sets itself; 10 = body text, which cancels an inherited one."""
    child = None if paragraph_properties is None else paragraph_properties.find(_OUTLINE)
    level = None if child is None else whole(child.get(VAL))
    return None if level is None or not 0 <= level <= 9 else level + 1


def left_indent(paragraph_properties: Element | None) -> float | None:
    """Left indent in points a w:pPr sets itself."""
    child = None if paragraph_properties is None else paragraph_properties.find(_IND)
    return None if child is None else points(child.get(_LEFT) or child.get(_START), 20)


def _link(properties: Element | None) -> ListLink:
    numbering = None if properties is None else properties.find(_NUM_PR)
    if numbering is None:
        return ListLink()
    num, level = numbering.find(w("numId")), numbering.find(w("ilvl"))
    return ListLink(
        None if num is None else num.get(VAL),
        None if level is None else whole(level.get(VAL)),
    )


def _outline(properties: Element | None, name: str) -> int | None:
    level = outline_level(properties)
    if level is None and (heading := _HEADING.fullmatch(name)):
        return int(heading[1])
    return level


def _name(style: Element) -> str:
    child = style.find(w("name"))
    return ((child.get(VAL) if child is not None else None) or style.get(w("styleId")) or "").strip().lower()


def _sign_font(fonts: Element) -> str | None:
    """Name of the font where it shows signs instead of letters, "" for any other, None where none is named."""
    name = fonts.get(_ASCII) or fonts.get(_H_ANSI)
    if name is None:
        return None
    lower = name.strip().lower()
    return lower if lower.startswith(_SYMBOL_FONTS) else ""
