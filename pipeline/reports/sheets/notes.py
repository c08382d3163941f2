"""The small sheets: Problems, Run, Tests and Legend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.reports.choices import NONE, join, label
from pipeline.reports.grids import Column, Grid
from pipeline.reports.problems import describe
from pipeline.reports.sheets import coverage, history, limits, matches, requirements, review, summary
from pipeline.reports.sheets.inputs import CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlsxwriter.workbook import Workbook

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Problem
    from pipeline.reports.overviews import Overview
    from pipeline.reports.runs import RunInfo
    from pipeline.reports.styles import StyleName, Styles

PROBLEMS = (
    Column("File", 36, "The file, or the clause.", "wrap", tall=True),
    Column("Kind", 16, "Short name of the cause."),
    Column("Severity", 22, "failed: the file gave no result. Else it was done, with a reservation.", "wrap"),
    Column("What is wrong and what to do", 100, "One sentence.", "wrap", tall=True),
)
RUN = (
    Column("What", 18, "Part of the run's circumstances."),
    Column("Key", 34, "Its name.", "wrap", tall=True),
    Column("Value", 100, "Its value.", "wrap", tall=True),
)
TESTS = (
    Column("Choice", 52, "What the drop-down of Reviewed test offers.", "wrap", tall=True),
    Column("Id", 12, "Id in matches.csv and in labels."),
    Column("Name", 46, "Name of the test.", "wrap", tall=True),
    Column("Group", 11, "emission, immunity, esd."),
    Column("Also called", 60, "Other names and abbreviations.", "wrap"),
    Column("Base standards", 40, "Standards that describe the test.", "wrap"),
    Column("Method codes", 40, "Codes OEMs use for it.", "wrap"),
)
LEGEND = (
    Column("Sheet", 14, "", "wrap"),
    Column("Column or colour", 26, "", "wrap", tall=True),
    Column("Meaning", 110, "", "wrap", tall=True),
)
_FIRST = (
    ("How to review", "Work down the sheet Review, or filter Matches. Fill in the yellow columns only."),
    ("Worth a look", "What was decided and is least certain, the same columns; at its end what persons decided."),
    ("Plus above the columns", "On Matches it opens Verdict, Reviewer and how the guess came about."),
    ("Sorting and filtering", "Sort, filter, hide and delete rows as you like; rows are known by hidden keys."),
    ("Two sheets", "A clause may stand in Review or Worth a look, and in Matches; fill it in on one of them."),
    (
        "What you said before",
        "It stands in the yellow columns. Change it, or empty test, verdict and comment to take it back.",
    ),
)


def write_problems(book: Workbook, styles: Styles, problems: Sequence[Problem], waiting: int = 0) -> None:
    """Write what could not be carried through.

    :param waiting: clauses in review.
    """
    grid = Grid(book.get_worksheet_by_name("Problems"), PROBLEMS, styles, highest=8)
    for item in problems:
        if not grid.full:
            grid.add((item.file, item.kind, describe(item), item.message))
    if not problems:
        rest = f"{waiting} clauses wait for a person; see Review" if waiting else "every clause decided"
        grid.add((f"Nothing: every file was read and {rest}.", "", "", ""))
    last = grid.end()
    styles.colour_text(grid.sheet, grid.index("Severity"), last, "failed")


def write_run(book: Workbook, styles: Styles, run: RunInfo, overviews: Sequence[Overview]) -> None:
    """Write when, with what and on what the run was made."""
    grid = Grid(book.get_worksheet_by_name("Run"), RUN, styles, highest=8)
    facts = {"started": run.started, "finished": run.finished, "command": run.command, "machine": run.machine}
    facts |= {"engine": run.engine, "files at a time": str(run.jobs or ""), "catalogue": run.catalogue}
    facts |= {"embedding model": run.model, "language model": run.llm or "none was asked"}
    facts |= {"text was sent to": (run.llm_address or "the model named") if run.llm else "nowhere"}
    parts: dict[str, Mapping[str, Any]] = {
        "run": facts,
        "count": run.counts,
        "seconds": {name: f"{value:.2f}" for name, value in run.seconds.items()},
        "version": run.versions,
        "digest": run.digests,
        "file (SHA-256)": {item.document: item.sha256 for item in overviews},
        "setting": dict(_settings(run.configuration)),
    }
    for what, values in parts.items():
        for key, value in values.items():
            if value != "" and not grid.full:
                grid.add((what, key, str(value)))
    grid.end()


def write_tests(book: Workbook, styles: Styles, catalogue: Catalogue, together: Iterable[tuple[str, ...]]) -> None:
    """Write the catalogue, whose first column feeds the drop-downs.

    :param together: sets of tests that one clause had at once, offered as choices of their own.
    """
    grid = Grid(book.get_worksheet_by_name("Tests"), TESTS, styles, frozen=1, highest=3)
    grid.add((NONE, "", "No test of the catalogue applies.", "", "", "", ""))
    for test in catalogue.tests:
        lists = ("; ".join(test.aliases), "; ".join(map(str, test.standards)), "; ".join(map(str, test.codes)))
        grid.add((label(test), test.id, test.name, test.group, *lists))
    for tests in sorted(set(together)):
        grid.add((join(tests), ";".join(tests), "These tests together.", "", "", "", ""))
    last = grid.end()
    book.define_name(CHOICES, f"=Tests!$A$2:$A${last + 1}")


def write_legend(book: Workbook, styles: Styles) -> None:
    """Write what colours and columns mean."""
    grid = Grid(book.get_worksheet_by_name("Legend"), LEGEND, styles)
    for what, meaning in _FIRST:
        grid.add(("", what, meaning))
    looks: tuple[tuple[str, str, StyleName], ...] = (
        ("matched", "Decided for the test that is named.", "matched"),
        ("review", "Not sure enough; the best guess is named, a person should look.", "review"),
        ("unmatched", "Decided for no test of the catalogue.", "unmatched"),
        (coverage.NOT_FOUND, "No clause of this document speaks of the test.", "missing"),
        ("n in review", "Clauses may speak of the test, and all of them are in review.", "part"),
        ("yellow cells", "For the reviewer.", "input"),
    )
    for what, meaning, look in looks:
        grid.add(("", what, meaning), {1: look})
    sheets = (
        (summary.NAME, summary.COLUMNS),
        (matches.NAME, matches.COLUMNS),
        (review.NAME, review.COLUMNS),
        (coverage.NAME, (*coverage.FIXED, Column("each document", 0, coverage.MEANING))),
        (requirements.NAME, requirements.COLUMNS),
        (limits.NAME, limits.COLUMNS),
        (history.NAME, history.COLUMNS),
        ("Problems", PROBLEMS),
        ("Tests", TESTS),
    )
    for name, columns in sheets:
        for column in columns:
            grid.add((name, column.head, column.meaning))
    grid.end()


def _settings(configuration: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section, values in configuration.items():
        if isinstance(values, dict):
            for key, value in values.items():
                yield f"{section}.{key}", str(value)
        else:
            yield section, str(values)
