"""What a cell of frequencies says: ranges, one-sided bands, single frequencies, d.c., "433.92 ± 0.5 MHz"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements import bands
from pipeline.requirements.quantities import HERTZ, NUMBER, hertz, number

if TYPE_CHECKING:
    from pipeline.requirements.limits.cells import Span

_SPOT = rf"(?P<f>{NUMBER})\s?(?:{HERTZ})?"
_SPOTS = re.compile(
    rf"{_SPOT}(?:\s?(?:,|;|/|und|and|et|or)\s?{_SPOT.replace('<f>', '<g>').replace('prefix', 'second')})*+"
)
_ABOUT = re.compile(  # "433.92 ± 0.5 MHz"
    rf"(?P<f>{NUMBER})\s?(?:{HERTZ.replace('prefix', 'first')})?\s?(?:±|\+\s?/\s?-)\s?"
    rf"(?P<g>{NUMBER})\s?(?:{HERTZ.replace('prefix', 'second')})?"
)
_DC = re.compile(r"\b(?:d\.?\s?c\.?|0\s?Hz|Gleichfeld|直流)(?![A-Za-z])", re.IGNORECASE)
UNDER = (
    r"(?:<|≤|<=|up to(?: and including)?|bis (?:einschließlich|und mit)|not above|below|under|bis zu|bis|"
    r"unter(?:halb)?(?:\svon)?|jusqu'à|inférieure? à|低于)"
)
OVER = r"(?:>|≥|>=|above|over|from|ab|über|oberhalb(?:\svon)?|au-delà de|supérieure? à|高于)"
_UNDER = re.compile(rf"(?<!\s)\s*+(?:f\s?)?{UNDER}\s?{_SPOT}\s*", re.IGNORECASE)
_OVER = re.compile(rf"(?<!\s)\s*+(?:f\s?)?{OVER}\s?{_SPOT}(?:\s?and (?:above|up\w*|higher))?\s*", re.IGNORECASE)
_AND_ABOVE = re.compile(
    rf"(?<!\s)\s*+{_SPOT}\s?(?:and (?:above|up(?:wards)?|higher|over)|upwards"
    r"|und (?:höher|darüber|mehr)|et plus|以上|\+)\s*",
    re.IGNORECASE,
)
_AND_BELOW = re.compile(
    rf"(?<!\s)\s*+{_SPOT}\s?(?:and (?:below|lower)|und (?:darunter|weniger)|以下)\s*", re.IGNORECASE
)


def read_bands(text: str, prefix: str | None) -> list[Span]:
    """Read a cell of frequencies.

    :param prefix: of the unit that the head names, "" for Hz; None where it names none.
    """
    spans: list[Span] = [(band.low, band.high) for band in bands.find(text)]
    if not spans and prefix is not None:
        spans = [(band.low, band.high) for band in bands.find_bare(text, prefix)]
    if spans:
        return spans
    if _DC.fullmatch(text.strip()):
        return [(0.0, 0.0)]
    if about := _ABOUT.fullmatch(text.strip()):
        return _about(about, prefix)
    for pattern, upper in ((_UNDER, True), (_OVER, False), (_AND_ABOVE, False), (_AND_BELOW, True)):
        match = pattern.fullmatch(text)
        if match and (unit := match["prefix"] if match["prefix"] is not None else prefix) is not None:
            end = hertz(number(match["f"]), unit)
            return [(None, end) if upper else (end, None)]
    return spots(text, prefix)


def _about(match: re.Match[str], prefix: str | None) -> list[Span]:
    """Read "433.92 MHz ± 200 kHz": each number has its own unit, else that of the other, else that of the head."""
    first, second = match["first"], match["second"]
    of_middle = next((unit for unit in (first, second, prefix) if unit is not None), None)
    of_width = next((unit for unit in (second, first, prefix) if unit is not None), None)
    if of_middle is None or of_width is None:
        return []
    middle, width = hertz(number(match["f"]), of_middle), hertz(number(match["g"]), of_width)
    return [(middle - width, middle + width)] if width < middle else []


def spots(text: str, prefix: str | None) -> list[Span]:
    """Read single frequencies: "16.7 Hz, 50 Hz and 60 Hz"; one without unit has that of the next, or of the head."""
    if not _SPOTS.fullmatch(text.strip()):
        return []
    found = [(number(each["f"]), each["prefix"]) for each in re.finditer(_SPOT, text)]
    known = prefix
    places: list[Span] = []
    for value, unit in reversed(found):
        known = unit if unit is not None else known
        if known is None:
            return []
        places.insert(0, (hertz(value, known), hertz(value, known)))
    return places
