"""Limits said by their distance from others: "peak is 20 dB higher", "lowered by 6 dB", "doubled for 24 V"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.requirements.limits import band_places, vocabulary
from pipeline.requirements.limits.records import LimitRecord
from pipeline.requirements.limits.tying import TiedItem, tie
from pipeline.requirements.quantities import NUMBER, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.requirements.limits.cells import Span
    from pipeline.requirements.limits.making import LimitContext

_UP = r"higher|above|over|more|greater|höher|über|oberhalb|mehr|plus élevée?s?|au-dessus|supérieure?s?|weniger streng"
_DOWN = (
    r"lower|below|under|less|beneath|stricter|niedriger|tiefer|unter(?:halb)?|weniger|strenger"
    r"|plus basse?s?|au-dessous|inférieure?s?"
)
_RAISED = r"raised|increased|relaxed|erhöht|angehoben|gelockert|relevée?s?|augmentée?s?"
_LOWERED = (
    r"lowered|reduced|decreased|tightened|abgesenkt|gesenkt|verringert|reduziert|verschärft|"
    r"vermindert|abaissée?s?|réduite?s?|diminuée?s?"
)
_BY = r"(?:by|um|de)"
_DELTA = re.compile(
    rf"(?P<n1>{NUMBER})\s?dB\s(?:(?P<up1>{_UP}|{_RAISED})|(?P<down1>{_DOWN}|{_LOWERED}))\b"
    rf"|\b(?:(?P<up2>{_RAISED})|(?P<down2>{_LOWERED}))\s(?:\w+\s){{0,3}}?(?:{_BY})\s(?P<n2>{NUMBER})\s?dB(?![\w(])"
    rf"|\b(?:(?P<up3>plus|\+)|(?P<down3>minus|less|-))\s(?P<n3>{NUMBER})\s?dB(?![\w(µ])",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"limit|level|value|grenzwert|pegel|\bwert|severit|requirement|anforderung|limite|niveau|"
    r"valeur|\bthey\b|\bsie\b|限值",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"ambient|umgebung|noise|\btrace|reading|\bmargin|\bsteps?\b|schritt|\bplots?\b|measured|"
    r"abstand|uncertainty|deviat|gain|attenuat|shield|\bwithin\b|exceeds?\b|überschreit|drift|"
    r"\bno further\b"
    r"|floor|dynamic|coupling|cable|rauschen|bruit",
    re.IGNORECASE,
)
_AT_MOST = re.compile(rf"not (?:by )?more than\s(?P<n>{NUMBER})\s?dB", re.IGNORECASE)
_TABLE = re.compile(r"\btab(?:le|elle|leau)\b|表", re.IGNORECASE)
_RATE = re.compile(
    r"(?<![\d.,])\d[\d.,]*+\s?dB\s?(?:per|/|pro|par)\s?(?:decade|dec\b|dekade|décade|octave|oct\b|oktave)",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r"\bdoubl\w+|\btwice\b|verdoppel\w*|doppelt\w*|\bdoublée?s\b|加倍", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:except|other than|apart from|excluding|not (?:at|in|for)|"
    r"außer|ausgenommen|mit ausnahme|sauf|hormis)\b[^.;]*",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"^\W*(?:for|für|bei|pour)\s(?P<what>[^,;\d]{3,60}?)(?:,|\s(?:the|is|are|der|die|das|gilt|le|la|les)\s)",
    re.IGNORECASE,
)
_THAT_CASE = re.compile(r"\b(?:in (?:that|this) case|then|dann|in diesem fall|hierbei|dans ce cas)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Shift:
    """A change of limits in dB, with what it is for and what it starts from."""

    delta: float
    detector: str | None
    base: str | None
    spans: tuple[Span, ...]
    grades: frozenset[str]
    sentence: str
    excepted: tuple[Span, ...] = ()
    condition: str = ""  # what it is for: "power converters"


def read(context: LimitContext, records: Sequence[LimitRecord]) -> list[LimitRecord]:
    """Work out the limits that a clause says by their distance from its other ones.

    :param records: what the clause prints.
    :return: the limits worked out; where the clause has none to start from, the shift itself as a record.
    """
    found: list[LimitRecord] = []
    before = ""
    for sentence in context.sentences:
        for shift in _shifts(sentence, before, context):
            derived = list(_apply(shift, _before(shift, records, context) if shift.condition else records))
            found += derived or [_itself(shift, context)]
        found += _doubled(sentence, records)
        before = sentence
    return [record for record in found if not any(_known(record, other) for other in records)]


def _before(shift: _Shift, records: Sequence[LimitRecord], context: LimitContext) -> list[LimitRecord]:
    """Leave out what sentences behind the shift say: it is about the limit said before."""
    text = " ".join(context.text.split())
    place = text.find(" ".join(shift.sentence.split())[:60])
    return [record for record in records if record.place != "text" or text.find(record.wording[:60]) <= place]


def _known(record: LimitRecord, other: LimitRecord) -> bool:
    """Tell a limit that is printed already."""
    names = ("level", "unit", "low_hz", "high_hz", "grade", "detector", "pulse", "supply_v")
    return all(getattr(record, name) == getattr(other, name) for name in names)


def _shifts(sentence: str, before: str, context: LimitContext) -> Iterator[_Shift]:
    if "dB" not in sentence:
        return
    sentence_without = _RATE.sub(lambda match: " " * len(match[0]), sentence)
    matches = [match for match in _DELTA.finditer(sentence_without) if _about_limits(sentence, match)]
    if not matches or _OTHER.search(sentence) or not context.tests:
        yield from _bounded(sentence, context)
        return
    without = _EXCEPT.sub(lambda match: " " * len(match[0]), sentence)
    bands = band_places.find(without, context)
    excepted = tuple(span for item in band_places.find(sentence, context) for span in item.spans if item not in bands)
    case = _FOR.match(sentence)
    deltas = [TiedItem(match.start(), match.end(), "", ()) for match in matches]
    if not bands and _THAT_CASE.search(sentence):
        bands = [TiedItem(0, 0, "", tuple(span for item in band_places.find(before, context) for span in item.spans))]
        bands = bands if bands[0].spans else []
    tied = tie(bands, deltas, pairs=False, respectively=False)
    new, base = _detectors(sentence, before, matches[0])
    grades = frozenset(token.value.split()[-1] for token in vocabulary.classes(sentence))
    for match, (own, _) in zip(matches, tied, strict=True):
        size = number(match["n1"] or match["n2"] or match["n3"])
        down = match["down1"] or match["down2"] or match["down3"]
        spans = tuple(span for item in own for span in item.spans)
        condition = case["what"] if case else ""
        yield _Shift(-size if down else size, new, base, spans, grades, sentence, excepted, condition)


def _about_limits(sentence: str, delta: re.Match[str]) -> bool:
    """Tell a change of limits: they are named, or a detector is and nothing else ("Peak: 20 dB more.")."""
    named = next(vocabulary.detectors(sentence[: delta.start()]), None)
    return bool(_SUBJECT.search(sentence, 0, delta.end() + 40)) or (
        named is not None and delta.start() - named.end < _NEAR
    )


_NEAR = 12  # signs between the name of a detector and what it differs by


def _bounded(sentence: str, context: LimitContext) -> Iterator[_Shift]:
    """Read "limits raised by the decoupling and not by more than 36 dB"."""
    match = _AT_MOST.search(sentence)
    raised = re.search(rf"\b(?:{_RAISED})\b", sentence, re.IGNORECASE)
    if match and raised and _SUBJECT.search(sentence) and context.tests:
        yield _Shift(number(match["n"]), None, None, (), frozenset(), sentence)


def _detectors(sentence: str, before: str, delta: re.Match[str]) -> tuple[str | None, str | None]:
    """Say for which detector the shift is, and from the limit of which it starts."""
    ahead = list(dict.fromkeys(token.value for token in vocabulary.detectors(sentence[: delta.start()])))
    behind = list(dict.fromkeys(token.value for token in vocabulary.detectors(sentence[delta.end() :])))
    base = behind[0] if behind else None
    if ahead:
        return ahead[0], base if base != ahead[0] else None
    earlier = [token.value for token in sorted(vocabulary.detectors(before), key=lambda each: each.start)]
    return next((name for name in earlier if name != base), None) if base else None, base


def _apply(shift: _Shift, records: Sequence[LimitRecord]) -> Iterator[LimitRecord]:
    logarithmic = [record for record in records if record.unit.startswith("dB") and record.level is not None]
    detectors = {record.detector for record in logarithmic}
    tabled = [record for record in logarithmic if record.place.startswith("table")]
    if tabled and _TABLE.search(shift.sentence):
        logarithmic = tabled
    base = shift.base or (
        next(iter(detectors - {shift.detector}), None) if len(detectors - {shift.detector}) == 1 else None
    )
    graded = any(record.grade for record in logarithmic)
    cased = bool(shift.condition and shift.spans)
    if shift.detector is None and shift.base is None and (not shift.grades or graded) and not cased:
        return
    for record in logarithmic:
        if (base is not None and record.detector != base) or (
            shift.detector is not None and record.detector == shift.detector
        ):
            continue
        if shift.spans and not any(_within(record, span) for span in shift.spans):
            continue
        if any(_within(record, span) for span in shift.excepted):
            continue
        if record.grade and shift.grades and record.grade.split()[-1] not in shift.grades:
            continue
        end = record.level_end + shift.delta if record.level_end is not None else None
        grade = record.grade or (f"Class {next(iter(shift.grades))}" if len(shift.grades) == 1 else None)
        level = round((record.level or 0.0) + shift.delta, 6)
        yield replace(
            record,
            level=level,
            level_end=end,
            detector=shift.detector or record.detector,
            grade=grade,
            place="text",
            wording=shift.sentence,
            condition=shift.condition if cased else record.condition,
            head="",
        )


def _within(record: LimitRecord, span: Span) -> bool:
    low, high = span
    under = high is None or (record.high_hz is not None and record.high_hz <= high)
    return under and (low is None or (record.low_hz is not None and record.low_hz >= low))


def _itself(shift: _Shift, context: LimitContext) -> LimitRecord:
    clause = context.clause
    return LimitRecord(
        document=clause.document,
        number=clause.number,
        clause=clause.id,
        tests=context.tests,
        kind="shift",
        level=shift.delta,
        unit="dB",
        detector=shift.detector,
        place="text",
        wording=" ".join(shift.sentence.split())[:400],
        page=clause.page,
    )


def _doubled(sentence: str, records: Sequence[LimitRecord]) -> Iterator[LimitRecord]:
    """Read "for 24 V systems the values are doubled"."""
    if not _DOUBLE.search(sentence):
        return
    systems = [*vocabulary.supplies(sentence), *vocabulary.supplies(sentence, bare=True)]
    if not systems:
        return
    system = float(systems[0].value)
    for record in records:
        if record.kind in ("transient limit", "pulse") and record.level is not None and record.supply_v != system:
            yield replace(record, level=2 * record.level, supply_v=system, place="text", wording=sentence)
