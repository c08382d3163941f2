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
from pipeline.requirements.quantities import Quantity, find, unit_in, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.requirements.tables import Cell, Grid

ALWAYS = frozenset(
    ["dBµV/m", "dBµA/m", "dBµV", "dBµA", "dBpT", "dBµT", "V/m", "kV/m", "A/m", "µT", "nT", "pT", "mT"]
)  # nothing but a level is given in these
_KIN = {"V": ("V",), "kV": ("kV",), "mA": ("mA",), "W": ("W", "mW", "dBm"), "dBm": ("W", "mW", "dBm")}

_OTHER = re.compile(
    r"\b(?:freq\w*|bands?|range|service|[kMG]?Hz|modulation|ri|rs|resistance|impedance|network|count|numbers?|no\.?|qty|pulses? (?:no|width|number)|"
    r"time|duration|dwell|period|distance|height|length|RBW|VBW|bandwidth|steps?|sweep|FPSC|status|state|remarks?|notes?|comments?|"
    r"antenna|position|polari[sz]ation|point|mode|criteri\w+|requirement|repetition|tr|td|t[1-9]|samples?|reference|clause|standard)\b|频率|时间|备注",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:pk|qp|avg?|ave|rms|peak|quasi|average|mean|detector|limits?|levels?|class\w*|severity|grades?|contact|air|direct|indirect|"
    r"field|amplitude|voltage|current|power|us|ua|up|test level|value|bb|nb|broadband|narrowband|\d+\s?V(?: system)?)\b|限值|等级|峰值|平均",
    re.IGNORECASE,
)
_VOLTS = re.compile(r"\d+(?:[.,]\d+)?\s?V\b")  # "12 V" in a caption names a system, not the unit of the table
_BARE = re.compile(
    r"[<>≤≥]?\s*(?:\+\s?/\s?-|[+\-±])?\s{0,2}\d+(?:[.,]\d+)?"
    r"(?:\s?(?:/|,|;|→|->|~|to|and|or|falling to|rising to|decreasing to|increasing to|\.\.\.?)\s?(?:\+\s?/\s?-|[+\-±])?\s{0,2}\d+(?:[.,]\d+)?)*"
    r"(?:\s?\([^)]*\)|\s?[a-z]\)|\s?\*+|\s(?:falling|rising|decreasing|increasing|with|and|then|log|linear)\b.*)?",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"not (?:more|higher|greater) than|exceed|at most|peaks?\b|amplitude|maximum|up to|less than|below|limit|[≤<]\s*$",
    re.IGNORECASE,
)
_SUPPLY = re.compile(
    r"\s?(?:system|supply|supplies|boardnet|on-board|net\b|batter|vehicle|components?|line)", re.IGNORECASE
)
_USUAL = frozenset((12.0, 13.0, 13.5, 14.0, 24.0, 27.0, 28.0, 48.0))  # supply voltages
_TOLERANCE = re.compile(r"\d\s?[kKmM]?[A-Za-zΩ%°µ]{0,3}\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a level, with where its row and column say it holds."""

    quantity: Quantity
    cell: Cell | None = None
    head: str = ""


def allow(units: tuple[str, ...]) -> frozenset[str]:
    """Say which units a level can have.

    :param units: those of the section's tests in the catalogue; none = all.
    """
    if not units:
        return ALWAYS | frozenset(_KIN) | {"mW"}
    return ALWAYS | {kin for unit in units for kin in _KIN.get(unit, (unit,))}


def find_in_text(text: str, allowed: frozenset[str]) -> Iterator[Quantity]:
    """Find the levels in a sentence. Volts count only with a sign, "-100 V"; a tolerance is no level.

    :param text: as `quantities.same` gives it.
    """
    for quantity in find(text):
        if quantity.unit not in allowed or (quantity.unit == "V" and not quantity.sign and _is_supply(text, quantity)):
            continue
        if quantity.sign == "±" and _TOLERANCE.search(text[: quantity.start]):
            continue
        yield quantity


def _is_supply(text: str, quantity: Quantity) -> bool:
    """A voltage without a sign is taken as a supply voltage, unless the words before it speak of a peak or bound."""
    near = re.split(r"[.;,]", text[: quantity.start])[-1]
    return not _BOUND.search(near) or bool(_SUPPLY.match(text, quantity.end)) or abs(quantity.value) in _USUAL


def find_in_table(grid: Grid, allowed: frozenset[str], around: str) -> Iterator[Level]:
    """Find the levels in a table.

    :param around: unit that the text around gives, "" for none; used where the table itself names none.
    """
    own = _units(grid, allowed)
    captioned = unit_in(_VOLTS.sub("", grid.caption)) in allowed
    default = own[0] if own else around
    for cell in grid.cells:
        head = grid.heads[cell.column]
        named = unit_in(head) if unit_in(head) in allowed else ""
        is_level = bool(named) or _is_level_head(head, cell.column) or (bool(captioned) and cell.column > 0)
        if _OTHER.search(head) and not named and not _LEVEL.search(head):
            continue
        found = [each for each in find(cell.text) if each.unit in allowed]
        if not is_level:
            found = [each for each in found if each.sign or each.unit != "V"]
        if not found and is_level and (named or default) and _BARE.fullmatch(cell.text):
            comment = cell.text.find("(")
            text = cell.text if comment < 0 else cell.text[:comment]
            text = re.sub(r"\s(?:falling|rising|decreasing|increasing)\s(?!to\b).*", "", text)
            found = [Quantity(sign, value, named or default, 0, len(cell.text)) for sign, value, _ in values(text)]
        yield from (Level(each, cell, head) for each in found)


def _units(grid: Grid, allowed: frozenset[str]) -> list[str]:
    """Units the table names, in the caption, the heads and the cells, the first of each."""
    texts = [_VOLTS.sub("", grid.caption), *grid.heads, *(cell.text for cell in grid.cells)]
    return list(dict.fromkeys(unit for text in texts if (unit := unit_in(_without_number(text))) in allowed))


def _without_number(text: str) -> str:
    """Set units apart from the numbers before them."""
    return re.sub(r"(?<=\d)(?=[A-Za-zµ])", " ", text)


def _is_level_head(head: str, column: int) -> bool:
    if next(bands.find(head), None) is not None:
        return True  # a table with the bands in its head
    return bool(_LEVEL.search(head)) and not (column == 0 and not unit_in(head))
