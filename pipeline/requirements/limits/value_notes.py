"""Footnotes that change the value which calls them: "10 instead of 20", "for parts on the roof 4 applies"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import NUMBER, find, number

if TYPE_CHECKING:
    from pipeline.requirements.limits.cells import CellValue

_REPLACES = re.compile(
    rf"(?P<new>[+\-]?{NUMBER})\s?(?:[\w()/µ]{{1,30}}\s)?(?:(?:applies|apply|gilt|is valid|holds|"
    rf"to be used|s'applique)\s)?(?:in place of|instead of|statt|anstelle(?:\svon)?|anstatt|"
    rf"au lieu de|for the printed)\s(?P<old>[+\-]?{NUMBER})"
    rf"|(?P<old2>[+\-]?{NUMBER})\s?(?:[\w()/µ]{{1,30}}\s)?(?:is |was |has been |wird |wurde |"
    rf"ist )?(?:replaced by|changed (?:to|into)|amended to|corrected to|reads|to be read as|"
    rf"ersetzt durch|geändert (?:auf|in)|remplacée? par)\s(?P<new2>[+\-]?{NUMBER})",
    re.IGNORECASE,
)
_APPLIES = re.compile(
    rf"(?:reduced|relaxed|tightened|lowered|raised|increased|changed|amended|corrected|replaced"
    rf"|set|limit(?:ed)?(?: value)?(?: is)?|value(?: is)?|applies|read|gilt|beträgt|ersetzt|"
    rf"geändert|reduziert|erhöht|applicable)"
    rf"\s?(?::|to|by|is|as|=|auf|durch|der wert)?\s(?P<new>[+\-]?{NUMBER})\b(?!\s?(?:[kMG]?Hz|%"
    rf"|[mµ]?s\b|mm|m\b|dB\b))|(?P<new2>[+\-]?{NUMBER})\s?(?:[\w()/µ]{{1,30}}\s)?(?:applies|gilt|"
    rf"is valid|s'applique)",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|if|when|where|for|unless|nur|wenn|falls|für|bei|pour|si)\b", re.IGNORECASE)


def apply(values: list[CellValue], note: str, allowed: frozenset[str]) -> tuple[list[CellValue], str]:
    """Put the value of a footnote in the place of the printed one; where it only may apply, say so."""
    if not note or len(values) != 1:
        return values, ""
    match = _REPLACES.search(note)
    if match and not _ONLY.search(note):
        old, new = match["old"] or match["old2"], match["new"] or match["new2"]
        if abs(number(old.lstrip("+-"))) == abs(values[0].level):
            return [replace(values[0], level=_signed(new))], ""
    applies = _APPLIES.search(note)
    if applies and not _ONLY.search(note):
        return [replace(values[0], level=_signed(applies["new"] or applies["new2"]))], ""
    numbers = [each for each in find(note) if each.unit in allowed]
    return values, f"a footnote changes it: {note[:120]}" if numbers or applies else ""


def _signed(text: str) -> float:
    return -number(text[1:]) if text.startswith("-") else number(text.lstrip("+"))
