"""Whether confidence means what it says, and what it buys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.evaluation.figures import Proportion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.evaluation.scores import Scored

BINS = 10
POINTS = 100  # of the curve, at most


@dataclass(frozen=True, slots=True)
class Bin:
    """The clauses whose confidence lies between two bounds."""

    low: float
    high: float  # included in the last bin only
    right: Proportion
    confidence: float | None  # their mean confidence; None in an empty bin


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What it would mean to decide all clauses of at least this confidence, and to review the rest."""

    confidence: float
    coverage: Proportion  # decided, of all labels
    right: Proportion  # right, of those decided


def make_bins(scored: Sequence[Scored]) -> tuple[Bin, ...]:
    """Sort the clauses that were found into ten bins of equal width by confidence (the reliability table)."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in _pairs(scored):
        members[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return tuple(
        Bin(
            low=index / BINS,
            high=(index + 1) / BINS,
            right=Proportion(sum(right for _, right in pairs), len(pairs)),
            confidence=sum(confidence for confidence, _ in pairs) / len(pairs) if pairs else None,
        )
        for index, pairs in enumerate(members)
    )


def measure_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error: the mean distance of confidence and accuracy over the bins, by their n.

    Source: Naeini, Cooper, Hauskrecht (2015), "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI.
    """
    total = sum(item.right.n for item in bins)
    if not total:
        return None
    return sum(abs(item.right.count - item.right.n * (item.confidence or 0.0)) for item in bins) / total


def measure_brier(scored: Sequence[Scored]) -> float | None:
    """Return the mean squared distance of confidence from right (1) or wrong (0)."""
    pairs = _pairs(scored)
    return sum((confidence - right) ** 2 for confidence, right in pairs) / len(pairs) if pairs else None


def draw_curve(scored: Sequence[Scored]) -> tuple[CurvePoint, ...]:
    """Return coverage against accuracy, the surest clauses first; clauses that were not found are never covered."""
    pairs = sorted(_pairs(scored), key=lambda pair: -pair[0])
    points: list[CurvePoint] = []
    right = 0
    for count, (confidence, is_right) in enumerate(pairs, start=1):
        right += is_right
        if count == len(pairs) or pairs[count][0] < confidence:  # clauses of one confidence stand or fall together
            points.append(CurvePoint(confidence, Proportion(count, len(scored)), Proportion(right, count)))
    return _thin(points)


def _pairs(scored: Sequence[Scored]) -> list[tuple[float, bool]]:
    return [(item.decision.confidence, item.right) for item in scored if item.decision is not None]


def _thin(points: list[CurvePoint]) -> tuple[CurvePoint, ...]:
    """Keep first, last, and evenly many between."""
    if len(points) <= POINTS:
        return tuple(points)
    step = (len(points) - 1) / (POINTS - 1)
    return tuple(points[round(index * step)] for index in range(POINTS))
