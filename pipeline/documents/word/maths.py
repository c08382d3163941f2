"""Formulas on one line: a fraction as a/b, a power as a^b, an index as a_b, a root as √(a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.word.xml_names import m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

_BETWEEN = {
    m("f"): {m("den"): "/"},
    m("sSup"): {m("sup"): "^"},
    m("sSub"): {m("sub"): "_"},
    m("sSubSup"): {m("sub"): "_", m("sup"): "^"},
    m("nary"): {m("sub"): "_", m("sup"): "^"},
    m("eqArr"): {},
    m("mr"): {},
}  # what stands before a part of a formula
_RUN = m("r")
_PROPERTIES = "Pr"  # names of property elements end so


def pieces(element: Element) -> Iterator[Element | str]:
    """A formula as its runs, in reading order, and the signs that are added between them."""
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag.endswith(_PROPERTIES):
            continue
        before = _BETWEEN.get(element.tag, {}).get(tag, "")
        if before and _has_text(child):
            yield before
        if tag == m("d"):
            yield from _fenced(child)
        elif tag == m("rad"):
            yield from ("√(", *pieces(child), ")")
        elif tag == m("nary"):
            yield _sign(child, "naryPr", "chr", "∫")
            yield from pieces(child)
        elif tag == _RUN or not tag.startswith(_RUN[:-1]):
            yield child
        else:
            yield from pieces(child)


def _fenced(element: Element) -> Iterator[Element | str]:
    yield _sign(element, "dPr", "begChr", "(")
    for index, part in enumerate(element.iterchildren(m("e"))):
        if index:
            yield _sign(element, "dPr", "sepChr", "|")
        yield from pieces(part)
    yield _sign(element, "dPr", "endChr", ")")


def _sign(element: Element, properties: str, name: str, default: str) -> str:
    found = element.find(f"{m(properties)}/{m(name)}")
    return default if found is None else found.get(m("val")) or ""


def _has_text(element: Element) -> bool:
    return next(element.iter(m("t")), None) is not None
