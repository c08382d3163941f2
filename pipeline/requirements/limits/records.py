"""One limit, level or pulse that a specification demands, whole, with the words and the cell it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LimitKind = Literal["emission limit", "immunity level", "esd", "pulse", "transient limit", "shift", "ripple"]


@dataclass(frozen=True, slots=True)
class LimitRecord:
    """One band, level, class and detector; what the document does not say is None."""

    document: str
    number: str  # of the clause it stands in
    clause: str  # id of that clause
    tests: tuple[str, ...]  # ids; empty = of no test of the catalogue, or not placed
    kind: LimitKind
    level: float | None  # at `low_hz`; with its sign where the polarity is "-"; None where only a formula stands
    unit: str
    low_hz: float | None = None  # equal to `high_hz` at one frequency; both None = no band; 0 = d.c.
    high_hz: float | None = None
    level_end: float | None = None  # at `high_hz`, where the limit moves over the band
    slope: float | None = None  # dB per decade as printed
    formula: str | None = None  # as printed
    grade: str | None = None  # class, level, category or severity as printed; "class" in limits.jsonl
    detector: str | None = None  # PK, QP, AV, RMS
    status: str | None = None  # functional status as a code: "A", "B/C", "II"
    pulse: str | None = None  # "1", "2a", "CCC a", "slow"
    supply_v: float | None = None
    polarity: str | None = None  # "+", "-", "±"
    mode: str | None = None  # of a discharge: "contact", "air", "indirect"
    modulation: str | None = None
    bandwidth_hz: float | None = None
    dwell_s: float | None = None
    count: int | None = None  # of pulses or discharges
    ri_ohm: float | None = None
    network: str | None = None  # "330 pF / 330 Ω"
    standard: str | None = None  # that its section rests on: "ISO 11452-4"
    edition: str | None = None  # as printed: "2020", "Ed. 5"
    operating_mode: str | None = None  # that its section names: "Sleep, Drive"
    pp: bool = False  # a value from peak to peak
    condition: str | None = None  # what or whom it holds for: name of the band, zone, position, as printed
    place: str = ""  # "table 1, row 2, column 3", "text"
    head: str = ""  # heads of its column
    wording: str = ""  # the row or sentence
    page: int | None = None
    sure: bool = True
    candidates: tuple[str, ...] = ()  # the readings of what is not sure
