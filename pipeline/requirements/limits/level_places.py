"""Values of levels in sentences, and those that only look like it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.requirements import levels
from pipeline.requirements.limits.cells import CellValue
from pipeline.requirements.limits.tying import TiedItem
from pipeline.requirements.quantities import LEVEL_UNIT, NUMBER, SIGN, UNITS, values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.requirements.limits.making import LimitContext

_NOT_DEMANDED = re.compile(
    r"\b(?:failing|ambient|noise floor|calibrat\w+|amplifier|umgebungspegel|grundrauschen|"
    r"for information|was formerly|formerly|in the past|previous issue"
    r"|example|typical\w*|approximately|about|margin|uncertainty|attenuat\w+|insertion loss|"
    r"einfügedämpfung|verstärker|kalibrier\w+|zur information)\b"
    r"|\bis not reached|\bleft out\b|\bmeasured with\b$|\bVSWR\b|\bcoupling factor\b|\bexcepted from\b[^,;]{0,40}$",
    re.IGNORECASE,
)
IN_UNIT = re.compile(
    rf"\b(?:[Ii]n|[Uu]nit:?|[Ee]inheit:?|[Aa]ll (?:values|limits) in|[Aa]lle Werte in|"
    rf"en)\s(?P<unit>(?:{LEVEL_UNIT}))(?![A-Za-z/])"
)
_BARE = re.compile(
    rf"(?<![\w.,])(?P<value>{SIGN}?\s?{NUMBER})(?=\s(?:from|von|in|at|for|between|zwischen|bei|"
    rf"im|de|entre|up|above|below|bis|ab|über|unter|to|dans|pour)\b|\s?[;,.]|\s(?:and|und|et)\s"
    rf"|$|\s?\()"
)


@dataclass(frozen=True, slots=True)
class SentenceLevel(TiedItem):
    """A value in a sentence."""

    quantity: CellValue
    unit: str


def dismissed(sentence: str, item: SentenceLevel) -> bool:
    """Tell a value that is not demanded: of a calibration, an ambient, an amplifier."""
    part = re.split(r"[.;]", sentence[: item.start])[-1]
    return bool(_NOT_DEMANDED.search(part)) or bool(re.match(r"\W*(?:if|wenn|falls)\b[^,]*$", part, re.IGNORECASE))


def find_levels(sentence: str, context: LimitContext) -> list[SentenceLevel]:
    """Find the values of levels in a sentence, those whose unit is named once at its beginning included."""
    found: list[SentenceLevel] = []
    for group, quantity in enumerate(levels.find_in_text(sentence, context.allowed | context.foreign)):
        value = CellValue(quantity.value, quantity.sign, quantity.unit, group=quantity.start, other=quantity.other)
        found.append(
            SentenceLevel(
                _place(sentence, quantity.start, quantity.end, group, found), quantity.end, "", (), value, quantity.unit
            )
        )
    announced = IN_UNIT.search(sentence)
    if announced and not found:
        unit = next(name for place, (name, _) in enumerate(UNITS) if announced[f"u{place}"])
        for match in _BARE.finditer(sentence, announced.end()) if unit in context.allowed else ():
            sign, bare, _ = next(iter(values(match["value"])))
            if (
                not re.match(r"\s?[kMG]?Hz|\s?(?:to|bis|-|–|…|à)\s?\d", sentence[match.end() :])
                and not re.search(r"(?:from|von|to|bis|between|and|zwischen|und|-|–)\s$", sentence[: match.start()])
            ) or _leads(sentence, match):
                found.append(SentenceLevel(match.start(), match.end(), "", (), CellValue(bare, sign, unit), unit))
    return found


def _leads(sentence: str, match: re.Match[str]) -> bool:
    """Tell a value from the end of a band: behind it stands a word that leads to the band."""
    after = sentence[match.end() : match.end() + 12]
    return bool(re.match(r"\s(?:from|von|in|between|zwischen|for|de|dans)\s", after)) and not re.match(
        r"\s?[kMG]?Hz", after
    )


def _place(sentence: str, start: int, end: int, group: int, found: Sequence[SentenceLevel]) -> int:
    """Return where a value of a list stands, so that what is between two values can be told."""
    same = [item for item in found if item.end == end]
    return start if not same else same[-1].start + 1
