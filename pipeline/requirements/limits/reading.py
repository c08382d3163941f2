"""Decisions of one document -> all limits it demands, clause by clause, tables first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.requirements import levels
from pipeline.requirements.limits import columns, grids, prose, rows, shifts, tables, vocabulary
from pipeline.requirements.limits.making import Context, make
from pipeline.requirements.quantities import UNITS, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Decision
    from pipeline.requirements.limits.cells import Span
    from pipeline.requirements.limits.making import Said
    from pipeline.requirements.limits.records import LimitRecord

_ALL = frozenset(name for name, _ in UNITS) - {"V", "W", "mW", "mA"}  # of clauses about no test, where only these are levels
_NAME = re.compile(r"[A-Z][A-Z0-9]{0,4}(?:\s[IVX\d]{1,3})?")


def read(decisions: Sequence[Decision], catalogue: Catalogue) -> tuple[LimitRecord, ...]:
    """Read the limits of one document.

    :param decisions: of all its clauses, in document order.
    :return: in document order; tests are those of the clause, the best guess also where it is in review.
    """
    names = _band_names([decision.clause for decision in decisions])
    found: list[LimitRecord] = []
    for decision in decisions:
        context = _context(decision.clause, decision.tests, catalogue, names)
        found += _read_clause(context)
    return tuple(found)


def _context(clause: Clause, tests: Iterable[str], catalogue: Catalogue, names: dict[str, Span]) -> Context:
    own = tuple(test for test in catalogue.ids if test in set(tests))
    entries = [test for test in catalogue.tests if test.id in own]
    units = {unit for test in entries for unit in test.units}
    allowed = levels.allow(units) if own and units else _ALL
    return Context(clause, own, frozenset(test.group for test in entries), allowed, names)


def _read_clause(context: Context) -> list[LimitRecord]:
    tabled = [record for draft in tables.read(context) for record in make(draft, context)]
    told = [record for draft in prose.read(context) for record in make(draft, context)]
    if not context.tests:
        tabled = [record for record in tabled if record.unit and record.low_hz is not None]
        told = [record for record in told if record.sure and (record.low_hz is not None or record.kind in ("shift", "ripple"))]
    told = [record for record in told if not any(_repeats(record, other) for other in tabled)]
    records = [_complete(record, _general(context)) for record in (*tabled, *told)]
    records += shifts.read(context, records)
    return list(dict.fromkeys(records))


def _repeats(record: LimitRecord, other: LimitRecord) -> bool:
    """Tell a sentence that only says again what the table of its clause has."""
    if (record.unit, record.level, record.level_end) != (other.unit, other.level, other.level_end):
        return False
    pairs = (
        (record.detector, other.detector), (record.pulse, other.pulse), (record.supply_v, other.supply_v), (record.polarity, other.polarity),
        (record.mode, other.mode), (_code(record.grade), _code(other.grade)),
    )  # fmt: skip
    if any(mine is not None and mine != theirs for mine, theirs in pairs):
        return False
    return all(
        mine is None or theirs is None or mine == theirs
        for mine, theirs in ((record.low_hz, other.low_hz), (record.high_hz, other.high_hz))
    )


def _code(grade: str | None) -> str | None:
    return grade.split()[-1] if grade else None


def _general(context: Context) -> Said:
    """Gather what sentences without levels say for all limits of the clause, where they say one thing only."""
    found: Said = {}
    bare = [each for each in prose.sentences(context) if not prose.has_level(each, context)]
    text = " ".join(bare)
    statuses = {token.value for each in bare if not prose.CASE.search(each) for token in vocabulary.statuses(each)}
    if len(statuses) == 1 and not re.search(r"allowed|permitted|zulässig", text, re.IGNORECASE):
        found["status"] = statuses.pop()
    detectors = {token.value for each in bare for token in vocabulary.detectors(each)}
    if len(detectors) == 1:
        found["detector"] = detectors.pop()
    whole = same(context.text)
    if modulation := next((said for each in prose.sentences(context) if (said := rows.modulations(each))), ""):
        found["modulation"] = modulation
    systems = {token.value for token in vocabulary.supplies(same(context.clause.title))}
    if len(systems) == 1:
        found["supply"] = systems.pop()
    networks = {token.value for token in vocabulary.networks(whole)}
    if len(networks) == 1:
        found["network"] = networks.pop()
    return found


def _complete(record: LimitRecord, said: Said) -> LimitRecord:
    """Fill what the limit itself does not say with what its clause says for all."""
    filled = {}
    if record.status is None and record.kind != "emission limit" and "status" in said:
        filled["status"] = said["status"]
    if record.detector is None and record.kind == "emission limit" and "detector" in said and record.sure:
        filled["detector"] = said["detector"]
    if record.modulation is None and record.kind == "immunity level" and "modulation" in said:
        filled["modulation"] = said["modulation"]
    if record.network is None and record.kind == "esd" and "network" in said:
        filled["network"] = said["network"]
    if record.supply_v is None and record.kind in ("pulse", "transient limit") and "supply" in said:
        return replace(record, supply_v=float(said["supply"]), **filled)
    return replace(record, **filled) if filled else record


def _band_names(clauses: Sequence[Clause]) -> dict[str, Span]:
    """Find the bands that tables name, "FM" -> 76 to 108 MHz, where all tables mean the same by it."""
    found: dict[str, set[Span]] = {}
    for clause in clauses:
        for sheet in grids.read(clause.tables):
            kinds = columns.read(sheet, _ALL)
            for line in sheet.lines:
                spans = rows.bands_of(line, kinds, [])
                for cell, column in zip(line.cells, kinds, strict=True):
                    if column.kind == "name" and len(spans) == 1 and _NAME.fullmatch(cell):
                        found.setdefault(cell, set()).add(spans[0])
    return {name: next(iter(spans)) for name, spans in found.items() if len(spans) == 1}


