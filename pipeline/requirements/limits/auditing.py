"""A second look at the limits of a clause: what its words say and no record has, what contradicts itself, is doubted.

A wrong limit that looks sure costs a failed validation, a doubted one a glance. Nothing is changed here but `sure`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.requirements.limits import vocabulary
from pipeline.requirements.limits.cells import RATE
from pipeline.requirements.limits.grids import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.requirements.limits.making import LimitContext
    from pipeline.requirements.limits.records import LimitRecord
    from pipeline.requirements.limits.vocabulary import SaidToken

_TABLE = re.compile(r"table (?P<table>\d+)")
_SHARED = ("detector", "grade", "supply_v", "pulse")  # what all limits of a table have, or none
_NAMES = {"detector": "detector", "grade": "class", "supply_v": "supply", "pulse": "pulse"}
_telling = attrgetter(  # all that may tell a limit from others of its clause
    "tests", "kind", "unit", "low_hz", "high_hz", "grade", "detector", "pulse", "supply_v", "polarity", "mode",
    "ri_ohm", "network", "pp", "condition",
)  # fmt: skip
_SIGNS = {"1": "-", "a": "-", "3a": "-", "2a": "+", "b": "+", "3b": "+"}  # ISO 7637-2 and -3
_FLAT = "its words give a slope, and it was read as flat"
_TRANSIENT = ("pulse", "transient limit")


def audit(records: Sequence[LimitRecord], context: LimitContext) -> list[LimitRecord]:
    """Doubt the limits of a clause that do not fit together or leave out what stands beside them.

    :param records: of one clause, with all that the clause says for them.
    """
    whys: dict[int, str] = {}
    tables: dict[str, list[LimitRecord]] = defaultdict(list)
    for record in records:
        match = _TABLE.match(record.place)
        tables[match["table"] if match else ""].append(record)
    for number, members in tables.items():
        said = _words(number, context) if number else ""
        for record, why in (*_clashes(members), *_lacking(members), *_unsaid(members, said, context)):
            whys.setdefault(id(record), why)
    moving = {record.wording for record in records if record.level_end is not None}
    for record in records:
        flat = record.kind != "shift" and record.wording not in moving
        if why := _contrary(record) or (
            _FLAT if flat and "dB" in record.wording and RATE.search(record.wording) else ""
        ):
            whys.setdefault(id(record), why)
    return [
        replace(record, sure=False, candidates=(*record.candidates, whys[id(record)]))
        if record.sure and id(record) in whys
        else record
        for record in records
    ]


def _words(number: str, context: LimitContext) -> str:
    """Return the caption and the cells of a table without the figures in its cells of values."""
    table = context.clause.tables[int(number) - 1]
    return fold(" | ".join((table.caption, *(cell for row in table.rows for cell in row))))


def _clashes(members: Sequence[LimitRecord]) -> Iterator[tuple[LimitRecord, str]]:
    """Find limits that differ in their value and in nothing else: what tells them apart was not read."""
    groups: dict[tuple[object, ...], list[LimitRecord]] = defaultdict(list)
    for record in members:
        groups[_telling(record)].append(record)
    for group in groups.values():
        values = {(record.level, record.level_end) for record in group}
        if len(values) > 1 and group[0].kind not in ("esd", "shift"):
            said = ", ".join(f"{level:g}" for level in sorted({level for level, _ in values if level is not None}))
            yield from ((record, f"what tells {said} apart was not read") for record in group)


def _lacking(members: Sequence[LimitRecord]) -> Iterator[tuple[LimitRecord, str]]:
    """Find limits of a table that lack what others of the same kind in it have."""
    for kind in {record.kind for record in members} - {"shift"}:
        alike = [record for record in members if record.kind == kind and record.place != "text"]
        for name in _SHARED:
            without = [record for record in alike if getattr(record, name) is None]
            if len(without) < len(alike):
                yield from ((record, f"others of its table have a {_NAMES[name]}") for record in without)


def _unsaid(members: Sequence[LimitRecord], said: str, context: LimitContext) -> Iterator[tuple[LimitRecord, str]]:
    """Find limits without what their table, their sentence or, for detectors, their clause names."""
    detectors = {token.value for token in vocabulary.detectors(f"{said} {context.text}")}
    classes = _values(vocabulary.classes, said)
    systems = _values(_systems, said)
    elsewhere = _values(vocabulary.supplies, context.text)
    for record in members:
        words = said or record.wording
        if record.kind == "emission limit" and record.detector is None and detectors:
            yield record, f"detectors named: {', '.join(sorted(detectors))}"
        if record.grade is None and (classes if said else len(_values(vocabulary.classes, words)) > 1):
            yield record, "which class it is for was not read"
        if record.kind in _TRANSIENT and record.supply_v is None and (len(systems) > 1 or elsewhere):
            yield record, f"supplies named: {', '.join(sorted(systems | elsewhere))} V"
        if record.kind == "pulse" and record.tests and not record.pulse:
            yield record, "which pulse it is of is not said"
        if record.kind == "esd" and not record.mode:
            yield record, "contact or air is not said"


def _systems(text: str) -> Iterator[SaidToken]:
    return vocabulary.supplies(text, bare=True)


def _values(finder: Callable[[str], Iterator[SaidToken]], text: str) -> set[str]:
    return {token.value for token in finder(text)}


def _contrary(record: LimitRecord) -> str:
    """Say what contradicts itself: a pulse 3b or b that is negative, a band that ends below its beginning."""
    name = (record.pulse or "").split(" ")[-1]
    if (
        record.kind == "pulse"
        and record.polarity in ("+", "-")
        and _SIGNS.get(name, record.polarity) != record.polarity
    ):
        return f"pulse {name} is {'negative' if _SIGNS[name] == '-' else 'positive'} in the standard"
    if record.low_hz is not None and record.high_hz is not None and record.low_hz > record.high_hz:
        return "its band ends below its beginning"
    return ""
