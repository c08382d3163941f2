"""report.xlsx: opened, filled sheet by sheet as the documents come, closed."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import xlsxwriter

from pipeline.records import Problem
from pipeline.reports.grids import Grid
from pipeline.reports.review_priority import rank_all
from pipeline.reports.sheets import coverage, history, limits, matches, notes, requirements, review, summary
from pipeline.reports.sheets.inputs import NO_INPUT, ReviewInput
from pipeline.reports.styles import Styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reports.links import Links
    from pipeline.reports.overviews import Overview
    from pipeline.reports.runs import RunInfo
    from pipeline.reports.sheets.history import HistoryEntry
    from pipeline.requirements import Requirement
    from pipeline.requirements.limits import LimitRecord

SHEETS = (
    "Summary", "Matches", review.NAME, review.MORE, "Coverage", "Requirements", "Limits", history.NAME, "Problems",
    "Run", "Tests", "Legend",
)  # fmt: skip
CREATED = datetime(2000, 1, 1)

_OPTIONS = {
    "constant_memory": True,  # 100,000 rows in 21 MB instead of 184
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class ReportBook:
    """Writes the workbook; a document's rows are written as it comes, and only the rows in review are held."""

    def __init__(self, path: Path, catalogue: Catalogue, links: Links) -> None:
        """Open the file.

        :param links: to the documents, as seen from the folder the workbook is read in.
        """
        self._links = links
        self._book = open_book(path, "emcmatch report")
        self._styles = Styles(self._book)
        self._catalogue = catalogue
        self._names = {test.id: test.name for test in catalogue.tests}
        sheets = {name: self._book.add_worksheet(name) for name in SHEETS}
        self._matches = Grid(sheets["Matches"], matches.COLUMNS, self._styles, frozen=3, highest=8)
        self._needs = Grid(sheets["Requirements"], requirements.COLUMNS, self._styles, frozen=3)
        self._limits = Grid(sheets["Limits"], limits.COLUMNS, self._styles, frozen=2)
        self._clauses: dict[str, int] = {}  # clause of the document that is being written -> its row in Matches
        self._rows: dict[str, tuple[int, int]] = {}  # document -> first and last row in Matches
        self._spoken: dict[str, int] = {}  # clause about which something holds -> its row in Matches
        self._review = review.Rows()
        self._together = {ids for ids in catalogue.together if set(ids) <= set(self._names)}
        self._left_out = 0
        self._documents = 0
        self._limits_left_out = 0

    def add(self, report: Report, said: Mapping[str, ReviewInput] = MappingProxyType({})) -> None:
        """Write the clauses of one document.

        :param said: clause id -> what a reviewer said about it before.
        """
        first = self._matches.next
        self._documents += 1
        self._clauses = {}
        for decision in report.decisions:
            if len(decision.tests) > 1:
                self._together.add(decision.tests)
            if self._matches.full:
                self._left_out += 1
            else:
                self._clauses[decision.clause.id] = self._matches.next
                matches.add(
                    self._matches,
                    decision,
                    self._names,
                    said.get(decision.clause.id, NO_INPUT),
                    self._links.find(decision.clause),
                )
            if self._matches.next == first + 1:
                back = f"internal:'{summary.NAME}'!A{self._documents + 1}"
                self._matches.link(first, "Document", back, report.document, "Back to the Summary")
        if self._matches.next > first:
            self._rows[report.document] = (first, self._matches.next - 1)
        self._spoken |= {id: self._clauses[id] for id in said if id in self._clauses}
        self._review.add(rank_all(report), self._names, said, self._links)

    def add_requirements(self, found: Sequence[Requirement]) -> None:
        """Write what the test sections of one document demand."""
        requirements.add(self._needs, found)

    def add_limits(self, found: Sequence[LimitRecord]) -> None:
        """Write the limits of the document that was added last."""
        self._limits_left_out += limits.add(self._limits, found, self._clauses)

    def close(
        self,
        overviews: Sequence[Overview],
        run: RunInfo,
        problems: Sequence[Problem],
        said: Iterable[HistoryEntry] = (),
    ) -> None:
        """Write the other sheets and end the file.

        :param said: all that persons ever said about these documents, oldest first.
        """
        book, styles = self._book, self._styles
        if self._left_out:
            problems = (*problems, _say_left_out(f"{self._left_out} clauses stand in matches.csv and matches.jsonl"))
        if self._limits_left_out:
            problems = (*problems, _say_left_out(f"{self._limits_left_out} limits stand in limits.jsonl"))
        matches.end(self._matches)
        requirements.end(self._needs)
        limits.end(self._limits)
        self._review.write(book, styles)
        summary.write(book, styles, self._catalogue, overviews, problems, self._rows)
        coverage.write(book, styles, self._catalogue, overviews)
        history.write(book, styles, said, self._spoken)
        notes.write_problems(book, styles, problems, sum(item.outcomes.get("review", 0) for item in overviews))
        notes.write_run(book, styles, run, overviews)
        notes.write_tests(book, styles, self._catalogue, self._together)
        notes.write_legend(book, styles)
        book.close()


def open_book(path: Path, title: str) -> xlsxwriter.Workbook:
    """Open a workbook that takes every string for text and writes the same bytes for the same content."""
    book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
    book.set_properties({"title": title, "author": "emcmatch", "created": CREATED})
    return book


def _say_left_out(what: str) -> Problem:
    message = f"The sheet is full; {what} only. Make smaller runs."
    return Problem("report.xlsx", "sheet full", message, fatal=False)
