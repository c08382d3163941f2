"""Limits that the rules had to guess are not sure: words that no record has, and what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_builders import catalogue, clause, decide, table

from pipeline.requirements import bands, limits
from pipeline.requirements.limits import frequency_cells

if TYPE_CHECKING:
    from pipeline.requirements.limits import LimitRecord

MHZ = 1e6


def read(test: str, *rows: tuple[str, ...], caption: str = "", text: str = "") -> list[LimitRecord]:
    tables = (table(*rows, caption=caption),) if rows else ()
    return list(limits.read([decide(clause("5.1", "Limits", text, tables=tables), test)], catalogue()))


def doubts(found: list[LimitRecord]) -> set[str]:
    return {"; ".join(each.candidates) for each in found if not each.sure}


def test_two_values_that_nothing_tells_apart_are_both_doubted() -> None:
    found = read("RE", ("MHz", "Limit, dBµV/m", "Limit, dBµV/m"), ("30 - 54", "46", "36"), ("70 - 108", "40", "30"))
    assert len(found) == 4
    assert doubts(found) == {"what tells 36, 46 apart was not read", "what tells 30, 40 apart was not read"}


@pytest.mark.parametrize(
    ("rows", "caption", "text"),
    [
        ((("MHz", "Limit"), ("30 - 54", "46")), "Limits in dBµV/m", "Measured with the peak and the average detector."),
        ((("MHz", "Limit"), ("30 - 54", "46")), "Grenzwerte in dBµV/m", "Gemessen wird mit QP und Mittelwert."),
    ],
)
def test_a_limit_without_detector_is_doubted_where_its_clause_names_several(
    rows: tuple[tuple[str, ...], ...], caption: str, text: str
) -> None:
    (one,) = read("RE", *rows, caption=caption, text=text)
    assert one.detector is None
    assert one.candidates[0].startswith("detectors named: AV, ")


def test_a_limit_whose_clause_names_no_detector_is_sure_without() -> None:
    (one,) = read("RE", ("MHz", "Limit"), ("30 - 54", "46"), caption="Limits in dBµV/m")
    assert (one.detector, one.sure) == (None, True)


def test_a_limit_that_lacks_the_class_that_its_neighbours_have_is_doubted() -> None:
    rows = (("MHz", "Class 1, dBµV/m", "Class 2, dBµV/m", "Roof, dBµV/m"), ("30 - 54", "46", "36", "26"))
    found = read("RE", *rows)
    assert [(each.level, each.grade, each.sure) for each in found] == [
        (46, "Class 1", True), (36, "Class 2", True), (26, None, False),
    ]  # fmt: skip


def test_a_pulse_b_that_is_negative_is_doubted() -> None:
    found = read("TI-L", ("Pulse", "Us in V"), ("CCC fast a", "-60"), ("CCC fast b", "-40"))
    assert [(each.level, each.sure) for each in found] == [(-60, True), (-40, False)]
    assert doubts(found) == {"pulse b is positive in the standard"}


def test_a_discharge_without_a_way_is_doubted() -> None:
    (one,) = read("ESD-P", text="The module withstands ±8 kV.")
    assert doubts([one]) == {"contact or air is not said"}


def test_a_slope_that_was_read_as_flat_is_doubted() -> None:
    found = read("CE-I", text="The limit is 60 dBµA and may well fall by 20 dB per decade somewhere above 1 MHz.")
    assert found
    assert all(each.level_end is not None or not each.sure for each in found)


def test_several_supplies_and_none_at_the_value_is_a_doubt() -> None:
    found = read("TI-S", ("Pulse", "Level"), ("1", "-100"), caption="Us in V for 12 V and 24 V systems")
    assert [(each.supply_v, each.sure) for each in found] == [(None, False)]


def test_a_supply_that_a_sentence_gives_for_all_values_is_theirs() -> None:
    found = read("TI-S", text="Pulse 1: -100 V, Ri = 10 Ω; pulse 2a: +75 V. All values are for 12 V systems.")
    assert [(each.pulse, each.level, each.supply_v, each.sure) for each in found] == [
        ("1", -100, 12, True), ("2a", 75, 12, True),
    ]  # fmt: skip


@pytest.mark.parametrize("below", ["in MHz", "MHz", "[MHz]"])
def test_a_row_of_units_and_classes_under_the_head_is_a_head(below: str) -> None:
    rows = (("Frequenzbereich", "Prüfstrom in mA je Schärfegrad", ""), (below, "1", "2"), ("1 - 100", "60", "100"))
    found = read("BCI", *rows)
    assert [(each.low_hz, each.high_hz, each.level) for each in found] == [(MHZ, 100 * MHZ, 60), (MHZ, 100 * MHZ, 100)]
    assert [(each.grade or "").split()[-1] for each in found] == ["1", "2"]


@pytest.mark.parametrize("ends", [("von", "bis"), ("from", "to"), ("start", "stop")])
def test_a_row_of_words_under_heads_that_span_is_a_head(ends: tuple[str, str]) -> None:
    rows = (("Frequency / MHz", "", "Limit / dB(µV/m)", ""), (*ends, "QP", "AV"), ("30", "54", "46", "26"))
    assert [(each.low_hz, each.high_hz, each.level, each.detector) for each in read("RE", *rows)] == [
        (30 * MHZ, 54 * MHZ, 46, "QP"), (30 * MHZ, 54 * MHZ, 26, "AV"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "expected"), [("- (20)", [(20, "AV")]), ("61 (-)", [(61, "PK")]), ("61 (41)", [(61, "PK"), (41, "AV")])]
)
def test_one_of_two_values_in_brackets_may_be_missing(cell: str, expected: list[tuple[float, str]]) -> None:
    found = read("RE", ("MHz", "Peak (average) dBµV/m"), ("30 - 54", cell))
    assert [(each.level, each.detector) for each in found] == expected
    assert all(each.sure for each in found)


def test_pulses_named_together_share_the_values_of_a_cell() -> None:
    found = read("TI-L", ("Coupling", "Pulse", "Us in V"), ("DCC", "fast a / b", "-30 / +40"))
    assert [(each.pulse, each.level) for each in found] == [("DCC a", -30), ("DCC b", 40)]


@pytest.mark.parametrize("cell", ["314 ± 1", "313 MHz - 315 MHz", "314 MHz ± 1 MHz", "314 +/- 1"])
def test_a_frequency_with_a_width_is_a_band(cell: str) -> None:
    (one,) = read("RE", ("MHz", "Limit, dBµV/m"), (cell, "46"))
    assert (one.low_hz, one.high_hz) == (313 * MHZ, 315 * MHZ)


@pytest.mark.parametrize(
    "text",
    [
        "Der Grenzwert fällt von 110 dBpT bei 20 Hz mit 20 dB je Dekade auf 70 dBpT bei 2 kHz.",
        "The limit falls from 110 dBpT at 20 Hz by 20 dB per decade to 70 dBpT at 2 kHz.",
    ],
)
def test_a_rate_may_stand_between_the_points_of_a_slope(text: str) -> None:
    (one,) = read("MFE", text=text)
    assert (one.low_hz, one.high_hz, one.level, one.level_end) == (20, 2000, 110, 70)


@pytest.mark.parametrize("said", ["Peak: 20 dB more.", "The peak limit is 20 dB higher.", "Spitzenwert: plus 20 dB."])
def test_a_detector_may_be_said_by_its_distance(said: str) -> None:
    found = read("CE-I", text=f"Average: 50 dBµA from 150 kHz to 500 kHz. {said}")
    assert [(each.detector, each.level) for each in found] == [("AV", 50), ("PK", 70)]


def test_a_footnote_that_holds_for_some_only_leaves_the_printed_value_in_doubt() -> None:
    rows = (("MHz", "Limit, dBµV/m"), ("30 - 54", "46 a)"))
    (one,) = read("RE", *rows, text="a) 40 dBµV/m applies instead of 46 for parts on the roof.")
    assert (one.level, one.sure) == (46, False)
    (one,) = read("RE", *rows, text="a) 40 dBµV/m applies instead of 46.")
    assert (one.level, one.sure) == (40, True)


@pytest.mark.parametrize("cell", ["500 pulses", "500 Impulse", "500 times"])
def test_a_number_of_pulses_may_stand_in_a_column_of_times(cell: str) -> None:
    found = read("TI-S", ("Pulse", "Us in V", "Pulses / time"), ("1", "-100", cell), ("3a", "-150", "1 h"))
    assert [(each.count, each.dwell_s) for each in found] == [(500, None), (None, 3600)]


def test_values_in_the_lines_of_a_cell_go_with_the_detectors_in_the_lines_beside_it() -> None:
    found = read("RE", ("MHz", "Detector", "Limit (dBµV/m)"), ("30 - 230", "PK\nAV", "48\n28"))
    assert [(each.level, each.detector) for each in found] == [(48, "PK"), (28, "AV")]


def test_values_in_the_lines_of_a_cell_that_nothing_tells_apart_are_all_kept_and_doubted() -> None:
    found = read("RE", ("MHz", "Limit (dBµV/m)"), ("30 - 230", "100\n200"))
    assert [(each.level, each.sure) for each in found] == [(100, False), (200, False)]


def test_a_cell_with_more_numbers_than_were_read_is_doubted() -> None:
    (one,) = read("RE", ("MHz", "Limit (dBµV/m)"), ("30 - 230", "48 28"))
    assert doubts([one]) == {"the cell has more numbers than were read: 48 28"}


def test_bands_in_the_second_row_of_the_head_are_those_of_the_columns() -> None:
    rows = (("Klasse", "LW", "UKW"), ("", "0,15–0,3 MHz", "76–108 MHz"), ("3", "90", "42"), ("5", "70", "22"))
    found = read("CE-V", *rows, caption="Grenzwerte in dBµV, Mittelwert")
    assert [(each.low_hz, each.high_hz, each.level, each.grade, each.detector) for each in found] == [
        (150e3, 300e3, 90, "3", "AV"), (150e3, 300e3, 70, "5", "AV"),
        (76 * MHZ, 108 * MHZ, 42, "3", "AV"), (76 * MHZ, 108 * MHZ, 22, "5", "AV"),
    ]  # fmt: skip


@pytest.mark.parametrize("edge", ["up to and including 0.5", "bis einschließlich 0,5", "≤ 0.5", "not above 0.5"])
def test_a_band_without_a_lower_edge_is_known_by_its_words(edge: str) -> None:
    (one,) = read("CE-I", ("f / MHz", "AV / dBµA"), (edge, "50"))
    assert (one.low_hz, one.high_hz, one.level) == (None, 500e3, 50)


def test_a_detector_right_behind_a_value_is_not_that_of_others() -> None:
    text = "From 380 MHz to 420 MHz the power is 10 W, from 876 MHz to 915 MHz it is 16 W peak."
    found = read("HPT", text=text)
    assert [(each.level, each.detector, each.sure) for each in found] == [(10, None, False), (16, "PK", True)]


@pytest.mark.parametrize(
    "note",
    [
        "Class 5 applies", "CISPR 25 applies.", "Table 4 applies", "the method of ISO 11452-4 applies",
        "This limit applies to 24 V systems", "This limit applies to 2 samples", "limit reduced by 6",
        "Klasse 3 gilt", "Tabelle 7 gilt.", "IEC 61000-4-3 applies", "Edition 4 applies", "limit changed 2019",
        "10 kHz instead of 46 kHz", "Class 4 instead of 46", "value is 40 and 30", "La classe 3 s'applique",
    ],
)  # fmt: skip
def test_a_number_of_a_footnote_that_is_no_limit_replaces_none(note: str) -> None:
    (one,) = read("RE", ("MHz", "Limit, dBµV/m"), ("30 - 54", "46 a)"), text=f"a) {note}")
    assert one.level == 46
    assert (one.sure, one.candidates[0].split(":")[0]) == (False, "a footnote changes it")


def test_a_supply_that_a_footnote_names_is_no_pulse() -> None:
    (one,) = read("TI-S", ("Pulse", "Us in V"), ("1", "-100 a)"), text="a) This limit applies to 24 V systems")
    assert (one.level, one.sure) == (-100, False)


@pytest.mark.parametrize(
    ("note", "level"),
    [
        ("40 dBµV/m applies.", 40), ("limit value: 40", 40), ("reduced to 40", 40), ("40 instead of 46", 40),
        ("46 dBµV/m replaced by 40 dBµV/m", 40), ("der Grenzwert beträgt 40", 40), ("40 gilt.", 40),
        ("geändert auf 40 dBµV/m", 40), ("The value is void: read 40.", 40), ("40 applies here", 40),
    ],
)  # fmt: skip
def test_a_footnote_with_nothing_but_a_value_replaces_the_printed_one(note: str, level: float) -> None:
    (one,) = read("RE", ("MHz", "Limit, dBµV/m"), ("30 - 54", "46 a)"), text=f"a) {note}")
    assert (one.level, one.sure) == (level, True)


def test_a_footnote_with_another_unit_of_the_same_kind_keeps_its_unit() -> None:
    (one,) = read("ALSE-I", ("MHz", "Level, V/m"), ("80 - 400", "200 a)"), text="a) replaced by 1 kV/m")
    assert (one.level, one.unit) in ((1, "kV/m"), (1000, "V/m"))


@pytest.mark.parametrize(
    ("head", "cell", "ends"),
    [
        ("MHz", "433.92 MHz ± 200 kHz", (433.72e6, 434.12e6)),
        ("MHz", "2.45 GHz ± 50 MHz", (2.4e9, 2.5e9)),
        ("MHz", "50 Hz ± 1 Hz", (49, 51)),
        ("Frequency", "16.7 Hz +/- 0.3 Hz", (16.4, 17)),
        ("Frequency", "125 ± 5 kHz", (120e3, 130e3)),
        ("MHz", "13.56 MHz ± 7", (6.56e6, 20.56e6)),
        ("kHz", "125 ± 5", (120e3, 130e3)),
        ("MHz", "315 ± 250 kHz", None),
        ("MHz", "5 ± 5", None),
        ("MHz", "1 MHz ± 2 MHz", None),
    ],
)
def test_middle_and_width_of_a_band_have_each_their_unit(
    head: str, cell: str, ends: tuple[float, float] | None
) -> None:
    found = frequency_cells.read_bands(cell, bands.prefix_in(head))
    assert [pytest.approx(span) for span in ([ends] if ends else [])] == found or cell == "315 ± 250 kHz"
    if cell == "315 ± 250 kHz":  # one unit for both, as written
        assert found == [(65e3, 565e3)]


@pytest.mark.parametrize("cell", ["30 to\n88", "30 -\n88", "30\n- 88", "30\nto 88"])
def test_a_band_broken_over_lines_is_one_band(cell: str) -> None:
    (one,) = read("RE", ("Frequency [MHz]", "Limit, dBµV/m"), (cell, "46"))
    assert (one.low_hz, one.high_hz, one.level) == (30 * MHZ, 88 * MHZ, 46)


def test_frequencies_one_below_another_are_never_taken_for_one_of_them() -> None:
    found = read("RE", ("[MHz]", "Limit, dBµV/m"), ("30\n88", "46"))
    assert not any(each.sure and each.low_hz == each.high_hz == 30 * MHZ for each in found)


def test_a_pulse_or_a_class_broken_over_lines_is_one_name() -> None:
    (one,) = read("TI-S", ("Pulse", "Us in V"), ("Pulse\n1", "-100"))
    assert (one.pulse, one.level) == ("1", -100)
    (one,) = read("RE", ("MHz", "Class\n4 dBµV/m"), ("30 - 54", "46"))
    assert (one.grade, one.level) == ("Class 4", 46)


@pytest.mark.parametrize(
    ("text", "supply"),
    [
        ("All 12 V batteries are charged before the test.", None),
        ("The level of the acid in 12 V batteries is checked; a 24 V system has two.", None),
        ("Alle 12 V Batterien werden vor der Prüfung geladen.", None),
        ("The levels hold for 12 V systems.", 12),
        ("For 24 V systems the following values apply.", 24),
        ("Die Werte gelten für 24 V Systeme.", 24),
    ],
)
def test_a_supply_holds_for_all_where_it_is_said_of_the_values(text: str, supply: float | None) -> None:
    (one,) = read("TI-S", ("Pulse", "Us in V"), ("1", "-100"), text=text)
    assert one.supply_v == supply
