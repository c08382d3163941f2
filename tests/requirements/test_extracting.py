"""What is read from a test section, and where from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from requirement_builders import CATALOGUE, clause, decide, read, table, values

from pipeline.requirements import extract

ROOT = Path(__file__).parents[2]


# --- sections ---------------------------------------------------------------------------------------------------------


def test_a_section_is_a_clause_with_all_below_it_about_the_same_tests() -> None:
    decisions = [
        decide(clause("4", "General")),
        decide(clause("5", "Tests", parent=None)),
        decide(clause("5.1", "Injection", parent="5"), "BCI"),
        decide(clause("5.1.1", "Set-up", parent="5.1"), "BCI"),
        decide(clause("5.2", "Field", parent="5"), "ALSE"),
    ]
    found = extract(decisions, CATALOGUE)
    assert [(each.number, each.tests, each.clauses) for each in found] == [
        ("5.1", ("BCI",), ("d#5.1", "d#5.1.1")),
        ("5.2", ("ALSE",), ("d#5.2",)),
    ]


def test_clauses_about_one_test_go_together_within_a_chapter_about_several() -> None:
    decisions = [
        decide(clause("5", "Conducted"), "CE", "CUR"),
        decide(clause("5.1", "Limits", parent="5"), "CE", "CUR"),
        decide(clause("5.1.1", "Voltage", parent="5.1"), "CE"),
        decide(clause("5.1.2", "Current", parent="5.1"), "CUR"),
        decide(clause("5.2", "Set-up of the voltage", parent="5"), "CE"),
    ]
    found = extract(decisions, CATALOGUE)
    assert [(each.tests, each.clauses) for each in found] == [
        (("CE", "CUR"), ("d#5", "d#5.1")),
        (("CE",), ("d#5.1.1", "d#5.2")),
        (("CUR",), ("d#5.1.2",)),
    ]


def test_a_document_without_tests_has_no_requirements() -> None:
    assert extract([decide(clause("1", "Scope", "Limits of 54 dBµV."))], CATALOGUE) == ()
    assert extract([], CATALOGUE) == ()


# --- sentences --------------------------------------------------------------------------------------------------------


def test_each_value_is_given_once_with_the_place_it_was_first_read_from() -> None:
    found = read("BCI", "The level is 100 mA. Later, 100 mA again.\nFrom 1 MHz to 400 MHz.", "Injection, 60 mA")
    facts = {(fact.kind, fact.value): fact for fact in found.facts}
    assert facts["level", "60 mA"].place == "title"
    assert facts["level", "100 mA"].place == "text"
    assert facts["level", "100 mA"].clause == "d#5.1"
    assert facts["band", "1 MHz - 400 MHz"].wording == "1 MHz to 400 MHz"
    assert (facts["band", "1 MHz - 400 MHz"].low, facts["band", "1 MHz - 400 MHz"].high) == (1e6, 4e8)
    assert len(found.facts) == 3


def test_a_level_counts_only_in_a_unit_of_the_test() -> None:
    text = "The field is 100 V/m, the current 60 mA, the gun 8 kV, the supply 13.5 V."
    assert values(read("ALSE", text), "level") == ["100 V/m"]
    assert values(read("BCI", text), "level") == ["60 mA"]
    assert values(read("ESD", text), "level") == ["8 kV"]
    assert values(read("TI", text), "level") == []


def test_supply_voltages_are_no_pulse_levels_and_bounds_are() -> None:
    assert values(read("TI", "Pulse of -100 V at 13.5 V ± 0.5 V in a 24 V system."), "level") == ["-100 V"]
    assert values(read("TI", "The peak shall not exceed 70 V."), "level") == ["70 V"]
    assert values(read("TI", "It works below 48 V."), "level") == []


def test_remarks_are_not_demands() -> None:
    assert values(read("BCI", "NOTE: cameras fail at 30 mA between 1 and 2 MHz."), "level") == []
    assert values(read("BCI", "Remarks: the 30 mA of ISO 11452-4 are too much."), "level") == []
    assert values(read("BCI", "Note 2 - 30 mA is usual.\nThe level is 50 mA."), "level") == ["50 mA"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The method is that of ISO 11452-4.", ["ISO 11452-4"]),
        ("According to ISO 11452-4:2020, clause 8.", ["ISO 11452-4:2020"]),
        ("As in ISO 11452-4 with these changes.", ["ISO 11452-4"]),
        ("Unlike ISO 11452-4, the level is raised.", []),
        ("Below, ISO 11452-2 takes over.", []),  # the catalogue knows it for another test
        ("The stripline of ISO 11452-5 is no substitute.", []),
        ("The vehicle is measured by ABC, not ISO 11451-4 for the whole vehicle.", []),
        ("The jig follows IEC 62132-3.", ["IEC 62132-3"]),  # unknown to the catalogue
    ],
)
def test_base_standards_are_those_the_section_rests_on(text: str, expected: list[str]) -> None:
    assert values(read("BCI", text), "standard") == expected


def test_references_by_key_and_editions_come_from_the_list_of_references() -> None:
    listed = clause("2", "References", "[R1] ISO 11452-4:2020 Injection\n[R2] CISPR 25 Ed. 5 Emission")
    found = read("BCI", "The method of [R1] is used.", others=[decide(listed)])
    assert values(found, "standard") == ["ISO 11452-4:2020"]
    rows = table(("Number", "Edition"), ("ISO 11452-4", "2011"))
    found = read("BCI", "See ISO 11452-4.", others=[decide(clause("2", "Normative references", tables=(rows,)))])
    assert values(found, "standard") == ["ISO 11452-4:2011"]


@pytest.mark.parametrize(
    ("test", "kind", "text", "expected"),
    [
        ("BCI", "class", "Limit class 3 applies; severity level II at all frequencies.", ["class 3", "level II"]),
        ("BCI", "class", "Levels 1 and 2.", []),
        (
            "BCI",
            "modulation",
            "CW, then AM 80 % 1 kHz, PM (217 Hz, 577 µs).",
            ["CW", "AM 80 % 1 kHz", "PM 217 Hz 577 µs"],
        ),
        ("CE", "modulation", "AM band, CW.", []),
        ("TI", "pulse", "Pulses 1, 2a and 3b are applied.", ["pulse 1", "pulse 2a", "pulse 3b"]),
        ("TI", "pulse", "Pulses of 3 to 6 µs.", []),
        ("BCI", "status", "FPSC A for all; functional status II in stand-by.", ["A", "II"]),
        ("BCI", "samples", "Three samples are tested.", ["3"]),
        ("BCI", "samples", "Sample size: 5", ["5"]),
        ("BCI", "mode", "In the operating modes Sleep, Standby and Drive.", ["Sleep", "Standby", "Drive"]),
    ],
)
def test_fixed_phrases_are_read(test: str, kind: str, text: str, expected: list[str]) -> None:
    assert values(read(test, text), kind) == expected


# --- tables -----------------------------------------------------------------------------------------------------------


def test_levels_take_their_unit_from_cell_head_or_caption() -> None:
    in_cell = table(("MHz", "Group 1"), ("1 - 30", "60 mA, note 1"))
    in_head = table(("MHz", "Class 1 (mA)"), ("1 - 30", "60"))
    in_caption = table(("MHz", "Group 1"), ("1 - 30", "60"), caption="Table 3 - currents, mA")
    in_first_row = table(("MHz", "Level 1"), ("1 - 30", "60 mA"), ("30 - 400", "80"))
    for each in (in_cell, in_head, in_caption):
        found = read("BCI", "", "A title", each)
        assert values(found, "level") == ["60 mA"]
        assert values(found, "band") == ["1 MHz - 30 MHz"]
    assert values(read("BCI", "", "A title", in_first_row), "level") == ["60 mA", "80 mA"]


def test_a_level_of_a_table_knows_its_row_and_column() -> None:
    rows = table(("Frequency MHz", "PK dBµV", "AV dBµV"), ("0,15 – 0,3", "90", "70"), caption="Table 1")
    level = read("CE", "", "A title", rows).of("level")[1]
    assert (level.value, level.low, level.unit) == ("70 dBµV", 70.0, "dBµV")
    assert level.place == "table 1, row 2"
    assert level.context == "0,15 - 0,3; AV dBµV"


def test_a_spanning_head_holds_for_all_its_columns() -> None:
    rows = table(
        ("Band", "MHz", "Limit dB(µV)", "", ""), ("", "", "PK", "QP", "AV"), ("LW", "0.15 - 0.3", "90", "77", "--")
    )
    found = read("CE", "", "A title", rows)
    assert values(found, "level") == ["90 dBµV", "77 dBµV"]
    assert values(found, "band") == ["150 kHz - 300 kHz"]


def test_columns_about_something_else_are_left_out() -> None:
    rows = table(
        ("Pulse", "12 V", "24 V", "Ri", "Number", "Status"),
        ("1", "-100 V", "- 450 V", "10 Ω", "500", "C"),
        ("2b", "+10", "+20", "0,05", "10", "2"),
        caption="Table 4: pulses of a 12 V supply",
    )
    found = read("TI", "", "A title", rows)
    assert values(found, "level") == ["-100 V", "-450 V", "+10 V", "+20 V"]
    assert values(found, "pulse") == ["pulse 1", "pulse 2b"]
    assert values(found, "status") == ["C"]


def test_a_column_in_the_unit_of_another_test_is_left_out() -> None:
    rows = table(("MHz", "Voltage dBµV", "Current dBµA"), ("1 - 30", "60", "40"))
    assert values(read("CE", "", "A title", rows), "level") == ["60 dBµV"]
    assert values(read("CUR", "", "A title", rows), "level") == ["40 dBµA"]


def test_tables_of_settings_give_no_bands() -> None:
    rows = table(("Frequency MHz", "Step", "Dwell"), ("1 - 30", "1 MHz", "2 s"))
    assert values(read("BCI", "", "A title", rows), "band") == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("62 - 25 log(f/30)", ["62 dBpT"]),
        ("132 falling 20 dB per decade", ["132 dBpT"]),
        ("118 falling to 98", ["118 dBpT", "98 dBpT"]),
        ("89 to 100, log slope", ["89 dBpT", "100 dBpT"]),
        ("10 (see note)", ["10 dBpT"]),
        ("--", []),
        ("n/a", []),
        ("for info", []),
        ("9 kHz", []),
        ("-10", ["-10 dBpT"]),
    ],
)
def test_cells_are_read_with_their_remarks(cell: str, expected: list[str]) -> None:
    rows = table(("Frequency", "Limit dBpT"), ("1 kHz - 2 kHz", cell), ("2 kHz - 3 kHz", cell))
    assert values(read("MFE", "", "A title", rows), "level") == expected


def test_bands_in_two_columns_and_in_heads_are_read() -> None:
    two = table(("Start MHz", "Stop MHz", "Limit dBµV"), ("0,15", "30", "60"), ("30", "108", "50"))
    assert values(read("CE", "", "A title", two), "band") == ["150 kHz - 30 MHz", "30 MHz - 108 MHz"]
    across = table(("Class", "0.15 - 30 MHz", "30 - 108 MHz"), ("3", "60", "50"), caption="Limits in dBµV")
    found = read("CE", "", "A title", across)
    assert values(found, "band") == ["150 kHz - 30 MHz", "30 MHz - 108 MHz"]
    assert values(found, "level") == ["60 dBµV", "50 dBµV"]


def test_what_a_page_break_cut_is_joined_again() -> None:
    first = table(("MHz", "Limit dBµV"), ("1 - 2", "60"), caption="Table 1")
    rest = table(("2 - 3", "50"), ("3 - 4", "40"))
    again = table(("MHz", "Limit dBµV"), ("4 - 5", "30"))
    found = read("CE", "", "A title", first, rest, again)
    assert values(found, "level") == ["60 dBµV", "50 dBµV", "40 dBµV", "30 dBµV"]
    assert len(values(found, "band")) == 4


def test_a_table_that_a_clause_cites_is_read_where_it_stands() -> None:
    annex = clause(
        "B.1", "Voltage limits", tables=(table(("MHz", "dBµV"), ("1 - 2", "60"), caption="Table B.1 limits"),)
    )
    found = read("CE", "Limits are in Annex B, Table B.1.", others=[decide(annex)])
    level = found.of("level")[0]
    assert (level.value, level.clause, level.place) == ("60 dBµV", "d#B.1", "table 1, row 2")
    for text in (
        "Limits of Table B.1 plus 10 dB.",
        "Table B.1 does not apply.",
        "Similar to Table B.1.",
        "限值为表B.1加6 dB。",
    ):
        assert values(read("CE", text, others=[decide(annex)]), "level") == []


def test_a_column_of_ranges_needs_no_word_for_it() -> None:
    rows = table(("Stretch", "Mask P dBµV"), ("0.2 - 0.6 MHz", "61"), ("0.6 - 9 MHz", "47"))
    assert values(read("CE", "", "A title", rows), "band") == ["200 kHz - 600 kHz", "600 kHz - 9 MHz"]


def test_values_under_a_range_are_levels_and_no_range() -> None:
    rows = table(("Grade", "2 - 14 MHz (mA)", "14 - 28 MHz"), ("1", "41 to 73", "73"))
    found = read("BCI", "", "A title", rows)
    assert values(found, "band") == ["2 MHz - 14 MHz", "14 MHz - 28 MHz"]
    assert values(found, "level") == ["41 mA", "73 mA"]


def test_a_table_of_limits_without_a_unit_has_that_of_the_tables_before_it() -> None:
    first = table(("MHz", "Average dBµV"), ("1 - 2", "60"))
    second = table(("MHz", "Peak", "Average"), ("3 - 4", "55", "45"))
    ranks = table(("Function", "Level"), ("Lamp", "2"))
    more = [decide(clause("5.1.1", parent="5.1", tables=(each,)), "CE") for each in (first, second, ranks)]
    assert values(read("CE", "", "A title", others=more), "level") == ["60 dBµV", "55 dBµV", "45 dBµV"]


def test_limits_without_any_unit_are_left_open_but_their_bands_are_read() -> None:
    found = read("CE", "", "A title", table(("MHz", "Peak", "Average"), ("1 - 2", "60", "40")))
    assert values(found, "level") == []
    assert values(found, "band") == ["1 MHz - 2 MHz"]


def test_counts_and_names_are_no_levels() -> None:
    rows = table(("Pulse", "12 V", "Quantity"), ("1", "-90 V", "4,000"), caption="Levels in V")
    assert values(read("TI", "", "A title", rows), "level") == ["-90 V"]
    classes = table(("MHz", "PK", "AV", "Class"), ("1 - 2", "60", "40", "4"), caption="Limits, dBµV")
    assert values(read("CE", "", "A title", classes), "level") == ["60 dBµV", "40 dBµV"]
    named = table(("MHz", "Peak"), ("1 - 2", "60"), caption="Limits of CE 7-V, dBµV")
    assert values(read("CE", "", "A title", named), "level") == ["60 dBµV"]
    rows = table(("What", "Value"), ("Field", "120 V/m"), ("Burst", "40 pulses a second"))
    assert values(read("ALSE", "", "A title", rows), "level") == ["120 V/m"]


def test_what_an_instrument_can_do_is_not_demanded() -> None:
    assert values(
        read("BCI", "The power for 100 mA is written down, power stored for the 30 mA curve. The level is 60 mA."),
        "level",
    ) == ["60 mA"]
    assert values(read("HPT", "An amplifier of 25 W feeds 8 W to the antenna."), "level") == ["8 W"]


def test_a_pulse_without_a_sign_is_no_supply() -> None:
    assert values(read("TI", "Slow pulses through the ring: shape two, 5 V."), "level") == ["5 V"]
    assert values(read("TI", "The pulse generator works from a supply of 5 V."), "level") == []


def test_what_is_deleted_is_not_demanded() -> None:
    assert values(read("BCI", "Deleted: 30 mA from 1 MHz to 2 MHz.\nThe level is 60 mA."), "level") == ["60 mA"]


def test_a_form_is_read_like_sentences() -> None:
    form = table(
        ("Aim", "The antenna of the door locks shall not be blinded"),
        ("Basis", "Leans on CISPR 25 with a shorter cable"),
        ("Demand", "20 Hz: 131 dBpT; 7 kHz to 9 kHz: 88 dBpT"),
    )
    found = read("MFE", "", "A title", form)
    assert values(found, "level") == ["131 dBpT", "88 dBpT"]
    assert values(found, "band") == ["7 kHz - 9 kHz"]
    assert [fact.place for fact in found.of("level")] == ["table 1, row 3"] * 2
    assert values(read("CE", "", "A title", form), "standard") == ["CISPR 25"]


def test_odd_tables_do_no_harm() -> None:
    for rows in (table(), table(()), table(("one",)), table(("a", "b"), ("c",), ()), table(("MHz",), ("1 - 2",))):
        assert read("CE", "", "A title", rows).number == "5.1"


# --- documents --------------------------------------------------------------------------------------------------------


def test_the_sample_specifications_are_read_as_labelled_by_hand() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("requirements_benchmark", ROOT / "benchmarks" / "requirements.py")
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    found = benchmark.read_requirements(
        ROOT / "specs", {key[0] for key in benchmark.read_truth() if (ROOT / "specs" / key[0]).exists()}
    )
    truth = {key: values for key, values in benchmark.read_truth().items() if (ROOT / "specs" / key[0]).exists()}
    assert len(truth) > 50
    for kind in benchmark.KINDS:
        right = wrong = missing = 0
        for key, expected in truth.items():
            got = benchmark.found_in(found[key])[kind]
            right, wrong, missing = (
                right + len(got & expected[kind]),
                wrong + len(got - expected[kind]),
                missing + len(expected[kind] - got),
            )
        assert right / (right + wrong) >= 0.95
        assert right / (right + missing) >= 0.90


def test_the_hand_labels_hold_facts_and_no_text() -> None:
    with (ROOT / "benchmarks" / "labels" / "requirements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (ROOT / "benchmarks" / "labels" / "requirements_authors.csv").open(encoding="utf-8", newline="") as file:
        rows += csv.DictReader(file)
    assert len(rows) >= 60 + 80
    for row in rows:
        assert len(row["standards"]) < 60
        assert all(len(item) < 24 for kind in ("bands", "levels") for item in row[kind].split(";"))
