"""Limits in sentences: each value tied to the band, class, detector, system, pulse and status that stand with it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.requirements.limits import band_places, rows, slopes, vocabulary
from pipeline.requirements.limits.cells import RATE, CellValue
from pipeline.requirements.limits.level_places import IN_UNIT, SentenceLevel, dismissed, find_levels
from pipeline.requirements.limits.making import LimitDraft
from pipeline.requirements.limits.tying import TiedItem, tie
from pipeline.requirements.quantities import NUMBER, find, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.requirements.limits.cells import Span
    from pipeline.requirements.limits.making import LimitContext, Said

CASE = re.compile(r"^\W*(?:if|when|where|wenn|falls|sofern)\b", re.IGNORECASE)
_ONWARDS = re.compile(
    r"\b(?:further on|onwards|beyond|thereafter|above (?:that|this|it)|darüber(?! hinaus)|danach|au-delà)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:may drop to|drop to|instead|there|here|in this (?:range|band)|same (?:range|bands?)"
    r"|as well|in addition|also|hier|dort|zusätzlich|außerdem|également|ici)\b",
    re.IGNORECASE,
)
_ALL_BANDS = re.compile(
    r"\b(?:in|for|over)\s(?:either|both|all|each|every|these|those)(?:\s\w+)?\s(?:bands?|"
    r"ranges?)\b|\bin (?:beiden|allen|jedem) \w*(?:bereich|band)\w*",
    re.IGNORECASE,
)


_RESPECTIVELY = re.compile(r"\brespectively\b|\bresp\b|\bbeziehungsweise\b|\bbzw\b|\brespectivement\b", re.IGNORECASE)


def has_level(sentence: str, context: LimitContext) -> bool:
    """Tell whether a sentence gives a value of a level."""
    return bool(find_levels(sentence, context))


def read(context: LimitContext) -> Iterator[LimitDraft]:
    """Read the limits in the sentences of a clause."""
    before: list[LimitDraft] = []
    running = False
    for sentence in context.sentences:
        found = _read(sentence, context, before, running=running)
        yield from found
        before = before + found if running and found else found or before
        running = sentence.rstrip().endswith(";")


def _read(
    sentence: str, context: LimitContext, before: Sequence[LimitDraft], *, running: bool = False
) -> list[LimitDraft]:
    """Read one sentence.

    :param before: what the sentence before it gave.
    :param running: a semicolon parts it from the one before.
    """
    if not _worth(sentence, context):
        return []
    last = slopes.Moving(before[-1].value, before[-1].unit, before[-1].span) if before else None
    moving, left = slopes.read(sentence, context.allowed, last)
    bands_said = band_places.find(left, context)
    drafts = [_sloping(each, sentence) for each in moving]
    listed = [item for item in find_levels(left, context) if not dismissed(left, item)]
    onwards = _onwards(
        left,
        [
            *(span for draft in before for span in (draft.span,)),
            *(span for item in bands_said for span in item.spans),
            *(each.span for each in moving),
        ],
    )
    bands_said = sorted([*_continued(left, bands_said, moving), *onwards], key=lambda item: item.start)
    taken = bool(listed and not bands_said and before)
    if taken:
        bands_said = _taken_up(left, sentence, before, len(listed))
    if listed:
        drafts += _tied(left, sentence, listed, bands_said, context)
    drafts = [each for each in drafts if each.unit in context.allowed or each.span != (None, None)]
    emission = "emission" in context.groups or bool(taken and bands_said)
    return [_carried(draft, drafts, before, emission=emission, running=running) for draft in drafts]


def _worth(sentence: str, context: LimitContext) -> bool:
    """Tell a sentence that may give a limit, before it is read in full."""
    if not any(map(str.isdecimal, sentence)):
        return False
    named = any(quantity.unit in context.allowed | context.foreign for quantity in find(sentence))
    return named or bool(RATE.search(sentence)) or bool(IN_UNIT.search(sentence))


def _onwards(left: str, spans: Sequence[Span]) -> list[TiedItem]:
    """Return the band of "3 A/m further on": from the last end that was said."""
    match = _ONWARDS.search(left)
    edges = [high for _, high in spans if high is not None]
    return [TiedItem(match.start(), match.end(), "", ((edges[-1], None),))] if match and edges else []


def _continued(left: str, places: Sequence[TiedItem], moving: Sequence[slopes.Moving]) -> list[TiedItem]:
    """Let "and stays at 70 up to 200 kHz" begin where the limit before it ends."""
    found: list[TiedItem] = []
    edges = [each.span[1] for each in moving if each.span[1] is not None]
    for item in places:
        (low, high), *more = item.spans
        goes_on = low is None and high is not None and not more and _STAYS.search(left, 0, item.start)
        below = [edge for edge in edges if high is not None and edge < high]
        if goes_on and below:
            item = replace(item, spans=((max(below), high),))
        edges += [end for _, end in item.spans if end is not None]
        found.append(item)
    return found


_STAYS = re.compile(
    r"\b(?:stays?|remains?|constant\w*|continues?|bleibt|konstant|gleichbleibend|reste)\b", re.IGNORECASE
)


def _taken_up(left: str, sentence: str, before: Sequence[LimitDraft], values: int) -> list[TiedItem]:
    """Return the bands that a sentence without any takes up from the one before: "in either band".

    As many values as bands, and they go with them one by one.
    """
    spans = tuple(dict.fromkeys(draft.span for draft in before if draft.span != (None, None)))
    if spans and (_ALL_BANDS.search(left) or _INSTEAD.search(sentence)):
        if values == len(spans) > 1:
            return [TiedItem(0, 0, "", (span,)) for span in spans]
        return [TiedItem(0, 0, "", spans)]
    return []


def _carried(
    draft: LimitDraft, own: Sequence[LimitDraft], before: Sequence[LimitDraft], *, emission: bool, running: bool
) -> LimitDraft:
    """Take the detector over from the sentence before, and the pulses where as many values of the same signs follow."""
    said = dict(draft.said)
    detectors = {each.said.get("detector", "") for each in before}
    if emission and "detector" not in said and len(detectors) == 1 and before:
        said["detector"] = detectors.pop()
    couplings = {each.said.get("coupling", "") for each in before}
    if draft.unit == "V" and "coupling" not in said and len(couplings) == 1 and "pulse" in said and running:
        said["coupling"] = couplings.pop()
    if (
        running
        and before
        and draft.value.level_end is not None
        and "class" not in said
        and before[-1].said.get("class")
    ):
        said["class"] = before[-1].said["class"]
    if draft.unit in ("V", "kV") and "pulse" not in said and len(own) == len(before):
        twin = before[own.index(draft)]
        if twin.said.get("pulse") and twin.value.sign == draft.value.sign:
            said["pulse"] = twin.said["pulse"]
    return replace(draft, said=said) if said != draft.said else draft


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


def _tied(
    left: str, sentence: str, listed: Sequence[SentenceLevel], places: Sequence[TiedItem], context: LimitContext
) -> list[LimitDraft]:
    respectively = bool(_RESPECTIVELY.search(sentence))
    said: list[Said] = [{} for _ in listed]
    doubts = ["" for _ in listed]
    for kind, finder in _FINDERS:
        items = _named([TiedItem(token.start, token.end, token.value, ()) for token in finder(left)])
        for place, (own, sure) in enumerate(
            tie(items, listed, pairs=kind != "status", respectively=respectively, text=left, apart=kind == "detector")
        ):
            if own:
                said[place][kind] = (
                    "/".join(dict.fromkeys(item.value for item in own))
                    if kind != "class"
                    else ", ".join(dict.fromkeys(item.value for item in own))
                )
            if not sure:
                doubts[place] = f"which {kind} it is for is not clear"
    taken = len(places) > 1 and all(item.end == 0 for item in places)
    banded = tie(places, listed, pairs=taken, respectively=respectively, text=left)
    whole = _whole(sentence)
    drafts = []
    for place, item in enumerate(listed):
        spans: list[Span] = [span for each in banded[place][0] for span in each.spans]
        why = doubts[place] or ("" if banded[place][1] else "which band it is for is not clear")
        for span in spans or [(None, None)]:
            drafts.append(_draft(item.quantity, item.unit, span, {**whole, **said[place]}, sentence, why))
    return drafts


_DWELL = re.compile(
    rf"(?:\b(?:dwell|exposure)(?:\stime)?(?:\s(?:of|is|shall be))?(?:\sat least)?"
    rf"|verweil(?:zeit|dauer)(?:\s(?:von|beträgt))?|\bfor|"
    rf"\bwährend|\bpendant)\s(?P<n>{NUMBER})\s?s(?:econds?|ekunden?)?\b|(?P<m>{NUMBER})\s?s(?:econds?|ekunden?)?"
    rf"\s(?:for each|per|at each|je|pro)\s"
    r"(?:axis|frequency|step|position|achse|frequenz\w*|schritt)",
    re.IGNORECASE,
)


def _named(items: list[TiedItem]) -> list[TiedItem]:
    """Leave "fast" and "slow" out where the pulses have names."""
    named = [item for item in items if item.value not in ("fast", "slow")]
    return named if named and len(named) < len(items) else items


def _whole(sentence: str) -> Said:
    """Gather what is said once for all values of a sentence."""
    found: Said = {}
    if modulation := rows.modulations(sentence):
        found["modulation"] = modulation
    times = {match["n"] or match["m"] for match in _DWELL.finditer(sentence)}
    if len(times) == 1:
        found["dwell"] = f"{number(times.pop()):g}"
    if vocabulary.peak_to_peak(sentence):
        found["pp"] = "yes"
    return found


def _sloping(each: slopes.Moving, sentence: str) -> LimitDraft:
    said: Said = {}
    names = {token.value for token in vocabulary.detectors(sentence)}
    if len(names) == 1:
        said["detector"] = names.pop()
    grades = {token.value for token in vocabulary.classes(sentence)}
    if len(grades) == 1:
        said["class"] = grades.pop()
    return _draft(each.value, each.unit, each.span, {**said, **_whole(sentence)}, sentence, "")


def _draft(value: CellValue, unit: str, span: Span, said: Said, sentence: str, why: str) -> LimitDraft:
    return LimitDraft(
        value=value, unit=unit, span=span, said=said, head="", wording=sentence, page=None, place="text", why=why
    )
