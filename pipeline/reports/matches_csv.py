"""matches.csv: one row a clause, for scripts; its columns are kept."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline.reports.cells import escape_formula
from pipeline.reports.phrases import list_keywords

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Decision, Report

COLUMNS = (
    "document",
    "number",
    "title",
    "level",
    "page",
    "tests",
    "outcome",
    "confidence",
    "by",
    "runner_up",
    "keywords",
    "reason",
    "other_test",
)


class MatchesCsv:
    """Writes matches.csv, UTF-8 with a byte order mark so that Excel takes it for what it is."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, report: Report) -> None:
        """Write the rows of one document."""
        self._writer.writerows(_row(decision) for decision in report.decisions)

    def close(self) -> None:
        """End the file."""
        self._file.close()


def _row(decision: Decision) -> list[str]:
    clause = decision.clause
    cells = (
        clause.document,
        clause.number,
        clause.title,
        str(clause.level),
        "" if clause.page is None else str(clause.page),
        ";".join(decision.tests),
        decision.outcome,
        f"{decision.confidence:.4f}",
        decision.by,
        decision.runner_up,
        list_keywords(decision),
        decision.reason,
        decision.other_test,
    )
    return [escape_formula(cell) for cell in cells]
