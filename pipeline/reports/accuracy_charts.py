"""The sheets of accuracy.xlsx that are pictures: confusion, reliability, coverage against accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.reports.grids import Column, Grid
from pipeline.reports.styles import ACCENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from pipeline.evaluation import Evaluation
    from pipeline.evaluation.evaluations import Confusion
    from pipeline.reports.styles import StyleName, Styles

_BINS = (
    Column("Confidence from", 11, "", "percent"),
    Column("to", 11, "", "percent"),
    Column("Clauses", 9, "", "number"),
    Column("Mean confidence", 11, "", "percent"),
    Column("Right", 11, "", "percent"),
    Column("95 % from", 11, "", "percent"),
    Column("95 % to", 11, "", "percent"),
    Column("Right minus confidence", 11, "", "percent"),
)
_CURVE = (
    Column("Confidence at least", 11, "", "percent"),
    Column("Clauses decided", 11, "", "number"),
    Column("Coverage", 11, "", "percent"),
    Column("Right", 11, "", "percent"),
    Column("95 % from", 11, "", "percent"),
    Column("95 % to", 11, "", "percent"),
)
_GREY = "#9AA5B1"


def write_confusion(sheet: Worksheet, styles: Styles, confusion: Confusion) -> None:
    """Write how often each label met each guess, coloured by count; the diagonal is right."""
    columns = (Column("Label ↓  guess →", 18, ""), *(Column(name, 8, "", "count") for name in confusion.guesses))
    grid = Grid(sheet, (*columns, Column("Clauses", 9, "", "count")), styles, frozen=1)
    for label, counts in zip(confusion.labels, confusion.counts, strict=True):
        looks: dict[int, StyleName] = {0: "bold"}
        if label in confusion.guesses:
            looks[1 + confusion.guesses.index(label)] = "diagonal"
        grid.add((label, *(count or None for count in counts), sum(counts)), looks)
    scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#5FA8DC"}
    sheet.conditional_format(1, 1, grid.next - 1, len(confusion.guesses), scale)


def write_reliability(book: Workbook, sheet: Worksheet, styles: Styles, evaluation: Evaluation) -> None:
    """Write the reliability table with its curve: on the diagonal, confidence means what it says."""
    grid = Grid(sheet, _BINS, styles)
    for item in evaluation.bins:
        low, high = item.right.interval or (None, None)
        gap = None if item.confidence is None or item.right.value is None else item.right.value - item.confidence
        grid.add((item.low, item.high, item.right.n, item.confidence, item.right.value, low, high, gap))
    last = grid.next - 1
    grid.next += 1
    for corner in (0.0, 1.0):  # the ends of the diagonal in the chart
        grid.add((corner, corner, "perfect", *[None] * 5), {2: "key"})
    chart = _make_chart(book, "Right against confidence", "Mean confidence", "Right", (0, 1))
    chart.add_series(
        {
            "name": "perfect",
            "categories": [sheet.name, last + 2, 0, last + 3, 0],
            "values": [sheet.name, last + 2, 1, last + 3, 1],
            "line": {"color": _GREY, "dash_type": "dash", "width": 1},
            "marker": {"type": "none"},
        }
    )
    chart.add_series(_series(sheet.name, "this run", last, 3, 4, marker=True))
    sheet.insert_chart(1, len(_BINS) + 1, chart)


def write_curve(book: Workbook, sheet: Worksheet, styles: Styles, evaluation: Evaluation) -> None:
    """Write coverage against accuracy: how right the clauses are that are decided, the more are decided."""
    grid = Grid(sheet, _CURVE, styles)
    for point in evaluation.curve:
        low, high = point.right.interval or (None, None)
        grid.add((point.confidence, point.coverage.count, point.coverage.value, point.right.value, low, high))
    if not evaluation.curve:
        return
    last = grid.next - 1
    lowest = min(point.right.value or 0.0 for point in evaluation.curve)
    chart = _make_chart(book, "Accuracy against coverage", "Decided, of all labels", "Right, of those", (lowest, 1))
    chart.add_series(_series(sheet.name, "this run", last, 2, 3, marker=len(evaluation.curve) < 3))
    sheet.insert_chart(1, len(_CURVE) + 1, chart)


def _make_chart(book: Workbook, title: str, across: str, up: str, bounds: Sequence[float]) -> Any:  # noqa: ANN401 - xlsxwriter's charts have no types here
    chart = book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    axis = {"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": "#E3E7EC"}}}
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({**axis, "name": across, "min": 0, "max": 1, "major_unit": 0.2})
    chart.set_y_axis({**axis, "name": up, "min": int(bounds[0] * 10) / 10 if bounds[0] < 1 else 0.9, "max": bounds[1]})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("span")  # the line goes on over an empty bin
    chart.set_size({"width": 560, "height": 420})
    return chart


def _series(sheet: str, name: str, last: int, across: int, up: int, marker: bool) -> dict[str, Any]:
    return {
        "name": name,
        "categories": [sheet, 1, across, last, across],
        "values": [sheet, 1, up, last, up],
        "line": {"color": ACCENT, "width": 2},
        "marker": {"type": "circle" if marker else "none", "size": 6, "fill": {"color": ACCENT}},
    }
