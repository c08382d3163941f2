"""What a reviewer set in a workbook, whatever was done to its sheets, rows and columns."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.reports.sheets.inputs import CLAUSE_ID, COMMENT, DIGEST, FILLED, REVIEWER, TEST, VERDICT, ReviewInput
from pipeline.reviews import cell_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.reviews.cell_marks import MarkedSheet

_INPUTS = (TEST, VERDICT, COMMENT)
_SAVED = re.compile(r"<(?:dcterms:modified|dc:date)\b[^>]*>([^<]{10,40})<")
_LARGEST_PROPERTIES = 1_000_000  # bytes
_WRITTEN_YEAR = 2000  # which the program itself writes, so that the same run gives the same bytes
_EARLIER = frozenset({"candidate 1", "candidate 2", "candidate 3", "candidates"})  # columns of earlier releases
_SEARCHED = 20  # rows in which the heads may stand, where rows were put above them


@dataclass(frozen=True, slots=True)
class Row:
    """One row in which a reviewer set something."""

    sheet: str
    row: int  # 1-based, as the program shows it
    clause: str  # id, "" where the key is gone
    digest: str
    test: str
    verdict: str
    comment: str
    reviewer: str
    filled: str = ""  # what tells what stood in the row when the workbook was written
    emptied: bool = False  # what had been filled in was taken out, which takes back what was said

    @property
    def where(self) -> str:
        """The row in words."""
        return f"sheet {self.sheet}, row {self.row}"


def read(path: Path) -> tuple[Row, ...]:
    """Read the rows in which a test, a verdict or a comment was set or taken out; a name alone says nothing.

    Notes at cells, colours and words struck out count as comments (.xlsx and .xlsm); a formula without a value stands
    as its own text, so that it is refused or kept and not taken for nothing.

    A row that is as it was written, with what the reviewer had said before, says nothing new and is passed over.

    The file is opened for reading only. Sheets are known by their heads, so they may be renamed and moved; hidden,
    filtered and sorted rows are read like others; columns may stand in any order.

    :param path: .xlsx, .xlsm, .xlsb, .xls or .ods.
    :raises UsageError: it is no workbook, or no sheet has the columns of a reviewer and their keys.
    """
    rows: list[Row] = []
    found = False
    sheets = _open(path)
    marks = cell_marks.read(path)
    for name, cells in sheets:
        start, columns = _find_heads(cells)
        if columns:
            found = True
            rows += _read_sheet(name, cells, start, columns, marks.get(name, cell_marks.NO_MARKS))
    if not found:
        heads = f"{TEST}, {VERDICT} and the hidden {CLAUSE_ID}, {DIGEST}"
        raise UsageError(f"{path}: no sheet has the columns {heads}; is it a report of emcmatch?")
    return tuple(rows)


def _open(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """Return the cells of each sheet by its name."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a workbook ({error}); save it as .xlsx.") from None


def additions(path: Path) -> tuple[str, ...]:
    """Return the sheets and columns of a report that the program did not write, and that hold something.

    :raises UsageError: it is no workbook.
    """
    from pipeline.reports.sheets import matches, review
    from pipeline.reports.workbook import SHEETS

    own = {column.head.casefold() for column in (*matches.COLUMNS, *review.COLUMNS)} | _EARLIER
    found = []
    for name, cells in _open(path):
        start, columns = _find_heads(cells)
        if not columns:
            found += [f"sheet {name}"] * (name not in SHEETS and any(_text(cell) for row in cells for cell in row))
            continue
        heads = [_text(cell) for cell in cells[start]]
        for place, head in enumerate(heads):
            filled = any(_text(row[place]) for row in cells[start + 1 :] if place < len(row))
            found += [f"column {head or place + 1} of sheet {name}"] * (filled and head.casefold() not in own)
    return tuple(found)


def saved_at(path: Path) -> str:
    """Return when a workbook was saved, as the program that did so wrote it down, else the file's own time.

    :return: ISO 8601 in UTC, to the second.
    """
    stamp = path.stat().st_mtime
    try:
        with zipfile.ZipFile(path) as package:
            for name in ("docProps/core.xml", "meta.xml"):
                if name in package.namelist() and package.getinfo(name).file_size < _LARGEST_PROPERTIES:
                    found = _SAVED.search(package.read(name).decode("utf-8", "replace"))
                    said = datetime.fromisoformat(found.group(1)).astimezone(UTC) if found else None
                    if said is not None and said.year > _WRITTEN_YEAR:
                        stamp = min(stamp, said.timestamp())
    except (OSError, ValueError, zipfile.BadZipFile):
        pass
    return datetime.fromtimestamp(stamp, UTC).isoformat(timespec="seconds")


def _find_heads(cells: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """Find the row of the heads, and where the columns stand; nothing where a needed one is missing."""
    wanted = {head.casefold(): head for head in (*_INPUTS, REVIEWER, CLAUSE_ID, DIGEST, FILLED)}
    for index, row in enumerate(cells[:_SEARCHED]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            head = wanted.get(_text(cell).casefold())
            if head is not None:
                columns.setdefault(head, column)
        if {CLAUSE_ID, DIGEST} <= columns.keys() and columns.keys() & set(_INPUTS):
            return index, columns
    return 0, {}


def _read_sheet(
    name: str, cells: Sequence[Sequence[Any]], start: int, columns: dict[str, int], marks: MarkedSheet
) -> Iterator[Row]:
    heads = {column: _text(cell) for column, cell in enumerate(cells[start], start=1)}
    for index, row in enumerate(cells[start + 1 :], start=start + 2):
        found = {
            head: (_text(row[column]) if column < len(row) else "") or marks.formulas.get((index, column + 1), "")
            for head, column in columns.items()
        }
        marked = marks.describe(index, heads)
        said = ReviewInput(*(found.get(head, "") for head in _INPUTS))
        filled = found.get(FILLED, "")
        untouched = said.mark == filled or (filled.startswith("?") and not said.mark)
        if not untouched or marked:
            yield Row(
                sheet=name,
                row=index,
                clause=found[CLAUSE_ID],
                digest=found[DIGEST],
                test="" if untouched else found.get(TEST, ""),
                verdict="" if untouched else found.get(VERDICT, ""),
                comment="\n".join(piece for piece in (found.get(COMMENT, ""), marked) if piece),
                reviewer=found.get(REVIEWER, ""),
                filled=filled,
                emptied=not said.mark and not untouched,
            )


def _text(cell: object) -> str:
    """Return a cell as text, line breaks kept; a whole number that the program made of a text is written as such."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\r\n", "\n").strip()
