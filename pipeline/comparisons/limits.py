"""Limits of a clause in two revisions, each compared whole: a slope, class or detector that changed is said."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import write_hertz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.requirements.limits import LimitRecord

_Key = tuple[object, ...]


def compare(old: Sequence[LimitRecord], new: Sequence[LimitRecord]) -> tuple[str, ...]:
    """Say which limits changed: "150 kHz - 300 kHz, Class 3, PK: 90 dBµV → 84 dBµV"; what stayed is not named.

    First limits for the same band, class, detector, pulse and supply are compared by their value, then what is left by
    its band, then by what it holds for; the rest is new or gone.
    """
    gone, come = _without(old, new), _without(new, old)
    said: list[str] = []
    for key, write in ((_for_what, _values), (_but_band, _bands), (_but_class, _whole)):
        pairs, gone, come = _pair(gone, come, key)
        said += [write(before, after) for before, after in pairs]
    said += [f"{_name(record)}: {_level(record)} → gone" for record in gone]
    said += [f"new: {_name(record)}: {_level(record)}" for record in come]
    return tuple(dict.fromkeys(said))


def _without(records: Sequence[LimitRecord], others: Sequence[LimitRecord]) -> list[LimitRecord]:
    there = {_all(record) for record in others}
    return [record for record in records if _all(record) not in there]


def _pair(
    gone: Sequence[LimitRecord], come: Sequence[LimitRecord], key: Callable[[LimitRecord], _Key]
) -> tuple[list[tuple[LimitRecord, LimitRecord]], list[LimitRecord], list[LimitRecord]]:
    """Pair limits with the same key in their order; return the pairs and what is left of both."""
    waiting: dict[_Key, list[LimitRecord]] = defaultdict(list)
    for record in come:
        waiting[key(record)].append(record)
    pairs, left = [], []
    for record in gone:
        if waiting[key(record)]:
            pairs.append((record, waiting[key(record)].pop(0)))
        else:
            left.append(record)
    taken = {id(after) for _, after in pairs}
    return pairs, left, [record for record in come if id(record) not in taken]


def _code(record: LimitRecord) -> str:
    return (record.grade or "").split(" ")[-1].casefold()


def _for_what(record: LimitRecord) -> _Key:
    return (
        record.kind, record.unit, record.low_hz, record.high_hz, _code(record), record.detector, record.pulse,
        record.supply_v, record.polarity, record.mode, record.condition, record.network, record.ri_ohm, record.count,
    )  # fmt: skip


def _but_band(record: LimitRecord) -> _Key:
    return (*_for_what(record)[:2], *_for_what(record)[4:], record.level, record.level_end)


def _but_class(record: LimitRecord) -> _Key:
    return (record.kind, record.unit, record.low_hz, record.high_hz, record.level, record.level_end, record.polarity)


def _all(record: LimitRecord) -> _Key:
    return (*_for_what(record), record.level, record.level_end, record.formula, record.status)


def _values(before: LimitRecord, after: LimitRecord) -> str:
    if (before.level, before.level_end, before.formula) == (after.level, after.level_end, after.formula):
        return f"{_name(after)}, {_level(after)}: status {before.status or 'none'} → {after.status or 'none'}"
    return f"{_name(after)}: {_level(before)} → {_level(after)}"


def _bands(before: LimitRecord, after: LimitRecord) -> str:
    return f"{_level(after)}{_with(after)}: {_band(before) or 'no band'} → {_band(after) or 'no band'}"


def _whole(before: LimitRecord, after: LimitRecord) -> str:
    return f"{_level(after)}: {_name(before) or 'for all'} → {_name(after) or 'for all'}"


def _name(record: LimitRecord) -> str:
    return (_band(record) + _with(record)).removeprefix(", ") or record.kind


def _with(record: LimitRecord) -> str:
    return "".join(f", {part}" for part in _parts(record) if part)


def _parts(record: LimitRecord) -> Iterator[str | None]:
    yield record.grade
    yield record.detector
    yield f"pulse {record.pulse}" if record.pulse else None
    yield f"{record.supply_v:g} V supply" if record.supply_v else None
    yield record.mode
    yield record.condition
    yield record.network
    yield f"Ri {record.ri_ohm:g} Ω" if record.ri_ohm is not None else None
    yield f"{record.count} times" if record.count is not None else None


def _band(record: LimitRecord) -> str:
    low, high = record.low_hz, record.high_hz
    if low is None or high is None:
        return (
            f"from {write_hertz(low)}" if low is not None else f"up to {write_hertz(high)}" if high is not None else ""
        )
    return write_hertz(low) if low == high else f"{write_hertz(low)} - {write_hertz(high)}"


def _level(record: LimitRecord) -> str:
    if record.level is None:
        return record.formula or "no value"
    sign = record.polarity if record.polarity in ("±", "+") else ""
    end = f" to {record.level_end:g}" if record.level_end is not None else ""
    return f"{sign}{record.level:g}{end} {record.unit}"
