"""The limits of a document as plans and envelopes print and compare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.plans.records import Limit
from pipeline.requirements import limits
from pipeline.requirements.quantities import write_hertz

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision
    from pipeline.requirements.limits import LimitRecord

_DETECTORS = {"PK": "peak", "QP": "quasi-peak", "AV": "average", "RMS": "rms"}
_WITHOUT = frozenset(("V", "kV"))  # levels of pulses and discharges, which have no band
_QUOTED = 240  # signs of a row or sentence that are quoted


def read(decisions: Sequence[Decision], catalogue: Catalogue) -> tuple[Limit, ...]:
    """Read the limits of one document, in document order; those of no test of the catalogue included.

    :param decisions: of all its clauses.
    """
    return tuple(convert(record) for record in limits.read(decisions, catalogue) if record.level is not None)


def convert(record: LimitRecord) -> Limit:
    """Make a limit of a plan of a record."""
    level = record.level or 0.0
    sign = record.polarity or ""
    return Limit(
        document=record.document,
        clause=record.clause,
        place=record.place,
        page=record.page,
        tests=record.tests,
        band=band(record.low_hz, record.high_hz),
        low=record.low_hz,
        high=record.high_hz,
        start=level,
        end=level if record.level_end is None else record.level_end,
        unit=record.unit,
        head=record.head,
        row="; ".join(dict.fromkeys(_holds_for(record))),
        detector=_DETECTORS.get(record.detector or "", ""),
        severity=record.grade or "",
        wording=f"{sign if level > 0 else ''}{level:.10g}",
        quote=record.wording[:_QUOTED],
        sign=sign if sign in ("±", "+") else "",
        unclear=_unclear(record),
    )


def band(low: float | None, high: float | None) -> str:
    """Write a band: "1 MHz - 20 MHz", "up to 1 kHz", "16.7 Hz", "DC"; "" for none."""
    if low is None:
        return f"up to {write_hertz(high)}" if high is not None else ""
    if high is None:
        return f"above {write_hertz(low)}"
    if low == high:
        return write_hertz(low) if low else "DC"
    return f"{write_hertz(low)} - {write_hertz(high)}"


def _holds_for(record: LimitRecord) -> Iterable[str]:
    """Give what a limit holds for, beside its band, class and detector."""
    yield from (part for part in (record.condition, record.mode and f"{record.mode} discharge") if part)
    if record.pulse:
        yield f"pulse {record.pulse}"
    if record.supply_v:
        yield f"{record.supply_v:g} V system"
    if record.status:
        yield f"status {record.status}"
    if record.network:
        yield record.network
    if record.ri_ohm is not None:
        yield f"Ri {record.ri_ohm:g} Ω"
    if record.count:
        yield f"{record.count} times"
    if record.modulation:
        yield record.modulation
    if record.pp:
        yield "peak to peak"


def _unclear(record: LimitRecord) -> str:
    if not record.sure:
        return "; ".join(record.candidates) or "it can be read in several ways"
    banded = record.low_hz is not None or record.high_hz is not None
    return "" if banded or record.unit in _WITHOUT or record.kind == "shift" else "no band was found for it"
