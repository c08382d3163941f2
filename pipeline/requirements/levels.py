"""Levels and limits, in sentences and in tables.

Only units that a level of the section's tests can have are taken: a volt is a level where pulses are applied and a
supply elsewhere. In tables the unit stands in the cell, in the head of its column, in the caption, or only in the text
around; a column that is about something else (steps, times, impedances) is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.requirements import bands
from pipeline.requirements.quantities import NUMBER, SIGN, TREND, UNITS, Quantity, find, unit_in, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.requirements.tables import Cell, CellGrid

_KIN = (  # units of one physical quantity at levels of the same order: who limits one may as well limit the other
    ("V/m", "kV/m"),
    ("W", "mW", "dBm"),
    ("A/m", "kA/m", "µT", "mT"),
    ("dBpT", "dBµT", "dBµA/m", "µT", "nT", "pT"),
)

_OTHER = re.compile(
    r"""\b(?:
      freq\w* | bands? | range | service | [kMG]?Hz | modulation | antenna | point | polari[sz]ation | position
    | ri | rs | resistance | impedance | network | count | numbers? | no\. | qty | quantity | times | amount | samples?
    | time | duration | dwell | period | repetition | tr | td | t[1-9] | pulses?\s(?:no|width|number)
    | distance | height | length | RBW | VBW | bandwidth | steps? | sweep
    | FPSC | status | state | code | criteri\w+ | mode | remarks? | notes? | comments? | requirement | reference
    | clause | standard )\b | 频率 | 时间 | 备注""",
    re.IGNORECASE | re.VERBOSE,
)
_LEVEL = re.compile(
    r"""\b(?:
      pk | qp | avg? | ave | rms | peak | quasi | average | mean | detector | bb | nb | broadband | narrowband
    | limits? | levels? | class\w* | severity | grades? | value | field | amplitude | voltage | current | power
    | contact | air | direct | indirect | us | ua | up | \d+\s?V(?:\s(?:system|net|terminal))? )\b
    | 限值 | 等级 | 类(?![别型]) | 峰值 | 平均""",
    re.IGNORECASE | re.VERBOSE,
)
_COUNT = rf"(?>{SIGN}?\s{{0,2}}{NUMBER})"
_LINK = rf"(?>\s?(?:/|,|;|→|->|~|\bto\b|\band\b|\bor\b|{TREND}|\.\.\.?)\s?)"
_OTHER_UNIT = r"""(?:[kMG]?Hz|[mµun]?s|sec(?:ond)?s?|Sek(?:unden?)?|mins?|minut\w*|Std|Stunden?|h|hrs?|hours?|days?
    |[kcmµ]?m|inch(?:es)?|ft|[pnµumk]?F|[kMm]?Ω|[kMm]?ohms?|[nµum]?H|%|°C?|deg\w*|dB[A-Za-zµ]*|k?V(?:\s?/\s?\w+)?
    |[mµu]?A(?:\s?/\s?m)?|k?W|kg|g|N|bar|rpm|pulses?|Pulse|Impulse?|times|mal|fois|bursts?|shots?|discharges?
    |Entladung\w*|cycles?|Zyklen|operations?|samples?|Muster|points?|steps?)(?![A-Za-z])"""
_LEAD = re.compile(
    rf"""[<>≤≥]?\s*(?P<values>{_COUNT}(?:{_LINK}{_COUNT}){{0,30}}+)
    (?:\s*$ | \s?\(.* | \s?[a-z]\)\s*$ | \s?\*+\s*$
      | ,?\s(?!{_OTHER_UNIT})[a-z].*
      | \s?[+\-±x×*]\s?\d*(?:[.,]\d+)?\s?(?:x|×|\*|·)?\s?(?:log|lg|20|40)\b.* )""",
    re.IGNORECASE | re.VERBOSE,
)
_VALUED = re.compile(
    r"(?<![A-Za-z\d])\d+(?:[.,]\d+)?\s?(?:k?V|mA)\b(?!\s?/)"
)  # "12 V" in a head or caption names a system, "for 100 mA" a case, not the unit of a level
_TOLERANCE = re.compile(r"\d\s?[kKmM]?[A-Za-zΩ%°µ]{0,3}\s{0,2}$")
_NOT_DEMANDED = re.compile(  # a current at which a power is noted down, what an amplifier can do
    r"\bpower\s(?:(?:needed|necessary|required|found|recorded|stored|noted|written)\s)?(?:for|at)\s(?:the\s)?$"
    r"|\b(?:amplifier|generator)s?\s(?:(?:of|with|rated|at\sleast)\s)*$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"not (?:more|higher|greater) than|exceed|at most|up to|less than|below|amplitudes? of|peaks? of|maximum|[≤<]\s*$",
    re.IGNORECASE,
)
_SUPPLY = re.compile(
    r"\s?(?:system|supply|supplies|boardnet|on-board|net\b|batter|vehicle|components?|line|relay|power)", re.IGNORECASE
)
_PEAK_TO_PEAK = re.compile(r"\s?\(?(?:peak[\s-]+(?:to[\s-]+)?peak|p-p|pp\b|spitze[\s-]spitze|crête)", re.IGNORECASE)
_PULSE = re.compile(r"\b(?:bursts?|pulses?|transients?|spikes?|surges?)\b|脉冲", re.IGNORECASE)
_SUPPLIED = re.compile(r"suppl|batter|nominal|rated|powered|vcc|logic|generator|amplifier|供电|电源", re.IGNORECASE)
_GRADE = re.compile(r"(?:(?:limit|severity|test)\s)?(?:class|grade|category)|等级|级别", re.IGNORECASE)
_GRADES = 6  # classes there are at most
_USUAL = frozenset((12.0, 13.0, 13.5, 14.0, 24.0, 27.0, 28.0, 48.0))  # supply voltages


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a level in a table, with its place."""

    quantity: Quantity
    cell: Cell
    head: str


def allow(units: Iterable[str]) -> frozenset[str]:
    """Say which units a level can have.

    :param units: those of the section's tests in the catalogue; none = all.
    """
    known = set(units)
    if not known:
        return frozenset(name for name, _ in UNITS)
    return frozenset(known.union(*(kin for kin in _KIN if known & set(kin))))


def find_in_text(text: str, allowed: frozenset[str]) -> Iterator[Quantity]:
    """Find the levels in a sentence. A tolerance is no level, nor is a supply voltage or a calibration's current.

    :param text: as `quantities.same` gives it.
    """
    for quantity in find(text):
        if quantity.unit not in allowed or (quantity.unit == "V" and not quantity.sign and _is_supply(text, quantity)):
            continue
        if _NOT_DEMANDED.search(text, max(0, quantity.start - 40), quantity.start):
            continue
        if quantity.sign == "±" and _TOLERANCE.search(text, max(0, quantity.start - 12), quantity.start):
            continue
        yield quantity


def _is_supply(text: str, quantity: Quantity) -> bool:
    """A voltage without a sign is taken for a supply voltage, unless the words before it speak of a bound."""
    before = text[max(0, quantity.start - 120) : quantity.start]
    if _PEAK_TO_PEAK.match(text, quantity.end):
        return False
    bound = _BOUND.search(re.split(r"[.;,]", before)[-1]) or (_PULSE.search(before) and not _SUPPLIED.search(text))
    return not bound or bool(_SUPPLY.match(text, quantity.end)) or abs(quantity.value) in _USUAL


def find_in_table(grid: CellGrid, allowed: frozenset[str], around: str) -> Iterator[Level]:
    """Find the levels in a table.

    :param around: unit that the text around gives, "" for none; used where the table itself names none.
    """
    units = [unit for text in (grid.caption, *grid.heads) if (unit := _unit(text, allowed)) in allowed]
    units += [unit for cell in grid.cells if (unit := unit_in(_set_apart(cell.text), allowed)) in allowed]
    default = units[0] if units else around
    captioned = _unit(grid.caption, allowed) in allowed
    for cell in grid.cells:
        head = grid.heads[cell.column]
        named = _unit(head, allowed)
        if named and named not in allowed:
            continue  # another test's level, or a supply
        if _GRADE.fullmatch(head) and cell.text.isdecimal() and int(cell.text) <= _GRADES:
            continue  # the class, not the value of the limit
        holds = cell.column > 0 and (bool(_LEVEL.search(head)) or next(bands.find(head), None) is not None)
        if not named and _OTHER.search(head) and not holds:
            continue
        is_level = bool(named) or holds or (captioned and cell.column > 0)
        for quantity in _read(cell.text, named or default, is_level, allowed):
            yield Level(quantity, cell, head)


def _read(text: str, unit: str, is_level: bool, allowed: frozenset[str]) -> list[Quantity]:
    found = [each for each in find(text) if each.unit in allowed and (is_level or each.sign or each.unit != "V")]
    if found or not (is_level and unit):
        return found
    lead = _LEAD.fullmatch(text)
    if lead is None:
        return []
    return [Quantity(sign, value, unit, 0, len(text), other) for sign, value, other in values(lead["values"])]


def _unit(text: str, allowed: frozenset[str]) -> str:
    """Find the unit a head or caption names, values like "12 V" aside: they name a system."""
    return unit_in(_VALUED.sub(" ", text), allowed)


def _set_apart(text: str) -> str:
    """Set units apart from the numbers before them."""
    return re.sub(r"(?<=\d)(?=[A-Za-zµ])", " ", text)
