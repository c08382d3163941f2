"""Footnotes that change the value which calls them: "10 instead of 20", "for parts on the roof 4 applies"."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.requirements.limits.cells import CellValue
from pipeline.requirements.quantities import LEVEL_UNIT, NUMBER, UNITS, find, numbers

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


_UNIT = re.compile(rf"\s?(?:{LEVEL_UNIT})(?![A-Za-z0-9²³/])")
_GOES_ON = re.compile(  # behind a value of a limit; a word of another kind makes it a number of something else
    r"\s?(?:$|[.;,]|(?:applies|apply|gilt|holds|to be used|is|was|has been|s'applique|in place|instead|statt|"
    r"anstelle|anstatt|au lieu|for the printed|replaced|changed|amended|corrected|reads|to be read|ersetzt|geändert|"
    r"remplac\w+|wird|wurde|ist|here|hier)\b)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s?(?:applies|apply|gilt|holds|is valid|s'applique)?(?:\s(?:here|instead|hier))?\s?[.;]?\s*", re.IGNORECASE
)
_LABELLED = re.compile(  # "Class 5", "CISPR 25", "Table 4", "the 3": what such a number counts or names
    r"(?:[\w)/-]|\b(?:class|level|grade|severity|categor\w+|group|table|clause|section|figure|annex|note|item|step|type|part|"
    r"zone|phase|pulse|edition|revision|issue|klasse|stufe|tabelle|abschnitt|bild|anhang|gruppe|impuls|teil|classe|niveau|"
    r"tableau|(?-i:[A-Z]{2,6}(?:[\s/]T)?))\.?\s)$",
    re.IGNORECASE,
)
_IS = re.compile(  # before a bare value
    r"(?:^|[:=;,(]\s?|\b(?:limit|value|limit value|wert|grenzwert|valeur|limite)(?:\s(?:is|of|ist|von|beträgt|est))?\s|"
    r"\b(?:to|as|read|auf|durch|replaced by|remplacée? par|use|here|hier|der wert|gilt|beträgt)\s)$",
    re.IGNORECASE,
)
_REPLACED_BY = re.compile(r"replaced\sby\s$", re.IGNORECASE)
_TO = re.compile(r"\b(?:applies|applicable|applied|apply|valid|refers?)\sto\s$|\b(?:by|um)\s$", re.IGNORECASE)


def apply(values: list[CellValue], note: str, allowed: frozenset[str]) -> tuple[list[CellValue], str]:
    """Put the value of a footnote in the place of the printed one; where it only may apply, say so.

    A number of a class, a table, a standard or a supply is no value: there the printed one stays, in doubt.
    """
    if not note or len(values) != 1:
        return values, ""
    printed = values[0]
    whole = printed.level_end is None and printed.slope is None and printed.formula is None
    match = _REPLACES.search(note)
    applies = _APPLIES.search(note)
    if whole and match and not _ONLY.search(note):
        old, new = ("old", "new") if match["old"] else ("old2", "new2")
        former, told = (_at(note, *match.span(name), allowed) for name in (old, new))
        if former and told and abs(former.level) == abs(printed.level):
            return [_put(printed, told)], ""
    elif whole and applies and not _ONLY.search(note) and (told := _alone(note, allowed)):
        return [_put(printed, told)], ""
    numbered = [each for each in find(note) if each.unit in allowed]
    return values, f"a footnote changes it: {note[:120]}" if numbered or applies or match else ""


def _put(printed: CellValue, told: CellValue) -> CellValue:
    return replace(printed, level=told.level, other=told.other, unit=told.unit or printed.unit)


def _alone(note: str, allowed: frozenset[str]) -> CellValue | None:
    """Read the value of a note that has one number only and says no more than that it is the limit."""
    found = list(re.finditer(rf"(?:(?<![\w)])[+\-])?{NUMBER}", note))
    if len(found) != 1:
        return None
    start, end = found[0].span()
    value = _at(note, start, end, allowed)
    if value is None or (_TO.search(note[:start]) and not _REPLACED_BY.search(note[:start])):
        return None
    unit = _UNIT.match(note, end) if value.unit else None
    said = value.unit or _IS.search(note[:start])
    return value if said and _ENDS.fullmatch(note, unit.end() if unit else end) else None


def _at(note: str, start: int, end: int, allowed: frozenset[str]) -> CellValue | None:
    """Read one number of a note as a limit; None where it is none, or has a unit that the limit cannot have."""
    text = note[start:end]
    if _LABELLED.search(note[:start]):
        return None
    unit = _UNIT.match(note, end)
    name = next(name for place, (name, _) in enumerate(UNITS) if unit[f"u{place}"]) if unit else ""
    if (name and name not in allowed) or not _GOES_ON.match(note, unit.end() if unit else end):
        return None
    value, *more = (-each if text.startswith("-") else each for each in numbers(text.lstrip("+-")))
    return CellValue(value, unit=name, other=more[0] if more else None)
