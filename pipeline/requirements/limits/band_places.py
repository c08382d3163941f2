"""Bands that a sentence names: ranges, single frequencies, one-sided bands, d.c., and names the tables explain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements import bands
from pipeline.requirements.limits import frequency_cells
from pipeline.requirements.limits.tying import TiedItem
from pipeline.requirements.quantities import HERTZ, NUMBER, hertz, number

if TYPE_CHECKING:
    from pipeline.requirements.limits.cells import Span
    from pipeline.requirements.limits.making import LimitContext

_SPOT = re.compile(
    rf"\b(?:[Aa]t|[Bb]ei|à|frequenc(?:y|ies)(?:\sof)?|Frequenz(?:en)?(?:\svon)?|"
    rf"fréquences?(?:\sde)?)\s(?:(?:the|the frequency of|the frequencies|"
    rf"traction frequencies)\s)?"
    rf"(?P<list>{NUMBER}\s?(?:[kMG]?Hz)?(?:\s?(?:,|;|/|and|und|et|or|oder)\s?(?:(?:at|"
    rf"bei)\s)?{NUMBER}\s?(?:[kMG]?Hz)?)*)(?<=Hz)(?!\s?(?:to|bis|-|–|à)\s?\d)",
)
_ONE = rf"(?P<f>{NUMBER})\s?{HERTZ}"
_UNDER = re.compile(
    rf"(?<![\w-])(?:up to|below|under|bis zu|unter(?:halb)?(?:\svon)?|bis|jusqu'à|less than|lower than)\s{_ONE}",
    re.IGNORECASE,
)
_OVER = re.compile(
    rf"(?<![\w-])(?:above|over|from|ab|über|oberhalb(?:\svon)?|à partir de|au-delà de|"
    rf"au-dessus de)\s{_ONE}(?!\s?(?:to|up to|bis|-|à|until|jusqu|and\s\d))(?:\s(?:upwards?|"
    rf"and above|on|an|aufwärts))?",
    re.IGNORECASE,
)
_DC = re.compile(
    r"\b(?:d\.c\.|DC|static|Gleichfeld\w*|statische[nrs]?)\s?(?:magnetic\s)?(?:fields?|magnetfeld\w*)?", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b(?:at|in|for|im|bei|on|auf|"
    r"en)\s(?P<names>[A-Z][A-Z0-9]{0,4}(?:\s[IVX\d]{1,3}\b)?(?:\s?(?:,|/|and|und|"
    r"et)\s?[A-Z][A-Z0-9]{0,4}(?:\s[IVX\d]{1,3}\b)?)*)(?![\w])"
)
_NOT_STEP = re.compile(r"(?:antenna|steps?|RBW|bandwidth|dwell|probe|horn|bicon\w+|rod)\b[^.;,]{0,20}$", re.IGNORECASE)


def find(sentence: str, context: LimitContext) -> list[TiedItem]:
    """Find the bands of a sentence, in order; bands by their names only where it gives no figures.

    :param sentence: as `quantities.same` gives it.
    """
    items = [TiedItem(band.start, band.end, "", ((band.low, band.high),)) for band in bands.find(sentence)]
    named = not items

    def add(start: int, end: int, spans: tuple[Span, ...]) -> None:
        if not any(item.start < end and start < item.end for item in items) and not _NOT_STEP.search(sentence[:start]):
            items.append(TiedItem(start, end, "", spans))

    for match in _SPOT.finditer(sentence):
        add(match.start(), match.end(), tuple(_spots(match["list"])))
    for pattern, upper in ((_UNDER, True), (_OVER, False)):
        for match in pattern.finditer(sentence):
            edge = hertz(number(match["f"]), match["prefix"])
            add(match.start(), match.end(), ((None, edge) if upper else (edge, None),))
    if context.groups & {"immunity", "emission"} or not context.groups:
        for match in _DC.finditer(sentence):
            add(match.start(), match.end(), ((0.0, 0.0),))
    for match in _NAMED.finditer(sentence) if named else ():
        known = [
            context.names()[name]
            for name in re.split(r"\s?(?:,|/|and|und|et)\s?", match["names"])
            if name in context.names()
        ]
        if known:
            add(match.start(), match.end(), tuple(known))
    return sorted(items, key=lambda item: item.start)


def _spots(text: str) -> list[Span]:
    return frequency_cells.spots(re.sub(r"\b(?:at|bei)\s", "", text), None)
