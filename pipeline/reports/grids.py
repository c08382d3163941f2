"""A sheet as a table: named columns, a frozen header, filters, rows as high as their text needs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports.cells import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from pipeline.reports.styles import StyleName, Styles

Value = str | int | float | None

_LINE_HEIGHT = 13.5  # points for Calibri 10
_PER_UNIT = 1.2  # characters of Calibri 10 in one unit of column width, which is a digit of Calibri 11
_NO_CAPITAL = re.compile(r"[^A-Z]+")
MOST_LINKS = 65_000  # Excel takes 65,530 in a sheet
_LONGEST_LINK = 2000  # characters; Excel takes 2,080
MOST_ROWS = 1_048_576  # of an Excel sheet, the header included


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet."""

    head: str
    width: float  # characters
    meaning: str  # for the Legend sheet
    style: StyleName = "text"
    hidden: bool = False
    tall: bool = False  # whether a row grows until this column's text is seen whole
    lines: int = 0  # most lines a row grows to for this column, 0 = as many as the sheet allows
    folded: bool = False  # in the group that opens with the plus above the columns


class Grid:
    """Writes rows under the heads of the columns, top to bottom, each row once."""

    def __init__(
        self, sheet: Worksheet, columns: Sequence[Column], styles: Styles, frozen: int = 0, highest: int = 4
    ) -> None:
        self.sheet = sheet
        self.styles = styles
        self.next = 1  # 0-based row that is written next
        self._columns = tuple(columns)
        self._highest = highest
        self._links = 0
        self._set_widths()
        shown = [column for column in self._columns if not column.hidden and not column.folded]
        heads = [_count_lines(column.head, column.width / 1.2) for column in shown]
        sheet.set_row(0, min(5, max(2, *heads)) * _LINE_HEIGHT + 4)
        for index, column in enumerate(self._columns):
            sheet.write_string(0, index, column.head, styles["input head" if column.style == "input" else "head"])
        sheet.freeze_panes(1, frozen)
        _set_up_page(sheet)

    @property
    def full(self) -> bool:
        """Whether the sheet can take no more rows."""
        return self.next >= MOST_ROWS

    def add(self, values: Sequence[Value], looks: Mapping[int, StyleName] | None = None) -> int:
        """Write a row and return its 0-based number.

        :param looks: column -> style, where it differs from the column's own.
        """
        texts = [clean(value) if isinstance(value, str) else value for value in values]
        row = self.next
        self.sheet.set_row(row, self._height(texts))
        for index, (column, value) in enumerate(zip(self._columns, texts, strict=True)):
            style = self.styles[(looks or {}).get(index, column.style)]
            if value is None or value == "":
                self.sheet.write_blank(row, index, None, style)
            elif isinstance(value, str):
                self.sheet.write_string(row, index, value, style)
            else:
                self.sheet.write_number(row, index, value, style)
        self.next += 1
        return row

    def link(self, row: int, head: str, target: str, text: str, tip: str) -> None:
        """Make a cell of the row that was written last a link, as long as Excel takes more of them.

        :param target: as XlsxWriter takes it: "internal:'Matches'!A2", "external:../a.pdf#page=3".
        """
        if target and len(target) < _LONGEST_LINK and self._links < MOST_LINKS:
            self._links += 1
            self.sheet.write_url(row, self.index(head), target, self.styles["link"], clean(text), tip)

    def index(self, head: str) -> int:
        """Return the 0-based position of the column with this head."""
        return [column.head for column in self._columns].index(head)

    def end(self, texts: Sequence[str] = ()) -> int:
        """Put the filters on, and return the last row that was written (at least 1, so that ranges are never empty).

        :param texts: heads of columns whose texts look like numbers and are none, such as clause numbers.
        """
        last = max(self.next - 1, 1)
        self.sheet.autofilter(0, 0, last, len(self._columns) - 1)
        for head in texts:
            column = self.index(head)
            self.sheet.ignore_errors({"number_stored_as_text": _range(column, last)})
        return last

    def print_to(self, head: str) -> None:
        """Print the columns up to this one only, so that they stay legible."""
        self.sheet.print_area(0, 0, max(self.next - 1, 1), self.index(head))

    def _set_widths(self) -> None:
        folded = [column.folded for column in self._columns]
        for index, column in enumerate(self._columns):
            options = {"hidden": column.hidden or column.folded, "level": int(column.folded)}
            options["collapsed"] = not column.folded and folded[index + 1 : index + 2] == [True]
            self.sheet.set_column(index, index, column.width, None, options)
        if any(folded):
            self.sheet.outline_settings(symbols_right=False)  # else the plus stands above the hidden keys

    def _height(self, values: Sequence[Value]) -> float:
        """Return the height of a row in points: of its tallest cell, within bounds so that rows can be scanned."""
        lines = 1
        for column, value in zip(self._columns, values, strict=True):
            if isinstance(value, str) and column.tall:
                wanted = _count_lines(value[:2000], column.width)
                lines = max(lines, min(wanted, column.lines or self._highest))
        return lines * _LINE_HEIGHT + 2


def _count_lines(text: str, width: float) -> int:
    if len(text) * 2 <= int(width * _PER_UNIT) and "\n" not in text:
        return 1  # however wide its characters are
    return sum(max(1, -(-_measure(line) // max(1, int(width * _PER_UNIT)))) for line in text.split("\n"))


def _measure(line: str) -> int:
    """Return the width of a line in characters; capitals count a quarter more, Chinese and other wide ones twice."""
    if line.isascii():
        return len(line) + len(_NO_CAPITAL.sub("", line)) // 4
    capitals = sum(map(str.isupper, line)) // 4
    return capitals + sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def _set_up_page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&8&F, &A&R&8page &P of &N")
    sheet.hide_gridlines(2)


def _range(column: int, last: int) -> str:
    from xlsxwriter.utility import xl_range

    area: str = xl_range(1, column, last, column)
    return area
