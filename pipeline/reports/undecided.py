"""What a run folder holds before anything is decided: documents, clauses, and the keywords of each clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from pipeline.records import Profile
from pipeline.reports.jsonl import CLAUSES, DOCUMENTS, flatten_clause, flatten_document, to_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.records import Report

KEYWORDS = "keywords.jsonl"
_PROFILE = TypeAdapter(Profile)


class Clauses:
    """Writes `documents.jsonl` and `clauses.jsonl`, one document after the other."""

    def __init__(self, folder: Path) -> None:
        self._documents = (folder / DOCUMENTS).open("w", encoding="utf-8", newline="\n")
        self._clauses = (folder / CLAUSES).open("w", encoding="utf-8", newline="\n")

    def write(self, report: Report, profiles: Iterable[Profile]) -> None:
        """Write one document and its clauses."""
        self._documents.write(to_line(flatten_document(report)))
        for profile in profiles:
            self._clauses.write(to_line(flatten_clause(profile.clause)))

    def close(self) -> None:
        """End the files."""
        self._documents.close()
        self._clauses.close()


class Keywords:
    """Writes `keywords.jsonl`: each clause with its keywords and its coded evidence."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / KEYWORDS).open("w", encoding="utf-8", newline="\n")

    def add(self, report: Report) -> None:
        """Write the clauses of a document that was decided."""
        self.write(decision.match.profile for decision in report.decisions)

    def write(self, profiles: Iterable[Profile]) -> None:
        """Write the clauses of one document."""
        for profile in profiles:
            self._file.write(to_line(_flatten(profile)))

    def close(self) -> None:
        """End the file."""
        self._file.close()


def _flatten(profile: Profile) -> dict[str, Any]:
    clause = profile.clause
    raw = _PROFILE.dump_python(profile, mode="json", exclude={"clause"})
    return {"id": clause.id, "document": clause.document, "number": clause.number, "title": clause.title, **raw}
