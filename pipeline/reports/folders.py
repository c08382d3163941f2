"""A run folder: all files of a run written together, or none of them."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.reports import accuracy as accuracy_files
from pipeline.reports import integrity, jsonl, runs, staging, undecided
from pipeline.reports import problems as problem_files
from pipeline.reports.datafiles import DECIDED, DataFiles
from pipeline.reports.links import Links
from pipeline.reports.overviews import Overview, survey
from pipeline.reports.staging import stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.evaluation import Evaluation
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Problem, Profile, Report
    from pipeline.reports.books import Books
    from pipeline.reports.runs import RunInfo
    from pipeline.reports.sheets.history import HistoryEntry
    from pipeline.reports.sheets.inputs import ReviewInput
    from pipeline.requirements import Requirement
    from pipeline.requirements.limits import LimitRecord


_BEGUN = ("llm_calls.jsonl",)  # what a run leaves that was ended before it wrote its files
_SHOWN = 5  # files that are named


@dataclass(frozen=True, slots=True)
class Written:
    """What a run folder came to hold."""

    counts: Mapping[str, int]  # "documents", "clauses", and each outcome
    problems: tuple[Problem, ...]  # every row of problems.csv


def write(
    folder: Path,
    reports: Iterable[Report],
    catalogue: Catalogue,
    run: RunInfo,
    problems: Sequence[Problem],
    evaluation: Evaluation | None = None,
    *,
    books: bool = True,
    requirements: Callable[[Report], Sequence[Requirement]] | None = None,
    limits: Callable[[Report], Sequence[LimitRecord]] | None = None,
    said: Callable[[Report], Mapping[str, ReviewInput]] = lambda _: {},
    history: Callable[[Sequence[Overview]], Sequence[HistoryEntry]] = lambda _: (),
) -> Written:
    """Write every file of a run folder.

    Each report is looked at once and let go, so an iterator needs no more memory than its largest one and the rows of
    the sheet Review. The same reports give the same bytes, but for run.json and the Run sheet.

    :param reports: one a document; a list or tuple is put in order of the document names, an iterator must come so.
    :param problems: of the run, beside those in the reports: files that could not be read.
    :param evaluation: against labels; adds accuracy.xlsx, accuracy.json and charts.
    :param books: whether report.xlsx and report.html are written too.
    :param requirements: reads what a document's test sections demand; None reads it by rules.
    :param limits: reads all limits of a document; None reads them here.
    :param said: what reviewers said about a document's clauses before, by clause id; it stands in the workbook.
    :param history: all that was ever said about these documents, oldest first; it stands in the workbook too.
    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    overviews: list[Overview] = []
    found = list(problems)
    kept = (folder / undecided.KEYWORDS).exists()  # written anew, so that it never contradicts the rest
    drop = accuracy_files.FILES if evaluation is None else ()
    with stage(folder, drop) as place, closing(DataFiles(place, keywords=kept)) as data:
        shown = _open_books(place, catalogue, Links(folder, run.inputs)) if books else None
        for report in _in_order(reports):
            demanded = _demands(report, catalogue, requirements, limits)
            data.add(report, *demanded)
            if shown is not None:
                shown.add(report, *demanded, said(report))
            overviews.append(survey(report))
            found += problem_files.collect(report)
        run = replace(run, counts={**_sum_up(overviews), **run.counts})
        arranged = problem_files.arrange(found)
        problem_files.save(place / "problems.csv", arranged)
        if shown is not None:
            shown.close(overviews, run, arranged, evaluation, history(overviews))
        if evaluation is not None:
            accuracy_files.save(place, evaluation)
        data.close()
        runs.save(place / "run.json", replace(run, files=integrity.digests(place)), _count(overviews, arranged))
    return Written(run.counts, arranged)


def _open_books(place: Path, catalogue: Catalogue, links: Links) -> Books:
    from pipeline.reports.books import Books

    return Books(place, catalogue, links)


def _demands(
    report: Report,
    catalogue: Catalogue,
    requirements: Callable[[Report], Sequence[Requirement]] | None,
    limits: Callable[[Report], Sequence[LimitRecord]] | None,
) -> tuple[Sequence[Requirement], Sequence[LimitRecord]]:
    """Read what the test sections of a document demand, and all its limits."""
    from pipeline.requirements import extract
    from pipeline.requirements.limits import read

    required = requirements(report) if requirements else extract(report.decisions, catalogue)
    return required, limits(report) if limits else read(report.decisions, catalogue)


def write_drafts(
    folder: Path,
    found: Iterable[tuple[Report, Sequence[Profile]]],
    run: RunInfo,
    problems: Sequence[Problem],
    *,
    keywords: bool,
) -> Written:
    """Write the files of a run folder in which nothing is decided yet, and remove those that say more.

    A workbook that is there stays: somebody may have written in it.

    :param found: each document, without decisions, with its clauses as profiles; in order of the document names.
    :param keywords: whether keywords.jsonl is written too.
    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    rows = list(problems)
    counts = {"documents": 0, "clauses": 0}
    drop = (*DECIDED, *accuracy_files.FILES, *(() if keywords else (undecided.KEYWORDS,)))
    with (
        stage(folder, drop) as place,
        closing(undecided.Clauses(place)) as lines,
        closing(undecided.Keywords(place)) if keywords else nullcontext() as phrases,
    ):
        for report, profiles in found:
            lines.write(report, profiles)
            if phrases is not None:
                phrases.write(profiles)
            rows += problem_files.collect(report)
            counts = {"documents": counts["documents"] + 1, "clauses": counts["clauses"] + len(profiles)}
        arranged = problem_files.arrange(rows)
        problem_files.save(place / "problems.csv", arranged)
        lines.close()
        if phrases is not None:
            phrases.close()
        run = replace(run, counts={**counts, **run.counts}, files=integrity.digests(place))
        runs.save(place / "run.json", run, {"problems": len(arranged)})
    return Written(counts, arranged)


def check(folder: Path, *, force: bool = False) -> None:
    """See to it, before the work is done, that a run folder can be written; it is made where it is missing.

    :param force: write into a folder that is no run's and holds files, too.
    :raises UsageError: it cannot, a file is open in another program, or the folder holds somebody's own files.
    """
    if not force:
        _check_ours(folder)
    staging.check(folder, names(), force=force)


def _check_ours(folder: Path) -> None:
    staging.settle(folder)
    if not folder.is_dir() or runs.is_run(folder):
        return
    found = sorted(path.name for path in folder.iterdir() if path.name not in _BEGUN and path.name[0] != ".")
    if found:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise UsageError(
            f"{folder}: is not the folder of a run and holds files ({', '.join(found[:_SHOWN])}{more}). Nothing was "
            "written; choose another folder with --out, or give --force to write into this one all the same."
        )


def names() -> tuple[str, ...]:
    """Return the names of all files a run folder may hold and a run writes anew."""
    from pipeline.reports.books import FILES

    data = (jsonl.DOCUMENTS, jsonl.CLAUSES, *DECIDED, undecided.KEYWORDS, "problems.csv", "run.json")
    return (*data, *FILES, *accuracy_files.FILES)


def load(folder: Path) -> tuple[Report, ...]:
    """Read the reports of a run folder back, exactly as they were written.

    :raises UsageError: the folder is no run's, or a file in it is damaged.
    """
    return tuple(jsonl.read(folder))


def _in_order(reports: Iterable[Report]) -> Iterable[Report]:
    return sorted(reports, key=lambda report: report.document) if isinstance(reports, list | tuple) else reports


def _sum_up(overviews: Sequence[Overview]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for item in overviews:
        totals.update(item.outcomes)
    return {"documents": len(overviews), "clauses": totals.total(), **dict(sorted(totals.items()))}


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
