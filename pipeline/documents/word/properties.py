"""What a w:pPr and a w:rPr say themselves, each read in one pass; None = not said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.word.measures import on, points, whole
from pipeline.documents.word.xml_names import DEL, MOVE_FROM, R_PR, VAL, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_P_STYLE, _NUM_PR, _NUM_ID, _ILVL = w("pStyle"), w("numPr"), w("numId"), w("ilvl")
_OUTLINE, _IND, _LEFT, _START = w("outlineLvl"), w("ind"), w("left"), w("start")
_B, _SZ, _VANISH, _R_FONTS, _R_STYLE = w("b"), w("sz"), w("vanish"), w("rFonts"), w("rStyle")
_U = w("u")
_ASCII, _H_ANSI = w("ascii"), w("hAnsi")
_STRIKE, _DOUBLE_STRIKE, _VERTICAL, _POSITION = w("strike"), w("dstrike"), w("vertAlign"), w("position")
_SHIFT = 2.0  # points by which text is raised or lowered, at least, to count as such
_SIGN_FONTS = ("symbol", "wingdings", "webdings")


@dataclass(slots=True)
class Properties:
    """Properties of a paragraph."""

    style: str | None = None  # style id
    num: str | None = None  # list instance; "0" cancels an inherited one
    level: int | None = None  # 0-based level in the list
    outline: int | None = None  # 1-based heading level; 10 = body text, which cancels an inherited one
    indent: float | None = None  # points
    joined: bool = False  # its mark was deleted or moved away: it goes on with the next paragraph
    hidden: bool = False  # its mark is hidden


class Switches(NamedTuple):
    """Properties of a run."""

    bold: bool | None = None
    size: float | None = None  # points
    hidden: bool | None = None
    font: str | None = None  # a font whose letters are signs ("symbol", "wingdings" ...); "" = an ordinary one
    style: str | None = None  # character style id
    struck: bool | None = None  # a line, or two, goes through it
    script: str | None = None  # "raised", "lowered" or "" (on the base line)
    underlined: bool | None = None


NO_PROPERTIES = Properties()
NO_SWITCHES = Switches()


def of_paragraph(element: Element | None) -> Properties:
    """Read a w:pPr."""
    if element is None:
        return NO_PROPERTIES
    found = Properties()
    for child in element:
        tag = child.tag
        if tag == _P_STYLE:
            found.style = child.get(VAL)
        elif tag == _NUM_PR:
            _number(child, found)
        elif tag == _IND:
            found.indent = points(child.get(_LEFT) or child.get(_START), 20)
        elif tag == _OUTLINE:
            level = whole(child.get(VAL))
            found.outline = level + 1 if level is not None and 0 <= level <= 9 else None
        elif tag == R_PR:
            _mark(child, found)
    return found


def _number(element: Element, found: Properties) -> None:
    for child in element:
        if child.tag == _NUM_ID:
            found.num = child.get(VAL)
        elif child.tag == _ILVL:
            found.level = whole(child.get(VAL))


def _mark(element: Element, found: Properties) -> None:
    for child in element:
        if child.tag in (DEL, MOVE_FROM):
            found.joined = True
        elif child.tag == _VANISH:
            found.hidden = on(child)


def of_run(element: Element | None) -> Switches:
    """Read a w:rPr."""
    if element is None:
        return NO_SWITCHES
    bold = size = hidden = font = style = struck = script = None
    for child in element:
        tag = child.tag
        if tag == _R_FONTS:
            font = _sign_font(child.get(_ASCII) or child.get(_H_ANSI))
        elif tag == _SZ:
            size = points(child.get(VAL), 2)
        elif tag == _B:
            bold = on(child)
        elif tag == _R_STYLE:
            style = child.get(VAL)
        elif tag == _VANISH:
            hidden = on(child)
        elif tag in (_STRIKE, _DOUBLE_STRIKE):
            struck = bool(struck) or on(child)
        elif tag in (_VERTICAL, _POSITION):
            said = _script(child)
            script = script if said is None else said
    return Switches(bold, size, hidden, font, style, struck, script, _underlined(element))


def _underlined(element: Element) -> bool | None:
    line = element.find(_U)
    return None if line is None else line.get(VAL) != "none"


def _script(element: Element) -> str | None:
    """Whether a w:vertAlign or w:position raises or lowers text; None where it says nothing."""
    value = element.get(VAL)
    if element.tag == _VERTICAL:
        return {"superscript": "raised", "subscript": "lowered", "baseline": ""}.get(value or "")
    shift = points(value, 2) or 0.0
    return None if abs(shift) < _SHIFT else "raised" if shift > 0 else "lowered"


@lru_cache(maxsize=256)
def _sign_font(name: str | None) -> str | None:
    if name is None:
        return None
    lower = name.strip().lower()
    return lower if lower.startswith(_SIGN_FONTS) else ""
