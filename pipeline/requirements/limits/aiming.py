"""Which of the tests a limit is for, where its clause is about several, or its row or column names another one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.requirements import levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.matching.catalogue.records import TestEntry
    from pipeline.records import Decision
    from pipeline.requirements.limits.records import LimitRecord

_UNPOWERED = re.compile(
    r"\bun-?powered|non-?(?:electrified|powered|operat\w+|energi[sz]ed)|\bnot (?:in operation|"
    r"connected|powered|energi[sz]ed|operating)|\bhandling\b|\bpackag\w+|\bunconnected"
    r"|nicht (?:angeschlossen|in betrieb|versorgt)|ohne versorgung|hors tension|未通电|不通电|非通电",
    re.IGNORECASE,
)
_POWERED = re.compile(
    r"(?<!un)(?<!un-)\bpowered|(?<!non-)\belectrified|\bin operation|\boperating\b|"
    r"(?<!non-)\benergi[sz]ed|\bin betrieb|sous tension|通电",
    re.IGNORECASE,
)
_IMMUNITY = re.compile(r"immunit|susceptib|störfest|抗扰|immunité", re.IGNORECASE)
_PULSED = re.compile(r"\bpuls(?:e|ed)\b|脉冲|\bimpuls", re.IGNORECASE)
_RADAR = re.compile(r"radar", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aim:
    """Knows the tests of a catalogue and those that a document has clauses of."""

    tests: tuple[TestEntry, ...]
    present: frozenset[str]  # ids of the tests the document has clauses of

    def at(self, records: Sequence[LimitRecord], decision: Decision) -> list[LimitRecord]:
        """Give the records of a clause the tests they are for."""
        pulsed = [bool(_PULSED.search(record.modulation or "")) for record in records]
        mixed = any(pulsed) and not all(pulsed)
        return [
            self._one(record, decision, steady=mixed and bool(record.modulation) and not puls)
            for record, puls in zip(records, pulsed, strict=True)
        ]

    def _one(self, record: LimitRecord, decision: Decision, *, steady: bool) -> LimitRecord:
        own = [test for test in self.tests if test.id in record.tests]
        if not own:
            return self._perhaps(record, decision)
        if record.kind == "esd":
            return self._by_power(record, own)
        if _IMMUNITY.search(record.head) and all(test.group == "emission" for test in own):
            return self._moved(record, (test for test in self.tests if test.group == "immunity"))
        if steady and any(_RADAR.search(test.name) for test in own):
            return self._moved(
                record, (test for test in self.tests if test.group == "immunity" and not _RADAR.search(test.name))
            )
        if (
            record.unit
            and record.unit != "dB"
            and any(test.units for test in own)
            and not any(record.unit in levels.allow(test.units) for test in own if test.units)
        ):
            groups = {test.group for test in own}
            moved = self._moved(record, (test for test in self.tests if test.group in groups))
            if moved is record:
                return self._elsewhere(record)
            return moved if decision.outcome != "review" else self._doubted(moved, own)
        return record

    def _elsewhere(self, record: LimitRecord) -> LimitRecord:
        """Give a limit whose unit the tests of its clause do not have to the one test that has it, and doubt it."""
        moved = self._moved(record, (test for test in self.tests if not _RADAR.search(test.name)))
        return self._doubted(moved, [test for test in self.tests if test.id in record.tests])

    def _doubted(self, record: LimitRecord, own: Sequence[TestEntry]) -> LimitRecord:
        why = f"its unit is not one of {', '.join(test.id for test in own)}"
        return replace(record, sure=False, candidates=(*record.candidates, why))

    def _moved(self, record: LimitRecord, among: Iterable[TestEntry]) -> LimitRecord:
        """Give a record the one test among some that has its unit and a clause in the document."""
        fits = [test.id for test in among if record.unit in test.units]
        known = [id for id in fits if id in self.present]
        found = known if len(known) == 1 else fits
        return replace(record, tests=tuple(found)) if len(found) == 1 else record

    def _by_power(self, record: LimitRecord, own: Sequence[TestEntry]) -> LimitRecord:
        said = f"{record.condition or ''} {record.wording if record.place != 'text' else ''}"
        wanted = _UNPOWERED if _UNPOWERED.search(said) else _POWERED if _POWERED.search(said) else None
        if wanted is None:
            return record
        fits = [
            test.id
            for test in self.tests
            if test.group == "esd" and bool(_UNPOWERED.search(test.name)) == (wanted is _UNPOWERED)
        ]
        return replace(record, tests=tuple(fits)) if len(fits) == 1 else record

    def _perhaps(self, record: LimitRecord, decision: Decision) -> LimitRecord:
        """Give a limit of a clause in review the test it may be about, where its unit speaks for it."""
        test = next((test for test in self.tests if test.id == decision.runner_up), None)
        if decision.outcome != "review" or test is None or record.unit not in test.units:
            return record
        why = f"its clause is in review; it may be about {test.id}"
        return replace(record, tests=(test.id,), sure=False, candidates=(*record.candidates, why))
