"""The files of a run that people read: the workbook and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.html import HtmlPage
from pipeline.reports.workbook import ReportBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.evaluation import Evaluation
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Problem, Report
    from pipeline.reports.links import Links
    from pipeline.reports.overviews import Overview
    from pipeline.reports.runs import RunInfo
    from pipeline.reports.sheets.history import HistoryEntry
    from pipeline.reports.sheets.inputs import ReviewInput
    from pipeline.requirements import Requirement
    from pipeline.requirements.limits import LimitRecord

FILES = ("report.xlsx", "report.html")


class Books:
    """Writes both, one document after the other."""

    def __init__(self, folder: Path, catalogue: Catalogue, links: Links) -> None:
        self._book, self._page = ReportBook(folder / FILES[0], catalogue, links), HtmlPage(catalogue)
        self._page_file = folder / FILES[1]

    def add(
        self,
        report: Report,
        required: Sequence[Requirement],
        limits: Sequence[LimitRecord],
        said: Mapping[str, ReviewInput],
    ) -> None:
        """Write one document, what its test sections demand, its limits, and what reviewers said about its clauses."""
        self._book.add(report, said)
        self._book.add_requirements(required)
        self._book.add_limits(limits)
        self._page.add(report)

    def close(
        self,
        overviews: Sequence[Overview],
        run: RunInfo,
        problems: Sequence[Problem],
        evaluation: Evaluation | None,
        said: Iterable[HistoryEntry] = (),
    ) -> None:
        """Write the sheets that need all documents, and end the files."""
        self._book.close(overviews, run, problems, said)
        self._page.save(self._page_file, overviews, run, problems, evaluation)
