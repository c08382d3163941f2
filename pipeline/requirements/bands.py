"""Frequency ranges: "150 kHz to 108 MHz", "0,15 - 30 MHz", "from 20 Hz up to 200 kHz", "1559~1610" under MHz."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import GAP, HERTZ, NUMBER, START, hertz, number, numbers, unit_in, write_hertz

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.requirements.tables import Cell, CellGrid

_UNIT = r"(?P<{0}>[kKMmG]?)\s?[Hh][Zz](?![A-Za-z])"
_DASH = r"(?:-|~|÷|\.\.\.?|…|→|to|bis|à|a|至|到|(?:<|≤|<=)\s?f\s?(?:<|≤|<=))"
_UP_TO = r"(?:up to|through|till|until)"
_OVER = (  # "above 15 MHz and up to 100 MHz", "≥ 80 MHz, < 400 MHz": two edges of one range
    r"(?:(?:f\s?)?(?:>|≥|>=)|\b(?:above|over|from|starting at|more than|ab|von|über|oberhalb(?:\svon)?|"
    r"au-dessus de|à partir de))"
)
_UNDER = (
    r"(?:f\s?)?(?:<|≤|<=|(?:up to|to|below|under|less than|not above|through|bis(?:\szu)?|unter(?:halb)?(?:\svon)?|"
    r"jusqu'à|au-dessous de)(?:\sand including)?\b)"
)
_LOW = rf"{START}(?P<low>{NUMBER}|DC\b){GAP}"
_HIGH = rf"\s?(?P<high>{NUMBER}){GAP}{_UNIT.format('second')}"
_RANGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LOW}(?:{_UNIT.format('first')})?\s?{_DASH}{_HIGH}",
        rf"{_LOW}{_UNIT.format('first')}\s?,?\s?{_UP_TO}{_HIGH}",
        rf"\b(?P<open>from)\s{_LOW}(?P<first>)\s?{_UP_TO}{_HIGH}",
        rf"(?P<open>{_OVER})\s?{_LOW}(?:{_UNIT.format('first')})?\s?,?\s?(?:(?:and|und|et|but|aber)\s)?{_UNDER}{_HIGH}",
        rf"\b(?P<open>between|zwischen|entre)\s{_LOW}(?:{_UNIT.format('first')})?\s?(?:and|und|et){_HIGH}",
    )
)
_PAIR = rf"{_LOW}(?:-|~|÷|\.\.\.?|…|→|to|up to|bis|à|至|到|(?:<|≤|<=)\s?f\s?(?:<|≤|<=))\s?(?P<high>{NUMBER})"
_BARE = re.compile(rf"{_PAIR}(?!\w)(?![.,]\d)")
_LISTED = re.compile(rf"{_PAIR}\s?(?:,|;|/|、|\band\b|\bor\b|\bund\b|及|和)\s?$")  # before a range that has the unit
_FREQUENCY = re.compile(r"freq|\bbands?\b|\brange|[kMG]?Hz\b|\bf\b|频率|频段", re.IGNORECASE)
_LOWER = re.compile(r"\b(?:from|start|lower|low|min(?:imum)?|begin|f\s?1|fmin)\b", re.IGNORECASE)
_NOT_A_BAND_HEAD = re.compile(r"\b(?:bandwidth|RBW|VBW|steps?|modulation|resolution|PRF|repetition)\b", re.IGNORECASE)
_LONGEST = 40  # signs of one range of a list
_NEAR = 200  # signs in front of a range in which words about it are looked for
_NOT_A_BAND = re.compile(
    r"\b(?:PRF|PRR|repetition|modulat\w*|bandwidth|RBW|VBW|resolution|ripple frequency)\b(?:(?!Hz)[^.;,]){0,25}$"
    r"|\b(?:steps?|RBW|VBW)\b[^.;]*$"
    r"|不(?:采用|要求|测|适用|考核)[^。；，]{0,12}$"
    r"|\b(?:V?SWR|transfer impedance|insertion loss|attenuation)\b[^.;]{0,30}$"
    r"|\b(?:rod|monopole|bicon\w*|log[-\s]?per\w*|LPDA|horn|aerial|antenna)\b[^.;()]{0,30}\(\s*$",  # what it can do
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\s(?:is|are)\snot\sused|[^.;,]{0,40}?\b(?:(?:is|are|was|were|need|needs)\s(?:not|no\slonger)\s(?:to\sbe\s|be\s)?"
    r"(?:request|requir|need|measur|test|consider|evaluat|appl|relevant)|dropped\b|deleted\b|withdrawn\b|under\s(?:study|consideration)\b)"
    r"|[^。；，]{0,12}(?:不要求|不测|不适用|不考核)"
    # what an antenna can do
    r"|\s?:?\s?(?:(?:with|using|by|a|an|the|\d\sm|vertical|active)\s){0,4}(?:rod|monopole|bicon|log[-\s]?per|horn|LPDA)"
    r"|[^。；，,;]{0,10}(?:单极|双锥|对数周期|喇叭)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Band:
    """A range of frequencies."""

    low: float  # Hz
    high: float  # Hz, above `low`
    start: int  # place in the text
    end: int
    other: tuple[float, float] | None = None  # a second reading of both ends; None = there is only one

    def __str__(self) -> str:
        return " or ".join(self.readings)

    @property
    def readings(self) -> tuple[str, ...]:
        """The range as it can be read: one, or two where the wording allows both."""
        ends = [(self.low, self.high), *([] if self.other is None else [self.other])]
        return tuple(f"{write_hertz(low)} - {write_hertz(high)}" for low, high in ends)


def find(text: str) -> Iterator[Band]:
    """Find the ranges in a text; a first end without unit has that of the second, and so have ranges listed before.

    Ranges that the text turns down ("is not requested") are left out. DC is 0 Hz.

    :param text: as `quantities.same` gives it.
    """
    return iter(_found(text)) if any(map(str.isdecimal, text)) else iter(())


@lru_cache(maxsize=8192)
def _found(text: str) -> tuple[Band, ...]:
    return tuple(_find(text))


def _find(text: str) -> Iterator[Band]:
    taken: list[tuple[int, int]] = []
    for pattern in _RANGES:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            band = _band(match, *_prefixes(match), match.end())
            near = _NOT_A_BAND.search(text, max(0, match.start() - _NEAR), match.start())
            if band and not near and not _REFUSED.match(text, match.end()):
                taken.append(match.span())
                yield from _listed_before(match)
                yield band


def _listed_before(last: re.Match[str]) -> list[Band]:
    """Read the ranges that share the unit of the last one of a list: "1.2-1.4 / 2.7-3.1 GHz"."""
    found: list[Band] = []
    place = last.start()
    while match := _LISTED.search(last.string, max(0, place - _LONGEST), place):
        place = match.start()
        if band := _band(match, last["second"], last["second"], match.end("high")):
            found.insert(0, band)
    return found


def _band(match: re.Match[str], low_prefix: str, high_prefix: str, end: int) -> Band | None:
    """Read both ends of a range; of ambiguous numbers the reading with which it rises, or else both."""
    lows = [hertz(each, low_prefix) for each in _numbers(match["low"])]
    highs = [hertz(each, high_prefix) for each in numbers(match["high"])]
    if len(lows) == len(highs):
        ends = list(zip(lows, highs, strict=True))  # a document writes both ends alike
    else:
        ends = [(low, high) for low in lows for high in highs]
    rising = [(low, high) for low, high in ends if low < high]
    if not rising:
        return None
    return Band(*rising[0], match.start(), end, rising[1] if len(rising) > 1 else None)


def _numbers(text: str) -> tuple[float, ...]:
    return (0.0,) if text.upper() == "DC" else numbers(text)


def _prefixes(match: re.Match[str]) -> tuple[str, str]:
    """Return the prefixes of both ends; a first end without unit has that of the second."""
    whole = match.string[match.end("low") : match.start("high")]
    first = match["first"] if match["first"] is not None and "z" in whole.lower() else match["second"]
    return first, match["second"]


def find_bare(text: str, prefix: str) -> Iterator[Band]:
    """Find the ranges in a cell under a head that names the unit.

    :param prefix: of the unit in the head: "" for Hz, "k", "M", "G".
    """
    for match in _BARE.finditer(text):
        if band := _band(match, prefix, prefix, match.end()):
            yield band


def prefix_in(text: str) -> str | None:
    """Find the unit of frequency that a head names, as its prefix; None for none."""
    match = re.search(rf"(?<![A-Za-z])(?:{HERTZ})", text)
    return match["prefix"] if match else None


def find_in_table(grid: CellGrid) -> Iterator[tuple[Cell | None, Band]]:
    """Find the ranges in a table, each with its cell; None for those that stand in a head.

    A range may stand in one cell, with its unit or with that of the head or caption, or in two neighbouring columns
    headed "from" and "to", "start" and "stop", "min" and "max".
    """
    for head in grid.heads:
        yield from ((None, band) for band in find(head))
    unit = next((prefix for text in (*grid.heads, grid.caption) if (prefix := prefix_in(text)) is not None), None)
    lower = {column for column, head in enumerate(grid.heads) if _LOWER.search(head) and _FREQUENCY.search(head)}
    starts: dict[int, Cell] = {}
    for cell in grid.cells:
        head = grid.heads[cell.column]
        if _NOT_A_BAND_HEAD.search(head):
            continue
        prefix = prefix_in(head)
        if not _FREQUENCY.search(head):
            yield from ((cell, band) for band in find(cell.text))
        elif cell.column in lower:
            starts[cell.row] = cell
        elif cell.row in starts and cell.column == starts[cell.row].column + 1:
            if band := _pair(starts[cell.row], grid.heads[cell.column - 1], cell, head, unit):
                yield cell, band
        elif found := list(find(cell.text)):
            yield from ((cell, band) for band in found)
        elif not unit_in(head) and not any(find(head)):  # else the values hold for a range and are none
            known = prefix if prefix is not None else unit
            yield from ((cell, band) for band in (find_bare(cell.text, known) if known is not None else ()))


def _pair(low: Cell, low_head: str, high: Cell, high_head: str, unit: str | None) -> Band | None:
    ends = [_frequency(low.text, low_head, unit), _frequency(high.text, high_head, unit)]
    if ends[0] is None or ends[1] is None or not ends[0] < ends[1]:
        return None
    return Band(ends[0], ends[1], 0, len(high.text))


def _frequency(text: str, head: str, unit: str | None) -> float | None:
    match = re.fullmatch(rf"\s*(?P<value>{NUMBER})\s?(?:{HERTZ})?\s*", text)
    prefix = (match["prefix"] if match else None) or prefix_in(head)
    prefix = unit if prefix is None else prefix
    return hertz(number(match["value"]), prefix) if match and prefix is not None else None
