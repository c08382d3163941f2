"""What a sentence claims that its quote must bear out: values with their units, modal verbs, negations, identifiers.

Each is read from sentence and quote in the same way, so that only a difference between the two counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.quotes import fold, same_signs

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)}|once|twice)\b", re.IGNORECASE)
_UNIT = (
    r"dB(?:\s?\(?[μu]?[pnm]?[VATWp]\w*(?:/m)?\)?|[μu]?[VA](?:/m)?|m|c)?(?:/(?:dec\w*|oct\w*))?"
    r"|[kMGmμun]?V(?:/m|pp|rms|DC|AC)?|[kmμun]?A(?:/m)?|[kMGT]?Hz|[kmμu]?W|[mμunp]?s|min|h|[kcmμun]?m2?"
    r"|[kMm]?Ω|[kM]?[Oo]hms?"
    r"|[pnμum]F|[nμum]H|[mμun]?T|°\s?C|K|%|[mk]?g|[mk]?bar|[kM]?bit/s|%RH"
    r"|volts?|amp(?:ere)?s?|met(?:re|er)s?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|degrees?"
)
_VALUE = re.compile(rf"(?<![\w.,])(?P<sign>[+±-]?)(?P<number>\d+(?:[.,]\d+)*)(?:\s?(?P<unit>{_UNIT})(?![\w/]))?")
_MICRO = re.compile(r"(?:(?<=^)|(?<=^dB))u(?=[VATWFHsm])")
_LINK = re.compile(r"^\s?(?:-|to|and|or|up to|bis|und|et|y|~|\.\.\.?|…)\s?$|^\s?-\s?$", re.IGNORECASE)
_IDENTIFIER = re.compile(
    r"(?<![\w-])(?:(?:ISO|IEC|CISPR|GB/T|GB|SAE|DIN|EN|MIL|JASO|ECE|UN|R)[\s/-]?[A-Z]?\s?\d+(?:[.-]\d+)*"
    r"|[A-Z]{1,4}[ -]?\d{2,4}[A-Z]?|[A-Z]+-[A-Z0-9]+(?:-[A-Z0-9]+)*|[A-Za-z]*\d+[A-Za-z]\b|[A-Z]{2,}\w*)(?![\w])"
)
_MODALS = {
    "must": r"shall|must|has\s+to|have\s+to|is\s+to|are\s+to|mandatory|required|muss|müssen|doit|doivent|deben?|"
    r"必须|应当?|しなければならない",
    "should": r"should|recommended|ought|sollten?|devrait|devraient|debería|deberían",
    "may": r"may|can|could|might|allowed|permitted|optional|optionally|kann|können|darf|dürfen|peut|peuvent|"
    r"puede|pueden|可以?",
}
_MODAL = {name: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for name, words in _MODALS.items()}
_NOT = r"(?:(?:(?:shall|must|may|does|do|is|are|can|should)\s+)?not|cannot|never|no)\s+(?:to\s+)?(?:be\s+)?"
_MORE, _LESS = r"(?:more|greater|higher|longer)\s+than", r"(?:less|fewer|lower|smaller|shorter)\s+than"
_NUMBER_NEXT = r"(?=\s+(?:the\s+limit|[+±-]?\d))"
_BOUNDS = (  # those that a negation makes first: "not exceed" and "at most" are the same bound, and no negation
    ("at most", rf"{_NOT}(?:exceed\w*|{_MORE}|above|over)"),
    ("at least", rf"{_NOT}(?:{_LESS}|below|under)"),
    ("at most", rf"at\s+most|maximum|max\.?|up\s+to|≤|<=|below|under{_NUMBER_NEXT}|{_LESS}|within|höchstens|maximal"),
    ("at least", rf"at\s+least|minimum|min\.(?!\w)|≥|>=|above|over{_NUMBER_NEXT}|{_MORE}|exceed\w*|mindestens|minimal"),
)
_BOUND = tuple((name, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for name, words in _BOUNDS)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|neither|nor|cannot|forbidden|prohibited|except|excluding|unless|nicht|keine?[nrms]?|nie|"
    r"ohne|pas|jamais|sans|aucune?|sin|nunca|ningun[ao]?)\b|n't\b|不|无|非|禁止|ない|않|없",
    re.IGNORECASE,
)
_RELATIONS = re.compile(
    r"\b(before|after|during|first|last|start|end|increas\w+|decreas\w+|positive|negative|on|off)\b", re.I
)


@dataclass(frozen=True, slots=True)
class ClaimedValue:
    """A number with its unit, "" where it has none."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What is claimed in a text."""

    values: tuple[ClaimedValue, ...]
    modals: frozenset[str]
    bounds: frozenset[str]
    negations: int
    identifiers: tuple[str, ...]
    relations: frozenset[str]


def read(text: str) -> Claims:
    """Read the claims of a sentence or a quote."""
    text = _plain(text)
    rest, bounds = text, set()
    for name, pattern in _BOUND:
        rest, count = pattern.subn(" ", rest)
        bounds |= {name} if count else set()
    return Claims(
        values=tuple(_values(_IDENTIFIER.sub(_without_number, text))),
        modals=frozenset(name for name, pattern in _MODAL.items() if pattern.search(text)),
        bounds=frozenset(bounds),
        negations=len(_NEGATION.findall(rest)),
        identifiers=tuple(dict.fromkeys(_key(match[0]) for match in _IDENTIFIER.finditer(text))),
        relations=frozenset(match[0].lower() for match in _RELATIONS.finditer(text)),
    )


def fault(said: Claims, quoted: Claims, quote: str, known: str) -> str:
    """Say why a sentence claims what its quote does not; "" where it does not.

    :param quote: in which an identifier must stand.
    :param known: what else may name things: the headings of the source, its number.
    """
    if why := _fault_of_values(said, quoted, quote):
        return why
    if not said.modals <= quoted.modals:
        return "it says more or less firmly than its quote what must be"
    if bool(said.negations) != bool(quoted.negations):
        return "one of sentence and quote says no"
    if not said.bounds <= quoted.bounds:
        return "a bound in it is not that of its quote"
    if not said.relations <= quoted.relations:
        return "it says another order than its quote"
    here, above = _key(_plain(quote)), _key(_plain(known))
    for identifier in said.identifiers:
        named = not any(sign.isdigit() for sign in identifier) and identifier in above
        if identifier not in here and not named:
            return "an identifier in it does not stand in its quote"
    return ""


def _fault_of_values(said: Claims, quoted: Claims, quote: str) -> str:
    by_unit: dict[str, list[str]] = defaultdict(list)
    for value in quoted.values:
        by_unit[value.unit].append(value.number)
    numbers = [value.number for value in quoted.values]
    for value in said.values:
        if value.number not in numbers:
            return "a number in it does not stand in its quote"
        named = value.unit and value.number in by_unit[""] and _names_unit(value.unit, quote)
        if value.number not in by_unit[value.unit] and not named and value.unit:
            return "a unit in it is not that of its quote"
    for unit in {value.unit for value in said.values}:
        mine = [value.number for value in said.values if value.unit == unit]
        theirs = by_unit[unit] or numbers
        if not _is_in_order(mine, theirs):
            return "it gives values in another order than its quote"
    return ""


def _is_in_order(few: list[str], many: list[str]) -> bool:
    """The first is a part of the second, in its order; a value may be said again."""
    once = list(dict.fromkeys(few))
    rest = iter(many)
    return all(number in rest for number in once)


def _names_unit(unit: str, quote: str) -> bool:
    """The unit stands apart from its number, as in the head of a column: "Level in mA | 100"."""
    return bool(re.search(rf"(?<![\w/]){re.escape(unit)}(?![\w/])", _plain(quote)))


def _values(text: str) -> Iterator[ClaimedValue]:
    found = list(_VALUE.finditer(text))
    units = [match["unit"] or "" for match in found]
    for place in range(len(found) - 2, -1, -1):  # "1 to 400 MHz": the first has the unit of the second
        between = text[found[place].end() : found[place + 1].start()]
        if not units[place] and units[place + 1] and _LINK.match(between):
            units[place] = units[place + 1]
    for match, unit in zip(found, units, strict=True):
        yield ClaimedValue(match["sign"].replace("+", "") + match["number"].replace(",", "."), _unit(unit))


def _without_number(match: re.Match[str]) -> str:
    """Take out of a text what names a thing with digits: its number is no value."""
    return " " if any(sign.isdigit() for sign in match[0]) else match[0]


def _unit(unit: str) -> str:
    plain = _MICRO.sub("μ", re.sub(r"[\s()]", "", unit))
    known = {
        "volt": "V",
        "amp": "A",
        "ampere": "A",
        "meter": "m",
        "metre": "m",
        "second": "s",
        "minute": "min",
        "hour": "h",
    }
    word = unit.lower().rstrip("s")
    return known.get(word, plain.rstrip("s") if plain.isalpha() and len(plain) > 3 and plain.islower() else plain)


def _plain(text: str) -> str:
    def number(match: re.Match[str]) -> str:
        word = match[0].lower()
        return {"once": "1", "twice": "2"}.get(word) or str(_WORDS.index(word))

    return _NUMBER_WORD.sub(number, fold(same_signs(text)))


def _key(identifier: str) -> str:
    return re.sub(r"[\s/-]", "", identifier)
