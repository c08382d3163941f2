"""The decimal mark of a document, of a clause and of a table, and what stays ambiguous."""

from __future__ import annotations

import pytest

from pipeline.requirements import Requirement, extract
from pipeline.requirements.decimal_marks import Marks
from tests.builders.requirement_builders import CATALOGUE, clause, decide, read, table, values

COMMA = "Die Höhe beträgt 0,9 m und der Abstand 1,5 m."
POINT = "The height is 0.9 m and the distance 1.5 m."


def read_beside(test: str, text: str, other: str = "", *tables: object) -> Requirement:
    """The requirement of a section of a document that holds another clause too."""
    aside = decide(clause("9.1", "Anhang", other))
    return read(test, text, "Titel", *tables, others=[aside])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("Die Feldstärke ist 1.200 V/m.", COMMA, ["1200 V/m"]),
        ("Die Feldstärke ist 1,200 V/m.", COMMA, ["1.2 V/m"]),
        ("The field is 1,200 V/m.", POINT, ["1200 V/m"]),
        ("The field is 1.200 V/m.", POINT, ["1.2 V/m"]),
        ("Die Feldstärke ist 1'200 V/m.", "", ["1200 V/m"]),
        ("Die Feldstärke ist 1’200 V/m.", "", ["1200 V/m"]),
        ("La valeur est de 1\u202f200 V/m.", "La hauteur est de 0,9 m.", ["1200 V/m"]),
        ("La valeur est de 1\u2009200,5 V/m.", "", ["1200.5 V/m"]),
        ("Der Pegel ist 1.234,5 V/m.", "", ["1234.5 V/m"]),
        ("The level is 1,234.5 V/m.", "", ["1234.5 V/m"]),
        ("Die Feldstärke ist 0.600 V/m.", COMMA, ["0.6 V/m"]),
        ("Il campo è di 1.200 V/m.", "Il valore è 12,5 V e la durata è di 2,5 s.", ["1200 V/m"]),
    ],
)
def test_thousands_and_decimals_are_told_apart_by_the_document(text: str, other: str, expected: list[str]) -> None:
    assert values(read_beside("ALSE", text, other), "level") == expected


def test_what_nothing_tells_is_ambiguous_with_both_readings() -> None:
    (level,) = read_beside("ALSE", "Die Feldstärke ist 1.200 V/m nach der Norm und mit der Antenne.").of("level")
    assert (level.value, level.low, level.sure) == ("1.2 V/m or 1200 V/m", None, False)
    assert level.candidates == ("1.2 V/m", "1200 V/m")


def test_a_document_that_writes_both_is_ambiguous_where_the_clause_does_not_tell() -> None:
    mixed = "Die Höhe ist 0,9 m, der Abstand 0.9 m."
    (level,) = read_beside("ALSE", "Die Feldstärke ist 1.200 V/m.", mixed).of("level")
    assert not level.sure
    (level,) = read_beside("ALSE", "Die Feldstärke ist 1.200 V/m bei 0,5 m.", mixed).of("level")
    assert level.value == "1200 V/m"


def test_a_table_is_read_by_its_own_mark() -> None:
    rows = table(("Frequency (MHz)", "Level (V/m)"), ("200 - 1,000", "0.5"), ("1,000 - 3,200", "12.5"))
    found = read_beside("ALSE", "", COMMA, rows)
    assert values(found, "band") == ["200 MHz - 1 GHz", "1 GHz - 3.2 GHz"]
    assert values(found, "level") == ["0.5 V/m", "12.5 V/m"]


def test_a_range_rises_and_tells_the_mark() -> None:
    found = read_beside("ALSE", "Von 200 MHz bis 3.200 MHz mit 1.500 V/m nach der Norm.")
    assert (values(found, "band"), values(found, "level")) == (["200 MHz - 3.2 GHz"], ["1500 V/m"])


def test_an_ambiguous_range_gives_both_readings_in_step() -> None:
    (band,) = read_beside("ALSE", "Der Bereich ist 1.200 MHz bis 1.400 MHz und mit der Antenne.").of("band")
    assert band.candidates == ("1.2 MHz - 1.4 MHz", "1.2 GHz - 1.4 GHz")
    assert (band.low, band.high) == (None, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2,4,8", ["2 kV", "4 kV", "8 kV"]),
        ("2, 4, 8", ["2 kV", "4 kV", "8 kV"]),
        ("±2,±4,±8", ["±2 kV", "±4 kV", "±8 kV"]),
        ("2/4/8", ["2 kV", "4 kV", "8 kV"]),
        ("2; 4; 8", ["2 kV", "4 kV", "8 kV"]),
        ("0.5,1,2,4", ["0.5 kV", "1 kV", "2 kV", "4 kV"]),
        ("8¹⁾", ["8 kV"]),
        ("8²", ["8 kV"]),
        ("8 sec", []),
        ("60 Sekunden", []),
        ("10 Entladungen", []),
        ("330 Ω", []),
        ("5 mm", []),
    ],
)
def test_a_cell_holds_several_values_or_one_of_another_unit(cell: str, expected: list[str]) -> None:
    assert values(read("ESD", "", "A title", table(("Kind", "Level (kV)"), ("Contact", cell))), "level") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The probe stands 10⁴ V/m.", ["10000 V/m"]),
        ("The level is 3 × 10³ V/m.", ["3000 V/m"]),
        ("The level is 5·10⁻² V/m.", ["0.05 V/m"]),
        ("The level is 2 x 10^3 V/m.", ["2000 V/m"]),
        ("The level is 100¹ V/m and 200²⁾ V/m.", ["100 V/m", "200 V/m"]),
        ("The level is 100 V/m¹.", ["100 V/m"]),
        ("The level is 100 V/m²⁾.", ["100 V/m"]),
        ("The density is 10 W/m².", []),
        ("The level is 10² V/m.", ["10 V/m or 100 V/m"]),
    ],
)
def test_powers_are_powers_and_marks_are_no_digits(text: str, expected: list[str]) -> None:
    assert values(read("ALSE", text), "level") == expected


@pytest.mark.parametrize("model", ["Power meter PM 2002", "Meter: PM-5 (Any Ltd)", "AM 4000 amplifier", "PM 42"])
def test_the_name_of_a_model_is_no_modulation(model: str) -> None:
    assert values(read("ALSE", model), "modulation") == []


@pytest.mark.parametrize(
    ("text", "value"), [("AM 80 % 1 kHz", "AM 80 % 1 kHz"), ("PM 217 Hz", "PM 217 Hz"), ("AM 80", "AM 80")]
)
def test_modulations_are_still_read(text: str, value: str) -> None:
    assert values(read("ALSE", text), "modulation") == [value]


def test_the_mark_is_found_once_for_all_clauses() -> None:
    clauses = [clause("1", "A", COMMA), clause("2", "B", "Von 1.200 MHz.")]
    assert Marks.of(clauses).document == ","
    assert extract([], CATALOGUE) == ()
