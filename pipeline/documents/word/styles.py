"""Styles: what a paragraph or run inherits through its style and the styles that one is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.word.properties import NO_SWITCHES, Properties, Switches, of_paragraph, of_run
from pipeline.documents.word.xml_names import P_PR, R_PR, VAL, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING = re.compile(  # Word's own name is English in every language; other programs translate it
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|otsikko|nagłówek|заголовок|标题|標題|見出し|제목) ?([1-9])"
)
_CONTENTS = re.compile(r"toc ?[1-9]|toc ?heading|contents ?(?:heading|[1-9])")
_FIGURES = re.compile(r"table of (?:figures|authorities)|(?:figure|table|illustration) index(?: ?[1-9]| heading)?")
_LONGEST_CHAIN = 50  # styles based on one another; Word allows eleven
_WORD_SIZE = 10.0  # points, where no style and no default names a size (ISO/IEC 29500-1, 17.3.2.38)


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style with all it inherits."""

    chain: tuple[str, ...] = ()  # its id and those of the styles it is based on, nearest first
    look: Switches = NO_SWITCHES
    outline: int | None = None  # 1-based heading level
    num: str | None = None  # list instance, from the nearest style that names one
    level: int | None = None  # 0-based level in the list, from the nearest style that names one
    indent: float | None = None  # points
    indent_above_list: bool = False  # the indent is set no farther than the list, so that the list's own does not count
    id: str = ""  # "" where the document has no styles
    caption: bool = False  # made for captions of figures and tables
    contents: bool = False  # made for the lines of a table of contents
    figures: bool = False  # made for the lines of a list of figures or tables
    title: bool = False  # made for the title of the document


class WordStyles:
    """The styles of one document, resolved when first asked for."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default = ""
        self._paragraph: dict[str, ParagraphStyle] = {}
        self._looks: dict[tuple[str, Switches], Switches] = {}
        self._base = Switches(size=_WORD_SIZE)
        if root is not None:
            self._collect(root)

    def _collect(self, root: Element) -> None:
        for element in root.iter(w("style")):
            name = element.get(w("styleId")) or ""
            self._elements.setdefault(name, element)
            default = (element.get(w("default")) or "0").lower() in ("1", "true", "on")
            if default and not self._default and element.get(w("type")) in (None, "paragraph"):
                self._default = name
        self._base = _over(of_run(root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{R_PR}")), self._base)

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """Style of a paragraph by style id; the default style when None or unknown."""
        if name is None or name not in self._elements:
            name = self._default
        if name not in self._paragraph:
            self._paragraph[name] = self._resolve(name)
        return self._paragraph[name]

    def look(self, style: ParagraphStyle, own: Switches) -> Switches:
        """Look of a run: its own, over its character style, over its paragraph style."""
        key = (style.id, own)
        if key not in self._looks:
            below = style.look if own.style is None else self._toggled(own.style, style.look)
            self._looks[key] = _over(own, below)
        return self._looks[key]

    def numbering(self, name: str) -> str | None:
        """List instance (numId) that a numbering style stands for."""
        for element in self._chain(name).values():
            if num := of_paragraph(element.find(P_PR)).num:
                return num
        return None

    def _toggled(self, name: str, below: Switches) -> Switches:
        """A character style over a paragraph style: where both say bold, hidden or struck, they cancel out."""
        merged = NO_SWITCHES
        for element in self._chain(name).values():
            merged = _over(merged, of_run(element.find(R_PR)))
        whole = _over(merged, below)
        return whole._replace(
            bold=bool(merged.bold) ^ bool(below.bold),
            hidden=bool(merged.hidden) ^ bool(below.hidden),
            struck=bool(merged.struck) ^ bool(below.struck),
        )

    def _chain(self, name: str) -> dict[str, Element]:
        """The style and those it is based on, by id, nearest first; a circle ends where it closes."""
        chain: dict[str, Element] = {}
        while name in self._elements and name not in chain and len(chain) < _LONGEST_CHAIN:
            chain[name] = self._elements[name]
            based_on = chain[name].find(w("basedOn"))
            name = "" if based_on is None else based_on.get(VAL) or ""
        return chain

    def _resolve(self, name: str) -> ParagraphStyle:
        chain = self._chain(name)
        look, said = NO_SWITCHES, [of_paragraph(element.find(P_PR)) for element in chain.values()]
        names = tuple(_name(element) for element in chain.values())
        for element in chain.values():
            look = _over(look, of_run(element.find(R_PR)))
        outlines = (_outline(each, called) for each, called in zip(said, names, strict=True))
        outline = next((level for level in outlines if level is not None), None)
        indented = next((depth for depth, each in enumerate(said) if each.indent is not None), None)
        listed = next((depth for depth, each in enumerate(said) if each.num is not None), None)
        return ParagraphStyle(
            chain=tuple(chain),
            id=name if chain else "",
            caption="caption" in names,
            contents=bool(names) and _CONTENTS.fullmatch(names[0]) is not None,
            figures=bool(names) and _FIGURES.fullmatch(names[0]) is not None,
            title="title" in names,
            look=_over(look, self._base),
            outline=outline if outline is not None and outline <= 9 else None,
            num=None if listed is None else said[listed].num,
            level=next((each.level for each in said if each.level is not None), None),
            indent=None if indented is None else said[indented].indent,
            indent_above_list=indented is not None and (listed is None or indented <= listed),
        )


def _over(upper: Switches, lower: Switches) -> Switches:
    """One look laid over another: what the upper does not say comes from the lower."""
    return Switches(
        lower.bold if upper.bold is None else upper.bold,
        lower.size if upper.size is None else upper.size,
        lower.hidden if upper.hidden is None else upper.hidden,
        lower.font if upper.font is None else upper.font,
        lower.style if upper.style is None else upper.style,
        lower.struck if upper.struck is None else upper.struck,
        lower.script if upper.script is None else upper.script,
        lower.underlined if upper.underlined is None else upper.underlined,
    )


def _outline(properties: Properties, name: str) -> int | None:
    if properties.outline is None and (heading := _HEADING.fullmatch(name)):
        return int(heading[1])
    return properties.outline


def _name(style: Element) -> str:
    child = style.find(w("name"))
    return ((child.get(VAL) if child is not None else None) or style.get(w("styleId")) or "").strip().lower()
