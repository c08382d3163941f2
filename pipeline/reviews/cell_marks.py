"""What a reviewer said about a row without writing into a cell: notes, colours, words struck out, formulas."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.reports import styles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SUFFIXES = (".xlsx", ".xlsm")  # those that openpyxl reads
_OWN_FILLS = frozenset(
    colour.lstrip("#").upper()
    for colour in (
        styles.PAPER, styles.HEAD, styles.FAILED_FILL, styles.MISSING_FILL, styles.INPUT_FILL,
        *styles.OUTCOME_FILL.values(),
    )
)  # fmt: skip
_COLOURS = {
    "FFFF00": "yellow", "FF0000": "red", "C00000": "dark red", "00FF00": "green", "00B050": "green",
    "92D050": "light green", "FFC000": "orange", "00B0F0": "light blue", "0070C0": "blue", "7030A0": "purple",
}  # fmt: skip
_THREADED, _SAID = "[Threaded comment]", "Comment:"
_log = logging.getLogger("emcmatch")


@dataclass(frozen=True)
class MarkedSheet:
    """What a sheet shows beside its values; rows and columns are 1-based."""

    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)  # row, column -> "=A1"
    cells: Mapping[int, list[tuple[int, str]]] = field(default_factory=dict)  # row -> column, what was said there

    def describe(self, row: int, heads: Mapping[int, str]) -> str:
        """Say what was said in a row, a line each: "Title (note by Ada): see annex", "yellow: Title, Test".

        :param heads: column -> its head.
        """
        places: dict[str, list[str]] = {}
        for column, said in self.cells.get(row, ()):
            places.setdefault(said, []).append(heads.get(column, "") or f"column {column}")
        return "\n".join(_join(said, columns) for said, columns in places.items())


NO_MARKS = MarkedSheet()


def read(path: Path) -> Mapping[str, MarkedSheet]:
    """Read the marks of every sheet by its name; nothing from a kind of workbook that openpyxl does not know.

    A workbook whose values can be read and whose marks cannot is said in the log, and its values count.
    """
    if path.suffix.lower() not in _SUFFIXES:
        return {}
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl would not write back; nothing is written
            book = load_workbook(path)
            found = {sheet.title: _read(sheet) for sheet in book.worksheets}
            book.close()
    except Exception as error:
        _log.warning("%s: its notes, colours and formulas cannot be read (%s); its values are.", path, error)
        return {}
    return found


def _read(sheet: Any) -> MarkedSheet:  # noqa: ANN401 - openpyxl types its cells loosely
    formulas: dict[tuple[int, int], str] = {}
    cells: dict[int, list[tuple[int, str]]] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                formulas[cell.row, cell.column] = str(getattr(cell.value, "text", cell.value))
            if cell.has_style or cell.comment:
                for said in _describe(cell):
                    cells.setdefault(cell.row, []).append((cell.column, said))
    return MarkedSheet(formulas, cells)


def _describe(cell: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    if cell.comment is not None and (text := _text(cell.comment.text)):
        author = " ".join((cell.comment.author or "").split())
        by = f" by {author}" if author and not author.startswith("tc=") and author != "None" else ""
        yield f"(note{by}): {text}"
    if cell.font is not None and cell.font.strike and cell.value not in (None, ""):
        yield "struck out"
    colour = _name(cell.fill) if cell.fill is not None and cell.fill.fill_type else ""
    if colour:
        yield colour


def _text(note: str) -> str:
    """Return the words of a note; what Excel puts before a threaded comment for older programs is left out."""
    if note.startswith(_THREADED) and _SAID in note:
        note = note.partition(_SAID)[2]
    return note.strip()


def _name(fill: Any) -> str:  # noqa: ANN401 - see above
    """Name the colour of a cell, "" for one that the program uses itself."""
    colour = getattr(fill, "fgColor", None)
    if colour is not None and colour.type == "theme":
        return f"coloured (theme colour {colour.theme})"
    if colour is None or colour.type != "rgb" or not isinstance(colour.rgb, str):
        return "coloured"
    rgb = colour.rgb[-6:].upper()
    return "" if rgb in _OWN_FILLS else _COLOURS.get(rgb, f"coloured #{rgb}")


def _join(said: str, columns: list[str]) -> str:
    if said.startswith("(note"):
        return f"{columns[0]} {said}"
    return f"{said}: {', '.join(columns)}"
