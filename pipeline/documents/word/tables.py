"""Tables as rows and columns: a merged cell stands once, the cells it covers are empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pipeline.documents.word.choices import choose
from pipeline.documents.word.measures import on, whole
from pipeline.documents.word.xml_names import ALTERNATE, DEL, MOVE_FROM, TC, TC_PR, TR, TR_PR, VAL, w

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from pipeline.records import Row

_WIDEST = 200  # columns; Word itself allows 63 cells in a row, so a larger span is a mistake or an attack
_CELL_DELETED, _HIDDEN = w("cellDel"), w("hidden")
_SKIPPED = frozenset({w("tblPr"), w("tblGrid"), w("tblPrEx"), TR_PR, w("sdtPr"), w("sdtEndPr")})
_DELETED, _REPEATED = "deleted by tracked change", "repeated in a merged cell"


class TableReader(Protocol):
    """Reads the text of a cell and accounts for what is left out."""

    def cell(self, element: Element) -> str:
        """Text of a cell."""
        ...

    def drop(self, element: Element, why: str) -> None:
        """Account for an element that is left out."""
        ...

    def drop_text(self, text: str, why: str) -> None:
        """Account for text that was read and is left out."""
        ...


def grid(table: Element, reader: TableReader) -> tuple[Row, ...]:
    """All rows of a table, every row of the same width."""
    rows: list[list[str]] = []
    origins: dict[int, str] = {}  # column -> text of the cell that is merged downwards there
    for row in _parts(table, TR, reader):
        properties = row.find(TR_PR)
        if why := _left_out(properties):
            reader.drop(row, why)
        else:
            rows.append(_row(row, properties, origins, reader))
    width = min(max(map(len, rows), default=0), _WIDEST)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def one_column(table: Element) -> bool:
    """Every row has one cell, as in a table that is only a frame."""
    return all(sum(child.tag != TR_PR for child in row) == 1 for row in table.iterchildren(TR))


def _left_out(properties: Element | None) -> str:
    """Why a row is not shown; "" = it is."""
    if properties is None:
        return ""
    if properties.find(DEL) is not None:
        return _DELETED
    hidden = properties.find(_HIDDEN)
    return "hidden text" if hidden is not None and on(hidden) else ""


def _row(row: Element, properties: Element | None, origins: dict[int, str], reader: TableReader) -> list[str]:
    cells = [""] * _span(properties, "gridBefore", least=0)
    for cell in _parts(row, TC, reader):
        about = cell.find(TC_PR)
        if about is not None and about.find(_CELL_DELETED) is not None:
            reader.drop(cell, _DELETED)
            continue
        text = reader.cell(cell)
        if _merged_down(about, len(cells), text, origins) or _merged_right(about, text, cells):
            reader.drop_text(text, _REPEATED)
            text = ""
        cells.append(text)
        if len(cells) < _WIDEST:
            cells += [""] * (_span(about, "gridSpan", least=1) - 1)
    return cells


def _merged_down(about: Element | None, column: int, text: str, origins: dict[int, str]) -> bool:
    """Whether a cell only repeats the one above that covers it; a covered cell with other text keeps it."""
    merged = None if about is None else about.find(w("vMerge"))
    if merged is None:
        origins.pop(column, None)
        return False
    if merged.get(VAL, "continue") == "restart":
        origins[column] = text
        return False
    return text == origins.get(column, "")


def _merged_right(about: Element | None, text: str, cells: list[str]) -> bool:
    """The same for the old way to merge cells side by side."""
    merged = None if about is None else about.find(w("hMerge"))
    if merged is None or merged.get(VAL, "continue") == "restart":
        return False
    return text == next((each for each in reversed(cells) if each), "")


def _parts(element: Element, name: str, reader: TableReader) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls and other wrappers."""
    for child in element:
        if child.tag == name:
            yield child
        elif child.tag == ALTERNATE:
            branch, _ = choose(child)
            for other in child:
                if other is not branch:
                    reader.drop(other, "second copy for older programs")
            if branch is not None:
                yield from _parts(branch, name, reader)
        elif child.tag in (DEL, MOVE_FROM):
            reader.drop(child, _DELETED)
        elif child.tag not in _SKIPPED and next(child.iter(name), None) is not None:
            yield from _parts(child, name, reader)


def _span(properties: Element | None, name: str, *, least: int) -> int:
    """Columns a cell or gap takes; absurd values count as the least."""
    element = None if properties is None else properties.find(w(name))
    span = None if element is None else whole(element.get(VAL))
    return span if span is not None and least <= span <= _WIDEST else least
