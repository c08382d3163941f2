"""Charts as shapes with places and colours, for the page to draw as SVG; texts stay texts and are escaped there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports.cells import shorten
from pipeline.reports.overviews import BINS, OUTCOMES
from pipeline.reports.styles import ACCENT, OUTCOME_INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.evaluation import Bin, CurvePoint
    from pipeline.reports.overviews import Overview

_GRID, _GREY = "#E3E7EC", "#9AA5B1"
MOST_BARS = 60  # documents in one chart


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle, in pixels from the upper left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    tip: str  # said when it is pointed at


@dataclass(frozen=True, slots=True)
class Text:
    """A text by its baseline."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False
    white: bool = False


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dashed: bool = False
    faint: bool = False  # seen through, behind others
    tip: str = ""  # said when it is pointed at


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a curve."""

    x: float
    y: float
    radius: float
    tip: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in pixels; `title` says in words what it shows."""

    title: str
    width: float
    height: float
    bars: tuple[Bar, ...] = ()
    lines: tuple[Polyline, ...] = ()
    dots: tuple[Dot, ...] = ()
    texts: tuple[Text, ...] = ()


def draw_outcomes(overviews: Sequence[Overview]) -> Chart:
    """Draw the outcomes of each document as one bar of its clauses."""
    left, full, step = 250, 420, 26
    shown = overviews[:MOST_BARS]
    most = max((item.clauses for item in shown), default=0) or 1
    bars: list[Bar] = []
    texts: list[Text] = []
    for row, item in enumerate(shown):
        x, y = float(left), row * step + 4.0
        texts.append(Text(left - 8, y + 14, shorten(item.document, 34), "end"))
        for name in OUTCOMES:
            count = item.outcomes[name]
            width = full * count / most
            bars.append(Bar(x, y, width, 19, OUTCOME_INK[name], f"{item.document}: {count} {name}"))
            if width > 7 * len(str(count)) + 6:
                texts.append(Text(x + width / 2, y + 14, str(count), "middle", white=True))
            x += width
        texts.append(Text(x + 6, y + 14, str(item.clauses)))
    title = "Clauses by outcome and document"
    return Chart(title, left + full + 60, len(shown) * step + 8, tuple(bars), texts=tuple(texts))


def draw_confidences(overviews: Sequence[Overview]) -> Chart:
    """Draw how many clauses have which confidence, by outcome."""
    left, top, width, height = 46, 10, 420, 200
    counts = {
        name: [sum(item.confidences[name][index] for item in overviews) for index in range(BINS)] for name in OUTCOMES
    }
    most = max((sum(counts[name][index] for name in OUTCOMES) for index in range(BINS)), default=0) or 1
    step = width / BINS
    bars: list[Bar] = []
    for index in range(BINS):
        y = float(top + height)
        for name in OUTCOMES:
            count = counts[name][index]
            tall = height * count / most
            y -= tall
            tip = f"{count} {name} with confidence {index / BINS:.0%} to {(index + 1) / BINS:.0%}"
            bars.append(Bar(left + index * step + 1, y, step - 2, tall, OUTCOME_INK[name], tip))
    texts = [Text(left + width * tick / 5, top + height + 16, f"{tick / 5:.0%}", "middle") for tick in range(6)]
    texts += [Text(left - 6, top + 8, str(most), "end"), Text(left - 6, top + height, "0", "end")]
    texts.append(Text(left + width / 2, top + height + 34, "confidence", "middle"))
    base = Polyline(((left, top + height), (left + width, top + height)), _GREY)
    return Chart(
        "Clauses by confidence", left + width + 20, top + height + 42, tuple(bars), (base,), texts=tuple(texts)
    )


def draw_reliability(bins: Sequence[Bin]) -> Chart:
    """Draw the share that is right against mean confidence; on the dashed line confidence means what it says."""
    frame = _Frame("mean confidence", "right")
    full = [item for item in bins if item.confidence is not None]
    points = [(frame.across(item.confidence or 0), frame.up(item.right.value or 0)) for item in full]
    ranges = [item.right.interval or (0.0, 1.0) for item in full]
    bars = [
        Polyline(((x, frame.up(low)), (x, frame.up(high))), _GREY, 1.5)
        for (x, _), (low, high) in zip(points, ranges, strict=True)
    ]
    diagonal = Polyline(((frame.across(0), frame.up(0)), (frame.across(1), frame.up(1))), _GREY, 1, True)
    dots = tuple(
        Dot(x, y, 5, f"confidence {item.confidence:.1%}: {item.right.count} of {item.right.n} right")
        for (x, y), item in zip(points, full, strict=True)
    )
    lines = (*frame.lines, diagonal, *bars, Polyline(tuple(points), ACCENT, 2))
    return Chart("Right against confidence", frame.size, frame.size, (), lines, dots, frame.texts)


def draw_curve(curve: Sequence[CurvePoint], lowest: float) -> Chart:
    """Draw the share that is right against the share that is decided.

    :param lowest: where the upward axis begins, 0 to below 1.
    """
    frame = _Frame("decided, of all labels", "right, of those", lowest)
    points = tuple((frame.across(point.coverage.value or 0), frame.up(point.right.value or 0)) for point in curve)
    dots = tuple(
        Dot(
            x,
            y,
            3,
            f"from {point.confidence:.3f}: {point.coverage.value:.1%} decided, {point.right.value:.1%} right",
        )
        for (x, y), point in zip(points, curve, strict=True)
    )
    lines = (*frame.lines, Polyline(points, ACCENT, 2))
    return Chart("Accuracy against coverage", frame.size, frame.size, (), lines, dots, frame.texts)


class _Frame:
    """A square with two axes from 0 (or `lowest`) to 1."""

    size = 360.0

    def __init__(self, across: str, up: str, lowest: float = 0.0) -> None:
        self._lowest = lowest
        ticks = [tick / 5 for tick in range(6)]
        heights = [lowest + (1 - lowest) * tick for tick in ticks]
        levels = tuple(
            Polyline(((self.across(0), self.up(value)), (self.across(1), self.up(value))), _GRID) for value in heights
        )
        uprights = tuple(
            Polyline(((self.across(tick), self.up(lowest)), (self.across(tick), self.up(1))), _GRID) for tick in ticks
        )
        self.lines = (*levels, *uprights)
        bottom = self.up(lowest)
        self.texts = (
            *(Text(self.across(tick), bottom + 16, f"{tick:.0%}", "middle") for tick in ticks),
            *(Text(self.across(0) - 6, self.up(value) + 4, f"{value:.0%}", "end") for value in heights),
            Text(self.across(0.5), bottom + 34, across, "middle"),
            Text(2, self.up(1) - 10, up),
        )

    def across(self, share: float) -> float:
        return round(50 + 290 * share, 2)

    def up(self, share: float) -> float:
        return round(312 - 290 * (share - self._lowest) / (1 - self._lowest), 2)
