"""Forty ways to bend a quote, all refused; forty honest ways to say it, nearly all accepted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from question_builders import report

from pipeline.answers import quotes
from pipeline.search.verification import Shown, check

# what the source says, and sentences that claim something else of it
ATTACKS = [
    # units
    ("The coil is driven with 60 mA for two minutes.", "The coil is driven with 60 A for two minutes."),
    ("The coil is driven with 60 A for two minutes.", "The coil is driven with 60 mA for two minutes."),
    ("The pulse has a rise time of 5 ns.", "The pulse has a rise time of 5 µs."),
    ("The field strength is 100 V/m.", "The field strength is 100 V."),
    ("The limit is 40 dBµV at the port.", "The limit is 40 dBµA at the port."),
    ("The limit is 40 dBµV at the port.", "The limit is 40 dBµV/m at the port."),
    ("Sweep from 1 to 400 MHz.", "Sweep from 1 to 400 kHz."),
    ("The antenna stands 1 m away.", "The antenna stands 1 mm away."),
    ("The dwell time is 2 s.", "The dwell time is 2 ms."),
    ("Keep it at 23 °C.", "Keep it at 23 K."),
    # numbers
    ("The coil is driven with 60 mA.", "The coil is driven with 80 mA."),
    ("The coil is driven with 6.0 mA.", "The coil is driven with 60 mA."),
    ("Three samples are tested.", "Five samples are tested."),
    ("The test voltage is -150 V.", "The test voltage is 150 V."),
    ("Ten discharges are applied at 8 kV.", "Eight discharges are applied at 8 kV."),
    ("A level of 10² V is applied.", "A level of 102 V is applied."),
    ("The test is made once.", "The test is made twice."),
    # modal verbs
    ("The lamp may flicker during the pulse.", "The lamp shall flicker during the pulse."),
    ("The lamp should stay on during the pulse.", "The lamp shall stay on during the pulse."),
    ("The lamp shall stay on during the pulse.", "The lamp may stay on during the pulse."),
    ("The lamp stays on during the pulse.", "The lamp must stay on during the pulse."),
    ("The harness can be shortened.", "The harness must be shortened."),
    ("Der Prüfling darf ausgeschaltet sein.", "Der Prüfling muss ausgeschaltet sein."),
    # negations
    ("The lamp shall not flicker during the pulse.", "The lamp shall flicker during the pulse."),
    ("The lamp shall flicker during the pulse.", "The lamp shall never flicker during the pulse."),
    ("The housing is tested without ground strap.", "The housing is tested with ground strap."),
    ("No deviation is accepted during the test.", "A deviation is accepted during the test."),
    ("Der Prüfling wird nicht geerdet.", "Der Prüfling wird geerdet."),
    ("All ports are tested except the antenna port.", "All ports are tested and the antenna port."),
    # identifiers
    ("RI 112 applies to every module.", "RI 114 applies to every module."),
    ("The set-up is that of ISO 11452-4.", "The set-up is that of ISO 11452-2."),
    ("Pulse 5b is applied ten times.", "Pulse 5a is applied ten times."),
    ("Parts of class EMC-R-140 are tested.", "Parts of class EMC-R-141 are tested."),
    ("The limit of CISPR 25 holds.", "The limit of CISPR 32 holds."),
    # bounds and order
    ("The ripple is at most 40 mV.", "The ripple is at least 40 mV."),
    ("The distance is not less than 200 mm.", "The distance is not more than 200 mm."),
    ("The level rises from 30 to 50 dB in the band.", "The level falls from 50 to 30 dB in the band."),
    ("Group 1 bears 60 V/m and group 2 bears 90 V/m.", "Group 1 bears 90 V/m and group 2 bears 60 V/m."),
    ("The lamp is checked before the pulse.", "The lamp is checked after the pulse."),
    ("The supply is raised to positive 14 V.", "The supply is raised to negative 14 V."),
]

HONEST = [
    ("The coil is driven with 60 mA for two minutes.", "For 2 minutes the coil is driven with 60 mA."),
    ("The coil is driven with 60 mA for two minutes.", "The coil current is 60 mA."),
    ("The limit is 40 dBµV at the port.", "At the port the limit is 40 dBμV."),
    ("The limit is 40 dBμV at the port.", "The limit at the port is 40 dBuV."),
    ("The pulse has a rise time of 5 ns.", "Its rise time is 5 ns."),
    ("Sweep from 1 to 400 MHz.", "The sweep goes from 1 MHz to 400 MHz."),
    ("Sweep from 1 MHz to 400 MHz.", "The sweep covers 1 – 400 MHz."),
    ("The antenna stands 1 m away.", "The antenna stands at a distance of 1 m."),
    ("The antenna stands one metre away.", "The antenna stands 1 m away."),
    ("The dwell time is 2 s.", "2 seconds is the dwell time."),
    ("Keep it at 23 °C.", "The temperature is kept at 23 °C."),
    ("Three samples are tested.", "3 samples are tested."),
    ("The test voltage is -150 V.", "The test voltage is −150 V."),
    ("Ten discharges are applied at 8 kV.", "10 discharges at 8 kV are applied."),
    ("The plate has an area of 4 m².", "The area of the plate is 4 m2."),
    ("The test is made twice.", "The test is made two times."),
    ("The lamp may flicker during the pulse.", "During the pulse the lamp may flicker."),
    ("The lamp should stay on during the pulse.", "It is recommended that the lamp stay on during the pulse."),
    ("The lamp shall stay on during the pulse.", "During the pulse the lamp must stay on."),
    ("The lamp shall stay on during the pulse.", "The lamp stays on during the pulse."),
    ("The harness can be shortened.", "The harness may be shortened."),
    ("Der Prüfling darf ausgeschaltet sein.", "Der Prüfling kann ausgeschaltet sein."),
    ("The lamp shall not flicker during the pulse.", "The lamp must not flicker during the pulse."),
    ("The housing is tested without ground strap.", "Without ground strap the housing is tested."),
    ("No deviation is accepted during the test.", "During the test no deviation is accepted."),
    ("Der Prüfling wird nicht geerdet.", "Der Prüfling wird nicht geerdet."),
    ("All ports are tested except the antenna port.", "Except the antenna port all ports are tested."),
    ("RI 112 applies to every module.", "Every module falls under RI 112."),
    ("The set-up is that of ISO 11452-4.", "The set-up follows ISO 11452-4."),
    ("Pulse 5b is applied ten times.", "10 times pulse 5b is applied."),
    ("Parts of class EMC-R-140 are tested.", "Tested are parts of class EMC-R-140."),
    ("The limit of CISPR 25 holds.", "The limit is that of CISPR 25."),
    ("The ripple shall not exceed 40 mV.", "The ripple must be at most 40 mV."),
    ("The distance is not less than 200 mm.", "The distance is at least 200 mm."),
    ("The distance is at least 200 mm.", "The minimum distance is 200 mm."),
    ("The level rises from 30 to 50 dB in the band.", "In the band the level rises from 30 dB to 50 dB."),
    ("Group 1 bears 60 V/m and group 2 bears 90 V/m.", "60 V/m hold for group 1, 90 V/m for group 2."),
    ("The lamp is checked before the pulse.", "Before the pulse the lamp is checked."),
    ("Band | Level in mA | 1-400 MHz | 100", "The level is 100 mA."),
    ("The module is tested in mode 3 at 13.5 V.", "At 13.5 V the module is tested in mode 3."),
]


def judge(source: str, sentence: str, question: str = "What is demanded?") -> bool:
    clause = replace(report().decisions[3].clause, title="Requirements", path=("Component tests",), text=source)
    said = json.dumps({"found": True, "sentences": [{"text": sentence, "source": 1, "quote": source}]})
    return bool(check(said, [Shown(clause, f"Requirements\n{source}")], question).sentences)


def test_there_are_forty_of_each() -> None:
    assert len(ATTACKS) == len(HONEST) == 40


@pytest.mark.parametrize(("source", "sentence"), ATTACKS)
def test_a_sentence_that_bends_its_quote_is_refused(source: str, sentence: str) -> None:
    assert not judge(source, sentence)
    assert judge(source, source)  # and not because of the source


def test_honest_sentences_are_accepted() -> None:
    refused = [sentence for source, sentence in HONEST if not judge(source, sentence)]
    assert len(refused) <= 2, refused  # 95 of 100


def test_what_only_the_question_says_proves_nothing() -> None:
    assert not judge("The clamp drives the current.", "The clamp drives 100 mA.", "Does the clamp drive 100 mA?")


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("50 µA at the port", "There are 50 μA at the port."),
        ("1 - 400 MHz", "The band is 1–400 MHz wide: 1 – 400 MHz."),
        ("the lamp is on", "The lamp is on"),
        ("The lamp is on.", "Here the lamp is on and stays so."),
        ("the 'safe' state", "It keeps the ‘safe’ state."),
        ('a "cold" start', "It makes a “cold” start"),
        ("4 m2", "The plate has 4 m²"),
        ("ISO 11452-4", "by ISO 11452‑4"),
    ],
)
def test_a_quote_is_found_in_other_signs_for_the_same(quote: str, text: str) -> None:
    found = quotes.find(quote, text)
    assert found
    assert found in quotes.fold(text)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("102 V", "10² V"), ("50 mA", "50 µA"), ("the Lamp", "the lamp"), ("lamp", "lamps"), ("a-b", "ab"), (".", "."),
        ("clamp drove 100 mA", "clamp drives 100 mA"), ("100 mA ... loom", "100 mA into the loom"), ("", "a"),
    ],
)  # fmt: skip
def test_a_quote_that_was_changed_is_not_found(quote: str, text: str) -> None:
    assert quotes.find(quote, text) is None
