"""Text in pictures that are drawn, not painted: charts, diagrams (SmartArt), shapes and word art."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.word.signs import clean
from pipeline.documents.word.xml_names import A_SPACE, C_SPACE, DGM_SPACE, R_ID, R_SPACE, V_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element as Element

CHART, DIAGRAM = f"{{{C_SPACE}}}chart", f"{{{DGM_SPACE}}}relIds"
SHAPE_TEXT, WORD_ART = f"{{{A_SPACE}}}txBody", f"{{{V_SPACE}}}textpath"
TAGS = (CHART, DIAGRAM, SHAPE_TEXT, WORD_ART)
_DIAGRAM_DATA = f"{{{R_SPACE}}}dm"
_A_P, _A_T = f"{{{A_SPACE}}}p", f"{{{A_SPACE}}}t"
_RICH, _NAME, _CATEGORY, _VALUE = (f"{{{C_SPACE}}}{name}" for name in ("rich", "tx", "cat", "v"))
_POINT, _POINT_TEXT = f"{{{DGM_SPACE}}}pt", f"{{{DGM_SPACE}}}t"


def lines(element: Element, part: Callable[[str], Element | None]) -> list[str]:
    """Lines of text in a drawing.

    :param element: one of TAGS.
    :param part: gives the part of a relationship id, None where there is none.
    """
    tag = element.tag
    if tag == WORD_ART:
        found = [element.get("string", "")]
    elif tag == SHAPE_TEXT:
        found = list(_paragraphs(element))
    else:
        root = part(element.get(R_ID if tag == CHART else _DIAGRAM_DATA, ""))
        found = [] if root is None else list(_chart(root) if tag == CHART else _diagram(root))
    return [line for line in (clean(each).strip() for each in found) if line]


def _paragraphs(element: Element) -> Iterator[str]:
    for paragraph in element.iter(_A_P):
        yield "".join(text.text or "" for text in paragraph.iter(_A_T))


def _diagram(root: Element) -> Iterator[str]:
    for point in root.iter(_POINT):
        for text in point.iterchildren(_POINT_TEXT):
            yield from _paragraphs(text)


def _chart(root: Element) -> Iterator[str]:
    """Titles of the chart and its axes, names of series and categories; not the values."""
    seen: set[str] = set()
    for element in root.iter(_RICH, _NAME, _CATEGORY):
        texts = _paragraphs(element) if element.tag == _RICH else (each.text or "" for each in element.iter(_VALUE))
        for text in texts:
            if text not in seen:
                seen.add(text)
                yield text
