"""An envelope as a picture in SVG: level over the logarithm of the frequency, every limit thin, the envelope thick."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.plans import envelopes, units
from pipeline.requirements.quantities import write_hertz

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.plans.envelopes import Envelope, LevelPiece

WIDTH, HEIGHT = 1060, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 24, 18, 62
COLOURS = ("#2F6DB5", "#C2571A", "#1B7F56", "#8E3F97", "#B08A00", "#0B8A9E", "#A33A4E", "#5B6775")
_MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class Path:
    """A drawn line: of one document, or the envelope."""

    name: str
    colour: str
    d: str  # the path in SVG's words
    thick: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its text."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class ChartSpot:
    """A place over a piece of the envelope that says what it is when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    tip: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, in pixels from the upper left corner."""

    title: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    paths: tuple[Path, ...]
    spots: tuple[ChartSpot, ...]


def draw(envelope: Envelope, *, emission: bool) -> Picture:
    """Draw an envelope that has at least one piece."""
    scale = _Scale(envelope)
    documents = [
        Path(document, COLOURS[place % len(COLOURS)], scale.path(pieces), thick=False)
        for place, (document, pieces) in enumerate(envelopes.by_document(envelope, emission=emission))
    ]
    thick = Path("envelope", "#1F2A37", scale.path(envelope.pieces), thick=True)
    return Picture(
        name(envelope), scale.frequencies(), scale.levels(), (*documents, thick),
        tuple(scale.spot(piece) for piece in envelope.pieces),
    )  # fmt: skip


def name(envelope: Envelope) -> str:
    """Name an envelope: "Current, peak, Class 2 (highest level)"."""
    parts = [envelope.quantity.capitalize(), envelope.detector, envelope.severity]
    kind = "lowest limit" if envelope.strictest == "lowest" else "highest level"
    return f"{', '.join(part for part in parts if part)} in {envelope.unit}: {kind}"


def says(piece: LevelPiece, unit: str) -> str:
    """Say what a piece demands, and where that stands."""
    level = f"{piece.start:.4g}" if math.isclose(piece.start, piece.end) else f"{piece.start:.4g} to {piece.end:.4g}"
    band = f"{write_hertz(piece.low)} - {write_hertz(piece.high)}"
    return f"{band}: {level} {unit} – {sources(piece)}"


def sources(piece: LevelPiece) -> str:
    """Name all limits that demand a piece."""
    return "; ".join(dict.fromkeys(limit.source for limit in piece.limits))


class _Scale:
    """Turns frequencies and levels into pixels; linear units are drawn logarithmically, as decibels are."""

    def __init__(self, envelope: Envelope) -> None:
        self._unit = envelope.unit
        lows = [limit.low for limit in envelope.limits if limit.low]
        highs = [limit.high for limit in envelope.limits if limit.high]
        self._from, self._to = math.log10(min(lows)), math.log10(max(highs))
        levels = [self._level(value, limit.unit) for limit in envelope.limits for value in (limit.start, limit.end)]
        room = max(3.0, (max(levels) - min(levels)) * 0.08)
        self._low, self._high = min(levels) - room, max(levels) + room

    @staticmethod
    def _level(value: float, unit: str) -> float:
        return units.decibels(value, unit) or 0.0

    def _x(self, frequency: float) -> float:
        share = (math.log10(frequency) - self._from) / ((self._to - self._from) or 1.0)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def _y(self, value: float) -> float:
        share = (self._level(value, self._unit) - self._low) / (self._high - self._low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    def path(self, pieces: Sequence[LevelPiece]) -> str:
        """Draw pieces as one line that steps where levels do and breaks where there is no limit."""
        parts = []
        last = None
        for piece in pieces:
            joined = last is not None and math.isclose(last.high, piece.low)
            parts.append(f"{'L' if joined else 'M'}{self._x(piece.low)} {self._y(piece.start)}")
            parts.append(f"L{self._x(piece.high)} {self._y(piece.end)}")
            last = piece
        return " ".join(parts)

    def spot(self, piece: LevelPiece) -> ChartSpot:
        """Return the place over a piece."""
        left, right = self._x(piece.low), self._x(piece.high)
        top = min(self._y(piece.start), self._y(piece.end))
        tall = abs(self._y(piece.start) - self._y(piece.end)) + 16
        return ChartSpot(left, top - 8, max(right - left, 3), tall, says(piece, self._unit))

    def frequencies(self) -> tuple[Tick, ...]:
        """Give the grid across: powers of ten, with 2 and 5 between where there is room."""
        decades = self._to - self._from
        steps = (1, 2, 5) if decades < _MOST_TICKS / 3 else (1, 3) if decades < _MOST_TICKS / 2 else (1,)
        found = [
            step * 10.0**power
            for power in range(math.floor(self._from), math.ceil(self._to) + 1)
            for step in steps
            if self._from - 1e-9 <= math.log10(step * 10.0**power) <= self._to + 1e-9
        ]
        return tuple(Tick(self._x(frequency), write_hertz(frequency)) for frequency in found)

    def levels(self) -> tuple[Tick, ...]:
        """Give the grid upwards: round steps in decibels, or 1, 2, 5 in linear units."""
        if self._unit.startswith("dB"):
            span = self._high - self._low
            step = next((step for step in (5, 10, 20, 50) if span / step <= _MOST_TICKS), 100)
            low, high = (units.value(level, self._unit) for level in (self._low, self._high))
            values = [float(level) for level in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]
        else:
            low, high = (math.log10(units.value(level, self._unit)) for level in (self._low, self._high))
            values = [
                step * 10.0**power
                for power in range(math.floor(low), math.ceil(high) + 1)
                for step in ((1, 2, 3, 5, 7) if high - low < 1 else (1, 2, 5))
                if low <= math.log10(step * 10.0**power) <= high
            ]
        return tuple(Tick(self._y(value), f"{value:.6g}") for value in values)
