"""Frequency ranges: "150 kHz to 108 MHz", "0,15 - 30 MHz", "from 20 Hz up to 200 kHz", "1559~1610" under MHz."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import HERTZ, hertz, number, write_hertz

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = r"\d{1,3}(?:[ ']\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_UNIT = r"(?P<{0}>[kKMmG]?)\s?[Hh][Zz](?![A-Za-z])"
_TO = r"(?:-|~|÷|\.\.\.?|…|→|to|up to|through|till|until|bis|à|a|至|到|(?:<|≤|<=)\s?f\s?(?:<|≤|<=))"
_RANGE = re.compile(
    rf"(?<![\w.,])(?P<low>{_NUMBER})\s?(?:{_UNIT.format('first')})?\s?{_TO}\s?(?P<high>{_NUMBER})\s?{_UNIT.format('second')}"
)
_BETWEEN = re.compile(
    rf"\bbetween\s(?P<low>{_NUMBER})\s?(?:{_UNIT.format('first')})?\s?and\s(?P<high>{_NUMBER})\s?{_UNIT.format('second')}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.,])(?P<low>{_NUMBER})\s?(?:-|~|÷|\.\.\.?|…|to|bis|至|到)\s?(?P<high>{_NUMBER})(?![\w.,])")
_NOT_A_BAND = re.compile(
    r"\b(?:PRF|PRR|repetition|modulat\w*|bandwidth|RBW|VBW|steps?|resolution|ripple frequency)\b[^.;,]{0,25}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Band:
    """A range of frequencies."""

    low: float  # Hz
    high: float  # Hz, above `low`
    start: int  # place in the text
    end: int

    def __str__(self) -> str:
        return f"{write_hertz(self.low)} - {write_hertz(self.high)}"


def find(text: str) -> Iterator[Band]:
    """Find the ranges in a text; a first end without unit has that of the second.

    :param text: as `quantities.same` gives it.
    """
    for pattern in (_RANGE, _BETWEEN):
        for match in pattern.finditer(text):
            first = match["first"] if match["first"] is not None else match["second"]
            low, high = hertz(number(match["low"]), first), hertz(number(match["high"]), match["second"])
            if low < high and not _NOT_A_BAND.search(text[: match.start()]):
                yield Band(low, high, match.start(), match.end())


def find_bare(text: str, prefix: str) -> Iterator[Band]:
    """Find the ranges in a cell under a head that names the unit.

    :param prefix: of the unit in the head: "" for Hz, "k", "M", "G".
    """
    for match in _BARE.finditer(text):
        low, high = hertz(number(match["low"]), prefix), hertz(number(match["high"]), prefix)
        if low < high:
            yield Band(low, high, match.start(), match.end())


def prefix_in(text: str) -> str | None:
    """Find the unit of frequency that a head names, as its prefix; None for none."""
    match = re.search(rf"(?<![A-Za-z])(?:{HERTZ})", text)
    return match["prefix"] if match else None
