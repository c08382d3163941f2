"""Facts of requirements with the words that prove them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.plans.records import Value
from pipeline.requirements.phrases import sentences
from pipeline.requirements.tables import join

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.records import Clause
    from pipeline.requirements import Fact

KINDS = {
    "standard": "base standard",
    "band": "frequency band",
    "level": "level",
    "class": "severity or limit class",
    "pulse": "test pulse",
    "modulation": "modulation",
    "mode": "operating mode",
    "status": "functional status",
    "samples": "samples",
}
FIGURE, TABLE = "figure", "table"
_PLACE = re.compile(r"table (?P<table>\d+), row (?P<row>\d+)")
_FIGURE = re.compile(r"\s*(?:fig(?:ure|\.)?|bild|abb(?:ildung|\.)?|picture|photo|图)", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*+\D{1,12}\s?(?:[A-Z][.\-]?)?\d+|\s*(?:table|figure)\s[A-Z\d]", re.IGNORECASE)
_CITED_FIGURE = re.compile(
    r"\b(?:Fig(?:ure|\.)?s?|Bild|Abb(?:ildung|\.)?)\s?(?P<number>[A-Z]?[.\-]?\d+(?:[.\-]\d+)*[a-z]?)|图\s?(?P<other>[A-Z]?\.?\d+)"
)
_LONGEST = 300  # signs of a quote


def value(fact: Fact, clauses: Mapping[str, Clause]) -> Value:
    """Give a fact its page and the sentence or row that it stands in."""
    clause = clauses.get(fact.clause)
    page, quote = (clause.page, _quote(fact, clause)) if clause else (None, fact.wording)
    if clause and (match := _PLACE.match(fact.place)):
        joined = join(clause.tables)
        place = int(match["table"]) - 1
        page = (joined[place].page if place < len(joined) else None) or page
    note = "; ".join(part for part in (fact.context, "read by a model" if fact.by == "llm" else "") if part)
    number = fact.clause.rpartition("#")[2]
    document = fact.clause.rpartition("#")[0]
    return Value(KINDS[fact.kind], fact.value, document, number, page, fact.place, quote, note)


def _quote(fact: Fact, clause: Clause) -> str:
    tables = join(clause.tables)
    if match := _PLACE.match(fact.place):
        table, row = int(match["table"]) - 1, int(match["row"]) - 1
        if table < len(tables) and row < len(tables[table].rows):
            return _shorten(" | ".join(" ".join(cell.split()) for cell in tables[table].rows[row] if cell.strip()))
    text = clause.title if fact.place == "title" else f"{clause.text}\n{clause.title}"
    for line in text.splitlines():
        for sentence in sentences(line):
            if fact.wording and fact.wording in " ".join(sentence.split()):
                return _shorten(" ".join(sentence.split()))
    return fact.wording


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def figures(clause: Clause) -> Iterator[Value]:
    """Give the figures and tables that stand in a clause, and the figures it refers to."""
    own: list[str] = []
    for caption in (*clause.captions, *(table.caption for table in clause.tables)):
        text = " ".join(caption.split())
        if text not in own and _NUMBERED.match(text):
            own.append(text)
            kind = FIGURE if _FIGURE.match(text) else TABLE
            yield Value(kind, text, clause.document, clause.number, clause.page, "caption", text)
    for line in (clause.title, *clause.text.splitlines()):
        for sentence in sentences(line):
            for match in _CITED_FIGURE.finditer(sentence):
                name = f"Figure {match['number'] or match['other']}"
                if name not in own:
                    own.append(name)
                    quote = _shorten(" ".join(sentence.split()))
                    yield Value(FIGURE, name, clause.document, clause.number, clause.page, "text", quote, "cited")
