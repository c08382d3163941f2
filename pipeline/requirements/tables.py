"""Tables as columns: what each column is headed by, and which rows are values.

A merged cell stands once and the cells it covers are empty, so a head that spans columns is carried to the right, and a
row label that spans rows downwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Row, Table
    from pipeline.requirements.decimal_marks import DecimalMark

_HEAD_ROWS = 3  # at most
_FORM = 2  # columns of a form, words of its labels, and rows at least
_SENTENCE = 5  # words from which the first row is no head
_VALUE = re.compile(r"[+\-±<>≤≥]?\s*\d")
_SUPPLY = re.compile(r"\d+(?:[.,]\d+)?\s?V(?:\s\w+)?")  # a head such as "12 V system" begins with a number


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds a value."""

    text: str  # as `quantities.same` gives it, white space folded
    wording: str  # as written, white space folded
    row: int  # 1-based row of the table
    column: int  # 0-based
    label: str  # first cell of its row, or what that inherits from above


@dataclass(frozen=True, slots=True)
class CellGrid:
    """A table taken apart."""

    caption: str
    heads: tuple[str, ...]  # one a column, spanning heads included
    cells: tuple[Cell, ...]  # row by row, the empty ones left out


def join(tables: Sequence[Table]) -> list[Table]:
    """Put together what a page break cut: a table without caption that is as wide as the one before and begins with
    values, or with the same head once more, is its continuation.
    """
    joined: list[Table] = []
    for table in tables:
        before = joined[-1] if joined else None
        rows = table.rows
        if (
            before is not None
            and rows
            and not table.caption
            and len(rows[0]) == len(before.rows[0] if before.rows else ())
        ):
            repeated = rows[0] == before.rows[0]
            if repeated or any(_VALUE.match(same(cell).strip()) for cell in rows[0]):
                joined[-1] = replace(before, rows=before.rows + (rows[1:] if repeated else rows))
                continue
        joined.append(table)
    return joined


def take_apart(table: Table, mark: DecimalMark | None = None) -> CellGrid:
    """Tell heads from values; the first row is a head, and so are the next ones while they hold no value.

    :param mark: decimal mark of the table; see `quantities.same`.
    """
    width = max((len(row) for row in table.rows), default=0)
    rows = [
        tuple(" ".join(same(cell, mark).split()) for cell in row) + ("",) * (width - len(row)) for row in table.rows
    ]
    first = _first_value_row(rows)
    heads = tuple(_head(rows[:first], column) for column in range(width))
    cells: list[Cell] = []
    label = ""
    for place in range(first, len(rows)):
        label = " ".join(same(table.rows[place][0]).split()) if rows[place][0] else label
        for column, text in enumerate(rows[place]):
            if text:
                cells.append(Cell(text, " ".join(table.rows[place][column].split()), place + 1, column, label))
    return CellGrid(" ".join(same(table.caption, mark).split()), heads, tuple(cells))


def read_sheet(table: Table) -> list[tuple[int, str]]:
    """Read a table that is a form: two columns, in each row a word of two and what is said about it.

    :return: 1-based row and text of each row, the first included; nothing where the table is no form.
    """
    filled = [[cell for cell in row if cell.strip()] for row in table.rows]
    said = [cells[1] for cells in filled if len(cells) == _FORM]
    if len(said) < len(filled) or len(said) < _FORM or len(said[0].split()) < _SENTENCE:
        return []
    if any(len(cells[0].split()) > _FORM or _VALUE.match(same(cells[0])) for cells in filled):
        return []
    return list(enumerate(said, start=1))


def _first_value_row(rows: Sequence[Row]) -> int:
    for place in range(1, min(len(rows), _HEAD_ROWS + 1)):
        filled = [cell for cell in rows[place] if cell]
        if len(filled) == len(rows[place]) or any(
            _VALUE.match(cell) and not _SUPPLY.fullmatch(cell) for cell in filled
        ):
            return place
    return min(len(rows), 1)


def _head(rows: Sequence[Row], column: int) -> str:
    """Join what stands above a column, from the top; an empty cell of the first row belongs to its left neighbour."""
    if not rows:
        return ""
    top = column
    while top > 0 and not rows[0][top]:
        top -= 1
    parts = [rows[0][top]]
    for row in rows[1:]:
        place = column
        while place > top and not row[place]:
            place -= 1
        parts.append(row[place])
    return " ".join(dict.fromkeys(part for part in parts if part))
