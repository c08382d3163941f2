"""What each column of a table of limits is about, and what its head says of the values under it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.requirements import bands
from pipeline.requirements.limits import head_kinds, vocabulary
from pipeline.requirements.limits.heads import Said, said
from pipeline.requirements.quantities import HERTZ, LEVEL_UNIT, NUMBER, SIGN, hertz, number, unit_in

if TYPE_CHECKING:
    from pipeline.requirements.limits.grids import Sheet


_REST = re.compile(
    rf"[\[(]?(?<![A-Za-z])(?:{LEVEL_UNIT})(?![A-Za-z])(?:\s?[pP]eak|\s?r\.?m\.?s\.?)?\s?[\])]?|"
    rf"\b(?:limits?|levels?|value|grenzwerte?|max\.?|in|at|the|for|of|part|and|detector|test|"
    rf"(?:net )?power"
    r"|current|field(?: strength)?|voltage|class(?:es)?|category|categor(?:y|ies)|severity|us|"
    r"störstrom|feldstärke|prüfspannung)\b|[,;:()\[\]]",
    re.IGNORECASE,
)
_WORD_CODE = re.compile(r"(?P<word>[^\W\d_]{3,})\.?\s(?:[A-Z]?\d{1,2}|[IVX]{1,4}|[A-Z])")
_NO_GRADE = re.compile(
    r"puls|line|leitung|phase|pos|anten|axis|achse|sample|prüfling|mode|betrieb|step|note|tab|port|pin", re.IGNORECASE
)
CODE = re.compile(r"HV-[A-Z]?\d|[A-Z]{0,2}\d{1,2}|[IVX]{1,4}|[A-Z]")


@dataclass(frozen=True, slots=True)
class LimitColumn:
    """A column of a table."""

    kind: str  # one of the kinds above, "band", "low", "high", "grade", "level", "name"
    head: str
    unit: str = ""  # of levels
    prefix: str | None = None  # of frequencies
    said: Said = field(default_factory=dict)
    spans: tuple[tuple[float, float], ...] = ()  # bands that the head names


def read(sheet: Sheet, allowed: frozenset[str]) -> tuple[LimitColumn, ...]:
    """Say what each column is about.

    :param allowed: units of levels of the tests.
    """
    found = _paired([_column(sheet, place, allowed) for place in range(len(sheet.heads))], sheet)
    captioned = bool(unit_of(sheet.caption, allowed))
    found = [_settle(each, place, found, sheet, allowed, captioned=captioned) for place, each in enumerate(found)]
    found = _prefixed(found, sheet.caption)
    return tuple(_graded(found, captioned=any(vocabulary.classes(sheet.caption))))


def _paired(found: list[LimitColumn], sheet: Sheet) -> list[LimitColumn]:
    """Know columns of frequencies by their cells: "150 kHz" under "from", or rising numbers under "from" and "to"."""
    columns = list(found)
    banded = any(each.kind in ("band", "low", "high") for each in found)
    cells = [[line.cells[place] for line in sheet.lines if line.cells[place]] for place in range(len(columns))]
    for place, column in enumerate(columns):
        in_hertz = bool(cells[place]) and all(map(_IN_HERTZ.fullmatch, cells[place]))
        if (
            in_hertz
            and column.kind in ("name", "level?")
            and not banded
            and not head_kinds.NO_FREQUENCY.search(column.head)
        ):
            columns[place] = replace(column, kind=head_kinds.side(column.head), prefix=None, spans=())
    for place, (one, two) in enumerate(pairwise(columns)):
        kinds = {one.kind, two.kind}
        open_kinds = ("name", "level?", "low", "high") if "" in (one.unit, two.unit) else ()
        sided = kinds <= {"band", *open_kinds} and (head_kinds.side(one.head), head_kinds.side(two.head)) == (
            "low",
            "high",
        )
        single = kinds == {"band"} and all(_IN_HERTZ.fullmatch(cell) for cell in (*cells[place], *cells[place + 1]))
        if (sided or single) and not one.unit and not two.unit and _rising(cells[place], cells[place + 1]):
            columns[place : place + 2] = [replace(one, kind="low", spans=()), replace(two, kind="high", spans=())]
    return columns


def _rising(lows: list[str], highs: list[str]) -> bool:
    """Tell whether the cells of one column are frequencies below those beside them."""
    ends = [[_FREQUENCY.fullmatch(cell) for cell in side] for side in (lows, highs)]
    if not lows or len(lows) != len(highs) or None in ends[0] or None in ends[1]:
        return False
    return all(
        hertz(number(low["n"]), low["prefix"] or "") < hertz(number(high["n"]), high["prefix"] or low["prefix"] or "")
        for low, high in zip(*ends, strict=True)
        if low and high
    )


def _prefixed(found: list[LimitColumn], caption: str) -> list[LimitColumn]:
    """Take the unit of frequencies from the caption where no head and no cell names one."""
    banded = [each for each in found if each.kind in ("band", "low", "high")]
    named = _CAPTIONED.search(caption)
    if not banded or not named or any(each.prefix is not None for each in banded):
        return found
    return [replace(each, prefix=named["prefix"]) if each in banded else each for each in found]


def _column(sheet: Sheet, place: int, allowed: frozenset[str]) -> LimitColumn:
    head = sheet.head(place)
    unit = unit_in(unvalued(head), allowed)
    kind = head_kinds.kind_of(head, united=unit in allowed or unit not in ("", "V"))
    prefix = next((match["prefix"] for match in re.finditer(rf"(?<![A-Za-z\d])(?<!\d\s)(?:{HERTZ})", head)), None)
    spans = tuple((band.low, band.high) for band in bands.find(head)) if kind not in ("band", "low", "high") else ()
    return LimitColumn(kind, head, unit, prefix, said(head, heads=True), spans)


def unit_of(caption: str, allowed: frozenset[str]) -> str:
    """Return the unit of levels that a caption names, "in watts" included; "" for none."""
    unit = unit_in(unvalued(caption), allowed)
    if unit in allowed:
        return unit
    word = _IN_WORDS.search(caption)
    return {"v": "V", "w": "W", "k": "kV"}[word["unit"][0].lower()] if word else ""


def unvalued(head: str) -> str:
    """Leave out voltages that name a system, and powers and currents of a case."""
    return re.sub(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)?\s?-?\s?(?:k?V|mA)\b(?!\s?/\s?m)(?![\[(])", " ", head)


_FREQUENCY = re.compile(rf"[<>≤≥]?\s?(?P<n>{NUMBER})\s?(?:{HERTZ})?")
_IN_HERTZ = re.compile(rf"{NUMBER}\s?(?:{HERTZ})")
_CAPTIONED = re.compile(rf"(?<!\d)(?<!\d\s)(?<![A-Za-z])(?:{HERTZ})")
_SYSTEM = re.compile(r"(?:12|24|36|42|48|400|800)\s?-?\s?V(?:[\s-](?:systems?|networks?|net|netz\w*|bordnetz\w*))?")
_LETTERED = re.compile(r"[A-E](?:\s?/\s?[A-E])*")
_VALUED = re.compile(r"(?:test\s)?levels?|niveau|severity|schärfe|prüfschärfe", re.IGNORECASE)
_LEVEL_HEAD = re.compile(rf"{SIGN}\s?{NUMBER}\s?k?V|{NUMBER}\s?(?:kV|mA|V/m|A/m)")
_IN_WORDS = re.compile(r"\bin (?P<unit>volts?|watts?|kilovolts?)\b", re.IGNORECASE)


def _settle(
    column: LimitColumn,
    place: int,
    all_columns: list[LimitColumn],
    sheet: Sheet,
    allowed: frozenset[str],
    *,
    captioned: bool,
) -> LimitColumn:
    """Decide by the cells what the head leaves open."""
    kinds = [each.kind for each in all_columns]
    cells = [line.cells[place] for line in sheet.lines if line.cells[place]]
    kind = column.kind
    if kind in ("low", "high") and not ("low" in kinds and "high" in kinds):
        kind = "band"
    if kind == "band" and cells and not any(re.search(r"\d|d\.?c|f\s?[<>]", cell, re.IGNORECASE) for cell in cells):
        kind = "name"
    if kind == "band" and "band" in kinds[:place] + kinds[place + 1 :] and column.prefix is None:
        named = sum(bool(any(bands.find(cell)) or bands.prefix_in(cell) is not None) for cell in cells)
        others = [
            each
            for other, each in enumerate(all_columns)
            if other != place and each.kind == "band" and each.prefix is not None
        ]
        kind = "name" if others and not named else kind
    if kind in ("level?", "name"):
        kind = _by_cells("level?" if captioned else kind, place, cells, allowed)
    if _LEVEL_HEAD.fullmatch(column.head) and sum(map(_is_state, cells)) >= max(1, len(cells) / 2):
        kind = "headed" if any(cell.isalpha() for cell in cells) else kind
    if kind == "status" and any(vocabulary.statuses(column.head)) and sum(map(_starts_number, cells)) > len(cells) / 2:
        kind = "level"
    if kind in ("network", "name", "level?", "grade") and cells and all(map(_SYSTEM.fullmatch, cells)):
        kind = "supply"
    if kind == "grade":
        kind = _graded_by(column.head, cells, kinds, allowed, captioned=captioned)
    return LimitColumn(kind, column.head, column.unit, column.prefix, column.said, column.spans)


def _graded_by(head: str, cells: list[str], kinds: list[str], allowed: frozenset[str], *, captioned: bool) -> str:
    """Tell classes from statuses and from levels under a head such as "Class" or "Level"."""
    of_pulses = {"pulse", "mode"} & set(kinds) or (allowed <= {"V", "kV"} and not {"band", "low", "high"} & set(kinds))
    if of_pulses and cells and all(map(_LETTERED.fullmatch, cells)):
        return "status"  # severities of pulses and discharges are numbers, their functional classes letters
    alone = sum(each in ("level", "level?", "grade") for each in kinds) == 1
    valued = alone and captioned and _VALUED.fullmatch(head) and all(map(_starts_number, cells))
    return "level" if valued or _united(cells, allowed) else "grade"


def _starts_number(cell: str) -> bool:
    return bool(re.match(r"[<>≤≥]?\s*+(?:(?:\+\s?/\s?-|[+\-±])\s*+)?\d", cell))


def _is_state(cell: str) -> bool:
    return bool(re.fullmatch(rf"{vocabulary.STATE}(?:\s?/\s?{vocabulary.STATE})*|[-–—]|\d{{1,4}}", cell))


def _united(cells: list[str], allowed: frozenset[str]) -> int:
    """Count the cells that name a unit of levels."""
    return sum(unit_in(re.sub(r"(?<=\d)(?=[A-Za-zµ])", " ", cell), allowed) in allowed for cell in cells)


def _by_cells(kind: str, place: int, cells: list[str], allowed: frozenset[str]) -> str:
    united = _united(cells, allowed)
    numeric = sum(bool(re.match(r"[<>≤≥]?\s*+(?:(?:\+\s?/\s?-|[+\-±])\s*+)?\d", cell)) for cell in cells)
    pulses = sum(
        bool(re.fullmatch(r"(?:pulse )?[1-5]\s?[abc]?|(?:fast|slow).*", cell, re.IGNORECASE)) for cell in cells
    )
    spans = sum(any(bands.find(cell)) for cell in cells)
    if spans and spans >= len(cells) / 2:
        return "band"
    if place == 0 and pulses > len(cells) / 2 and pulses:
        return "pulse"
    if united and (place > 0 or kind == "level?"):
        return "level"
    if kind == "level?" and place > 0 and numeric >= max(1, len(cells) / 2 - 1):
        return "level"
    return "name"


def _graded(columns: list[LimitColumn], *, captioned: bool) -> list[LimitColumn]:
    """Take what is left of the heads of levels, "I", "C0", "P", for classes where several columns differ by it.

    :param captioned: the caption names the class.
    """
    rests = {
        place: rest(each.head)
        for place, each in enumerate(columns)
        if each.kind == "level" and "class" not in each.said
    }
    coded = {place: text for place, text in rests.items() if CODE.fullmatch(text)}
    if not coded:
        coded = _worded(rests)
    if len(set(coded.values())) < 2 or (captioned and all(re.fullmatch("[A-Z]", text) for text in coded.values())):
        return columns
    return [
        LimitColumn(each.kind, each.head, each.unit, each.prefix, {**each.said, "class": coded[place]}, each.spans)
        if place in coded
        else each
        for place, each in enumerate(columns)
    ]


def _worded(rests: dict[int, str]) -> dict[int, str]:
    """Return the rests of heads that are one word with codes that differ: "Zone 1", "Zone 2"."""
    matches = {place: _WORD_CODE.fullmatch(text) for place, text in rests.items()}
    words = {match["word"].casefold() for match in matches.values() if match}
    if len(words) != 1 or not all(matches.values()) or _NO_GRADE.search(next(iter(words))):
        return {}
    return rests


@lru_cache(maxsize=4096)
def rest(head: str) -> str:
    """Leave of a head what is no unit, detector, system, status or way of discharge."""
    for finder in (vocabulary.detectors, vocabulary.statuses, vocabulary.couplings, vocabulary.modes):
        for token in sorted(finder(head), key=lambda each: -each.start):
            head = f"{head[: token.start]} {head[token.end :]}"
    for token in sorted(vocabulary.supplies(head, bare=True), key=lambda each: -each.start):
        head = f"{head[: token.start]} {head[token.end :]}"
    head = re.sub(r"\([^)]*\)", lambda match: match[0] if CODE.fullmatch(match[0][1:-1]) else " ", head)
    return " ".join(_REST.sub(" ", head).split()).strip(" /-–")
