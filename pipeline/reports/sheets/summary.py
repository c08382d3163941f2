"""Summary: one row a document, with a link to its rows in Matches, and the picture of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.grids import Column, Grid
from pipeline.reports.overviews import OUTCOMES
from pipeline.reports.styles import OUTCOME_INK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.workbook import Workbook

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Problem
    from pipeline.reports.grids import Value
    from pipeline.reports.overviews import Overview
    from pipeline.reports.styles import Styles

NAME = "Summary"
COLUMNS = (
    Column("Document", 32, "File name; click it to go to its rows in Matches.", "link"),
    Column("Status", 14, "done, or why it could not be read.", "wrap", tall=True),
    Column("Title", 34, "From the cover page, header or file properties.", "wrap", tall=True),
    Column("Document number", 16, "As the OEM numbers it.", "wrap"),
    Column("Revision", 10, "As found in the document.", "wrap"),
    Column("Date", 12, "As found in the document.", "wrap"),
    Column("Pages", 8, "PDF only.", "number"),
    Column("Clauses", 9, "Numbered clauses found.", "number"),
    Column("Matched", 10, "Decided for a test of the catalogue.", "number"),
    Column("Review", 9, "To be looked at by a person.", "number"),
    Column("Unmatched", 11, "Decided for no test of the catalogue.", "number"),
    Column("Review share", 10, "Review divided by clauses.", "percent"),
    Column("Tests found", 9, "Tests of the catalogue with a matched clause.", "number"),
    Column("Text lost", 9, "Share of the file's characters that nothing accounts for.", "percent"),
    Column("Contents agree", 10, "Share of the contents table's lines found as clauses; empty = no table.", "percent"),
    Column("Contents differ", 10, "Lines of the contents table that were not found; they stand in Problems.", "number"),
    Column("OCR clauses", 9, "Clauses read by optical character recognition, hence less certain.", "number"),
    Column("Notes", 44, "How it was read, or why it was not.", "wrap", tall=True),
)
_COUNTS = COLUMNS.index(next(column for column in COLUMNS if column.head == "Matched"))
_BLANK: tuple[Value, ...] = ("",) * (len(COLUMNS) - 3)
_MOST_BARS = 40  # documents in the chart; more cannot be told apart


def write(
    book: Workbook,
    styles: Styles,
    catalogue: Catalogue,
    overviews: Sequence[Overview],
    problems: Sequence[Problem],
    rows: Mapping[str, tuple[int, int]],
) -> None:
    """Write the sheet.

    :param rows: document -> 0-based first and last row of its clauses in Matches; documents without clauses are not in.
    """
    sheet = book.get_worksheet_by_name(NAME)
    grid = Grid(sheet, COLUMNS, styles, frozen=1)
    for item in overviews:
        _add(grid, item, rows.get(item.document))
    done = {item.document for item in overviews}
    for problem in problems:
        if problem.fatal and problem.file not in done:
            done.add(problem.file)
            grid.add((problem.file, f"not read: {problem.kind}", *_BLANK, problem.message), {0: "text", 1: "failed"})
    last = grid.end()
    if overviews:
        _sum(grid, catalogue, overviews)
        _draw(book, grid, min(len(overviews), _MOST_BARS), last + 3)


def _add(grid: Grid, item: Overview, rows: tuple[int, int] | None) -> None:
    block = item.title_block
    counts = [item.outcomes[name] for name in OUTCOMES]
    row = grid.add(
        (
            item.document,
            "done",
            block.title,
            block.number,
            block.revision,
            block.date,
            item.pages,
            item.clauses,
            *counts,
            item.outcomes["review"] / item.clauses if item.clauses else None,
            sum(finding.matched > 0 for finding in item.findings.values()),
            item.loss,
            item.fidelity,
            item.mismatches,
            item.ocr,
            "; ".join(item.notes),
        ),
        None if rows else {0: "text"},
    )
    if rows:
        target = f"internal:'Matches'!A{rows[0] + 1}:H{rows[1] + 1}"
        grid.link(row, "Document", target, item.document, "Go to its clauses")


def _sum(grid: Grid, catalogue: Catalogue, overviews: Sequence[Overview]) -> None:
    counts = [sum(item.outcomes[name] for item in overviews) for name in OUTCOMES]
    clauses = sum(counts)
    found = {test for item in overviews for test, finding in item.findings.items() if finding.matched}
    cells: list[Value] = [
        f"All {len(overviews)} documents" if len(overviews) > 1 else "All of 1 document",
        "",
        "",
        "",
        "",
        "",
    ]
    cells += [sum(item.pages or 0 for item in overviews) or None, clauses, *counts]
    cells += [counts[1] / clauses if clauses else None, len(found), None, None]
    cells += [sum(item.mismatches for item in overviews), sum(item.ocr for item in overviews)]
    cells += [f"{len(found)} of the {len(catalogue.tests)} tests of the catalogue are asked for."]
    looks = {index: "bold percent" if column.style == "percent" else "bold" for index, column in enumerate(COLUMNS)}
    grid.add(cells, looks)  # type: ignore[arg-type]


def _draw(book: Workbook, grid: Grid, documents: int, row: int) -> None:
    """Draw the outcomes of each document as one bar."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for offset, name in enumerate(OUTCOMES):
        column = _COUNTS + offset
        chart.add_series(
            {
                "name": [NAME, 0, column],
                "categories": [NAME, 1, 0, documents, 0],
                "values": [NAME, 1, column, documents, column],
                "fill": {"color": OUTCOME_INK[name]},
                "gap": 45,
                "data_labels": {"value": True, "num_format": "0;;", "font": {"color": "#FFFFFF", "size": 8}},
            }
        )
    more = f" (the first {documents})" if documents == _MOST_BARS else ""
    chart.set_title({"name": f"Clauses by outcome and document{more}", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"num_font": {"size": 9}, "major_gridlines": {"visible": True, "line": {"color": "#E3E7EC"}}})
    chart.set_size({"width": 900, "height": 130 + 30 * documents})
    grid.sheet.insert_chart(row, 0, chart)
