"""Builds workbooks as the program writes them, and edits them as reviewers do."""

import warnings
from dataclasses import replace

import openpyxl
from report_builders import CATALOGUE, RUN, decide, make_report

from pipeline import reports as report_files
from pipeline.reviews import reviewed_workbooks
from pipeline.reviews.importing import place

WHEN = "2031-05-06T10:00:00+00:00"
TEST, VERDICT, COMMENT, REVIEWER = "Reviewed test", "Verdict", "Comment", "Reviewer"


def make_run(count=12, document="a.docx"):
    """Build a report of clauses with texts and headings of their own, every third in review."""
    tests = ("RE", "CE", "BCI", "", "ESD")
    return make_report(
        *(
            decide(
                str(index),
                tests[index % 5],
                outcome="review" if index % 3 == 0 else None,
                confidence=0.5 if index % 3 == 0 else 0.95,
                document=document,
                title=f"Subject {index}",
                clause={"text": f"What is asked of part {index} stands here.", "index": index},
            )
            for index in range(1, count + 1)
        ),
        document=document,
    )


def write_run(folder, *reports):
    """Write a run folder with its workbook and return the workbook's path."""
    run = replace(RUN, stage="report", inputs={report.document: report.document for report in reports})
    report_files.write(folder, reports, CATALOGUE, run, ())
    return folder / "report.xlsx"


def edit(path, cells, sheet="Matches", save_as=None, change=None):
    """Set cells by clause id and column head, as a person would, and save the workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know data bars and drops them, as reviewers' programs do
        book = openpyxl.load_workbook(path)
    page = book[sheet]
    heads = {cell.value: cell.column for cell in page[1]}
    rows = {page.cell(row, heads["Clause id"]).value: row for row in range(2, page.max_row + 1)}
    for (clause, head), value in cells.items():
        page.cell(rows[clause], heads[head]).value = value
    if change is not None:
        change(book)
    target = save_as or path
    book.save(target)
    return target


def take(path, *reports):
    """Read a workbook back against its run."""
    return place(reviewed_workbooks.read(path), reports, CATALOGUE, source=path.name, when=WHEN)


def said(imported):
    """Return what was decided by clause id."""
    return {item.clause: (item.verdict, item.tests) for item in imported.decisions}
