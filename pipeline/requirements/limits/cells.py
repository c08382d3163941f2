"""What one cell of limits says: values, slopes, formulas, values in brackets."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import NUMBER, SIGN, TREND, find, hertz, number, values

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[float | None, float | None]
"""A band in Hz; None for an end that is not said, 0 for d.c., both ends alike for one frequency."""

_EMPTY = re.compile(
    r"(?:[-–—/.*]+|n\.?\s?/?\s?a\.?|none|not applicable|keine?|entfällt|for info\w*|t\.?b\.?d\.?|无|不适用)?",
    re.IGNORECASE,
)
_FORMULA = re.compile(
    rf"(?P<a>{SIGN}?\s?{NUMBER})\s?(?P<sign>[+\-])\s?(?P<b>{NUMBER})\s?[·×x*⋅]?\s?(?:log|"
    rf"lg)\s?(?:10|₁₀)?\s?[(\[]?\s?f\s?"
    rf"(?:\[?\(?\s?[kMG]?Hz\s?\)?\]?)?\s?(?:/\s?(?P<f>{NUMBER})\s?(?:(?P<prefix>[kMG]?)Hz)?)?\s?[)\]]?",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"(?P<a>{NUMBER})\s?(?:(?P<over>/)|[·×x*])\s?\(?\s?(?:f\s?/\s?(?P<f>{NUMBER})|"
    rf"(?P<g>{NUMBER})\s?/\s?f)\s?(?:(?P<prefix>[kMG]?)Hz)?\)?\s?(?P<power>²|\^\s?2|\*\*\s?2)?",
)
RATE = re.compile(
    rf"(?P<n>{SIGN}?\s?{NUMBER})\s?dB\s?(?:per|/|pro|je|par|a)\s?(?P<per>decade|dec\b|dekade|"
    rf"décade|octave|oct\b|oktave)"
    r"|每(?P<cn>十倍频程|倍频程)\s?(?P<m>\d+)\s?dB",
    re.IGNORECASE,
)
FALLS = re.compile(
    r"reduc|fall|decreas|drop|declin|fällt|fallend|sink|abnehm|abfall|décroi|diminu|下降|减|\blower", re.IGNORECASE
)
_VALUE = rf"(?>{SIGN}?\s{{0,2}}{NUMBER})"
_ARROW = re.compile(
    rf"(?P<a>{_VALUE}),?\s?(?P<unit>[A-Za-zµ/()]{{0,9}}\s?)??(?:→|->|⇒|↘|↗|~|\.\.\.?|…|to|bis|à|至"
    rf"|到|{TREND}|(?:ab)?fallend (?:auf|bis)|steigend (?:auf|bis)"
    rf"|(?:linear\w*|log\w*)\s(?:falling|rising|decreasing|increasing)?\s?to"
    rf"|(?:falling|rising|decreasing|increasing)\s(?:linear\w*|log\w*)\s(?:with\s[\w\s]{{1,40}}?\s)?to)\s?(?P<b>{_VALUE})(?![\w.,]*\d)",
    re.IGNORECASE,
)
_DASHED = re.compile(rf"(?P<a>{NUMBER})\s?[-–]\s?(?P<b>{NUMBER})(?P<rest>\D*)")
_MOVING = rf"{_VALUE}(?:\s?(?:to|bis|→|à|\.\.\.?|…)\s?{_VALUE})?"
_BRACKETS = re.compile(rf"(?P<a>{_MOVING})\s?[(\[]\s?(?P<b>{_MOVING})\s?[)\]]", re.IGNORECASE)
_HALF = re.compile(
    rf"(?:[-–—/]{{1,3}}\s?[(\[]\s?(?P<in>{_MOVING})\s?[)\]]|(?P<out>{_MOVING})\s?[(\[]\s?[-–—/]{{1,3}}\s?[)\]])",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"(?<=[\d\w])\s?(?:(?P<a>[a-z*†‡])\)|\((?P<b>[a-z]|\*{1,3}|†)\)|(?P<c>\*{1,3}|†|‡)|"
    r"[\[(]?(?P<d>\d)\)|(?P<e>[¹²³⁴ᵃᵇᶜ]))\s*$"
)
_RAISED = str.maketrans("¹²³⁴ᵃᵇᶜ", "1234abc")
_LEAD = re.compile(
    rf"[<>≤≥=]?\s*+(?:(?:max\.?|min\.?)\s*+)?(?P<values>{_VALUE}(?:\s?(?:/|,|;|\band\b|\bund\b|"
    rf"\bor\b)\s?{_VALUE})*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = re.compile(
    r"\s?(?:[kMG]?Hz|[mµn]?s\b|min\b|h\b|[mc]?m\b(?!A)|[pnµ]F|%|k?Ω|pulses?\b|times\b|"
    r"bursts?\b|shots?\b|discharges?|cycles?\b|samples?\b|points?\b|steps?\b|°)"
)


@dataclass(frozen=True, slots=True)
class CellValue:
    """One value of a cell."""

    level: float
    sign: str = ""  # as written: "+", "-", "±" or ""
    unit: str = ""  # "" = the cell names none
    level_end: float | None = None
    slope: float | None = None  # dB per decade, as printed
    formula: str | None = None
    f0: float | None = None  # Hz, or in the unit of the column where `scaled` is False, of a formula
    scaled: bool = False
    power: float | None = None  # of f in a formula of linear units: -2 for 1/f²
    second: bool = False  # it stood in brackets
    alone: bool = False  # and nothing before them, or nothing in them: "- (20)", "61 (-)"
    group: int = 0  # values of one list share it
    other: float | None = None  # a second reading of the level, where its decimal mark can be read both ways


def note_of(text: str) -> tuple[str, str]:
    """Part a cell and the mark of the footnote it calls: "34a)" -> ("34", "a")."""
    match = _NOTE.search(text)
    if (
        match is None
        or not re.match(r"[<>≤≥+\-±]?\s?\d", text)
        or text.count("(") == text.count(")") > 0 == bool(match["b"])
    ):
        return text, ""
    mark = next(each for each in match.groups() if each).translate(_RAISED)
    return text[: match.start()].rstrip(), mark


def is_empty(text: str) -> bool:
    """Tell a cell that says there is no limit."""
    return bool(_EMPTY.fullmatch(text.strip()))


def read(text: str, allowed: frozenset[str], *, banded: bool) -> list[CellValue]:
    """Read the values of a cell under a head of levels.

    :param text: as `quantities.same` gives it, white space folded.
    :param allowed: units of the tests; a value with another unit is none.
    :param banded: the limit holds over a band, so that "54 - 44" may slope.
    """
    if is_empty(text):
        return []
    unit = next((each.unit for each in find(text) if each.unit in allowed), "")
    for reader in (_formula, _ratio, _rate, _brackets):
        if found := reader(text, unit):
            return found
    arrow = _ARROW.search(text)
    if arrow and not _FOREIGN.match(text, arrow.end()):
        return [_moving(arrow, unit)]
    dashed = _DASHED.fullmatch(text) if banded else None
    if dashed and not _FOREIGN.match(dashed["rest"]):
        return [_moving(dashed, unit)]
    quantities = [each for each in find(text) if each.unit in allowed]
    if quantities:
        return [CellValue(each.value, each.sign, each.unit, group=each.start, other=each.other) for each in quantities]
    return _bare(text, allowed)


def unread(text: str, found: Sequence[CellValue]) -> bool:
    """Tell whether a cell holds bare numbers beside those that were read of it."""
    if not found or any(value.formula or value.slope is not None for value in found):
        return False
    ends = [abs(end) for value in found for end in (value.level, value.level_end, value.other) if end is not None]
    bare = [number(match["n"]) for match in _ALONE.finditer(text)]
    return any(value not in ends for value in bare)


_ALONE = re.compile(rf"(?<![\w.,(])(?P<n>{NUMBER})(?=\s|$|[/;])(?!\s?[A-Za-zµΩ%°])")


def _bare(text: str, allowed: frozenset[str]) -> list[CellValue]:
    lead = _LEAD.fullmatch(text)
    if lead is None or _FOREIGN.match(lead["rest"]) or re.match(r"[A-Za-z]?\d", lead["rest"]):
        return []
    rest = lead["rest"].strip()
    if any(each.unit not in allowed for each in find(text)) or re.match(r"[A-Za-z]{1,2}\b(?!\))", rest):
        return []
    return [CellValue(value, sign, other=other) for sign, value, other in values(lead["values"])]


def _plain(text: str) -> float:
    compact = re.sub(r"\s", "", text)
    sign = -1.0 if compact.startswith("-") else 1.0
    return sign * number(re.sub(r"^[+\-±/]+", "", compact))


def _moving(match: re.Match[str], unit: str) -> CellValue:
    (sign, first, _), *_rest = values(match["a"])
    second = _plain(match["b"])
    if sign == "-" and second > 0 and "+" not in match["b"]:
        second = -second if re.match(r"\s*\d", match["b"]) else second
    return CellValue(first, sign, unit, level_end=second)


def _formula(text: str, unit: str) -> list[CellValue]:
    match = _FORMULA.search(text)
    if match is None:
        return []
    slope = number(match["b"]) * (-1 if match["sign"] == "-" else 1)
    f0 = hertz(number(match["f"]), match["prefix"] or "") if match["f"] else 1.0
    scaled = bool(match["prefix"]) or bool(re.search(r"/\s?[\d.,\s]+Hz", match[0]))
    return [CellValue(_plain(match["a"]), "", unit, slope=slope, formula=match[0].strip(), f0=f0, scaled=scaled)]


def _ratio(text: str, unit: str) -> list[CellValue]:
    match = _RATIO.search(text)
    if match is None:
        return []
    power = 2.0 if match["power"] else 1.0
    f0 = hertz(number(match["f"] or match["g"]), match["prefix"] or "")
    falls = bool(match["over"]) != bool(match["g"])
    exponent = -power if falls else power
    formula = match[0].strip()
    return [
        CellValue(
            number(match["a"]),
            "",
            unit,
            slope=20 * exponent,
            formula=formula,
            f0=f0,
            scaled=bool(match["prefix"]),
            power=exponent,
        )
    ]


def _rate(text: str, unit: str) -> list[CellValue]:
    match = RATE.search(text)
    lead = re.match(rf"\s*(?P<a>{_VALUE})", text)
    if match is None or lead is None or lead.end() > match.start():
        return []
    return [CellValue(_plain(lead["a"]), "", unit, slope=slope_of(match, text), formula=" ".join(text.split()))]


def slope_of(match: re.Match[str], text: str) -> float:
    """Return the slope of a rate in dB per decade, negative where the words around say that it falls."""
    raw = match["n"] or match["m"]
    size = abs(_plain(raw))
    octave = (match["per"] or "").lower().startswith(("oct", "okt")) or match["cn"] == "倍频程"
    size = round(size / math.log10(2), 2) if octave else size
    falls = FALLS.search(text) or raw.strip().startswith("-")
    return -size if falls else size


def _brackets(text: str, unit: str) -> list[CellValue]:
    half = _HALF.fullmatch(text.strip())
    if half:
        return [replace(_part(half["in"] or half["out"], unit, second=half["in"] is not None), alone=True)]
    match = _BRACKETS.match(text.strip())
    if match is None:
        return []
    return [_part(match["a"], unit, second=False), _part(match["b"], unit, second=True)]


def _part(text: str, unit: str, *, second: bool) -> CellValue:
    """Read what stands before or in the brackets: one value, or two of a limit that moves."""
    if arrow := _ARROW.search(text):
        return replace(_moving(arrow, unit), second=second)
    (sign, value, other), *_rest = values(text)
    return CellValue(value, sign, unit, second=second, other=other)


def at_ends(value: CellValue, low: float | None, high: float | None, column: float, *, linear: bool) -> CellValue:
    """Work a formula or a slope out at the ends of its band.

    :param column: Hz in one of the unit in which the column of frequencies is written, for "log(f/30)".
    :param linear: the unit is no logarithmic one, so that a slope in dB multiplies.
    """
    if value.slope is None or not low or not high or value.level_end is not None:
        return value
    if value.formula and value.f0 is not None:
        f0 = value.f0 if value.scaled else _nearest(value.f0, column, low, high)
        if value.power is not None:
            ends = [value.level * (f / f0) ** value.power for f in (low, high)]
        else:
            ends = [value.level + value.slope * math.log10(f / f0) for f in (low, high)]
        return replace(value, level=round(ends[0], 6), level_end=round(ends[1], 6))
    change = value.slope * math.log10(high / low)
    end = value.level * 10 ** (change / 20) if linear else value.level + change
    return replace(value, level_end=round(end, 6))


def _nearest(f0: float, column: float, low: float, high: float) -> float:
    """Scale the frequency of a formula: in the unit of the column, or in the one that puts it at the band."""
    scales = (column, 1.0, 1e3, 1e6, 1e9)
    return next((f0 * each for each in scales if low * 0.999 <= f0 * each <= high * 1.001), f0 * column)
