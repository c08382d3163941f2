"""plan.xlsx: the draft to sort, filter and fill in; everything from the document is text and never a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.plans import rows
from pipeline.plans.tables import HEADS, cells
from pipeline.reports.grids import Column, Grid
from pipeline.reports.styles import Styles
from pipeline.reports.workbook import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.plans.records import Plan, PlannedTest
    from pipeline.reports.styles import StyleName

_FIELDS = (Column("Field", 44, ""), Column("Value", 70, "", "input", tall=True))
_TESTS = (
    Column("No.", 6, "", "count"),
    Column("Test", 34, "As the document writes it.", "wrap", tall=True),
    Column("Test of the catalogue", 28, "", "wrap", tall=True),
    Column("Applicability", 26, "What the selection matrix says for the category.", "wrap", tall=True),
    Column("Sections", 14, "", "wrap", tall=True),
    Column("Base standard", 22, "", "wrap", tall=True),
    Column("Frequency bands", 30, "", "wrap", tall=True),
    Column("Levels", 34, "", "wrap", tall=True),
    Column("Class", 14, "", "wrap", tall=True),
    Column("Pulses", 14, "", "wrap", tall=True),
    Column("Modulation", 20, "", "wrap", tall=True),
    Column("Operating modes", 18, "", "wrap", tall=True),
    Column("Functional status", 12, "", "wrap", tall=True),
    Column("Samples", 9, "", "wrap", tall=True),
    Column("Figures and tables", 36, "", "wrap", tall=True),
    Column("Deviation", 26, "", "input"),
    Column("Plan no.", 12, "", "input"),
    Column("Source of the applicability", 30, "", "wrap", tall=True),
)
_VALUES = (
    Column("No.", 6, "", "count"),
    Column("Test", 34, "", "wrap"),
    Column("What", 20, ""),
    Column("Value", 44, "", "wrap", tall=True),
    Column("Source", 32, "", "wrap", tall=True),
    Column("Quote", 80, "", "wrap", tall=True),
    Column("Deviation", 26, "", "input"),
)
_LIMITS = (
    Column("No.", 6, "", "count"),
    Column("Test", 34, "", "wrap"),
    Column("Frequency band", 24, ""),
    Column("Level or limit", 28, "", "wrap", tall=True),
    Column("Class", 14, ""),
    Column("Detector", 12, ""),
    Column("Row and column of the table", 36, "", "wrap", tall=True),
    Column("From, Hz", 14, "", "number"),
    Column("To, Hz", 14, "", "number"),
    Column("At lower end", 12, ""),
    Column("At upper end", 12, ""),
    Column("Unit", 10, ""),
    Column("Source", 30, "", "wrap"),
    Column("Quote", 70, "", "wrap", tall=True),
)
_POINTS = (
    Column("No.", 6, "", "count"),
    Column("Test", 34, "", "wrap", tall=True),
    Column("Kind", 16, ""),
    Column("What is to be settled", 90, "", "wrap", tall=True),
    Column("Settled how", 40, "", "input"),
    Column("By, date", 16, "", "input"),
)
_LOOKS: dict[str, StyleName] = {"required": "matched", "conditional": "review", "text": "review", "not": "unmatched"}


def save(path: Path, plan: Plan) -> None:
    """Write the workbook.

    :raises OSError: the file cannot be written.
    """
    with open_book(path, "EMC test plan (draft)") as book:
        styles = Styles(book)
        names = ("Plan", "Tests", "Values", "Limits", "Open points", "Applicability")
        sheets = {name: book.add_worksheet(name) for name in names}
        _write_fields(Grid(sheets["Plan"], _FIELDS, styles), plan)
        _write_tests(Grid(sheets["Tests"], _TESTS, styles, frozen=2, highest=12), plan)
        _write_values(Grid(sheets["Values"], _VALUES, styles, frozen=2), plan)
        _write_limits(Grid(sheets["Limits"], _LIMITS, styles, frozen=2), plan)
        _write_points(Grid(sheets["Open points"], _POINTS, styles), plan)
        _write_applicability(Grid(sheets["Applicability"], _applicability(), styles, frozen=1), plan)


def _write_fields(grid: Grid, plan: Plan) -> None:
    known = (
        ("EMC test plan (draft), made from", rows.heading(plan)),
        ("Document", plan.document),
        ("Component category", ", ".join(plan.categories) or "all (no selection matrix in the document)"),
        ("Tests", str(len(plan.tests))),
        ("Open points", str(len(plan.points))),
    )
    for field, value in known:
        grid.add((field, value), {1: "wrap"})
    for field in (*rows.TITLE_FIELDS, *rows.DUT_FIELDS):
        grid.add((field, ""))


def _write_tests(grid: Grid, plan: Plan) -> None:
    for count, test in enumerate(plan.tests, start=1):
        if not grid.full:
            grid.add(_cells(count, test), {3: _LOOKS[test.meaning]})
    grid.end(texts=("Sections",))


def _cells(count: int, test: PlannedTest) -> tuple[str | int, ...]:
    figures = dict.fromkeys(value.text for kind in ("figure", "table") for value in test.of(kind))
    bands = dict.fromkeys(limit.band for limit in test.limits if limit.band)
    return (
        count,
        test.name,
        "; ".join(test.names) or rows.NO_TEST,
        rows.applies(test),
        rows.sections(test),
        rows.join(test, "base standard") or rows.NO_VALUE,
        rows.join(test, "frequency band") or "; ".join(bands),
        "; ".join(dict.fromkeys(limit.value for limit in test.limits)) or rows.join(test, "level"),
        rows.join(test, "severity or limit class"),
        rows.join(test, "test pulse"),
        rows.join(test, "modulation"),
        rows.join(test, "operating mode"),
        rows.join(test, "functional status"),
        rows.join(test, "samples"),
        "; ".join(figures),
        "",
        "",
        "; ".join(entry.place for entry in test.entries),
    )


def _write_values(grid: Grid, plan: Plan) -> None:
    general = {said.kind for said in plan.general}
    for said in plan.general:
        grid.add((None, "all tests", said.kind, said.text, said.source, said.quote, ""))
    for count, test in enumerate(plan.tests, start=1):
        for kind, value, source, quote in rows.values(test, general):
            if not grid.full:
                look: dict[int, StyleName] = {3: "missing"} if value == rows.NO_VALUE else {}
                grid.add((count, test.name, kind, value, source, quote, ""), look)
    grid.end()


def _write_limits(grid: Grid, plan: Plan) -> None:
    for count, test in enumerate(plan.tests, start=1):
        for limit in test.limits:
            if not grid.full:
                band, level, severity, detector, what, source = rows.limit_columns(limit)
                ends = (f"{limit.start:.10g}", f"{limit.end:.10g}", limit.unit)
                grid.add(
                    (count, test.name, band, level, severity, detector, what, limit.low, limit.high, *ends,
                     source, limit.quote),
                    {3: "missing"} if limit.unclear else {},
                )  # fmt: skip
    grid.end(texts=("At lower end", "At upper end"))


def _write_points(grid: Grid, plan: Plan) -> None:
    for count, point in enumerate(plan.points, start=1):
        grid.add((count, point.test, point.kind, point.text, "", ""))
    grid.end()


def _applicability() -> tuple[Column, ...]:
    wide = {"item": 40, "legend": 24, "notes": 40, "category": 22, "document": 26, "clauses": 16, "tests": 18}
    return tuple(Column(head.capitalize(), wide.get(head, 10), "", "wrap") for head in HEADS)


def _write_applicability(grid: Grid, plan: Plan) -> None:
    for matrix in plan.matrices:
        for entry in matrix.entries:
            if not grid.full:
                grid.add(cells(entry), {HEADS.index("meaning"): _LOOKS[entry.meaning]})
    grid.end(texts=("Clause", "Table", "Page", "Row", "Column", "Clauses"))
