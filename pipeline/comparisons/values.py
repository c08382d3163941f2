"""Numbers of a clause as values: "0,1 kV" is "100 V", and a clause number or a standard is no value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.requirements import bands
from pipeline.requirements.quantities import NUMBER, SIGN, number, same, unit_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.records import Clause

_PREFIXES = {"p": 1e-12, "n": 1e-9, "µ": 1e-6, "u": 1e-6, "m": 1e-3, "c": 1e-2, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9}
_LOGARITHMIC = r"dB(?:\s?\(?\s?(?:[µu]V(?:\s?/\s?m)?|[µu]A(?:\s?/\s?m)?|pT|[µu]T|m|c|i)\s?\)?)?"
_PLAIN = r"V\s?/\s?m(?!s)|A\s?/\s?m|V\s?/\s?[µu]s|Hz|HZ|hz|Ohms?|ohms?|Ω|V|A|W|T|F|H|s|m|N|Pa|J|K|g|min|h|°\s?C|℃|%|°"
_UNIT = rf"(?P<log>{_LOGARITHMIC})|(?P<prefix>[pnµumckKMG]?)\s?(?P<unit>{_PLAIN})"
_VALUE = re.compile(
    rf"(?<![\w.,])(?P<sign>{SIGN}\s?)?(?P<number>{NUMBER})(?:\s?(?:{_UNIT})(?![A-Za-z0-9²³/µΩ]))?(?!\w)"
)
_LINK = re.compile(r"\s?(?:,|/|;|→|~|-|÷|to|and|or|bis|und|oder|up to|至|到|和|\.\.\.?|…)\s?$")
_NAMES = re.compile(
    r"\b(?:ISO|IEC|CISPR|EN|DIN|SAE|IEEE|MIL|STD|GB|GB/T|ECE|UN|ASTM|VDE|VDA|JASO|ANSI|NF|BS|ETSI|RFC|TS|TR|PAS)"
    r"(?:[\s/-]*(?:ISO|IEC|TS|TR|PAS|EN|STD|T|R))*[\s-]*[A-Z]?\d[\w./:-]*"
    r"|\b(?:clause|section|chapter|subclause|annex|appendix|table|tab\.|figure|fig\.|para|paragraph|item|note|page|step|"
    r"see|kapitel|abschnitt|tabelle|bild|anlage|anhang)s?\.?\s+[A-Z]?\d+(?:[.-]\d+)*\w?"
    r"|\b\d+(?:\.\d+){2,}\b|(?-i:\b[A-Z]{1,5}[-_]?\d[\w.-]*|\b[A-Z]{2,5}\s\d{3,4}\b(?!\s?[kKmMµGdVAΩWHT%°]))"
    r"|[第表图]\s?\d[\d.]*|(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One number with its unit."""

    sign: str  # "+", "-", "±" or ""
    amount: float  # in the unit without prefix
    unit: str  # without prefix; "" for a bare number
    text: str  # as written, with the unit it shares with its neighbours
    line: str  # the line or table row it stands in

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same value, however it is written."""
        return self.sign, f"{self.amount:.9g}", self.unit


def collect(clause: Clause) -> tuple[ComparedValue, ...]:
    """Read every value of a clause, title, text, tables and notes, in their order."""
    lines = [clause.title, *_without_ticks(clause.text.split("\n"))]
    found = [value for line in lines for value in find(line)]
    for table in clause.tables:
        heads = table.rows[0] if table.rows else ()
        for row in table.rows:
            units = [unit_in(same(heads[column])) if column < len(heads) else "" for column in range(len(row))]
            words = " | ".join(cell for cell in row if cell.strip())
            for cell, unit in zip(row, units, strict=True):
                found += find(cell, unit, words)
    found += [value for line in (*clause.captions, *clause.notes) for value in find(line)]
    return tuple(found)


def _without_ticks(lines: Sequence[str]) -> Iterator[str]:
    """Leave out the labels on the axes of charts: numbers that rise or fall, with the title of an axis or evenly apart.

    What stands below a line that ends with a unit is a list of values.
    """
    block: list[str] = []
    before = ""
    for line in (*lines, ""):
        cells = line.split()
        if cells and all(map(_TICK.fullmatch, cells)):
            block.append(line)
            continue
        for run in _runs(block):
            if not _are_ticks(run, before, line):
                yield from run
        block, before = [], line
        yield line


def _runs(block: Sequence[str]) -> Iterator[list[str]]:
    """Part lines of bare numbers where they turn from rising to falling or back."""
    run: list[str] = []
    for line in block:
        if run and not _monotonic([*run, line]):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _are_ticks(run: Sequence[str], before: str, behind: str) -> bool:
    numbers = [_tick(cell) for line in run for cell in line.split()]
    if len(numbers) < _TICKS or not _monotonic(run) or _UNIT_AT_END.search(same(before)):
        return False
    return bool(_AXIS.fullmatch(same(behind).strip())) or (len(numbers) >= _MANY_TICKS and _evenly(numbers))


def _evenly(numbers: Sequence[float]) -> bool:
    steps = [two - one for one, two in pairwise(numbers)]
    if all(abs(step - steps[0]) <= 1e-6 * abs(steps[0]) for step in steps):
        return True
    return min(numbers) > 0 and all(abs(abs(math.log10(two / one)) - 1) < 1e-6 for one, two in pairwise(numbers))


def _monotonic(lines: Sequence[str]) -> bool:
    numbers = [_tick(cell) for line in lines for cell in line.split()]
    return numbers in (sorted(numbers), sorted(numbers, reverse=True))


def _tick(text: str) -> float:
    match = _TICK.fullmatch(text)
    assert match is not None
    return float(match["n"].replace(",", ".").replace("−", "-")) * _PREFIXES.get(match["p"], 1.0)


_TICK = re.compile(r"(?P<n>[-−]?\d{1,9}(?:[.,]\d{1,6})?)(?P<p>[kMG]?)")
_TICKS = 3  # labels of an axis, at least
_MANY_TICKS = 5  # where nothing names the axis
_AXIS = re.compile(
    r"(?:frequency|frequenz|fréquence|freq\.?|f|频率)[\s,:/]*(?:in\s)?[\[(]?\s?[kMG]?Hz\s?[\])]?", re.IGNORECASE
)
_UNIT_AT_END = re.compile(
    rf"(?:\bin\s|[\[(]\s?)(?:{_UNIT})\s?[\])]?\s?:?\s*$|(?<![\d\s])\s(?:{_UNIT.replace('<', '<u')})\s?:?\s*$"
)


def find(text: str, unit: str = "", line: str = "") -> list[ComparedValue]:
    """Read the values of one line.

    :param unit: that of bare numbers, as a column head names it.
    """
    plain = same(text)
    spared = [match.span() for match in _NAMES.finditer(plain)]
    matches = [
        match
        for match in _VALUE.finditer(plain)
        if not any(start < match.end("number") and match.start("number") < end for start, end in spared)
    ]
    shared: list[tuple[float, str, str]] = [_unit(match) for match in matches]
    for index in range(len(matches) - 2, -1, -1):  # "4, 6 and 8 kV": a number has the unit of the one it is linked to
        between = plain[matches[index].end() : matches[index + 1].start()]
        if not shared[index][1] and (_LINK.fullmatch(between) or between.strip() in ("", "-")):
            shared[index] = shared[index + 1]
    return [_read(match, own, unit, line or text) for match, own in zip(matches, shared, strict=True)]


def _unit(match: re.Match[str]) -> tuple[float, str, str]:
    """Return factor, unit and unit as written."""
    if match["log"]:
        name = re.sub(r"[\s()]", "", match["log"]).replace("u", "µ")
        return 1.0, name, name
    if not match["unit"]:
        return 1.0, "", ""
    name = re.sub(r"\s", "", match["unit"]).replace("u", "µ").replace("℃", "°C")
    name = {"hz": "Hz", "HZ": "Hz", "ohm": "Ω", "ohms": "Ω", "Ohm": "Ω", "Ohms": "Ω"}.get(name, name)
    prefix = match["prefix"] or ""
    if prefix == "m" and name == "Hz":  # nobody means millihertz
        prefix = "M"
    factor = _PREFIXES.get(prefix, 1.0)
    if name in ("min", "h") and not prefix:
        return (60.0 if name == "min" else 3600.0), "s", name
    return factor, name, f"{prefix}{name}"


def _read(match: re.Match[str], own: tuple[float, str, str], head: str, line: str) -> ComparedValue:
    factor, unit, written = own
    if not unit and head:
        return ComparedValue(_sign(match), number(match["number"]), head, f"{match['number']} {head}", line)
    amount = number(match["number"]) * factor
    sign = _sign(match)
    return ComparedValue(sign, amount, unit, f"{sign}{match['number']} {written}".strip(), line)


def _sign(match: re.Match[str]) -> str:
    sign = re.sub(r"\s", "", match["sign"] or "")
    before = match.string[: match.start()].rstrip()
    if sign == "-" and before and (before[-1].isalnum() or before[-1] in ")%"):
        return ""  # a dash between two numbers is a range
    return "±" if sign == "+/-" else sign


def compare(old: Sequence[ComparedValue], new: Sequence[ComparedValue]) -> tuple[str, ...]:
    """Say which values changed: "100 V/m → 200 V/m, 400 MHz - 1 GHz"; what stayed is not named.

    Where the line of a changed value names a frequency range, that is said with it.
    """
    before, after = [item.key for item in old], [item.key for item in new]
    if sorted(before) == sorted(after):
        return ()  # at most told in another order
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    said: list[str] = []
    for what, one, two, three, four in matcher.get_opcodes():
        if what != "equal":
            said += _say(old[one:two], new[three:four])
    return tuple(dict.fromkeys(said))


def _say(gone: Sequence[ComparedValue], come: Sequence[ComparedValue]) -> Iterator[str]:
    both = min(len(gone), len(come))
    for before, after in zip(gone[:both], come[:both], strict=True):
        yield f"{before.text} → {after.text}{_band(after, before)}"
    for value in gone[both:]:
        yield f"{value.text} → gone{_band(value)}"
    for value in come[both:]:
        yield f"new: {value.text}{_band(value)}"


def _band(value: ComparedValue, other: ComparedValue | None = None) -> str:
    """Return the frequency range in the line of a value that is none itself."""
    if value.unit == "Hz":
        return ""
    found = [str(band) for band in bands.find(same(value.line))]
    if other is not None:
        found = [band for band in found if band in {str(each) for each in bands.find(same(other.line))}]
    return f", {found[0]}" if len(found) == 1 else ""
