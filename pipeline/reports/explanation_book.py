"""One decision as a workbook: the steps that led to it, as a table and as a waterfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.cells import clean
from pipeline.reports.phrases import describe_tests, list_candidates
from pipeline.reports.staging import stage
from pipeline.reports.styles import ACCENT, HEAD, OUTCOME_INK, Styles
from pipeline.reports.workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from pipeline.reports.explanations import Explanation

_HEADS = ("Step", "Where from", "Decision", "Runner-up", "Log-odds", "Up to here")
_WIDTHS = (34, 14, 12, 12, 12, 12)
_BESIDE = len(_HEADS) + 1  # column of the chart
_CHART_ROWS = 18
_BASE = 24  # first column of what the chart is drawn from, out of sight behind it
_FOR, _AGAINST = OUTCOME_INK["matched"], OUTCOME_INK["review"]
_SERIES = ((1, "for", _FOR), (2, " ", _FOR), (3, "against", _AGAINST), (4, " ", _AGAINST))


def save(path: Path, explanation: Explanation, names: Mapping[str, str]) -> None:
    """Write the workbook.

    :param names: test id -> name.
    :raises UsageError: it is open in another program, or the folder cannot be written.
    """
    with stage(path.parent) as place:
        book = open_book(place / path.name, "emcmatch explanation")
        styles = Styles(book)
        sheet = book.add_worksheet("Explanation")
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        top = 0
        for top, (what, text) in enumerate(_facts(explanation, names)):
            sheet.write_string(top, 0, what, styles["head"])
            sheet.merge_range(top, 1, top, 5, "", styles["wrap"])
            sheet.write_string(top, 1, clean(text), styles["wrap"])
            sheet.set_row(top, 15 * (1 + len(text) // 70))
        first = top + 3
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 1)
        sheet.hide_gridlines(2)
        _write_steps(sheet, styles, first, explanation)
        if explanation.steps:
            _draw(book, sheet, first, len(explanation.steps), explanation)
        sheet.print_area(0, 0, first + max(len(explanation.steps), _CHART_ROWS), _BASE - 4)
        book.close()


def _facts(explanation: Explanation, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    decision = explanation.decision
    clause = decision.clause
    yield "Clause", f"{clause.id}  {clause.title}"
    yield "Decision", f"{describe_tests(decision, names)} ({decision.outcome}, {decision.confidence:.0%})"
    yield "Reason", decision.reason
    yield "Candidates", ", ".join(list_candidates(decision, 5))
    yield "Words in common", f"{explanation.chosen}: {'; '.join(explanation.words) or 'none'}"
    yield "", f"{explanation.rival}: {'; '.join(explanation.rival_words) or 'none'}"
    if explanation.parent is not None:
        above = explanation.parent
        yield "Parent", f"{above.clause.number} {above.clause.title}: {'; '.join(above.tests) or 'none'}"
    for child in explanation.children:
        yield "Subclause", f"{child.clause.number} {child.clause.title}: {'; '.join(child.tests) or 'none'}"
    for change in explanation.changes:
        yield "What would change it", change


def _write_steps(sheet: Worksheet, styles: Styles, first: int, explanation: Explanation) -> None:
    for column, head in enumerate(_HEADS):
        sheet.write_string(first - 1, column, head, styles["head"])
    reached = 0.0
    for row, step in enumerate(explanation.steps, start=first):
        before, reached = reached, reached + step.odds
        sheet.write_string(row, 0, step.name, styles["text"])
        sheet.write_string(row, 1, step.kind, styles["text"])
        for column, value in ((2, step.mine), (3, step.other), (4, step.odds), (5, reached)):
            if value is not None:
                sheet.write_number(row, column, round(value, 4), styles["ratio"])
        for column, value in enumerate(_stack(before, reached), start=_BASE):
            sheet.write_number(row, column, value, styles["key"])


def _stack(before: float, after: float) -> tuple[float, ...]:
    """Split a step into what a stacked chart shows: an unseen base, and parts above and below zero for and against.

    A step that crosses zero has a part on either side and no base.
    """
    low, high = min(before, after), max(before, after)
    base = low if low > 0 else high if high < 0 else 0.0
    above, below = max(high, 0.0) - max(base, 0.0), min(low, 0.0) - min(base, 0.0)
    gain = (above, below, 0.0, 0.0) if after >= before else (0.0, 0.0, above, below)
    return tuple(round(value, 4) for value in (base, *gain))


def _draw(book: Workbook, sheet: Worksheet, first: int, count: int, explanation: Explanation) -> None:
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    last = first + count - 1
    names = ["Explanation", first, 0, last, 0]
    chart.add_series(
        {
            "name": " ",
            "categories": names,
            "values": ["Explanation", first, _BASE, last, _BASE],
            "fill": {"none": True},
            "border": {"none": True},
            "gap": 40,
        }
    )
    for offset, name, colour in _SERIES:
        values = ["Explanation", first, _BASE + offset, last, _BASE + offset]
        chart.add_series({"name": name, "categories": names, "values": values, "fill": {"color": colour}})
    chart.set_title(
        {
            "name": f"{explanation.chosen} over {explanation.rival}: log-odds, step by step",
            "name_font": {"size": 12, "color": HEAD},
        }
    )
    chart.set_legend({"position": "bottom", "delete_series": [0, 2, 4]})
    chart.set_x_axis({"label_position": "low", "num_font": {"rotation": -45, "size": 9}, "line": {"color": ACCENT}})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#D5DBE3"}}})
    chart.set_size({"width": 860, "height": 440})
    sheet.insert_chart(0, _BESIDE, chart)
