"""Reports into entries: what of a clause is searched, word for word, by meaning, and exactly."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.answers import abbreviations
from pipeline.documents.scripts import without_raised
from pipeline.matching.evidence import find_codes, find_standards
from pipeline.records import Clause
from pipeline.requirements.decimal_marks import Marks
from pipeline.search.index.amounts import collect
from pipeline.search.index.index_records import IndexedFields, IndexEntry, MarkKind
from pipeline.search.index.terms import terms
from pipeline.search.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.records import Decision, Report, Table

PASSAGE = 450  # characters of a passage that is turned into a vector
MOST = 3  # passages of one clause; what is beyond is still found by its words
_ABOVE = 2  # titles above a clause that stand before each of its passages
_TITLE = 100  # characters of such a title
_BEFORE = "Before the first clause"  # title of the entry of what stands there
_LIST = 12  # abbreviations that are spelled out for one clause


def make(report: Report) -> Iterator[IndexEntry]:
    """Make an entry of every clause of a report, in document order."""
    short = abbreviations.find([decision.clause for decision in report.decisions])
    long = {meaning.lower(): name for name, meaning in short.items() if " " in meaning}
    decimal_marks = Marks.of(decision.clause for decision in report.decisions)
    if report.preamble.strip():
        yield _enter_preamble(report)
    for decision in report.decisions:
        yield _enter(decision, short, long, decimal_marks)


def _enter_preamble(report: Report) -> IndexEntry:
    """Make an entry of what stands before the first clause; it has no number and was not matched."""
    before = Clause(f"{report.document}#", report.document, "", _BEFORE, 1, None, (), report.preamble)
    fields = IndexedFields(title=_join(_BEFORE), text=_join(report.preamble))
    return IndexEntry(
        clause=before,
        tests=(),
        outcome="unmatched",
        fields=fields,
        amounts=collect(before, Marks.of([before])),
        marks=tuple(dict.fromkeys(mark for mark in _marks(before) if mark[1])),
        passages=tuple(passages(before)),
    )


def _enter(decision: Decision, short: Mapping[str, str], long: Mapping[str, str], decimal_marks: Marks) -> IndexEntry:
    clause = decision.clause
    said = _spelled_out(clause, short, long)
    table = "\n".join(line for each in clause.tables for line in rows(each))
    fields = IndexedFields(
        number=" ".join(dict.fromkeys((clause.number.lower(), *terms(clause.number)))),
        title=_join(clause.title),
        path=_join("\n".join(clause.path)),
        text=_join(clause.text),
        table=_join(table),
        more=_join("\n".join((*clause.captions, *clause.notes, *said))),
    )
    return IndexEntry(
        clause=clause,
        tests=decision.tests,
        outcome=decision.outcome,
        fields=fields,
        amounts=collect(clause, decimal_marks),
        marks=tuple(dict.fromkeys(_marks(clause))),
        passages=tuple(passages(clause)),
        decimal_mark=decimal_marks.document,
    )


def rows(table: Table) -> Iterator[str]:
    """Give a table line by line, caption first, cells parted by bars."""
    if table.caption:
        yield table.caption
    for row in table.rows:
        if line := " | ".join(" ".join(cell.split()) for cell in row if cell.strip()):
            yield line


def passages(clause: Clause) -> Iterator[str]:
    """Cut a clause into passages, each with the titles it stands under before it, at most `MOST`."""
    above = " > ".join(" ".join(title.split())[:_TITLE] for title in clause.path[-_ABOVE:])
    head = ". ".join(part for part in (above, " ".join(clause.title.split())) if part)
    tables = [line for table in clause.tables for line in rows(table)]
    pieces = [*split_sentences(clause.text), *tables, *clause.captions, *clause.notes]
    room = max(PASSAGE - len(head), PASSAGE // 3)
    count, passage = 0, ""
    for piece in (" ".join(piece.split()) for piece in pieces):
        if passage and len(passage) + len(piece) > room:
            yield f"{head}. {passage}"
            passage, count = "", count + 1
            if count == MOST:
                return
        passage = f"{passage} {piece}".strip()
    yield f"{head}. {passage}" if passage else head


def _spelled_out(clause: Clause, short: Mapping[str, str], long: Mapping[str, str]) -> list[str]:
    """Return what the abbreviations of a clause stand for, and the abbreviations of what it spells out."""
    text = "\n".join((*clause.path, clause.all_text))
    said = list(abbreviations.used(short, text).values())[:_LIST]
    lower = text.lower()
    return said + [name for meaning, name in long.items() if meaning in lower][:_LIST]


def _marks(clause: Clause) -> Iterator[tuple[MarkKind, str]]:
    """Return the codes and standards that a clause or a title above it names, and its number."""
    yield "number", clause.number.lower()
    text = unicodedata.normalize("NFKC", without_raised("\n".join((*clause.path, clause.all_text)))).replace(
        "\u03bc", "µ"
    )
    yield from (("code", code) for code in find_codes(text))
    for citation in find_standards(text):
        yield "standard", citation.name
        yield "standard", re.sub(r"-\d+$", "", citation.name)


def _join(text: str) -> str:
    return " ".join(terms(text))
