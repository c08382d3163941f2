"""A run as JSON lines, from which its reports can be built again exactly.

`documents.jsonl` holds what is known of each document, `clauses.jsonl` each clause, `matches.jsonl` each decision with
its candidates, shares, keywords and evidence. A decision finds its clause by id.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from pipeline.errors import UsageError
from pipeline.records import Clause, Decision, Match, Profile, Report
from pipeline.reports import integrity, runs, staging

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILES = DOCUMENTS, CLAUSES, MATCHES = "documents.jsonl", "clauses.jsonl", "matches.jsonl"

T = TypeVar("T")

_REPORT = TypeAdapter(Report)
_CLAUSE = TypeAdapter(Clause)
_DECISION = TypeAdapter(Decision)
_PROFILE_KEYS = tuple(item.name for item in fields(Profile) if item.name != "clause")
_MATCH_KEYS = tuple(item.name for item in fields(Match) if item.name != "profile")
_REMEDY = "The run folder is damaged; make the run again."
_CONTEXT = ("id", "document", "number", "title")  # of the clause, repeated in each decision for people and scripts


class JsonLines:
    """Writes the three files, one report after the other."""

    def __init__(self, folder: Path) -> None:
        self._files: tuple[TextIO, ...] = tuple(
            (folder / name).open("w", encoding="utf-8", newline="\n") for name in (DOCUMENTS, CLAUSES, MATCHES)
        )

    def add(self, report: Report) -> None:
        """Write one document."""
        documents, clauses, matches = self._files
        documents.write(to_line(flatten_document(report)))
        for decision in report.decisions:
            clauses.write(to_line(flatten_clause(decision.clause)))
            matches.write(to_line(_flatten_decision(decision)))

    def close(self) -> None:
        """End the files."""
        for file in self._files:
            file.close()


def read(folder: Path) -> Iterator[Report]:
    """Build the reports of a run folder again, one document at a time, in their order.

    :raises UsageError: the folder is no run's, a file in it is damaged (names file and line), or the files are not
        those of one run.
    """
    staging.settle(folder)
    if not integrity.changed(folder, _written(folder), FILES):
        yield from _read(folder)
        return
    for _ in _read(folder):  # says what is wrong in which line, where that can be said
        pass
    integrity.check(folder, _written(folder), FILES)


def _written(folder: Path) -> Mapping[str, str]:
    return runs.load(folder / "run.json").files if (folder / "run.json").exists() else {}


def _read(folder: Path) -> Iterator[Report]:
    clauses = _Lines(folder / CLAUSES)
    matches = _Lines(folder / MATCHES)
    for number, raw in _objects(folder / DOCUMENTS):
        where = f"{folder / DOCUMENTS}, line {number}"
        document = str(raw.get("document"))
        found = {str(item.get("id")): build_clause(item, line) for line, item in clauses.get(document)}
        decisions = tuple(_build_decision(item, found, line) for line, item in matches.get(document))
        if len(decisions) != len(found):
            raise UsageError(f"{where}: {document} has {len(found)} clauses and {len(decisions)} decisions. {_REMEDY}")
        yield _checked(_REPORT, {**raw, "decisions": decisions}, where)


class _Lines:
    """Gives the lines of one document after the other, without holding those of the others."""

    def __init__(self, path: Path) -> None:
        numbered = ((f"{path}, line {number}", item) for number, item in _objects(path))
        self._groups = groupby(numbered, key=lambda pair: str(pair[1].get("document")))
        self._next = next(self._groups, None)

    def get(self, document: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the lines of this document when they come next, else none (a document may have no clause)."""
        if self._next is None or self._next[0] != document:
            return []
        lines = list(self._next[1])
        self._next = next(self._groups, None)
        return lines


def flatten_document(report: Report) -> dict[str, Any]:
    """Return what is known of a document, without its decisions, as plain values."""
    raw: dict[str, Any] = _REPORT.dump_python(report, mode="json", exclude={"decisions"})
    return raw


def flatten_clause(clause: Clause) -> dict[str, Any]:
    """Return a clause as plain values, as `clauses.jsonl` holds them."""
    raw: dict[str, Any] = _CLAUSE.dump_python(clause, mode="json")
    return {("place" if key == "index" else key): value for key, value in raw.items()}


def build_clause(raw: dict[str, Any], where: str) -> Clause:
    """Make a clause of plain values, as `flatten_clause` gives them.

    :param where: the file and line they come from, for the error.
    :raises UsageError: they are no clause.
    """
    return _checked(_CLAUSE, {("index" if key == "place" else key): value for key, value in raw.items()}, where)


def _flatten_decision(decision: Decision) -> dict[str, Any]:
    raw: dict[str, Any] = _DECISION.dump_python(decision, mode="json", exclude={"match": {"profile": {"clause"}}})
    for key in ("unreviewed", "suggested"):
        if raw[key] is None:
            del raw[key]
    match = raw.pop("match")
    profile = match.pop("profile")
    context = {key: getattr(decision.clause, key) for key in _CONTEXT}
    return {**context, **raw, **profile, **match}


def _build_decision(raw: dict[str, Any], clauses: dict[str, Clause], where: str) -> Decision:
    clause = clauses.get(str(raw.get("id")))
    if clause is None:
        raise UsageError(f"{where}: there is no clause '{raw.get('id')}' in {CLAUSES}. {_REMEDY}")
    rest = {key: value for key, value in raw.items() if key not in (*_PROFILE_KEYS, *_MATCH_KEYS, *_CONTEXT)}
    profile = {"clause": clause, **{key: raw[key] for key in _PROFILE_KEYS if key in raw}}
    match = {"profile": profile, **{key: raw[key] for key in _MATCH_KEYS if key in raw}}
    return _checked(_DECISION, {**rest, "match": match}, where)


def _checked(adapter: TypeAdapter[T], raw: dict[str, Any], where: str) -> T:
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        raise UsageError(f"{where}: {error.errors()[0]['msg']}. {_REMEDY}") from None


def to_line(content: Any) -> str:  # noqa: ANN401
    """Write plain values, or a record of plain values, as one line of JSON."""
    try:
        text = orjson.dumps(content).decode("utf-8")
    except orjson.JSONEncodeError:  # half a surrogate pair, from a broken PDF: its escape is valid JSON, no UTF-8
        plain = asdict(content) if is_dataclass(content) and not isinstance(content, type) else content
        text = json.dumps(plain)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); is this the folder of a run?") from None
    with file:
        for number, line in enumerate(file, start=1):
            try:
                content = json.loads(line)
            except ValueError:
                content = None
            if not isinstance(content, dict):
                raise UsageError(f"{path}, line {number}: is no JSON object. {_REMEDY}")
            yield number, content
