"""The strictest level of several specifications for one test, band by band, and who demands it.

Only values of one physical quantity and one detector are compared. Between the ends of a band a limit is a straight
line in decibels over the logarithm of the frequency, which is how standards draw limits that slope.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.plans import level_scales

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.plans.records import Limit

_SAME = 1e-6  # decibels within which two limits are equally strict


@dataclass(frozen=True, slots=True)
class LevelPiece:
    """A part of an envelope: one limit, or several that are equally strict, over one band."""

    low: float  # Hz
    high: float  # Hz
    start: float  # in the envelope's unit, at the lower end
    end: float
    limits: tuple[Limit, ...]  # those that demand it, never empty


@dataclass(frozen=True, slots=True)
class Envelope:
    """The strictest of the limits of one quantity and one detector."""

    quantity: str  # "current"
    unit: str  # that most of the limits are given in
    detector: str  # "peak", "average" ..., "" = none is named
    severity: str  # "" = of all severity levels and classes
    strictest: str  # "highest" or "lowest"
    pieces: tuple[LevelPiece, ...]  # by frequency; without a piece where no limit holds
    limits: tuple[Limit, ...]  # all that were compared


def envelop(limits: Sequence[Limit], *, emission: bool) -> tuple[Envelope, ...]:
    """Compare the limits of one test: an envelope for each quantity and detector, then for each severity that is named.

    :param emission: the lowest limit is the strictest; else the highest level is.
    """
    found = []
    groups: dict[tuple[str, str], list[Limit]] = {}
    for limit in limits:
        if not apart(limit):
            groups.setdefault((level_scales.quantity(limit.unit), limit.detector), []).append(limit)
    for (quantity, detector), group in groups.items():
        unit = Counter(limit.unit for limit in group).most_common(1)[0][0]
        severities = dict.fromkeys(_fold(limit.severity) for limit in group)
        for severity in ("", *(each for each in severities if each and len(severities) > 1)):
            own = [limit for limit in group if not severity or _fold(limit.severity) == severity]
            name = own[0].severity if severity else ""
            pieces = tuple(_pieces(own, unit, emission=emission))
            found.append(
                Envelope(quantity, unit, detector, name, "lowest" if emission else "highest", pieces, tuple(own))
            )
    return tuple(sorted(found, key=lambda each: bool(each.severity)))


def apart(limit: Limit) -> str:
    """Say why a limit cannot be compared with others; "" where it can."""
    if limit.unclear:
        return limit.unclear
    if limit.low is None or limit.high is None:
        return "it has no frequency band" if limit.low is limit.high else "its band is open at one end"
    if limit.low == limit.high and limit.low > 0:
        return "it holds at one frequency only"
    if limit.low <= 0:
        return "its band does not begin above 0 Hz"
    if any(level_scales.decibels(value, limit.unit) is None for value in (limit.start, limit.end)):
        return "its value cannot be given in decibels"
    return ""


def _fold(severity: str) -> str:
    return " ".join(severity.casefold().split())


def _pieces(limits: Sequence[Limit], unit: str, *, emission: bool) -> Iterator[LevelPiece]:
    edges = sorted({edge for limit in limits for edge in (limit.low, limit.high) if edge is not None})
    last: LevelPiece | None = None
    for low, high in pairwise(edges):
        over = [limit for limit in limits if (limit.low or 0) <= low and (limit.high or 0) >= high]
        cuts = sorted({low, high, *(cut for cut in _crossings(over, low, high))})
        for first, second in pairwise(cuts) if over else ():
            piece = _strictest(over, first, second, unit, emission=emission)
            if last is not None and _goes_on(last, piece):
                last = LevelPiece(last.low, piece.high, last.start, piece.end, last.limits)
                continue
            if last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


def _at(limit: Limit, frequency: float) -> float:
    """Return the limit in decibels at a frequency of its band."""
    start, end = (level_scales.decibels(value, limit.unit) or 0.0 for value in (limit.start, limit.end))
    if start == end or limit.low is None or limit.high is None:
        return start
    share = math.log(frequency / limit.low) / math.log(limit.high / limit.low)
    return start + (end - start) * share


def _crossings(limits: Sequence[Limit], low: float, high: float) -> Iterator[float]:
    """Give the frequencies between two at which sloping limits cross."""
    for place, first in enumerate(limits):
        for second in limits[place + 1 :]:
            left, right = _at(first, low) - _at(second, low), _at(first, high) - _at(second, high)
            if left * right < 0 and abs(left) > _SAME < abs(right):
                yield low * (high / low) ** (left / (left - right))


def _strictest(limits: Sequence[Limit], low: float, high: float, unit: str, *, emission: bool) -> LevelPiece:
    middle = math.sqrt(low * high)
    levels = [_at(limit, middle) for limit in limits]
    best = min(levels) if emission else max(levels)
    chosen = tuple(limit for limit, level in zip(limits, levels, strict=True) if abs(level - best) <= _SAME)
    start, end = (round(level_scales.value(_at(chosen[0], frequency), unit), 6) for frequency in (low, high))
    return LevelPiece(low, high, start, end, chosen)


def _goes_on(last: LevelPiece, piece: LevelPiece) -> bool:
    """Tell whether a piece only prolongs the one before: the same limits without a step."""
    return last.high == piece.low and last.limits == piece.limits and math.isclose(last.end, piece.start, rel_tol=1e-6)


def by_document(envelope: Envelope, *, emission: bool) -> Iterable[tuple[str, tuple[LevelPiece, ...]]]:
    """Give each document's own strictest limits, to draw beside the envelope."""
    for document in dict.fromkeys(limit.document for limit in envelope.limits):
        own = [limit for limit in envelope.limits if limit.document == document]
        yield document, tuple(_pieces(own, envelope.unit, emission=emission))
