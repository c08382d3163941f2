"""Coverage: tests by documents, how many clauses and which; what is not found is said aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.cells import clean
from pipeline.reports.choices import label
from pipeline.reports.grids import Column, Grid
from pipeline.reports.styles import OUTCOME_INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook

    from pipeline.matching.catalogue import Catalogue, TestEntry
    from pipeline.reports.grids import Value
    from pipeline.reports.overviews import Finding, Overview
    from pipeline.reports.styles import StyleName, Styles

NAME = "Coverage"
NOT_FOUND = "not found"
OTHERS = "Also asked for in these documents: tests outside the catalogue"
OTHER = "other test"
FIXED = (
    Column("Test", 50, "A test of the catalogue.", "wrap", tall=True),
    Column("Group", 11, "emission, immunity, esd."),
    Column("Clauses", 9, "Clauses decided for it, in all documents.", "count"),
    Column("Documents", 11, "Documents with at least one such clause.", "count"),
    Column("Found in", 26, "Whether every document asks for it, none, or only one.", "wrap"),
)
MEANING = "Clauses decided for the test in this document; below, their numbers, (+n) with n subclauses."
MOST_DOCUMENTS = 1000  # columns; more cannot be looked at, and matches.csv has them all


def write(book: Workbook, styles: Styles, catalogue: Catalogue, overviews: Sequence[Overview]) -> None:
    """Write the matrix twice: how many clauses, then which."""
    shown = overviews[:MOST_DOCUMENTS]
    columns = (*FIXED, *(Column(clean(item.document), 22, MEANING, "count", tall=True) for item in shown))
    sheet = book.get_worksheet_by_name(NAME)
    grid = Grid(sheet, columns, styles, frozen=1, highest=10)
    for test in catalogue.tests:
        _count(grid, test, overviews, shown)
    last = grid.next - 1
    others = sorted({name for item in overviews for name in item.others})
    if others:
        grid.next += 1
        grid.add((OTHERS, *[""] * (len(columns) - 1)), dict.fromkeys(range(len(columns)), "head"))
    for name in others:
        _count_other(grid, name, overviews, shown)
    if shown:
        scale = {"type": "2_color_scale", "min_color": "#EAF6F0", "max_color": "#8CCBAA"}
        sheet.conditional_format(1, len(FIXED), last, len(columns) - 1, scale)
    grid.next += 1
    heads = ("Which clauses", "", "", "", "", *(item.document for item in shown))
    grid.add(heads, dict.fromkeys(range(len(heads)), "head"))
    for test in catalogue.tests:
        _place(grid, label(test), test.group, [item.findings.get(test.id) for item in shown])
    for name in others:
        _place(grid, name, OTHER, [item.others.get(name) for item in shown])
    _draw(book, sheet, last, grid.next + 1)


def say(overviews: Sequence[Overview], test: str) -> str:
    """Say in which documents a test was found: in all, in none, only in one, or not in one."""
    have = [item.document for item in overviews if test in item.findings]
    lack = [item.document for item in overviews if test not in item.findings]
    if not have:
        return NOT_FOUND
    if not lack:
        return "every document"
    if len(have) == 1:
        return f"only in {have[0]}"
    return f"all but {lack[0]}" if len(lack) == 1 else f"{len(have)} of {len(overviews)} documents"


def _count(grid: Grid, test: TestEntry, overviews: Sequence[Overview], shown: Sequence[Overview]) -> None:
    findings = [item.findings.get(test.id) for item in overviews]
    matched = sum(finding.matched for finding in findings if finding)
    documents = sum(finding is not None for finding in findings)
    cells = [_cell(item.findings.get(test.id)) for item in shown]
    looks: dict[int, StyleName] = {len(FIXED) + index: look for index, (_, look) in enumerate(cells)}
    said = say(overviews, test.id)
    if said == NOT_FOUND:
        looks[len(FIXED) - 1] = "missing"
    grid.add((label(test), test.group, matched, documents, said, *(value for value, _ in cells)), looks)


def _cell(finding: Finding | None) -> tuple[Value, StyleName]:
    if finding is None:
        return NOT_FOUND, "missing"
    if not finding.matched:
        return f"{finding.review} in review", "part"
    return finding.matched, "count"


def _count_other(grid: Grid, name: str, overviews: Sequence[Overview], shown: Sequence[Overview]) -> None:
    findings = [item.others[name] for item in overviews if name in item.others]
    said = f"{len(findings)} of {len(overviews)} documents"
    cells = [_cell(item.others[name]) if name in item.others else ("", "count") for item in shown]
    looks: dict[int, StyleName] = {len(FIXED) + index: look for index, (_, look) in enumerate(cells)}
    clauses = sum(finding.matched + finding.review for finding in findings)
    grid.add((name, OTHER, clauses, len(findings), said, *(value for value, _ in cells)), looks)


def _place(grid: Grid, name: str, group: str, findings: Sequence[Finding | None]) -> None:
    texts = [", ".join(finding.places) if finding else NOT_FOUND for finding in findings]
    looks: dict[int, StyleName] = dict.fromkeys(range(len(FIXED), len(FIXED) + len(texts)), "wrap")
    looks |= {len(FIXED) + index: "missing" for index, finding in enumerate(findings) if finding is None}
    grid.add((name, group, "", "", "", *texts), looks)


def _draw(book: Workbook, sheet: object, last: int, row: int) -> None:
    """Draw how many clauses speak of each test."""
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Clauses",
            "categories": [NAME, 1, 0, last, 0],
            "values": [NAME, 1, 2, last, 2],
            "fill": {"color": OUTCOME_INK["matched"]},
            "gap": 40,
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": "Clauses decided for each test", "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 760, "height": max(220, 26 * last + 60)})
    sheet.insert_chart(row, 0, chart)  # type: ignore[attr-defined]
