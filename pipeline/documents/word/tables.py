"""Tables as rows and columns: a merged cell stands once, the cells it covers are empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pipeline.documents.word.choices import choose
from pipeline.documents.word.measures import whole
from pipeline.documents.word.names import ALTERNATE, DEL, SDT_CONTENT, TC, TC_PR, TR, TR_PR, VAL, w

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

Rows = tuple[tuple[str, ...], ...]

_WIDEST = 200  # columns; Word itself allows 63 cells in a row, so a larger span is a mistake or an attack
_CELL_DELETED = w("cellDel")


class Reader(Protocol):
    """Reads the text of a cell and accounts for what is left out."""

    def cell(self, element: Element) -> str:
        """Text of a cell."""
        ...

    def drop(self, element: Element, why: str) -> None:
        """Account for text that is left out."""
        ...


def grid(table: Element, reader: Reader) -> Rows:
    """All rows of a table, every row of the same width."""
    rows: list[list[str]] = []
    origins: dict[int, str] = {}  # column -> text of the cell that is merged downwards there
    for row in _parts(table, TR):
        properties = row.find(TR_PR)
        if properties is not None and properties.find(DEL) is not None:
            reader.drop(row, "deleted by tracked change")
            continue
        rows.append(_row(row, properties, origins, reader))
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _row(row: Element, properties: Element | None, origins: dict[int, str], reader: Reader) -> list[str]:
    cells = [""] * _span(properties, "gridBefore", least=0)
    for cell in _parts(row, TC):
        about = cell.find(TC_PR)
        if about is not None and about.find(_CELL_DELETED) is not None:
            reader.drop(cell, "deleted by tracked change")
            continue
        column = len(cells)
        text = reader.cell(cell)
        merged = None if about is None else about.find(w("vMerge"))
        beside = None if about is None else about.find(w("hMerge"))
        if merged is None:
            origins.pop(column, None)
        elif merged.get(VAL, "continue") == "restart":
            origins[column] = text
        elif text and text == origins.get(column):
            reader.drop(cell, "repeated in a merged cell")
            text = ""
        if beside is not None and beside.get(VAL, "continue") != "restart" and text and text == _last(cells):
            reader.drop(cell, "repeated in a merged cell")
            text = ""
        cells.append(text)
        cells += [""] * (_span(about, "gridSpan", least=1) - 1)
    return cells


def _parts(element: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls and other wrappers."""
    for child in element:
        if child.tag == name:
            yield child
        elif child.tag == ALTERNATE:
            branch, _ = choose(child)
            if branch is not None:
                yield from _parts(branch, name)
        elif child.tag in _WRAPPERS:
            yield from _parts(child, name)


_WRAPPERS = frozenset({w("sdt"), SDT_CONTENT, w("customXml"), w("ins"), w("moveTo"), w("smartTag")})


def _span(properties: Element | None, name: str, *, least: int) -> int:
    """Columns a cell or gap takes; absurd values count as the least."""
    element = None if properties is None else properties.find(w(name))
    span = None if element is None else whole(element.get(VAL))
    return span if span is not None and least <= span <= _WIDEST else least


def _last(cells: list[str]) -> str:
    return next((text for text in reversed(cells) if text), "")
