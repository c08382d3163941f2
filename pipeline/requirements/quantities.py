"""Numbers with units, as specifications write them: "±4, ±6 and ±8 kV", "0,15 - 30 MHz", "27 → 60 mA", "dB (µV/m)".

A table of a few dozen units serves better here than a general units library: the logarithmic units with their brackets
and spaces, and lists that share one unit, are what such a library does not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.documents.scripts import RAISED_SIGNS, levelled
from pipeline.requirements.decimal_marks import AMBIGUOUS, readings, write_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.requirements.decimal_marks import DecimalMark

# one sign for one, so that places in the text stay what they are
_SAME = str.maketrans(
    {
        **{sign: str(digit) for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u223c\uff5e\u301c\u02dc", "~"),
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\t\n\r", " "),
        **dict.fromkeys("\u03bc", "µ"),
        **dict.fromkeys("\u2126", "Ω"),
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "－～"},
    }
)

_RAISED = re.compile(rf"[{re.escape(RAISED_SIGNS)}]++")
_APOSTROPHE = re.compile("(?<=\\d)[\u2019\u02bc\u00b4\u2032`](?=\\d{3}(?!\\d))")
_EXPONENT = re.compile(r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_TEN = re.compile(r"(?P<times>[x×·∙*]\s?)?(?<![\d.,])10$")
_SQUARED = re.compile(
    r"(?:(?<![A-Za-z])[WA]\s?/\s?|(?<![A-Za-z/]))(?:[kcdmµ]?m|s)$|\(\s?f\s?/\s?[\d.]+\s?\)$"
)  # W/m², mm², s²
_POWERS = re.compile(
    r"(?:(?<!\d)(?P<factor>\d++(?:[.,]\d++)?)\s?[x×·∙*]\s?)?10(?P<exponent>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]++|\^\s?[+\-]?\d++)"
)
_MARKED_OR_SQUARED = {"10²": (10.0, 100.0), "10³": (10.0, 1000.0)}
_FARTHEST = 60  # exponents beyond are no value of this field

# Atomic groups, (?>...), and possessive repetition, ++, keep these patterns from trying the same digits over and over.
_POWER = r"(?:(?<!\d)\d++(?:[.,]\d++)?\s?[x×·∙*]\s?)?10(?:[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]++|\^\s?[+\-]?\d++)"
NUMBER = (
    rf"(?<!\d)(?>{_POWER}|\d{{1,3}}(?:[ ']\d{{3}})++(?:[.,]\d++)?(?![\d']|[.,]\d)|\d{{1,3}}(?:,\d{{3}})++(?![\d.,])"
    rf"|\d{{1,3}}{AMBIGUOUS}\d{{3}}(?!\d)|\d++(?:[.,]\d++)?)"
)
GAP = r"\s{0,5}"  # between a number and its unit, a blanked note mark included
SIGN = r"(?:\+\s?/\s?-|[+\-±])"
VALUE = rf"(?:(?P<sign>{SIGN})\s{{0,2}})?(?P<number>{NUMBER})"

_MICRO = r"[µu]"
UNITS = (
    # (normal form, pattern): the first that fits wins, so the longer stand before the shorter
    ("dBµV/m", rf"dB\s?\(?\s?{_MICRO}\s?V\s?/\s?m\s?\)?"),
    ("dBµA/m", rf"dB\s?\(?\s?{_MICRO}\s?A\s?/\s?m\s?\)?"),
    ("dBµV", rf"dB\s?\(?\s?{_MICRO}\s?V\s?\)?"),
    ("dBµA", rf"dB\s?\(?\s?{_MICRO}\s?A\s?\)?"),
    ("dBpT", r"dB\s?\(?\s?pT\s?\)?"),
    ("dBµT", rf"dB\s?\(?\s?{_MICRO}T\s?\)?"),
    ("dBm", r"dB\s?\(?m\)?"),
    ("kV/m", r"kV\s?/\s?m"),
    ("V/m", r"V\s?/\s?m(?!in|s)"),
    ("kA/m", r"kA\s?/\s?m"),
    ("A/m", r"A\s?/\s?m"),
    ("mT", r"mT"),
    ("µT", rf"{_MICRO}T"),
    ("nT", r"nT"),
    ("pT", r"pT"),
    ("mA", r"mA"),
    ("kV", r"k\s?V"),
    ("mW", r"mW"),
    ("V", r"V(?:olts?)?"),
    ("W", r"W(?:atts?)?"),
)
LEVEL_UNIT = "|".join(f"(?P<u{place}>{pattern})" for place, (_, pattern) in enumerate(UNITS))
_END = r"(?![A-Za-z0-9²³]|/(?!\s?[+\-±\d]))"  # "V/m" is another unit than "V", "-100 V/+75 V" is not
HERTZ = r"(?P<prefix>[kKMmG]?)\s?[Hh][Zz](?![A-Za-z])"
_HERTZ = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "G": 1e9}

START = r"(?<![A-Za-z\u00c0-\u024f\d_.])(?<!\d,)"  # here a number may begin; it may behind an ideograph
TREND = r"(?:(?:log|lin(?:ear(?:ly)?)?)\s)?(?:fall|ris|decreas|increas|drop)\w*\s(?:down\s|up\s)?to"
_LINK = rf"(?>\s?(?:,|、|/|;|→|~|to|and|or|bis|und|oder|{TREND}|up to|至|到|和|或)\s?|\s?-\s)"
_VALUE = rf"(?>{SIGN}?\s{{0,2}}{NUMBER})"
_TOLERANCE = rf"(?:\s?(?P<tolerance>(?:\+\s?/\s?-|±)\s?{NUMBER}))?"
_LIST = re.compile(
    rf"{START}(?<![+\-±])(?:(?<!/)|(?=[+\-±]))(?P<values>{_VALUE}(?:{_LINK}{_VALUE}){{0,30}}+){_TOLERANCE}{GAP}(?:{LEVEL_UNIT}){_END}"
)
_NAMED = re.compile(rf"(?<![A-Za-zµ])(?<!\w-)(?:{LEVEL_UNIT}){_END}")  # the V of "CE 62-V" is no unit
_ONE = re.compile(VALUE)
_NEAR = 40  # signs in front of a number in which a word about it is looked for
_LABEL = re.compile(
    r"\b(?:class|level|severity|categor|group|grade|pulse|table|clause|section|figure|annex|band|note|type|zone|step|row|"
    r"part|code|RC|klasse|stufe|impuls|gruppe)(?:e?s|y|ies)?\.?\s{0,2}$|(?:表|图|第|等级)\s{0,2}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One value of a level, as found."""

    sign: str  # "+", "-", "±" or ""
    value: float  # without its sign where that is "±"
    unit: str
    start: int  # place in the text, of the whole list it stands in
    end: int
    other: float | None = None  # a second reading, as likely as `value`; None = there is only one

    def __str__(self) -> str:
        return " or ".join(self.readings)

    @property
    def readings(self) -> tuple[str, ...]:
        """The value as it can be read: one, or two where the wording allows both."""
        values = (self.value,) if self.other is None else (self.value, self.other)
        return tuple(f"{self.sign}{abs(value):.10g} {self.unit}" for value in values)


def same(text: str, mark: DecimalMark | None = None) -> str:
    """Write dashes, tildes, spaces, signs and full-width letters in one way, and leave note marks out; no place moves.

    :param mark: decimal mark of the text; with it numbers are written so that each can be read one way only, or is
        known to be ambiguous.
    """
    text = text.translate(_SAME)
    if not text.isascii():
        text = _APOSTROPHE.sub("'", _RAISED.sub(_keep_power, text))
    return text if mark is None else write_plainly(text, mark)


def _keep_power(match: re.Match[str]) -> str:
    """Keep raised signs that are exponents, of ten or of a unit; others mark a note, and are blanked."""
    raised, text, start = match[0], match.string, match.start()
    power = _EXPONENT.fullmatch(raised) and _TEN.search(text, max(0, start - 20), start)
    if power and (power["times"] or len(raised) > 1 or raised not in "⁰¹"):
        return raised
    if raised in ("²", "³") and _SQUARED.search(text, max(0, start - 20), start):
        return raised
    if raised[0] in "⁻" and text[start - 1 : start].isalpha() and _EXPONENT.fullmatch(raised):
        return raised
    return " " * len(raised)


def numbers(text: str) -> tuple[float, ...]:
    """Read one number with all its readings: two where it is ambiguous ("1‚200", or "10²", which may have a note)."""
    if text in _MARKED_OR_SQUARED:
        return _MARKED_OR_SQUARED[text]
    return tuple(number(reading) for reading in readings(text))


def number(text: str) -> float:
    """Read one number: "0,15" and "0.15", "1,000" and "1 000", "3 · 10⁸"; of two readings the decimal one."""
    if power := _POWERS.fullmatch(text):
        factor = number(power["factor"]) if power["factor"] else 1.0
        exponent = min(_FARTHEST, max(-_FARTHEST, int(levelled(power["exponent"]).strip("^ "))))
        return float(factor * 10.0**exponent)
    text = next(readings(text)).replace(" ", "").replace("'", "")
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", text):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))


def hertz(value: float, prefix: str) -> float:
    """Turn a frequency with a prefix, "" to "G", into Hz."""
    return value * _HERTZ[prefix]


def write_hertz(value: float) -> str:
    """Write a frequency in the largest unit that leaves it at least 1."""
    for unit, factor in (("GHz", 1e9), ("MHz", 1e6), ("kHz", 1e3)):
        if value >= factor:
            return f"{value / factor:.10g} {unit}"
    return f"{value:.10g} Hz"


def find(text: str) -> Iterator[Quantity]:
    """Find values with a unit of a level; values listed before one unit share it, a tolerance is left out.

    :param text: as `same` gives it.
    """
    return iter(_found(text)) if any(map(str.isdecimal, text)) else iter(())


@lru_cache(maxsize=8192)
def _found(text: str) -> tuple[Quantity, ...]:
    return tuple(_find(text))


def _find(text: str) -> Iterator[Quantity]:
    for match in _LIST.finditer(text):
        unit = next(name for place, (name, _) in enumerate(UNITS) if match[f"u{place}"])
        listed = list(values(match["values"]))
        if match["tolerance"] and any(sign == "±" for sign, _, _ in listed):
            listed += values(match["tolerance"])  # "±4 ±8 kV" are two values
        if _LABEL.search(text, max(0, match.start("values") - _NEAR), match.start("values")):
            listed = listed[-1:]  # "classes 1 and 2, 100 V/m": the numbers of the classes have no unit
        yield from (Quantity(sign, value, unit, *match.span(), other) for sign, value, other in listed)


def values(text: str) -> Iterator[tuple[str, float, float | None]]:
    """Read the numbers of a list: sign, value (negative where the sign is "-"), second reading where there is one."""
    for match in _ONE.finditer(text):
        before = text[: match.start()].rstrip()
        sign = (match["sign"] or "").replace(" ", "")
        if sign == "+/-":
            sign = "±"
        if sign == "-" and before and before[-1].isdigit():
            sign = ""  # a dash between two numbers is a range
        value, *more = (-each if sign == "-" else each for each in numbers(match["number"]))
        yield sign, value, more[0] if more else None


def unit_in(text: str, allowed: frozenset[str] = frozenset()) -> str:
    """Find the unit of a level that a column head or caption names.

    :return: of several the first that is allowed, or else the first; "" for none.
    """
    found = [
        next(name for place, (name, _) in enumerate(UNITS) if match[f"u{place}"]) for match in _NAMED.finditer(text)
    ]
    return next((name for name in found if name in allowed), found[0] if found else "")
