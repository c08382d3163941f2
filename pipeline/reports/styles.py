"""The look of the workbooks: colours, and the cell formats made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from pipeline.records import OutcomeName

INK, PAPER, HEAD, LINE = "#1F2A37", "#FFFFFF", "#23405C", "#D5DBE3"
OUTCOME_FILL: dict[OutcomeName, str] = {"matched": "#CDE9DB", "review": "#FFE2A8", "unmatched": "#E6E8EB"}
OUTCOME_INK: dict[OutcomeName, str] = {
    "matched": "#1B7F56",
    "review": "#D98A00",
    "unmatched": "#8A94A1",
}  # for charts: darker, same hue
FAILED_FILL, MISSING_FILL, INPUT_FILL = "#F6CFCB", "#F8E1DE", "#FFFBE6"
BAR, ACCENT = "#9CC3E5", "#2F6DB5"

StyleName = Literal[
    "text", "wrap", "centre", "number", "percent", "bold", "bold percent", "link", "input", "key", "head", "input head",
    "missing", "part", "failed", "count",
    "diagonal", "matched", "review", "unmatched", "ratio",
    "level 1", "level 2", "level 3", "level 4", "level 5",
]  # fmt: skip

_CELL: dict[str, Any] = {
    "font_name": "Calibri",
    "font_size": 10,
    "font_color": INK,
    "valign": "top",
    "border": 1,
    "border_color": LINE,
}
_HEAD: dict[str, Any] = {**_CELL, "bold": True, "font_color": PAPER, "bg_color": HEAD, "text_wrap": True}
_HEAD["valign"] = "vcenter"

_STYLES: dict[StyleName, dict[str, Any]] = {
    "text": _CELL,
    "wrap": {**_CELL, "text_wrap": True},
    "centre": {**_CELL, "align": "center"},
    "number": {**_CELL, "num_format": "#,##0"},
    "count": {**_CELL, "num_format": "#,##0", "align": "center"},
    "percent": {**_CELL, "num_format": "0.0 %", "align": "right", "indent": 1},
    "ratio": {**_CELL, "num_format": "0.000", "align": "right", "indent": 1},
    "bold": {**_CELL, "bold": True, "num_format": "#,##0"},
    "bold percent": {**_CELL, "bold": True, "num_format": "0.0 %"},
    "link": {**_CELL, "font_color": ACCENT, "underline": 1},
    "input": {**_CELL, "text_wrap": True, "bg_color": INPUT_FILL, "num_format": "@"},
    "key": {**_CELL, "font_color": "#8A94A1"},
    "head": _HEAD,
    "input head": {**_HEAD, "bg_color": "#8A6100"},
    "diagonal": {**_CELL, "num_format": "#,##0", "align": "center", "bold": True, "border_color": INK},
    "missing": {**_CELL, "align": "center", "bg_color": MISSING_FILL, "font_color": "#8C2F26"},
    "part": {**_CELL, "align": "center", "bg_color": OUTCOME_FILL["review"]},
    **{name: {**_CELL, "bg_color": fill} for name, fill in OUTCOME_FILL.items()},
    "level 1": {**_CELL, "text_wrap": True, "bold": True},
    "level 2": {**_CELL, "text_wrap": True, "align": "left", "indent": 1},
    "level 3": {**_CELL, "text_wrap": True, "align": "left", "indent": 2},
    "level 4": {**_CELL, "text_wrap": True, "align": "left", "indent": 3},
    "level 5": {**_CELL, "text_wrap": True, "align": "left", "indent": 4},
    "failed": {**_CELL, "text_wrap": True, "bg_color": FAILED_FILL},
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._formats: dict[StyleName, Format] = {name: book.add_format(look) for name, look in _STYLES.items()}
        self._outcomes = {name: book.add_format({"bg_color": fill}) for name, fill in OUTCOME_FILL.items()}
        self._failed = book.add_format({"bg_color": FAILED_FILL})

    def __getitem__(self, name: StyleName) -> Format:
        return self._formats[name]

    def colour_outcomes(self, sheet: Worksheet, column: int, last: int) -> None:
        """Colour the cells of a column by the outcome they name, after any sorting and editing too."""
        for name, fill in self._outcomes.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{name}"', "format": fill}
            sheet.conditional_format(1, column, last, column, rule)

    def colour_text(self, sheet: Worksheet, column: int, last: int, text: str) -> None:
        """Colour the cells of a column that begin with a text."""
        rule = {"type": "text", "criteria": "begins with", "value": text, "format": self._failed}
        sheet.conditional_format(1, column, last, column, rule)


def show_bars(sheet: Worksheet, column: int, last: int) -> None:
    """Show the shares (0 to 1) of a column as bars."""
    rule = {
        "type": "data_bar",
        "bar_color": BAR,
        "bar_solid": True,
        "data_bar_2010": True,
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 1,
    }
    sheet.conditional_format(1, column, last, column, rule)
