"""An envelope as a picture in SVG: level over the logarithm of the frequency, every limit thin, the envelope thick."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pipeline.plans import envelopes, level_scales
from pipeline.reports.charts import Bar, Chart, Polyline, Text
from pipeline.requirements.quantities import write_hertz

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.plans.envelopes import Envelope, LevelPiece

WIDTH, HEIGHT = 1060, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 24, 18, 62
COLOURS = ("#2F6DB5", "#C2571A", "#1B7F56", "#8E3F97", "#B08A00", "#0B8A9E", "#A33A4E", "#5B6775")
_MOST_TICKS = 9
_GRID = "#E3E7EC"


def colours(envelope: Envelope, *, emission: bool) -> dict[str, str]:
    """Document -> colour of its line."""
    documents = [document for document, _ in envelopes.by_document(envelope, emission=emission)]
    return {document: COLOURS[place % len(COLOURS)] for place, document in enumerate(documents)}


def draw(envelope: Envelope, *, emission: bool) -> Chart:
    """Draw an envelope that has at least one piece."""
    scale, inks = _Scale(envelope), colours(envelope, emission=emission)
    right, low = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    across, up = scale.frequencies(), scale.levels()
    grid = [Polyline(((x, _TOP), (x, low)), _GRID) for x, _ in across]
    grid += [Polyline(((_LEFT, y), (right, y)), _GRID) for y, _ in up]
    thick = [Polyline(line, "#1F2A37", 7, faint=True, tip="envelope") for line in scale.lines(envelope.pieces)]
    own = [
        Polyline(line, inks[document], 2, tip=document)
        for document, pieces in envelopes.by_document(envelope, emission=emission)
        for line in scale.lines(pieces)
    ]
    texts = [Text(x, low + 18, text, "middle") for x, text in across]
    texts += [Text(_LEFT - 8, y + 4, text, "end") for y, text in up]
    texts += [Text(_LEFT, _TOP - 4, envelope.unit), Text(right, low + 40, "frequency", "end")]
    spots = tuple(scale.spot(piece) for piece in envelope.pieces)
    return Chart(name(envelope), WIDTH, HEIGHT, spots, (*grid, *thick, *own), texts=tuple(texts))


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
        return level_scales.decibels(value, unit) or 0.0

    def _x(self, frequency: float) -> float:
        share = (math.log10(frequency) - self._from) / ((self._to - self._from) or 1.0)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def _y(self, value: float) -> float:
        share = (self._level(value, self._unit) - self._low) / (self._high - self._low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    def lines(self, pieces: Sequence[LevelPiece]) -> list[tuple[tuple[float, float], ...]]:
        """Draw pieces as lines that step where levels do and break where there is no limit."""
        found: list[tuple[tuple[float, float], ...]] = []
        last = None
        for piece in pieces:
            ends = ((self._x(piece.low), self._y(piece.start)), (self._x(piece.high), self._y(piece.end)))
            if last is not None and math.isclose(last.high, piece.low):
                found[-1] += ends
            else:
                found.append(ends)
            last = piece
        return found

    def spot(self, piece: LevelPiece) -> Bar:
        """Return the place over a piece that says what it is when it is pointed at."""
        left, right = self._x(piece.low), self._x(piece.high)
        top = min(self._y(piece.start), self._y(piece.end))
        tall = abs(self._y(piece.start) - self._y(piece.end)) + 16
        return Bar(left, top - 8, max(right - left, 3), tall, "transparent", says(piece, self._unit))

    def frequencies(self) -> tuple[tuple[float, str], ...]:
        """Give the grid across: powers of ten, with 2 and 5 between where there is room."""
        decades = self._to - self._from
        steps = (1, 2, 5) if decades < _MOST_TICKS / 3 else (1, 3) if decades < _MOST_TICKS / 2 else (1,)
        found = [
            step * 10.0**power
            for power in range(math.floor(self._from), math.ceil(self._to) + 1)
            for step in steps
            if self._from - 1e-9 <= math.log10(step * 10.0**power) <= self._to + 1e-9
        ]
        return tuple((self._x(frequency), write_hertz(frequency)) for frequency in found)

    def levels(self) -> tuple[tuple[float, str], ...]:
        """Give the grid upwards: round steps in decibels, or 1, 2, 5 in linear units."""
        if self._unit.startswith("dB"):
            span = self._high - self._low
            step = next((step for step in (5, 10, 20, 50) if span / step <= _MOST_TICKS), 100)
            low, high = (level_scales.value(level, self._unit) for level in (self._low, self._high))
            values = [float(level) for level in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]
        else:
            low, high = (math.log10(level_scales.value(level, self._unit)) for level in (self._low, self._high))
            values = [
                step * 10.0**power
                for power in range(math.floor(low), math.ceil(high) + 1)
                for step in ((1, 2, 3, 5, 7) if high - low < 1 else (1, 2, 5))
                if low <= math.log10(step * 10.0**power) <= high
            ]
        return tuple((self._y(value), f"{value:.6g}") for value in values)
