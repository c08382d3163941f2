"""Test sections -> requirements, by rules. What a rule did not read is left open, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.requirements import bands, citations, levels, phrases, references, sections
from pipeline.requirements.decimal_marks import Marks
from pipeline.requirements.quantities import Quantity, same, unit_in
from pipeline.requirements.records import Fact, FactKind, Requirement
from pipeline.requirements.tables import Cell, CellGrid, join, read_sheet, take_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Decision, Table
    from pipeline.requirements.phrases import Phrase
    from pipeline.requirements.references import References
    from pipeline.requirements.sections import Section

_REMARK = re.compile(r"\W*(?:注\s*)?(?:NOTE|Note|REMARK|Remark|ANMERKUNG|Anmerkung)(?:S|s|EN|en)?\b|\W*注")
_DELETED = re.compile(r"\W*(?:deleted|withdrawn|void|gelöscht|entfällt|删除|作废)\b", re.IGNORECASE)
_PULSE_HEAD = re.compile(r"\bpulses?\b(?!\s(?:width|number|no|count|repetition))|脉冲", re.IGNORECASE)
_DETECTOR = re.compile(r"\b(?:pk|qp|avg?|peak|average)\b|峰值|平均", re.IGNORECASE)
_STATUS_HEAD = re.compile(r"\b(?:FPSC|status|state|criteri\w+)\b", re.IGNORECASE)
_MODULATED = frozenset(("V/m", "mA", "W", "dBm", "A/m"))  # of tests whose field, current or power is modulated

Finder = Callable[[str], Iterator["Phrase"]]


@dataclass(frozen=True, slots=True)
class _Document:
    """What the rules need to know about the document as a whole."""

    owners: Mapping[str, frozenset[str]]  # standard -> tests and topics of the catalogue
    references: References
    tables: Mapping[str, tuple[Clause, int, Table]]  # by number
    marks: Marks


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the rules need to know about a section."""

    tests: tuple[str, ...]
    document: _Document
    allowed: frozenset[str]  # units of levels
    finders: tuple[tuple[FactKind, Finder], ...]


def extract(decisions: Sequence[Decision], catalogue: Catalogue) -> tuple[Requirement, ...]:
    """Read the requirements of one document.

    :param decisions: of all clauses of the document, in document order; those with tests make up the test sections.
    :return: one a test section, in document order, also where nothing was found in it.
    """
    document = _Document(
        phrases.owners_of_standards(catalogue),
        references.gather(decision.clause for decision in decisions),
        citations.number_tables(decision.clause for decision in decisions),
        Marks.of(decision.clause for decision in decisions),
    )
    return tuple(_read(section, _rules(section.tests, catalogue, document)) for section in sections.gather(decisions))


def _read(section: Section, rules: _Rules) -> Requirement:
    facts: dict[tuple[str, str], Fact] = {}
    for clause in section.clauses:
        units = {fact.unit for fact in facts.values() if fact.kind == "level" and fact.place != "text"}
        before = units.pop() if len(units) == 1 else ""
        for fact in _read_clause(clause, rules, frozenset(each.id for each in section.clauses), before):
            facts.setdefault((fact.kind, fact.value), fact)
    head = section.head
    return Requirement(
        document=head.document,
        number=head.number,
        name=" ".join(head.title.split())[:200],
        tests=section.tests,
        clauses=tuple(clause.id for clause in section.clauses),
        facts=tuple(facts.values()),
    )


def _rules(tests: tuple[str, ...], catalogue: Catalogue, document: _Document) -> _Rules:
    units = {unit for entry in catalogue.tests if entry.id in tests for unit in entry.units}
    finders: list[tuple[FactKind, Finder]] = [
        ("class", phrases.find_classes),
        ("mode", phrases.find_modes),
        ("status", phrases.find_statuses),
        ("samples", phrases.find_counts),
    ]
    if not units or "V" in units:
        finders.append(("pulse", phrases.find_pulses))
    if not units or units & _MODULATED:
        finders.append(("modulation", phrases.find_modulations))
    return _Rules(tests, document, levels.allow(units), tuple(finders))


def _read_clause(clause: Clause, rules: _Rules, own: frozenset[str], before: str) -> Iterator[Fact]:
    """Read one clause.

    :param own: ids of the section's clauses.
    :param before: unit of all levels in the tables of the section's clauses before, "" for none or several.
    """
    cited: list[str] = []
    for place, sentence in _sentences(clause):
        yield from _read_text(clause, sentence, place, rules)
        cited += citations.cite(same(sentence))
    units = {
        unit for text in (clause.title, clause.text) if (unit := unit_in(same(text), rules.allowed)) in rules.allowed
    }
    around = units.pop() if len(units) == 1 else ""
    for count, table in enumerate(join(clause.tables), start=1):
        grid = take_apart(table, rules.document.marks.of_table(clause, table))
        unit = around or (before if any(bands.find_in_table(grid)) else "")
        yield from _read_table(clause, grid, f"table {count}", unit, rules)
    for number in dict.fromkeys(cited):
        if number in rules.document.tables and rules.document.tables[number][0].id not in own:
            owner, count, table = rules.document.tables[number]
            grid = take_apart(table, rules.document.marks.of_table(owner, table))
            yield from _read_values(owner, grid, f"table {count}", "", rules)


def _sentences(clause: Clause) -> Iterator[tuple[str, str]]:
    """Cut title and text into sentences, remarks left out; each with its place."""
    yield from (("title", sentence) for sentence in phrases.sentences(clause.title))
    yield from (("text", sentence) for sentence in _told(clause.text))
    for count, table in enumerate(join(clause.tables), start=1):
        for row, text in read_sheet(table):
            yield from ((f"table {count}, row {row}", sentence) for sentence in _told(text))


def _told(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not _REMARK.match(line):
            yield from (sentence for sentence in phrases.sentences(line) if not _DELETED.match(sentence))


def _read_text(clause: Clause, wording: str, place: str, rules: _Rules) -> Iterator[Fact]:
    text, figures = same(wording), same(wording, rules.document.marks.of_clause(clause))

    def said(start: int, end: int) -> str:
        return " ".join(wording[start:end].split())

    for found in phrases.find_base_standards(text, rules.tests, rules.document.owners, rules.document.references):
        yield Fact("standard", found.value, said(found.start, found.end), clause.id, place)
    for band in bands.find(figures):
        yield _band(band, said(band.start, band.end), clause, place)
    for level in levels.find_in_text(figures, rules.allowed):
        yield _level(level, said(level.start, level.end), clause, place)
    for kind, finder in rules.finders:
        for found in finder(text):
            yield Fact(kind, found.value, said(found.start, found.end), clause.id, place)


def _read_table(clause: Clause, grid: CellGrid, name: str, around: str, rules: _Rules) -> Iterator[Fact]:
    for text in dict.fromkeys((grid.caption, *grid.heads)):
        for kind, finder in rules.finders:
            for found in finder(text):
                yield Fact(kind, found.value, text[found.start : found.end], clause.id, f"{name}, head")
    yield from _read_values(clause, grid, name, around, rules)
    for cell in grid.cells:
        yield from _read_cell(clause, cell, grid.heads[cell.column], name, rules)


def _read_values(clause: Clause, grid: CellGrid, name: str, around: str, rules: _Rules) -> Iterator[Fact]:
    """Read levels and, where there are any, the bands they hold for."""
    found = list(levels.find_in_table(grid, rules.allowed, around))
    if found or any(_DETECTOR.search(head) for head in grid.heads):  # limits, even where their unit is not said
        yield from _bands_of(clause, grid, name)
    for level in found:
        cell, quantity = level.cell, level.quantity
        context = "; ".join(part for part in (cell.label, level.head) if part)
        place = f"{name}, row {cell.row}"
        yield _level(quantity, cell.wording, clause, place, context)


def _bands_of(clause: Clause, grid: CellGrid, name: str) -> Iterator[Fact]:
    for cell, band in bands.find_in_table(grid):
        place = f"{name}, row {cell.row}" if cell else f"{name}, head"
        yield _band(band, cell.wording if cell else str(band), clause, place, cell.label if cell else "")


def _read_cell(clause: Clause, cell: Cell, head: str, name: str, rules: _Rules) -> Iterator[Fact]:
    place = f"{name}, row {cell.row}"
    kinds, text = dict(rules.finders), same(cell.wording)
    if "pulse" in kinds and _PULSE_HEAD.search(head) and (pulse := phrases.read_pulse(text)):
        yield Fact("pulse", pulse.value, cell.wording, clause.id, place)
    if _STATUS_HEAD.search(head):
        for status in phrases.read_statuses(text):
            yield Fact("status", status.value, cell.wording, clause.id, place, cell.label)
    for kind in ("modulation", "samples"):
        for found in kinds[kind](text) if kind in kinds else ():
            yield Fact(kind, found.value, cell.wording, clause.id, place, cell.label)


def _band(band: bands.Band, wording: str, clause: Clause, place: str, context: str = "") -> Fact:
    if band.other is not None:
        return Fact("band", str(band), wording, clause.id, place, context, candidates=band.readings)
    return Fact("band", str(band), wording, clause.id, place, context, low=band.low, high=band.high)


def _level(level: Quantity, wording: str, clause: Clause, place: str, context: str = "") -> Fact:
    if level.other is not None:
        return Fact("level", str(level), wording, clause.id, place, context, unit=level.unit, candidates=level.readings)
    return Fact("level", str(level), wording, clause.id, place, context, low=level.value, unit=level.unit)
