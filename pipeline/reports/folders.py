"""A run folder: all files of a run written together, or none of them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from pipeline.reports import problems as problem_files
from pipeline.reports import runs
from pipeline.reports.overviews import Overview, survey
from pipeline.reports.staging import stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.evaluation import Evaluation
    from pipeline.records import Problem, Report
    from pipeline.references import Catalogue
    from pipeline.reports.runs import RunInfo


def write(
    folder: Path,
    reports: Iterable[Report],
    catalogue: Catalogue,
    run: RunInfo,
    problems: Sequence[Problem],
    evaluation: Evaluation | None = None,
) -> None:
    """Write every file of a run folder.

    Each report is looked at once and let go, so an iterator of reports needs no more memory than its largest one and
    the rows in review. The same reports give the same bytes, but for run.json and the Run sheet.

    :param folder: made where it is missing; what other files it holds stays.
    :param reports: one a document; a list or tuple is put in order of the document names, an iterator must come so.
    :param problems: of the run, beside those in the reports: files that could not be read.
    :param evaluation: against labels, when there are any; adds accuracy.xlsx, accuracy.json and charts on the page.
    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    from pipeline.reports import accuracy
    from pipeline.reports.html import Page
    from pipeline.reports.jsonl import JsonLines
    from pipeline.reports.matches_csv import MatchesCsv
    from pipeline.reports.workbook import ReportBook

    if isinstance(reports, list | tuple):
        reports = sorted(reports, key=lambda report: report.document)
    overviews: list[Overview] = []
    found = list(problems)
    with (
        stage(folder) as staging,
        closing(JsonLines(staging)) as lines,
        closing(MatchesCsv(staging / "matches.csv")) as table,
    ):
        book, page = ReportBook(staging / "report.xlsx", catalogue), Page(catalogue)
        for report in reports:
            for file in (lines, table, book, page):
                file.add(report)
            overviews.append(survey(report))
            found += problem_files.collect(report)
        arranged = problem_files.arrange(found)
        problem_files.save(staging / "problems.csv", arranged)
        runs.save(staging / "run.json", run, _count(overviews, arranged))
        book.close(overviews, run, arranged)
        page.save(staging / "report.html", overviews, run, arranged, evaluation)
        if evaluation is not None:
            accuracy.save(staging, evaluation)


def load(folder: Path) -> tuple[Report, ...]:
    """Read the reports of a run folder back, exactly as they were written.

    :raises UsageError: the folder is no run's, or a file in it is damaged.
    """
    from pipeline.reports.jsonl import read

    return tuple(read(folder))


def _count(overviews: Sequence[Overview], problems: Sequence[Problem]) -> dict[str, object]:
    documents = [
        {
            "document": item.document,
            "sha256": item.sha256,
            "format": item.format,
            "clauses": item.clauses,
            **item.outcomes,
            "loss": round(item.loss, 6),
            "fidelity": item.fidelity,
        }
        for item in overviews
    ]
    return {"documents": documents, "problems": len(problems)}
