"""What a test section says in fixed phrases: standards with their edition, classes, pulses, modulation, operating
modes, functional status, number of samples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.matching.evidence import find_standards, normalise_standard
from pipeline.requirements.editions import end_of_citation, read_edition, write_edition
from pipeline.requirements.references import CITED_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.matching.catalogue import Catalogue
    from pipeline.requirements.references import References

_ELSEWHERE = re.compile(
    r"""(?:must|shall|may|can|should)\s?not\s(?:be\s)?(?:tak|us|appl|refer) | not\s(?:applicable|adopted)
    | not\s(?:comparable|equivalent|identical|the\ssame|an\sequivalent) | substitute | instead\sof\sthis
    | (?:whole|complete)\svehicle | vehicle[-\s]level
    | formerly | (?:older|previous)\sedition | in\sthe\spast | withdrawn | superseded | deleted""",
    re.IGNORECASE | re.VERBOSE,
)
_UNLIKE = re.compile(r"\b(?:unlike|in contrast (?:to|with)|instead of|rather than)\s[^,;]{0,20}$", re.IGNORECASE)
_GRADE = r"(?:[1-6]|[A-F]\d?|IV|I{1,3}|V)"
_CLASS = re.compile(
    rf"\b(?:limit |severity |test )?(?P<word>class(?:es)?|level|grade|severity)\s?"
    rf"(?P<values>{_GRADE}(?:(?:\s?(?:,|/|and|or|to)\s?){_GRADE}\b)*)"
    r"(?![\w.,]*\d)\b(?!\s?(?:[kmµ]?V|[kMG]?Hz|mA|dB|%))",
    re.IGNORECASE,
)
_NAME = r"(?:\d[a-c]?|[A-F]\d?(?:-\d)?)"  # of a pulse
_PULSES = re.compile(
    rf"\bpulses?\s(?:no\.?\s)?(?P<values>{_NAME}\b(?:\s?(?:,|/|and|or|to|~|-)\s?(?:pulses?\s)?{_NAME}\b)*)"
    r"(?!\s?(?:[µmn]?s\b|[kMG]?Hz|,?\d))",
    re.IGNORECASE,
)
_PULSE = re.compile(rf"\b{_NAME}\b", re.IGNORECASE)
_PULSE_CELL = re.compile(rf"(?:pulse\s)?(?:{_NAME}|(?:fast|slow)\s?(?:[ab+\-±])?)(?:\s?\(.*\))?", re.IGNORECASE)
_CW = re.compile(r"\bCW\b")
_KEYED = re.compile(
    r"\b(?P<kind>AM|PM)\b(?!-\d)"
    r"(?P<rest>(?:[\s,:(/]*(?:at\s)?\d+(?:[.,:]\d+)?\s?(?:%|k?Hz|[µm]s|(?<=:\d))?(?![\w.])){0,8}+)\)?"
)
_MODEL = re.compile(r"[\s(]*(?P<digits>\d++)(?![.,:]|\s?(?:%|k?Hz|[µm]s))")  # "PM 2002" is a power meter
_PER_CENT = 2  # digits that an AM may have without the sign
_MODE = r"(?:[A-Z][\w/+-]*|\d)"
_MODES = re.compile(
    r"\b(?:operating|operation|operational|functional)\s(?:modes?|conditions?|states?)\s?(?:are|is|:|,|-)?\s?"
    rf"(?P<values>{_MODE}(?:(?:\s?,\s?|\s?/\s?|\sand\s|\sor\s){_MODE})*)"
)
_STATE = r"(?:[A-E]|IV|I{1,3}|V)\b"
_STATUS = re.compile(
    r"\b(?:FPSC|functional (?:performance )?(?:status|state|class)|function(?:al)? (?:class|status|state)"
    r"|performance (?:class|criterion|criteria)|(?:acceptance )?criteri(?:on|a)|status|state)"
    rf"\s?(?:classification\s|class\s)?:?\s?(?P<values>{_STATE}(?:\s?(?:,|/|and|or)\s?{_STATE})*)"
)
_STATUS_CELL = re.compile(r"(?:[A-E]|IV|I{1,3})\b")
_COUNT = re.compile(
    r"(?<![\w.,])(?P<count>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\s(?:[a-z-]+\s){0,2}"
    r"(?:samples?|specimens?|test pieces?|DUTs)\b"
    r"|\b(?:sample size|number of (?:samples|specimens|DUTs))\s?(?:is|of|:|=)?\s?(?P<size>\d{1,2})\b",
    re.IGNORECASE,
)
_WORDS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        map(str, range(1, 11)),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value found in a sentence or cell."""

    value: str
    start: int
    end: int


def sentences(text: str) -> Iterator[str]:
    """Cut a line where one sentence ends and another begins."""
    yield from (piece for piece in re.split(r"(?<=[.;!?])\s+(?=[A-Z0-9\[(])|(?<=[。;])", text) if piece.strip())


def find_base_standards(
    sentence: str, tests: tuple[str, ...], owners: Mapping[str, frozenset[str]], references: References
) -> Iterator[Phrase]:
    """Find the standards a section is based on, with their edition where it stands beside them or in the references.

    Left out are standards that are only compared with or turned down, and those which the catalogue knows for other
    tests or topics only.

    :param sentence: as `quantities.same` gives it.
    :param owners: standard -> tests and topics of the catalogue that it belongs to.
    """
    if _ELSEWHERE.search(sentence):
        return
    cited = [
        (each.name, each.weak, each.start, end_of_citation(sentence, each.start)) for each in find_standards(sentence)
    ]
    for match in CITED_KEY.finditer(sentence):
        cited += [(name, False, match.start(), match.end()) for name in references.keys.get(match["key"], ())]
    for name, weak, start, end in cited:
        known = owners.get(name, frozenset())
        own = known & set(tests)
        doubtful = bool(_UNLIKE.search(sentence, max(0, start - 80), start)) if own else weak or bool(known)
        if not doubtful:
            edition = write_edition(read_edition(sentence, start)) or references.editions.get(name, "")
            yield Phrase(name + edition, start, end)


@lru_cache(maxsize=8)
def owners_of_standards(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Return for each standard the tests and topics of a catalogue that it belongs to."""
    found: dict[str, set[str]] = {}
    for test in catalogue.tests:
        for standard in test.standards:
            found.setdefault(normalise_standard(standard.name), set()).add(test.id)
    for topic in catalogue.topics:
        for standard in topic.standards:
            found.setdefault(normalise_standard(standard.name), set()).add(topic.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def find_classes(text: str) -> Iterator[Phrase]:
    """Find severity levels and limit classes: "class 3", "level II"."""
    for match in _CLASS.finditer(text):
        word = match["word"].lower().replace("classes", "class")
        for value in re.findall(_GRADE, match["values"]):
            yield Phrase(f"{word} {value}", match.start(), match.end())


def find_pulses(text: str) -> Iterator[Phrase]:
    """Find test pulses named in a sentence: "pulses 1, 2a and 3b"."""
    for match in _PULSES.finditer(text):
        for value in _PULSE.findall(match["values"]):
            yield Phrase(f"pulse {value}", match.start(), match.end())


def read_pulse(cell: str) -> Phrase | None:
    """Read the cell of a column of pulses."""
    if not _PULSE_CELL.fullmatch(cell):
        return None
    name = re.sub(r"\s?\(.*\)$|^pulse\s", "", cell, flags=re.IGNORECASE).strip()
    return Phrase(f"pulse {name}", 0, len(cell))


def find_modulations(text: str) -> Iterator[Phrase]:
    """Find modulations: "CW", "AM 80 % 1 kHz", "PM 217 Hz"."""
    yield from (Phrase("CW", match.start(), match.end()) for match in _CW.finditer(text))
    for match in _KEYED.finditer(text):
        model = _MODEL.match(match["rest"])
        if model and (match["kind"] == "PM" or len(model["digits"]) > _PER_CENT):
            continue
        values = re.findall(r"\d+(?:[.,:]\d+)?\s?(?:%|k?Hz|[µm]s)?", match["rest"])
        value = " ".join([match["kind"], *(re.sub(r"(?<=\d)\s?(?=[%kHµm])", " ", each.strip()) for each in values)])
        yield Phrase(value, match.start(), match.end())


def find_modes(text: str) -> Iterator[Phrase]:
    """Find operating modes that are named: "operating modes Sleep, Drive-max"."""
    for match in _MODES.finditer(text):
        for value in re.split(r"\s?,\s?|\s?/\s?|\sand\s|\sor\s", match["values"]):
            yield Phrase(value, match.start(), match.end())


def find_statuses(text: str) -> Iterator[Phrase]:
    """Find the functional status demanded: "FPSC A", "state II"."""
    for match in _STATUS.finditer(text):
        for value in re.findall(r"[A-E]\b|IV|I{1,3}|V", match["values"]):
            yield Phrase(value, match.start(), match.end())


def read_statuses(cell: str) -> Iterator[Phrase]:
    """Read the cell of a column of functional statuses."""
    for match in _STATUS_CELL.finditer(cell):
        yield Phrase(match[0], match.start(), match.end())


def find_counts(text: str) -> Iterator[Phrase]:
    """Find how many samples are tested."""
    for match in _COUNT.finditer(text):
        count = (match["count"] or match["size"]).lower()
        yield Phrase(_WORDS.get(count, count), match.start(), match.end())
