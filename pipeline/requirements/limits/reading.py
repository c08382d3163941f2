"""Decisions of one document -> all limits it demands, clause by clause, tables first."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.requirements import levels
from pipeline.requirements.decimal_marks import Marks
from pipeline.requirements.limits import auditing, columns, grounding, prose, rows, shifts, tables, vocabulary
from pipeline.requirements.limits.aiming import Aim
from pipeline.requirements.limits.making import LimitContext, make
from pipeline.requirements.quantities import UNITS, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision
    from pipeline.requirements.limits.cells import Span
    from pipeline.requirements.limits.making import Said
    from pipeline.requirements.limits.records import LimitRecord

_ALL = frozenset(name for name, _ in UNITS) - {
    "V",
    "W",
    "mW",
    "mA",
}  # of clauses about no test, where only these are levels
_PEAK_FIELD = re.compile(r"\bpeak (?:field|value|amplitude)|\bspitzenfeldstärke|峰值场强", re.IGNORECASE)
_LETTER = re.compile(
    r"(?P<grade>\b(?:class|level|klasse|stufe)\s\w+)\s(?:(?:applies|apply|gilt|holds|is valid|"
    r"s'applique)\s)?(?:to|for|für|aux?)\s[^.;()]{0,60}?\((?P<letter>[A-Z]{1,2})\)",
    re.IGNORECASE,
)
_ON_SUPPLY = re.compile(
    r"ripple|superimposed|wechselspannung|ondulation|welligkeit|masseversatz|is shifted|"
    r"ground (?:shift|offset)|décalage de masse",
    re.IGNORECASE,
)
_ALL_OF_THEM = (
    r"\b(?:values?|levels?|limits?|pulses?|severit\w+|amplitudes?|tests?|werte?|pegel|grenzwerte?|(?:prüf)?impulse?|"
    r"schärfegrade?|prüfung(?:en)?|valeurs?|niveaux?|limites?|impulsions?|essais?)\b"
)
_FOR_IT = r"\b(?:for|to|in|on|with|für|bei|im|an|mit|pour|aux?|dans)\s"
_SAID_BEFORE = re.compile(
    rf"{_ALL_OF_THEM}(?:[^\w.;]+\w+){{0,5}}?\s{_FOR_IT}(?:(?:the|all|einem|alle|les)\s)?$", re.IGNORECASE
)
_SAID_BEHIND = re.compile(rf"(?:[^\w.;]+\w+){{0,4}}?[^\w.;]+{_ALL_OF_THEM}", re.IGNORECASE)
_OPENS = re.compile(rf"\s*{_FOR_IT}(?:(?:the|all|einem|alle|les)\s)?$", re.IGNORECASE)
_FIELDS = frozenset(("V/m", "kV/m", "A/m", "kA/m", "dBµV/m", "dBµA", "dBpT"))
_NAME = re.compile(r"[A-Z][A-Z0-9]{0,4}(?:\s[IVX\d]{1,3})?")


def read(decisions: Sequence[Decision], catalogue: Catalogue, marks: Marks | None = None) -> tuple[LimitRecord, ...]:
    """Read the limits of one document.

    :param decisions: of all its clauses, in document order.
    :param marks: decimal marks of the document, where `decisions` are not all of it; None = found out from them.
    :return: in document order; tests are those of the clause, the best guess also where it is in review.
    """
    clauses = [decision.clause for decision in decisions]
    marks = marks or Marks.of(clauses)
    contexts: list[LimitContext] = []
    names = lru_cache(maxsize=1)(lambda: _band_names(contexts))  # few sentences ask for them
    contexts += [_context(decision, catalogue, marks, names) for decision in decisions]
    aim = Aim(catalogue.tests, frozenset(test for decision in decisions for test in decision.tests))
    found: list[LimitRecord] = []
    for decision, context in zip(decisions, contexts, strict=True):
        found += aim.at(_read_clause(context), decision)
    return grounding.ground(found, decisions, catalogue) if found else ()


def _context(
    decision: Decision, catalogue: Catalogue, marks: Marks, names: Callable[[], dict[str, Span]]
) -> LimitContext:
    clause = decision.clause
    own = tuple(test for test in catalogue.ids if test in decision.tests)
    entries = [test for test in catalogue.tests if test.id in own]
    units = {unit for test in entries for unit in test.units}
    allowed = (
        levels.allow(units)
        if own and units
        else _ALL | {"V"}
        if _ON_SUPPLY.search(f"{clause.title} {clause.text}")
        else _ALL
    )
    foreign = _FIELDS if own and units else frozenset[str]()
    return LimitContext(clause, own, frozenset(test.group for test in entries), allowed, marks, foreign, names)


def _read_clause(context: LimitContext) -> list[LimitRecord]:
    tabled = [record for draft in tables.read(context) for record in make(draft, context)]
    tabled = _by_letter(tabled, context)
    told = [record for draft in prose.read(context) for record in make(draft, context)]
    if not context.tests:
        tabled = [record for record in tabled if record.unit and record.low_hz is not None]
        told = [
            record
            for record in told
            if record.sure and (record.low_hz is not None or record.kind in ("shift", "ripple"))
        ]
    told = _doubted([record for record in told if not any(_repeats(record, other) for other in tabled)])
    general = _general(context) if tabled or told else {}
    records = [_complete(record, general) for record in (*tabled, *told)]
    records += shifts.read(context, records)
    return auditing.audit(list(dict.fromkeys(records)), context)


def _doubted(records: list[LimitRecord]) -> list[LimitRecord]:
    """Doubt several values that a sentence gives for one and the same band, class, detector and pulse."""
    if len(records) < 2:
        return records
    groups: dict[LimitRecord, set[float | None]] = {}
    bare = [replace(record, level=None, status=None) for record in records]
    for key, record in zip(bare, records, strict=True):
        groups.setdefault(key, set()).add(record.level)
    doubted = []
    for key, record in zip(bare, records, strict=True):
        levels_given = groups[key]
        if len(levels_given) > 1 and record.kind != "esd" and record.status is None:
            said = ", ".join(f"{level:g}" for level in sorted(level for level in levels_given if level is not None))
            why = f"several values in one sentence: {said}"
            record = replace(record, sure=False, candidates=(*record.candidates, why))
        doubted.append(record)
    return doubted


def _by_letter(records: list[LimitRecord], context: LimitContext) -> list[LimitRecord]:
    """Give bands the class that the text names for their letter: "Level 1 applies to the legal bands (M)"."""
    letters: dict[str, str] = {}
    for match in _LETTER.finditer(context.text):
        named = list(vocabulary.classes(match["grade"]))
        if named:
            letters[match["letter"]] = named[0].value
    if not letters:
        return records
    named_by = {record: re.match(r"[A-Z]+(?=\d)", record.condition or "") for record in records if record.grade is None}
    return [
        replace(record, grade=letters.get(found[0])) if (found := named_by.get(record)) else record
        for record in records
    ]


def _repeats(record: LimitRecord, other: LimitRecord) -> bool:
    """Tell a sentence that only says again what the table of its clause has."""
    if (record.unit, record.level, record.level_end) != (other.unit, other.level, other.level_end):
        return False
    names = ("detector", "pulse", "supply_v", "polarity", "mode")
    pairs = [(getattr(record, name), getattr(other, name)) for name in names]
    pairs.append((_code(record.grade), _code(other.grade)))
    if any(mine is not None and mine != theirs for mine, theirs in pairs):
        return False
    return all(
        mine is None or theirs is None or mine == theirs
        for mine, theirs in ((record.low_hz, other.low_hz), (record.high_hz, other.high_hz))
    )


def _code(grade: str | None) -> str | None:
    return grade.split()[-1] if grade else None


def _general(context: LimitContext) -> Said:
    """Gather what sentences without levels say for all limits of the clause, where they say one thing only."""
    found: Said = {}
    bare = [each for each in context.sentences if not prose.has_level(each, context)]
    text = " ".join(bare)
    statuses = {token.value for each in bare if not prose.CASE.search(each) for token in vocabulary.statuses(each)}
    if len(statuses) == 1 and not re.search(r"allowed|permitted|zulässig", text, re.IGNORECASE):
        found["status"] = statuses.pop()
    detectors = {token.value for each in bare for token in vocabulary.detectors(each)}
    if len(detectors) == 1:
        found["detector"] = detectors.pop()
    if any(_PEAK_FIELD.search(each) for each in bare):
        found["pulsed"] = "PK"
    around = " ".join(same(each) for each in (*context.clause.path[-1:], context.clause.title))
    for kind, finder in (("coupling", vocabulary.couplings), ("pulse", vocabulary.pulses)):
        if len(values := {token.value for token in finder(around)}) == 1:
            found[kind] = values.pop()
    whole = same(context.text)
    if modulation := next((said for each in context.sentences if (said := rows.modulations(each))), ""):
        found["modulation"] = modulation
    systems = {token.value for token in vocabulary.supplies(same(context.clause.title))}
    systems = systems or {value for each in bare for value in _supplies(each)}
    if len(systems) == 1 and {token.value for token in vocabulary.supplies(whole)} <= systems:
        found["supply"] = systems.pop()
    networks = {token.value for token in vocabulary.networks(whole)}
    if len(networks) == 1:
        found["network"] = networks.pop()
    return found


def _supplies(sentence: str) -> Iterator[str]:
    """Give the systems that a sentence says its values, or the test, hold for; not those of the set-up."""
    for token in vocabulary.supplies(sentence):
        before = sentence[: token.start]
        if _SAID_BEFORE.search(before) or (_OPENS.fullmatch(before) and _SAID_BEHIND.match(sentence, token.end)):
            yield token.value


def _complete(record: LimitRecord, said: Said) -> LimitRecord:
    """Fill what the limit itself does not say with what its clause says for all."""
    kind = record.kind
    puls = kind == "immunity level" and bool(re.search(r"puls", record.modulation or "", re.IGNORECASE))
    detector = (
        said.get("detector") if kind == "emission limit" and record.sure else said.get("pulsed") if puls else None
    )
    modulation = said.get("modulation") if kind == "immunity level" else None
    network = said.get("network") if kind == "esd" else None
    supply = said.get("supply") if kind in ("pulse", "transient limit") else None
    return replace(
        record,
        status=record.status or (said.get("status") if kind != "emission limit" else None),
        detector=record.detector or detector,
        modulation=record.modulation or modulation,
        network=record.network or network,
        supply_v=record.supply_v or (float(supply) if supply else None),
        pulse=_coupled(record, said) if kind == "pulse" else record.pulse,
    )


def _coupled(record: LimitRecord, said: Said) -> str | None:
    """Name the pulse with the coupling that the headings around say."""
    if "coupling" not in said or (record.pulse or "").startswith(("CCC", "DCC", "ICC")):
        return record.pulse
    return f"{said['coupling']} {record.pulse or said.get('pulse', '')}".strip()


def _band_names(contexts: Sequence[LimitContext]) -> dict[str, Span]:
    """Find the bands that tables name, "FM" -> 76 to 108 MHz, where all tables mean the same by it."""
    found: dict[str, set[Span]] = {}
    for context in contexts:
        for sheet in context.sheets:
            kinds = columns.read(sheet, _ALL)
            for line in sheet.lines:
                spans = rows.bands_of(line, kinds, [])
                for cell, column in zip(line.cells, kinds, strict=True):
                    if column.kind == "name" and len(spans) == 1 and _NAME.fullmatch(cell):
                        found.setdefault(cell, set()).add(spans[0])
    return {name: next(iter(spans)) for name, spans in found.items() if len(spans) == 1}
