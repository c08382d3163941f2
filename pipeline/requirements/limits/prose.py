"""Limits in sentences: each value tied to the band, class, detector, system, pulse and status that stand with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.requirements import bands, levels, phrases
from pipeline.requirements.limits import cells, rows, slopes, vocabulary
from pipeline.requirements.limits.cells import Value
from pipeline.requirements.limits.making import Draft
from pipeline.requirements.limits.tying import Item, tie
from pipeline.requirements.quantities import HERTZ, LEVEL_UNIT, NUMBER, SIGN, UNITS, hertz, number, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.requirements.limits.cells import Span
    from pipeline.requirements.limits.making import Context, Said

_REMARK = re.compile(r"\W*(?:注\s*)?(?:NOTE|Note|REMARK|Remark|ANMERKUNG|Anmerkung|Hinweis|HINWEIS|EXAMPLE|Example|Beispiel)(?:S|s|EN|en)?\b|\W*注")
_FOOTNOTE = re.compile(r"\s*(?:[a-z]|\d|\*{1,3})\)\s")
CASE = re.compile(r"^\W*(?:if|when|where|wenn|falls|sofern)\b", re.IGNORECASE)
_NOT_DEMANDED = re.compile(
    r"\b(?:failing|ambient|noise floor|calibrat\w+|amplifier|umgebungspegel|grundrauschen|for information|was formerly|formerly|in the past|previous issue"
    r"|example|typical\w*|approximately|about|margin|uncertainty|attenuat\w+|insertion loss|einfügedämpfung|verstärker|kalibrier\w+|zur information)\b"
    r"|\bis not reached|\bleft out\b|\bmeasured with\b$|\bVSWR\b|\bcoupling factor\b",
    re.IGNORECASE,
)
_IN_UNIT = re.compile(rf"\b(?:[Ii]n|[Uu]nit:?|[Ee]inheit:?|[Aa]ll (?:values|limits) in|[Aa]lle Werte in|en)\s(?P<unit>(?:{LEVEL_UNIT}))(?![A-Za-z/])")
_BARE = re.compile(rf"(?<![\w.,])(?P<value>{SIGN}?\s?{NUMBER})(?=\s(?:from|von|in|at|for|between|zwischen|bei|im|de|entre|up|above|below|bis|ab|über|unter|to|dans|pour)\b|\s?[;,.]|\s(?:and|und|et)\s|$|\s?\()")
_SPOT = re.compile(
    rf"\b(?:at|bei|à|frequenc(?:y|ies)(?:\sof)?|Frequenz(?:en)?(?:\svon)?|fréquences?(?:\sde)?)\s(?:(?:the|the frequency of|the frequencies|traction frequencies)\s)?"
    rf"(?P<list>{NUMBER}\s?(?:[kMG]?Hz)?(?:\s?(?:,|;|/|and|und|et|or|oder)\s?(?:(?:at|bei)\s)?{NUMBER}\s?(?:[kMG]?Hz)?)*)(?<=Hz)(?!\s?(?:to|bis|-|–|à)\s?\d)",
)
_ONE = rf"(?P<f>{NUMBER})\s?{HERTZ}"
_UNDER = re.compile(rf"(?<![\w-])(?:up to|below|under|bis zu|unter(?:halb)?(?:\svon)?|bis|jusqu'à|less than|lower than)\s{_ONE}", re.IGNORECASE)
_OVER = re.compile(rf"(?<![\w-])(?:above|over|from|ab|über|oberhalb(?:\svon)?|à partir de|au-delà de|au-dessus de)\s{_ONE}(?!\s?(?:to|up to|bis|-|à|until|jusqu|and\s\d))(?:\s(?:upwards?|and above|on|an|aufwärts))?", re.IGNORECASE)
_DC = re.compile(r"\b(?:d\.c\.|DC|static|Gleichfeld\w*|statische[nrs]?)\s?(?:magnetic\s)?(?:fields?|magnetfeld\w*)?", re.IGNORECASE)
_ALL_BANDS = re.compile(r"\b(?:in|for|over)\s(?:either|both|all|each|every|these|those)(?:\s\w+)?\s(?:bands?|ranges?)\b|\bin (?:beiden|allen|jedem) \w*(?:bereich|band)\w*", re.IGNORECASE)
_NOT_STEP = re.compile(r"(?:antenna|steps?|RBW|bandwidth|dwell|probe|horn|bicon\w+|rod)\b[^.;,]{0,20}$", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b|\bresp\b|\bbeziehungsweise\b|\bbzw\b|\brespectivement\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Level(Item):
    """A value in a sentence."""

    quantity: Value
    unit: str


def sentences(context: Context) -> Iterator[str]:
    """Give the sentences of title and text, remarks and footnotes left out."""
    for line in context.text.splitlines():
        if not _REMARK.match(line) and not _FOOTNOTE.match(line):
            yield from (piece for piece in phrases.sentences(line) if not _REMARK.match(piece))


def has_level(sentence: str, context: Context) -> bool:
    """Tell whether a sentence gives a value of a level."""
    return bool(_levels(sentence, context))


def read(context: Context) -> Iterator[Draft]:
    """Read the limits in the sentences of a clause."""
    before: list[Span] = []
    for sentence in sentences(context):
        found, spans = _read(sentence, context, before)
        yield from found
        before = spans or before


def _read(sentence: str, context: Context, before: list[Span]) -> tuple[list[Draft], list[Span]]:
    moving, left = slopes.read(sentence, context.allowed)
    places = [band_items(left, context), *([])]
    spans = [span for item in places[0] for span in item.spans]
    drafts = [_sloping(each, sentence, context) for each in moving]
    listed = [item for item in _levels(left, context) if not _dismissed(left, item)]
    if listed:
        if _ALL_BANDS.search(left) and before and not spans:
            places[0] = [Item(0, 0, "", tuple(before))]
        drafts += _tied(left, sentence, listed, places[0], context)
    return drafts, spans or [each.span for each in moving]


def _dismissed(sentence: str, item: _Level) -> bool:
    """Tell a value that is not demanded: of a calibration, an ambient, an amplifier."""
    part = re.split(r"[.;]", sentence[: item.start])[-1]
    return bool(_NOT_DEMANDED.search(part)) or bool(re.match(r"\W*(?:if|wenn|falls)\b[^,]*$", part, re.IGNORECASE))


def _levels(sentence: str, context: Context) -> list[_Level]:
    found = []
    for group, quantity in enumerate(levels.find_in_text(sentence, context.allowed)):
        value = Value(quantity.value, quantity.sign, quantity.unit, group=quantity.start)
        found.append(_Level(_place(sentence, quantity.start, quantity.end, group, found), quantity.end, "", (), value, quantity.unit))
    announced = _IN_UNIT.search(sentence)
    if announced and not found:
        unit = next(name for place, (name, _) in enumerate(UNITS) if announced[f"u{place}"])
        for match in _BARE.finditer(sentence, announced.end()) if unit in context.allowed else ():
            sign, value, _ = next(iter(values(match["value"])))
            if not re.match(r"\s?[kMG]?Hz|\s?(?:to|bis|-|–|…|à)\s?\d", sentence[match.end() :]) and not re.search(r"(?:from|von|to|bis|between|and|zwischen|und|-|–)\s$", sentence[: match.start()]) or _leads(sentence, match):
                found.append(_Level(match.start(), match.end(), "", (), Value(value, sign, unit), unit))
    return found


def _leads(sentence: str, match: re.Match[str]) -> bool:
    """Tell a value from the end of a band: behind it stands a word that leads to the band."""
    after = sentence[match.end() : match.end() + 12]
    return bool(re.match(r"\s(?:from|von|in|between|zwischen|for|de|dans)\s", after)) and not re.match(r"\s?[kMG]?Hz", after)


def _place(sentence: str, start: int, end: int, group: int, found: Sequence[_Level]) -> int:
    """Return where a value of a list stands, so that what is between two values can be told."""
    same = [item for item in found if item.end == end]
    return start if not same else same[-1].start + 1


def band_items(sentence: str, context: Context) -> list[Item]:
    items = [Item(band.start, band.end, "", ((band.low, band.high),)) for band in bands.find(sentence)]

    def add(start: int, end: int, spans: tuple[Span, ...]) -> None:
        if not any(item.start < end and start < item.end for item in items) and not _NOT_STEP.search(sentence[:start]):
            items.append(Item(start, end, "", spans))

    for match in _SPOT.finditer(sentence):
        add(match.start(), match.end(), tuple(_spots(match["list"])))
    for pattern, upper in ((_UNDER, True), (_OVER, False)):
        for match in pattern.finditer(sentence):
            edge = hertz(number(match["f"]), match["prefix"])
            add(match.start(), match.end(), ((None, edge) if upper else (edge, None),))
    if context.groups & {"immunity", "emission"} or not context.groups:
        for match in _DC.finditer(sentence):
            add(match.start(), match.end(), ((0.0, 0.0),))
    for match in re.finditer(r"\b(?:at|in|for|im|bei|on)\s(?P<name>[A-Z][A-Z0-9]{0,4}(?:\s[IVX\d]{1,3})?)(?![\w])", sentence):
        if match["name"] in context.names:
            add(match.start(), match.end(), (context.names[match["name"]],))
    return sorted(items, key=lambda item: item.start)


def _spots(text: str) -> list[Span]:
    return cells.spots(re.sub(r"\b(?:at|bei)\s", "", text), None)


_FINDERS = (
    ("detector", vocabulary.detectors),
    ("class", vocabulary.classes),
    ("status", vocabulary.statuses),
    ("supply", vocabulary.supplies),
    ("pulse", vocabulary.pulses),
    ("coupling", vocabulary.couplings),
    ("mode", vocabulary.modes),
    ("polarity", vocabulary.polarities),
    ("network", vocabulary.networks),
)


def _tied(left: str, sentence: str, listed: Sequence[_Level], places: Sequence[Item], context: Context) -> list[Draft]:
    respectively = bool(_RESPECTIVELY.search(sentence))
    said: list[Said] = [{} for _ in listed]
    doubts = ["" for _ in listed]
    for kind, finder in _FINDERS:
        items = [Item(token.start, token.end, token.value, ()) for token in finder(left)]
        for place, (own, sure) in enumerate(tie(items, listed, pairs=kind != "status", respectively=respectively)):
            if own:
                said[place][kind] = "/".join(dict.fromkeys(item.value for item in own)) if kind != "class" else ", ".join(dict.fromkeys(item.value for item in own))
            if not sure:
                doubts[place] = f"which {kind} it is for is not clear"
    banded = tie(places, listed, pairs=False, respectively=respectively)
    whole = _whole(sentence)
    drafts = []
    for place, item in enumerate(listed):
        spans: list[Span] = [span for each in banded[place][0] for span in each.spans]
        why = doubts[place] or ("" if banded[place][1] else "which band it is for is not clear")
        for span in spans or [(None, None)]:
            drafts.append(_draft(item.quantity, item.unit, span, {**whole, **said[place]}, sentence, why))
    return drafts


def _whole(sentence: str) -> Said:
    """Gather what is said once for all values of a sentence."""
    found: Said = {}
    if modulation := rows.modulations(sentence):
        found["modulation"] = modulation
    if vocabulary.peak_to_peak(sentence):
        found["pp"] = "yes"
    return found


def _sloping(each: slopes.Moving, sentence: str, context: Context) -> Draft:
    said: Said = {}
    names = {token.value for token in vocabulary.detectors(sentence)}
    if len(names) == 1:
        said["detector"] = names.pop()
    grades = {token.value for token in vocabulary.classes(sentence)}
    if len(grades) == 1:
        said["class"] = grades.pop()
    return _draft(each.value, each.unit, each.span, {**said, **_whole(sentence)}, sentence, "")


def _draft(value: Value, unit: str, span: Span, said: Said, sentence: str, why: str) -> Draft:
    return Draft(value=value, unit=unit, span=span, said=said, head="", wording=sentence, page=None, place="text", why=why)
