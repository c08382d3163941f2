"""Limits in shapes that houses give their tables and sentences: what is said by cells, by position, by another word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_builders import catalogue, clause, decide, table

from pipeline.requirements import limits

if TYPE_CHECKING:
    from pipeline.requirements.limits import LimitRecord

MHZ = 1e6


def read(test: str, *rows: tuple[str, ...], caption: str = "", text: str = "") -> list[LimitRecord]:
    tables = (table(*rows, caption=caption),) if rows else ()
    return list(limits.read([decide(clause("5.1", "Limits", text, tables=tables), test)], catalogue()))


def bands(found: list[LimitRecord]) -> list[tuple[float | None, float | None, float | None]]:
    return [(each.low_hz, each.high_hz, each.level) for each in found]


@pytest.mark.parametrize("heads", [("von", "bis"), ("Low edge", "High edge"), ("de", "à"), ("", "")])
def test_columns_of_frequencies_are_known_by_their_cells(heads: tuple[str, str]) -> None:
    found = read("CE-V", (*heads, "Limit in dBµV"), ("150 kHz", "300 kHz", "60"), ("0.53 MHz", "1.8 MHz", "54"))
    assert bands(found) == [(150e3, 300e3, 60), (0.53 * MHZ, 1.8 * MHZ, 54)]


def test_rising_numbers_under_from_and_to_have_the_unit_of_the_caption() -> None:
    rows = (("From", "To", "Limit"), ("30", "54", "46"), ("70", "108", "40"))
    found = read("RE", *rows, caption="Table 3: Limits in dBµV/m, frequencies in MHz")
    assert bands(found) == [(30 * MHZ, 54 * MHZ, 46), (70 * MHZ, 108 * MHZ, 40)]


def test_rows_of_start_and_stop_frequencies_are_turned_into_columns() -> None:
    rows = (("Band", "LW", "FM"), ("Start in MHz", "0.15", "76"), ("Stop in MHz", "0.3", "108"), ("Peak", "70", "40"))
    found = read("CE-V", *rows, caption="Table 3: Limits in dBµV")
    assert bands(found) == [(0.15 * MHZ, 0.3 * MHZ, 70), (76 * MHZ, 108 * MHZ, 40)]
    assert {each.detector for each in found} == {"PK"}


def test_a_ditto_mark_stands_for_the_value_above() -> None:
    rows = (("MHz", "Class 1, dBµV/m", "Class 2, dBµV/m"), ("30 - 54", "50", "40"), ("54 - 88", "〃", "38"))
    found = read("RE", *rows)
    assert [(each.grade, each.level) for each in found] == [
        ("Class 1", 50),
        ("Class 1", 50),
        ("Class 2", 40),
        ("Class 2", 38),
    ]


def test_a_row_without_values_takes_those_of_the_merged_cell_above_and_is_not_sure() -> None:
    rows = (("Band", "Frequency", "Level 1 [V/m]"), ("L", "1.2 - 1.4 GHz", "300"), ("S", "2.7 - 3.1 GHz", ""))
    found = read("ALSE-I", *rows)
    assert bands(found) == [(1.2e9, 1.4e9, 300), (2.7e9, 3.1e9, 300)]
    assert [each.sure for each in found] == [True, False]


def test_levels_at_the_start_and_the_end_of_a_band_are_one_limit() -> None:
    rows = (("MHz", "Start of band, dBµV", "End of band, dBµV"), ("0.15 - 0.5", "66", "56"), ("0.5 - 5", "56", "56"))
    found = read("CE-V", *rows)
    assert [(each.level, each.level_end) for each in found] == [(66, 56), (56, None)]


@pytest.mark.parametrize("word", ["Zone", "Kat.", "Variant"])
def test_a_word_with_codes_that_differ_is_the_class_of_its_columns(word: str) -> None:
    found = read("RE", ("MHz", f"{word} 1", f"{word} 2"), ("30 - 54", "50", "40"), caption="Table 3: in dBµV/m")
    assert [(each.grade, each.level) for each in found] == [(f"{word} 1", 50), (f"{word} 2", 40)]


def test_lines_and_phases_of_columns_are_no_classes() -> None:
    found = read("CE-V", ("MHz", "Line 1", "Line 2"), ("30 - 54", "50", "40"), caption="Table 3: in dBµV")
    assert {each.grade for each in found} == {None}


@pytest.mark.parametrize(
    "said",
    [
        "above 15 MHz and up to 100 MHz",
        "≥ 15 MHz, < 100 MHz",
        "f > 15 MHz and f ≤ 100 MHz",
        "oberhalb von 15 MHz und bis 100 MHz",
        "from 15 MHz up to and including 100 MHz",
        "15 MHz < f ≤ 100 MHz",
    ],
)
def test_two_edges_are_one_band(said: str) -> None:
    assert bands(read("BCI", text=f"{said}: 100 mA.")) == [(15 * MHZ, 100 * MHZ, 100)]


def test_a_column_of_inequalities_has_the_unit_of_its_head() -> None:
    found = read("CE-V", ("Frequency in MHz", "dBµV"), ("0,15 ≤ f < 0,5", "66"), ("f ≥ 0,5", "56"))
    assert bands(found) == [(150e3, 500e3, 66), (500e3, None, 56)]


def test_as_many_values_as_bands_in_the_sentence_before_go_with_them_in_order() -> None:
    text = (
        "The average limit is 54 dBµV from 530 kHz to 1.8 MHz and 44 dBµV from 26 MHz to 54 MHz. "
        "The peak values are 74 dBµV and 64 dBµV in the same bands."
    )
    found = read("CE-V", text=text)
    assert bands([each for each in found if each.detector == "PK"]) == [(530e3, 1.8e6, 74), (26e6, 54e6, 64)]


@pytest.mark.parametrize(
    "said", ["For parts supplied with 48 V", "At a nominal voltage of 48 V", "With UN = 48 V", "Für 48-V-Netze"]
)
def test_a_supply_is_known_however_it_is_said(said: str) -> None:
    found = read("TI-S", text=f"{said}, pulse 1 has -70 V.")
    assert [(each.pulse, each.level, each.supply_v) for each in found] == [("1", -70, 48)]


def test_a_shift_leaves_out_what_it_excepts() -> None:
    text = "In dBµV/m with the average detector: 24 from 26 MHz to 28 MHz; 14 from 1.5 GHz to 1.6 GHz. "
    found = read("RE", text=text + "The peak limit is 20 dB higher, except from 1.5 GHz to 1.6 GHz.")
    assert bands([each for each in found if each.detector == "PK"]) == [(26e6, 28e6, 44)]


def test_a_slope_between_two_flat_pieces_keeps_its_own_band() -> None:
    text = (
        "The peak limit is 90 dBµV from 30 kHz to 300 kHz and falls from 90 dBµV to 70 dBµV between 0.3 MHz and 3 MHz."
    )
    found = sorted(read("CE-V", text=text), key=lambda each: each.low_hz or 0)
    assert [(each.low_hz, each.level, each.level_end) for each in found] == [(30e3, 90, None), (300e3, 90, 70)]


def test_letters_in_a_column_of_classes_of_pulses_are_statuses() -> None:
    found = read("TI-S", ("Pulse", "Us [V]", "Class"), ("1", "-100", "C"), ("2a", "+37", "A"))
    assert [(each.pulse, each.status, each.grade) for each in found] == [("1", "C", None), ("2a", "A", None)]


def test_a_column_of_bandwidths_is_no_band() -> None:
    rows = (
        ("Band", "Range", "RBW", "dBµV/m"),
        ("FM", "76 - 108 MHz", "120 kHz", "38"),
        ("L1", "1.5 - 1.6 GHz", "9 kHz", "10"),
    )
    assert bands(read("RE", *rows)) == [(76e6, 108e6, 38), (1.5e9, 1.6e9, 10)]


@pytest.mark.parametrize("head", ["Network", "Board net", "System", "Vehicle"])
def test_a_column_of_systems_is_the_supply_and_holds_for_the_rows_merged_below(head: str) -> None:
    rows = ((head, "Pulse", "Us"), ("12 V", "1", "-100 V"), ("", "2a", "+37 V"), ("24 V", "1", "-300 V"))
    found = read("TI-S", *rows)
    assert [(each.supply_v, each.pulse, each.level) for each in found] == [
        (12, "1", -100),
        (12, "2a", 37),
        (24, "1", -300),
    ]


def test_a_limit_that_stays_begins_where_the_one_before_it_ends() -> None:
    text = "The limit is 90 dBµV at 10 kHz and falls to 60 dBµV at 150 kHz, and stays at 60 dBµV up to 2 MHz."
    found = sorted(read("CE-V", text=text), key=lambda each: each.low_hz or 0)
    assert [(each.low_hz, each.high_hz, each.level) for each in found] == [(10e3, 150e3, 90), (150e3, 2e6, 60)]


def test_a_limit_is_said_in_one_line() -> None:
    rows = (("Frequency", "Class 3, PK, dBµV"), ("150 kHz - 300 kHz", "90"), ("1 MHz", "80"))
    said = [limits.say(limits.as_row(each)) for each in read("CE-V", *rows)]
    assert said == ["150 kHz - 300 kHz: 90 dBµV, Class 3, PK", "1 MHz: 80 dBµV, Class 3, PK"]
    (one,) = read("ESD-U", text="Contact discharges of ±8 kV are met.")
    assert limits.say(limits.as_row(one)) == "±8 kV, contact"
