"""A copy of a Word document with a comment on every clause: test, outcome, confidence, reason; and a bookmark.

The document itself is not rewritten: comments are inserted into the bytes of its parts, and all other parts are copied
as they are, so text, tracked changes, earlier comments, fields and macros stay what they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.word.packages import Package
from pipeline.errors import ReadError
from pipeline.exports import comments, sources, zip_copy
from pipeline.exports.comments import Comment
from pipeline.exports.identifiers import moment
from pipeline.exports.paragraph_positions import locate
from pipeline.reports.links import bookmark
from pipeline.reports.phrases import describe_tests

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from pipeline.config import ReadSettings
    from pipeline.records import Decision, Report
    from pipeline.reports import RunInfo

AUTHOR = "emcmatch"
_DECIDERS = {"score": "decided by score", "llm": "decided by the language model", "person": "decided by a person"}
_SIGNATURES = "_xmlsignatures/"


@dataclass(frozen=True)
class Annotated:
    """What an annotated copy came to hold."""

    comments: int
    beside: tuple[str, ...]  # ids of clauses whose comment stands at a neighbouring paragraph
    notes: tuple[str, ...]  # what a user should know about the copy


def annotate(
    report: Report,
    run: RunInfo,
    target: Path,
    names: Mapping[str, str],
    settings: ReadSettings,
    *,
    elsewhere: Sequence[Path] = (),
    outcomes: Collection[str] = (),
) -> Annotated:
    """Write the annotated copy of a document.

    :param target: the file to write.
    :param names: test id -> name.
    :param settings: with which the run read the document.
    :param elsewhere: files and folders in which the document may lie now.
    :param outcomes: comment on clauses with these only; none given = on all.
    :raises ReadError: "pdf", "legacy doc": no Word document; "gone", "changed"; what reading raises.
    """
    if report.format != "docx":
        raise ReadError(report.format, "is no Word document; only Word documents (.docx, .docm) can be annotated.")
    decisions = [each for each in report.decisions if not outcomes or each.outcome in outcomes]
    source = sources.find(report, run, elsewhere)
    try:
        return _annotate(source, target, decisions, run, names, settings)
    except OSError as error:
        raise ReadError("unreadable", f"cannot be opened or copied ({error.strerror or error}).") from None


def _annotate(
    source: Path,
    target: Path,
    decisions: Sequence[Decision],
    run: RunInfo,
    names: Mapping[str, str],
    settings: ReadSettings,
) -> Annotated:
    with source.open("rb") as file:
        if file.read(2) != b"PK":
            raise ReadError(
                "legacy doc", "is an old Word file (.doc, .rtf); save it as .docx, run again and annotate that."
            )
        places = locate(file, [decision.clause for decision in decisions], settings)
        package = Package.open(file, settings.unpacked_limit, settings.memory_limit)
        where = dict(places.found)
        said = [
            Comment(where[each.clause.id], tuple(describe(each, names)), bookmark(each.clause))
            for each in decisions
            if each.clause.id in where
        ]
        parts = comments.add(package, places.main, said, AUTHOR, moment(run))
        zip_copy.copy(file, target, parts.changed, parts.added, settings.unpacked_limit)
        notes = []
        if any(each.startswith(_SIGNATURES) for each in package.names()):
            notes.append("the file was signed; the copy's signature no longer holds")
    return Annotated(parts.comments, places.beside, tuple(notes))


def describe(decision: Decision, names: Mapping[str, str]) -> list[str]:
    """Return what is said about a clause, a line each: the tests, how sure and by whom, why."""
    clause = decision.clause
    said = [describe_tests(decision, names).replace("\n", "; ") if decision.tests else "No test"]
    said.append(f"{clause.number}: {decision.outcome}, {decision.confidence:.0%} sure, {_DECIDERS[decision.by]}")
    if decision.outcome == "review" and decision.runner_up:
        said[-1] += f"; runner-up {decision.runner_up}"
    said.append(decision.reason)
    if decision.quote:
        said.append(f"“{decision.quote}”")
    return [each for each in said if each]
