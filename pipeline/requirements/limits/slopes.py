"""Limits that move over a band, in sentences: "132 dBµV at 10 kHz falling to 92 dBµV at 150 kHz"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.requirements.limits.cells import RATE, CellValue, at_ends, slope_of
from pipeline.requirements.quantities import HERTZ, LEVEL_UNIT, NUMBER, SIGN, UNITS, find, hertz, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.requirements.limits.cells import Span

_NUM = rf"{SIGN}?\s?{NUMBER}"
_UNIT = re.sub(r"\?P<u\d+>", "?:", LEVEL_UNIT)


def _at(name: str) -> str:
    return rf"(?:at|bei|à|@)\s(?P<f{name}>{NUMBER})\s?{HERTZ.replace('prefix', 'p' + name)}"


_RATE = re.sub(r"\?P<(\w+)>", "?:", RATE.pattern)
_TO = r"(?:to|auf|bis(?: auf)?|down to|up to|à|jusqu'à)"
_MOVES = (
    r"(?:[^.;]{0,60}?\b(?:fall|decreas|ris|increas|drop|fällt|fallend|sink|steig|abnehm|zunehm"
    r"|linear|diminu|décroi|augment|croi)\w*[^.;]{0,60}?"
    rf"|[\s,]{{0,2}}(?:(?:with|by|at|mit|um|avec|de)\s{_RATE}[\s,]{{1,2}})?)"
)
_POINTS = re.compile(
    rf"(?P<a>{_NUM})\s?(?P<ua>{_UNIT})?\s{_at('1')}{_MOVES}\s?\b{_TO}\s(?P<b>{_NUM})\s?(?P<ub>{_UNIT})?\s{_at('2')}",
    re.IGNORECASE,
)
_VALUES_BAND = re.compile(
    rf"(?P<a>{_NUM})\s?(?P<ua>{_UNIT})?,?\s(?:(?:log\w*|linear\w*|linearly|"
    rf"with the logarithm of the frequency)\s)*(?:falling|decreasing|rising|increasing|dropping"
    rf"|fallend|abfallend|steigend|décroissant|"
    rf"croissant)[\w\s]{{0,30}}?\s?{_TO}\s(?P<b>{_NUM})\s?(?P<ub>{_UNIT})?"
    rf"\s?(?:,\s)?(?:(?:from|between|in|von|im bereich(?: von)?|de|over|"
    rf"for)\s(?P<f1>{NUMBER})\s?(?:(?P<p1>[kMG]?)Hz)?\s?(?:to|and|bis|und|à|et|-|"
    rf"–)\s?(?P<f2>{NUMBER})\s?(?P<p2>[kMG]?)Hz)",
    re.IGNORECASE,
)
_MOVES_BAND = re.compile(
    rf"\b(?:fall|declin|decreas|drop|ris|increas|chang|fällt|sink|steig|ändert|diminu|décroi|augment)\w*\s[\w\s]{{0,20}}?"
    rf"(?:from|von|de)\s(?P<a>{_NUM})\s?(?P<ua>{_UNIT})?\s{_TO}\s(?P<b>{_NUM})\s?(?P<ub>{_UNIT})?,?\s"
    rf"(?:from|between|in|over|for|von|zwischen|im bereich(?: von)?|entre|de)\s"
    rf"(?P<f1>{NUMBER})\s?(?:(?P<p1>[kMG]?)Hz)?\s?(?:to|and|bis|und|à|et|-|–)\s?(?P<f2>{NUMBER})\s?(?P<p2>[kMG]?)Hz",
    re.IGNORECASE,
)
_BAND_VALUES = re.compile(
    rf"(?:from|between|in|von|im bereich(?: von)?|de|over|"
    rf"for)?\s?(?P<f1>{NUMBER})\s?(?:(?P<p1>[kMG]?)Hz)?\s?(?:to|and|bis|und|à|et|-|–|"
    rf"…)\s?(?P<f2>{NUMBER})\s?(?P<p2>[kMG]?)Hz(?:\s?[:,(]|"
    rf"\s)[^.;:\d]{{0,90}}?(?P<a>{_NUM})\s?(?P<ua>{_UNIT})?"
    rf"\s?(?:,\s)?(?:(?:[\w\s]{{0,30}}?(?:fall|decreas|ris|increas|drop|fällt|sink|steig|décroi"
    rf"|diminu|linear|log)[\w\s]{{0,30}}?\s?{_TO})|→|->|(?:down|"
    rf"up)?\s?\bto)\s?(?P<b>{_NUM})\s?(?P<ub>{_UNIT})",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"fall|declin|decreas|ris(?:e|ing)|increas|drop|fällt|sink|steig|abnehm|zunehm|linear|\blog|diminu|décroi|augment|croi|→|->"
    r"|\bdown\b|\bup\b|\bto\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(  # behind a rate
    rf"[^.;\d]{{0,30}}?(?:up to|to|bis(?: zu)?|until|jusqu'à)\s(?P<f>{NUMBER})\s?(?P<p>[kMG]?)Hz", re.IGNORECASE
)
_THEN_TO = re.compile(
    rf"(?:fall|decreas|drop|declin|ris|increas|fällt|sinkt|steigt|diminue|décroît|augmente)\w*[^.;\d]{{0,60}}?\s{_TO}\s"
    rf"(?P<b>{_NUM})\s?(?P<ub>{_UNIT})\s(?:at|bei|à)\s(?P<f>{NUMBER})\s?(?P<p>[kMG]?)Hz",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"(?P<a>{NUMBER})\s?(?P<over>/)\s?\(?\s?f\s?/\s?(?P<f>{NUMBER})\s?\)?\s?(?P<power>²|"
    rf"\^2)?\s?(?P<unit>{_UNIT})?\s?(?:up\s)?(?:to|bis)\s(?P<g>{NUMBER})\s?(?P<p>[kMG]?)Hz",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moving:
    """A value that moves over a band."""

    value: CellValue
    unit: str
    span: Span


def read(sentence: str, allowed: frozenset[str], before: Moving | None = None) -> tuple[list[Moving], str]:
    """Read the moving values of a sentence.

    :param before: the last limit said before the sentence, from which a slope may go on.
    :return: them, and the sentence with their words blanked out, places kept.
    """
    found: list[Moving] = []
    left = sentence
    for pattern in (_POINTS, _VALUES_BAND, _MOVES_BAND, _BAND_VALUES) if _MOVING.search(sentence) else ():
        for match in pattern.finditer(left):
            if moving := _moving(match, allowed):
                found.append(moving)
                left = f"{left[: match.start()]}{' ' * (match.end() - match.start())}{left[match.end() :]}"
    for moving, start, end in (*_thens(left, allowed, before), *_rates(left, allowed, before), *_ratios(left, allowed)):
        found.append(moving)
        left = f"{left[:start]}{' ' * (end - start)}{left[end:]}"
    for moving, start, end in _whole_bands(left, allowed) if not found else ():
        found.append(moving)
        left = f"{left[:start]}{' ' * (end - start)}{left[end:]}"
    return found, left


def _unit(text: str | None, allowed: frozenset[str]) -> str:
    for name, pattern in UNITS:
        if text and re.fullmatch(pattern, text):
            return name if name in allowed else ""
    return ""


def _moving(match: re.Match[str], allowed: frozenset[str]) -> Moving | None:
    unit = _unit(match["ub"], allowed) or _unit(match["ua"], allowed)
    if not unit:
        return None
    high = hertz(number(match["f2"]), match["p2"] or "")
    low = hertz(number(match["f1"]), match["p1"] if match["p1"] is not None else match["p2"])
    first, second = (_plain(match[name]) for name in "ab")
    return Moving(CellValue(first, "", unit, level_end=second), unit, (low, high)) if low < high else None


def _plain(text: str) -> float:
    compact = text.replace(" ", "")
    return -number(compact[1:]) if compact[0] in "-−" else number(compact.lstrip("+±"))


def _thens(sentence: str, allowed: frozenset[str], earlier: Moving | None) -> Iterator[tuple[Moving, int, int]]:
    """Read "120 V/m from 200 MHz to 1 GHz; it then decreases to 80 V/m at 3.2 GHz"."""
    from pipeline.requirements import bands

    for match in _THEN_TO.finditer(sentence):
        unit = _unit(match["ub"], allowed)
        ahead = [each for each in find(sentence[: match.start()]) if each.unit == unit]
        edges = [band.high for band in bands.find(sentence[: match.start()])]
        start = ahead[-1].value if ahead else (earlier.value.level_end or earlier.value.level) if earlier else None
        low = edges[-1] if edges else earlier.span[1] if earlier and not ahead else None
        high = hertz(number(match["f"]), match["p"])
        if unit and start is not None and low and low < high:
            yield (
                Moving(CellValue(start, "", unit, level_end=_plain(match["b"])), unit, (low, high)),
                match.start(),
                match.end(),
            )


def _rates(sentence: str, allowed: frozenset[str], earlier: Moving | None) -> Iterator[tuple[Moving, int, int]]:
    """Read "300 A/m from 15 Hz to 1 kHz; above it falls by 40 dB per decade up to 10 kHz"."""
    from pipeline.requirements import bands

    for rate in RATE.finditer(sentence):
        until = _UNTIL.match(sentence, rate.end())
        if until is None:
            continue
        ahead = sentence[: rate.start()]
        before = [each for each in find(ahead) if each.unit in allowed]
        edges = [band.high for band in bands.find(ahead)]
        starts = [hertz(number(each["f"]), each["prefix"]) for each in _FREQUENCY.finditer(ahead)]
        high = hertz(number(until["f"]), until["p"])
        low = (edges or starts or [0.0])[-1]
        if not before and earlier is not None:
            start, unit = earlier.value.level_end or earlier.value.level, earlier.unit
            low = low or earlier.span[1] or 0.0
        elif before:
            start, unit = before[-1].value, before[-1].unit
        if not (before or earlier) or not 0 < low < high:
            continue
        words = ahead[-_GAP:].rpartition(".")[2] + sentence[rate.end() : until.end()]
        value = CellValue(start, "", unit, slope=slope_of(rate, words), formula=None)
        ended = at_ends(value, low, high, 1.0, linear=not value.unit.startswith("dB"))
        spot = bool(before) and not edges and bool(re.match(r"\s(?:at|bei|à)\s", sentence[before[-1].end :]))
        begin = before[-1].start if spot else rate.start()
        yield Moving(ended, value.unit, (low, high)), begin, until.end()


_FREQUENCY = re.compile(rf"(?P<f>{NUMBER})\s?{HERTZ}")
_GAP = 60  # signs before a rate in which a word says that the limit falls


def _whole_bands(sentence: str, allowed: frozenset[str]) -> Iterator[tuple[Moving, int, int]]:
    """Read "from 9 kHz to 150 kHz the limit is 125 dBµV at the lower end and is reduced by 15 dB per decade"."""
    from pipeline.requirements import bands

    rate = RATE.search(sentence)
    spans = list(bands.find(sentence)) if rate else []
    found = [each for each in find(sentence) if each.unit in allowed]
    if rate and len(spans) == 1 and len(found) == 1 and found[0].start < rate.start():
        value = CellValue(found[0].value, "", found[0].unit, slope=slope_of(rate, sentence))
        ended = at_ends(value, spans[0].low, spans[0].high, 1.0, linear=not value.unit.startswith("dB"))
        yield Moving(ended, value.unit, (spans[0].low, spans[0].high)), found[0].start, rate.end()


def _ratios(sentence: str, allowed: frozenset[str]) -> Iterator[tuple[Moving, int, int]]:
    """Read "300 A/m up to 1 kHz, then 300/(f/1000)² A/m to 10 kHz"."""
    for match in _RATIO.finditer(sentence):
        unit = _unit(match["unit"], allowed)
        low, high = number(match["f"]), hertz(number(match["g"]), match["p"])
        if unit and 0 < low < high:
            exponent = -2.0 if match["power"] else -1.0
            level = number(match["a"])
            end = level * (high / low) ** exponent
            value = CellValue(level, "", unit, level_end=round(end, 6), slope=20 * exponent, formula=match[0].strip())
            yield Moving(value, unit, (low, high)), match.start(), match.end()
