"""Everything that could not be carried through, in one order, to problems.csv and back."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.records import Problem
from pipeline.reports.cells import escape_formula, unescape_formula

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.records import Report

COLUMNS = ("file", "kind", "message", "severity")
_MOST = 100  # lines of a contents table that get a row each
_LONGEST = 300  # characters of a title that are quoted
_ANY_LENGTH = 2**31 - 1  # characters of a field; the module csv refuses more than 131,072 otherwise
FAILED, RESERVED = "failed", "done, with a reservation"


def collect(report: Report) -> tuple[Problem, ...]:
    """Return the problems of a document, with one for each line of its contents table that was not found."""
    lines = [
        f"The contents table lists {item.number} {item.title[:_LONGEST]}: {item.what[:_LONGEST]}; look there."
        for item in report.mismatches[:_MOST]
    ]
    if more := len(report.mismatches) - _MOST if len(report.mismatches) > _MOST else 0:
        lines.append(
            f"{more} more lines of the document's contents table were not found; documents.jsonl lists them all."
        )
    return (*report.problems, *(Problem(report.document, "contents", line, fatal=False) for line in lines))


def arrange(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Order problems by severity, file and kind, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda item: (not item.fatal, item.file, item.kind)))


def save(path: Path, problems: Iterable[Problem]) -> None:
    """Write problems.csv: one row a problem."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for item in problems:
            writer.writerow([escape_formula(text) for text in (item.file, item.kind, item.message, describe(item))])


def load(path: Path) -> tuple[Problem, ...]:
    """Read problems.csv back.

    :raises UsageError: there is no such file, or it is damaged.
    """
    csv.field_size_limit(_ANY_LENGTH)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{key: unescape_formula(cell) for key, cell in row.items()} for row in csv.DictReader(file)]
        return tuple(Problem(row["file"], row["kind"], row["message"], row["severity"] == FAILED) for row in rows)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); is this the folder of a run?") from None
    except (KeyError, ValueError, AttributeError, csv.Error):
        raise UsageError(f"{path}: is damaged; make the run again.") from None


def describe(problem: Problem) -> str:
    """Return the severity in words."""
    return FAILED if problem.fatal else RESERVED
