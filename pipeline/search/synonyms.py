"""Words that say the same in EMC specifications: who asks for the harness must find the loom.

A question's word counts as said, at a discount, where another one of its group stands in a clause. The names of the
tests are not here: they stand in the catalogue, and a document's own abbreviations in the index.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.search.index.terms import stems, terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_GROUPS = """
harness, loom, wiring, wiring harness, cable harness, cable, bundle, wire, lead
LISN, AN, artificial network, line impedance stabilization network, stabilization network, battery network
DUT, EUT, CUT, UUT, device under test, equipment under test, component, part, module, sample
sample, specimen, piece, unit, test object
RBW, resolution bandwidth, bandwidth, BW
PRF, PRR, repetition rate, repetition frequency, repetition, pulse rate
pulse width, pulse length, pulse duration, pulses of
dwell, dwell time, held, hold, exposure time, residence time
ground plane, groundplane, reference plane, GP, GRP, grounding plate, earth plane
ground, grounding, earth, bonding, bond
bench, table, test bench
chamber, anechoic, ALSE, absorber lined shielded enclosure, shielded room, shielded enclosure, screened room
antenna, aerial
probe, clamp, current clamp, injection clamp
limit, level, maximum, threshold, shall not exceed
severity, test level, level, requirement
voltage, volt
current, ampere
field strength, field, V/m
supply, feed, power, battery, power line, power lead
mains, AC power, charger, charging
high voltage, HV, traction
load box, load simulator, simulated load, LSB, loads
insulation, insulating support, isolated, dielectric support, polystyrene, foam
height, above, high
distance, spacing, gap, away, apart, separation, clearance
position, place, location, where
duration, time, period, long
interval, pause, apart
sequence, order, succession
malfunction, upset, susceptibility, deviation, failure, anomaly, effect
monitor, observe, watch, supervise
functional status, status, functional class, performance class, response, reaction, criterion, acceptance criterion
exempt, exempted, excused, waived, not required, not applicable, omitted, exception
allowed, permitted, acceptable, may
forbidden, prohibited, not allowed, not permitted, shall not
replace, swap, exchange, renew
report, test report, documentation
test plan, plan
laboratory, lab, test house, test site
accredited, accreditation, ISO/IEC 17025, recognized
calibration, calibrated, verification, check
uncertainty, accuracy, tolerance
temperature, ambient, climate
humidity, relative humidity, RH
step, step size, frequency step, increment
sweep, scan
modulation, AM, PM, CW, modulated
polarization, horizontal, vertical
detector, peak, average, quasi-peak
ambient, background, noise floor
medium wave, MW, AM broadcast
long wave, LW
FM, VHF, ultra short wave
cellular, mobile phone, mobile telephone, telephone, hand-held transmitter, portable transmitter
hand-held, handheld, portable
cranking, cold crank, crank, start, starting, engine start
dropout, interruption, voltage dip, micro cut
reverse polarity, reversed battery, wrong polarity
jump start, overvoltage
relay, contactor
twisted pair, twisted, bus line
unpowered, not connected, handling, packaging, not operated
powered, operating, operated, live
air discharge, air
contact discharge, contact, direct
waiver, concession, deviation
retest, repeat, repetition
supplier, manufacturer, contractor
release, approval, sign-off, validation
"""
_DISCOUNT = 0.75

Phrase = tuple[str, ...]
Alternatives = "Mapping[str, Sequence[Phrase]]"


def find(asked: Sequence[str], text: str, known: Callable[[Sequence[str]], set[str]]) -> dict[str, tuple[Phrase, ...]]:
    """Return for each term of a question what says the same.

    :param asked: terms in the order of the question.
    :param text: of the question, for compounds: "groundplane" is also "ground plane", "hand held" also "handheld".
    :param known: tells which terms the index holds.
    """
    found: dict[str, dict[Phrase, None]] = {}
    for phrase, others in _lexicon().items():
        if any(tuple(asked[at : at + len(phrase)]) == phrase for at in range(len(asked) - len(phrase) + 1)):
            for term in phrase:
                found.setdefault(term, {}).update(dict.fromkeys(others))
    for term, phrase in _compounds(asked, text, known):
        found.setdefault(term, {})[phrase] = None
    return {term: tuple(phrases) for term, phrases in found.items()}


def said(term: str, there: set[str] | frozenset[str], alternatives: Mapping[str, Sequence[Phrase]]) -> float:
    """Return how far a term of a question is said by a set of terms, 0 to 1."""
    if term in there:
        return 1.0
    for phrase in alternatives.get(term, ()):
        if all(part in there for part in phrase):
            return _DISCOUNT
    return 0.0


@cache
def _lexicon() -> dict[Phrase, tuple[Phrase, ...]]:
    found: dict[Phrase, dict[Phrase, None]] = {}
    for line in _GROUPS.strip().splitlines():
        group = [tuple(terms(each)) for each in line.split(",")]
        group = [phrase for phrase in group if phrase]
        for phrase in group:
            found.setdefault(phrase, {}).update(dict.fromkeys(other for other in group if other != phrase))
    return {phrase: tuple(others) for phrase, others in found.items()}


def _compounds(asked: Sequence[str], text: str, known: Callable[[Sequence[str]], set[str]]) -> list[tuple[str, Phrase]]:
    """Return words written as one that documents write as two, and the other way round."""
    words = [word.lower() for word in text.replace("-", " ").split() if word.isalpha()]
    joined = {(one, two): stems([one + two])[0] for one, two in pairwise(words)}
    cuts = {word: [(word[:at], word[at:]) for at in range(3, len(word) - 2)] for word in words if len(word) >= 7}
    halves = {half: stems([half])[0] for pairs in cuts.values() for pair in pairs for half in pair}
    whole = {word: stems([word])[0] for word in words}
    there = known([*joined.values(), *halves.values(), *whole.values()])
    found: list[tuple[str, Phrase]] = []
    for (one, two), term in joined.items():
        if term in there:
            found += [(whole[word], (term,)) for word in (one, two)]
    for word, pairs in cuts.items():
        if whole[word] not in there:
            good = [pair for pair in pairs if halves[pair[0]] in there and halves[pair[1]] in there]
            found += [(whole[word], (halves[one], halves[two])) for one, two in good]
    return [(term, phrase) for term, phrase in found if term in asked]
