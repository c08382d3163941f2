"""Whole limits from tables and sentences, in the shapes that specifications use."""

from __future__ import annotations

from typing import Any

import pytest
from plan_builders import catalogue, clause, decide, table

from pipeline.requirements import limits


def read(test: str, *rows: tuple[str, ...], caption: str = "", text: str = "", **more: Any) -> list[Any]:
    tables = (table(*rows, caption=caption),) if rows else ()
    one = decide(clause("5.1", "Limits", text, tables=tables, **more), *([test] if test else []))
    return list(limits.read([one], catalogue()))


def short(record: Any) -> tuple[Any, ...]:
    band = (record.low_hz, record.high_hz)
    return (band, record.level, record.unit, record.grade, record.detector)


def pulse(record: Any) -> tuple[Any, ...]:
    return (record.pulse, record.level, record.supply_v, record.polarity, record.status)


MHZ = 1e6

# --- tables -----------------------------------------------------------------------------------------------------------


def test_ends_of_a_band_in_two_columns_belong_together() -> None:
    found = read("RE", ("Start MHz", "Stop MHz", "Peak dBµV/m"), ("30", "54", "46"), ("70", "108", "40"))
    assert [short(each) for each in found] == [
        ((30 * MHZ, 54 * MHZ), 46, "dBµV/m", None, "PK"),
        ((70 * MHZ, 108 * MHZ), 40, "dBµV/m", None, "PK"),
    ]


def test_heads_of_three_rows_with_the_unit_in_the_last_are_put_together() -> None:
    found = read(
        "CE-V",
        ("Band", "Frequency", "Class 3", "", "Class 5", ""),
        ("", "", "PK", "AV", "PK", "AV"),
        ("", "MHz", "dBµV", "dBµV", "dBµV", "dBµV"),
        ("FM", "76 - 108", "50", "30", "38", "18"),
    )
    assert [short(each)[1:] for each in found] == [
        (50, "dBµV", "Class 3", "PK"),
        (30, "dBµV", "Class 3", "AV"),
        (38, "dBµV", "Class 5", "PK"),
        (18, "dBµV", "Class 5", "AV"),
    ]


def test_the_last_row_may_be_open_at_its_upper_end() -> None:
    found = read(
        "ALSE-I",
        ("Frequency", "Level 1 [V/m]", "Level 2 [V/m]"),
        ("80 MHz - 1 GHz", "50", "100"),
        ("1 GHz and above", "30", "60"),
    )
    assert [(each.low_hz, each.high_hz, each.level) for each in found if each.grade == "Level 2"] == [
        (80 * MHZ, 1000 * MHZ, 100),
        (1000 * MHZ, None, 60),
    ]


def test_a_row_across_the_table_holds_for_the_rows_below_it() -> None:
    found = read(
        "CE-I",
        ("Frequency MHz", "Limit dBµA"),
        ("Peak detector", ""),
        ("0.15 - 0.30", "70"),
        ("Average detector", ""),
        ("0.15 - 0.30", "50"),
    )
    assert [(each.level, each.detector) for each in found] == [(70, "PK"), (50, "AV")]


def test_the_detector_may_have_a_column_of_its_own() -> None:
    found = read("RE", ("Frequency in MHz", "Detector", "Limit in dBµV/m"), ("30 - 75", "QP", "50"), ("", "AV", "40"))
    assert [(each.low_hz, each.level, each.detector) for each in found] == [(30 * MHZ, 50, "QP"), (30 * MHZ, 40, "AV")]


def test_a_transposed_table_of_pulses_is_turned() -> None:
    found = read(
        "TI-S",
        ("Pulse", "1", "2a", "3a", "3b"),
        ("Us [V]", "-100", "+75", "-150", "+100"),
        ("Ri [Ω]", "10", "2", "50", "50"),
        ("Status", "C", "B", "A", "A"),
        caption="Pulses, 12 V system",
    )
    assert [pulse(each) for each in found] == [
        ("1", -100, 12, "-", "C"),
        ("2a", 75, 12, "+", "B"),
        ("3a", -150, 12, "-", "A"),
        ("3b", 100, 12, "+", "A"),
    ]
    assert [each.ri_ohm for each in found] == [10, 2, 50, 50]


def test_a_column_for_each_supply_is_no_class() -> None:
    found = read("TI-S", ("Pulse", "12 V system", "24 V system", "Ri"), ("1", "-100 V", "-600 V", "10 Ω / 50 Ω"))
    assert [(each.level, each.supply_v, each.grade, each.ri_ohm) for each in found] == [
        (-100, 12, None, 10),
        (-600, 24, None, 50),
    ]


@pytest.mark.parametrize(
    ("cell", "note", "level", "sure"),
    [
        ("34a)", "a) 36 applies in place of 34.", 36, True),
        ("34 ᵃ⁾", "ᵃ⁾ 36 applies in place of 34.", 36, True),
        ("34*", "* reduced to 30 dBµV", 30, True),
        ("34*", "* 30 dBµV only where the unit has a radio", 34, False),
        ("34*", "* Japan only", 34, True),
    ],
)
def test_a_footnote_may_change_the_value_that_calls_it(cell: str, note: str, level: float, sure: bool) -> None:
    (found,) = read("CE-V", ("MHz", "Average dBµV"), ("0.53 - 1.8", cell), text=note)
    assert (found.level, found.sure) == (level, sure)


def test_points_of_a_curve_are_the_ends_of_sloping_pieces() -> None:
    rows = (("Frequency", "Limit dBpT"), ("50 Hz", "120"), ("1 kHz", "94"), ("10 kHz", "94"))
    found = read("MFE", *rows, caption="Points of the limit curve, joined by straight lines")
    assert [(each.low_hz, each.high_hz, each.level, each.level_end) for each in found] == [
        (50, 1000, 120, 94),
        (1000, 10000, 94, None),
    ]


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("66 to 56", (66, 56)),
        ("66 → 56", (66, 56)),
        ("66 falling 20 dB per decade", (66, 46)),
        ("66 - 20 log(f/1)", (66, 46)),
        ("66, decreasing linearly to 56", (66, 56)),
        ("66 ... 56", (66, 56)),
    ],
)
def test_a_value_may_move_over_its_band(cell: str, ends: tuple[float, float]) -> None:
    (found,) = read("CE-V", ("MHz", "Peak dBµV"), ("1 - 10", cell))
    assert (found.level, found.level_end, found.sure) == (*ends, True)


def test_a_continued_table_goes_on_without_its_head() -> None:
    head = ("Frequency MHz", "Class 1", "Class 2")
    one = table(head, ("1 - 30", "60 mA", "100 mA"), caption="Table 4: Currents")
    two = table(head, ("30 - 400", "30 mA", "50 mA"), caption="Table 4 (continued)")
    found = limits.read([decide(clause("5.1", "Levels", tables=(one, two)), "BCI")], catalogue())
    assert [(each.low_hz, each.level, each.grade) for each in found] == [
        (1 * MHZ, 60, "Class 1"),
        (30 * MHZ, 30, "Class 1"),
        (1 * MHZ, 100, "Class 2"),
        (30 * MHZ, 50, "Class 2"),
    ]


def test_statuses_of_the_classes_make_records_of_their_own() -> None:
    found = read("TI-S", ("Pulse", "Us", "Status C0", "Status C1, C2"), ("1", "-100 V", "III", "II"))
    assert [(each.grade, each.status) for each in found] == [("C0", "III"), ("C1, C2", "II")]


def test_discharges_of_contact_and_air_stand_in_columns() -> None:
    found = read(
        "ESD-P", ("Zone", "Contact (kV)", "Air (kV)", "FPSC"), ("Cabin", "± 4, ±8", "±15", "A up to 8 kV, B above")
    )
    assert [(each.level, each.mode, each.status, each.polarity) for each in found] == [
        (4, "contact", "A", "±"),
        (8, "contact", "A", "±"),
        (15, "air", "B", "±"),
    ]


def test_a_row_about_another_test_goes_to_that_test() -> None:
    rows = (("State", "Kind", "Voltage"), ("Not powered", "contact", "±4 kV"), ("Powered", "contact", "±8 kV"))
    found = read("ESD-P", *rows)
    assert [each.tests for each in found] == [("ESD-U",), ("ESD-P",)]


def test_what_is_no_limit_gives_no_record() -> None:
    assert read("RE", ("Frequency MHz", "Bandwidth", "Step"), ("30 - 1000", "120 kHz", "50 kHz")) == []
    assert read("RE", ("Frequency MHz", "Peak dBµV/m"), ("30 - 54", "–"), ("70 - 108", "n/a")) == []
    assert read("RE", text="The ambient noise lies 6 dB below the limit. The supply is 13.5 V.") == []


def test_an_ambiguous_decimal_mark_is_not_sure_and_names_both_readings() -> None:
    text = "Die Feldstärke beträgt von 1 GHz bis 2 GHz 1.200 V/m und ist mit der Antenne nach dem Plan zu prüfen."
    (found,) = read("ALSE-I", text=text)
    assert not found.sure
    assert "1.2 or 1200 V/m" in found.candidates[0]


# --- sentences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "The field is 100 V/m from 80 MHz to 1 GHz and 50 V/m from 1 GHz to 2 GHz.",
            [(80e6, 1e9, 100), (1e9, 2e9, 50)],
        ),
        ("Between 1 GHz and 2 GHz it is 50 V/m, from 2 GHz to 3 GHz 30 V/m.", [(1e9, 2e9, 50), (2e9, 3e9, 30)]),
        ("Up to 400 MHz 100 V/m apply, above 400 MHz 60 V/m.", [(None, 400e6, 100), (400e6, None, 60)]),
        ("Im Bereich 80 MHz bis 1 GHz gelten 100 V/m, ab 1 GHz 60 V/m.", [(80e6, 1e9, 100), (1e9, None, 60)]),
        ("De 80 MHz à 1 GHz le champ est de 100 V/m.", [(80e6, 1e9, 100)]),
        ("In V/m: 100 from 80 MHz to 1 GHz, 50 from 1 GHz to 2 GHz.", [(80e6, 1e9, 100), (1e9, 2e9, 50)]),
    ],
)
def test_a_level_goes_with_its_band(text: str, wanted: list[tuple[float | None, float | None, float]]) -> None:
    found = read("ALSE-I", text=text)
    assert [(each.low_hz, each.high_hz, each.level) for each in found] == wanted
    assert all(each.sure for each in found)


def test_single_frequencies_are_records_of_their_own() -> None:
    found = read(
        "MFI", text="At 16.7 Hz, 50 Hz and 60 Hz the level is 1000 A/m; a d.c. field of 3000 A/m is applied too."
    )
    assert [(each.low_hz, each.high_hz, each.level) for each in found] == [
        (16.7, 16.7, 1000),
        (50, 50, 1000),
        (60, 60, 1000),
        (0, 0, 3000),
    ]


def test_a_slope_goes_on_from_the_level_before_it() -> None:
    found = read("MFE", text="The limit is 132 dBpT from 50 Hz to 500 Hz and falls by 20 dB per decade up to 5 kHz.")
    assert [(each.low_hz, each.high_hz, each.level, each.level_end) for each in found] == [
        (500, 5000, 132, 112),
        (50, 500, 132, None),
    ]


def test_levels_at_two_frequencies_are_the_ends_of_one_limit() -> None:
    (found,) = read("CE-V", text="The peak limit falls linearly from 90 dBµV at 150 kHz to 70 dBµV at 30 MHz.")
    assert (found.low_hz, found.high_hz, found.level, found.level_end, found.detector) == (150e3, 30e6, 90, 70, "PK")


def test_one_detector_may_be_said_by_its_distance_from_another() -> None:
    found = read(
        "RE",
        ("MHz", "Average dBµV/m"),
        ("30 - 75", "40"),
        text="The peak limit is 20 dB higher than the average limit.",
    )
    assert [(each.level, each.detector, each.place) for each in found][1] == (60, "PK", "text")


def test_levels_of_each_class_are_told_apart() -> None:
    found = read(
        "BCI", text="From 1 MHz to 400 MHz the current is 60 mA for class 1, 100 mA for class 2 and 200 mA for class 3."
    )
    assert [(each.level, each.grade) for each in found] == [(60, "class 1"), (100, "class 2"), (200, "class 3")]


def test_pulses_of_both_systems_are_told_apart() -> None:
    text = "Pulse 1: -100 V in the 12 V system and -450 V in the 24 V system, status C."
    assert [pulse(each) for each in read("TI-S", text=text)] == [("1", -100, 12, "-", "C"), ("1", -450, 24, "-", "C")]


def test_detectors_share_out_to_pairs_of_values() -> None:
    found = read("CV", text="PK / AV: 60 / 50 dBµV from 0.15 MHz to 0.3 MHz and 46 / 36 dBµV from 0.53 MHz to 1.8 MHz.")
    assert [(each.level, each.detector) for each in found] == [(60, "PK"), (50, "AV"), (46, "PK"), (36, "AV")]


def test_a_sentence_that_repeats_its_table_adds_nothing() -> None:
    rows = (("Zone", "Contact"), ("Cabin", "±8 kV"))
    assert len(read("ESD-P", *rows, text="Contact discharges of ±8 kV are applied.")) == 1


def test_a_value_of_several_readings_is_not_sure() -> None:
    found = read("RE", text="From 30 MHz to 54 MHz it stays below 40 dBµV/m, or 50 dBµV/m if agreed.")
    assert {each.sure for each in found} == {False}
    assert all(each.candidates for each in found)


def test_a_record_is_written_with_the_names_of_the_contract() -> None:
    (found,) = read("RE", ("MHz", "Class 5 peak dBµV/m"), ("30 - 54", "46"))
    row = limits.as_row(found)
    assert (row["class"], row["low_hz"], row["level"], row["place"]) == (
        "Class 5",
        30_000_000,
        46,
        "table 1, row 2, column 2",
    )
