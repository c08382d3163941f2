"""The files of a matched run that programs read: JSON lines and CSV."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from pipeline.reports.jsonl import MATCHES, JsonLines
from pipeline.reports.limits import LimitLines
from pipeline.reports.matches_csv import MatchesCsv
from pipeline.reports.needs import Needs
from pipeline.reports.undecided import Keywords
from pipeline.requirements import FILE as REQUIREMENTS
from pipeline.requirements.limits import FILE as LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.records import Report
    from pipeline.requirements import Requirement
    from pipeline.requirements.limits import LimitRecord

TABLE = "matches.csv"
DECIDED = (MATCHES, TABLE, REQUIREMENTS, LIMITS)  # what a matched run holds beyond its clauses


class DataFiles:
    """Writes all of them, one document after the other.

    :param keywords: whether `keywords.jsonl` is written too.
    """

    def __init__(self, folder: Path, *, keywords: bool) -> None:
        self._open = ExitStack()
        self._lines = self._open.enter_context(closing(JsonLines(folder)))
        self._table = self._open.enter_context(closing(MatchesCsv(folder / TABLE)))
        self._needs = self._open.enter_context(closing(Needs(folder)))
        self._limits = self._open.enter_context(closing(LimitLines(folder)))
        self._keywords = self._open.enter_context(closing(Keywords(folder))) if keywords else None

    def add(self, report: Report, required: Sequence[Requirement], limits: Sequence[LimitRecord]) -> None:
        """Write one document, what its test sections demand, and all its limits."""
        self._lines.add(report)
        self._table.add(report)
        self._needs.add(required)
        self._limits.add(limits)
        if self._keywords is not None:
            self._keywords.add(report)

    def close(self) -> None:
        """End the files."""
        self._open.close()
