"""The draft of a plan: which tests, which values, from where, and what is open."""

import pytest
from plan_builders import SELECTION, catalogue, clause, decide, decisions, report, table

from pipeline.errors import UsageError
from pipeline.plans import drafts, limits
from pipeline.requirements import extract


def draft(*categories, **more):
    made = report(**more)
    return drafts.draft(made, extract(made.decisions, catalogue()), catalogue(), categories)


def test_the_tests_of_a_category_come_in_the_order_of_the_matrix():
    plan = draft("AM")
    assert [test.name.partition(",")[0] for test in plan.tests] == ["5.1", "5.2", "5.3"]
    assert [test.meaning for test in plan.tests] == ["required", "conditional", "required"]
    assert [entry.item for entry in plan.left_out] == ["5.9 | Wading"]


def test_every_value_has_its_clause_and_its_words():
    injection = draft("A").tests[1]
    (standard,) = injection.of("base standard")
    assert (standard.text, standard.number, standard.place) == ("ISO 11452-4", "5.2", "text")
    assert standard.quote == "Method of ISO 11452-4, 1 MHz to 400 MHz, FPSC A."
    (status,) = injection.of("functional status")
    assert status.text == "A"
    assert [value.text for value in injection.of("figure")] == ["Figure 3 Bench", "Figure 3"]


def test_every_cell_of_a_table_of_levels_is_a_limit_with_its_band():
    found = {(limit.band, limit.severity): limit for limit in draft("A").tests[1].limits}
    assert {key: limit.value for key, limit in found.items()} == {
        ("1 MHz - 20 MHz", "Class 1"): "60 mA",
        ("1 MHz - 20 MHz", "Class 2"): "100 mA",
        ("20 MHz - 400 MHz", "Class 1"): "60 to 30 mA",
        ("20 MHz - 400 MHz", "Class 2"): "100 mA",
    }
    assert found["1 MHz - 20 MHz", "Class 2"].source == "spec.docx 5.2.1, table 1, row 2, column 3"


def test_a_test_outside_the_catalogue_stands_in_the_plan_with_its_clause():
    wading = draft("A").tests[-1]
    assert (wading.tests, wading.sections, wading.others) == ((), (), ("5.9",))
    texts = [point.text for point in draft("A").points if point.test == wading.name]
    assert texts == ["No values were read, for it is no test of the catalogue: see clauses 5.9."]


def test_a_line_of_several_tests_is_planned_test_by_test():
    both = table(("Clause", "Test", "A"), ("5.1 - 5.2", "RF", "x"), ("5.3", "Spark", "x"), ("5.9", "Wading", "x"))
    wide = table(*[[*row, "-" if place else "B"] for place, row in enumerate(both.rows)])
    plan = draft("A", matrix=wide)
    assert [(test.name, test.tests, test.sections) for test in plan.tests[:2]] == [
        ("5.1 - 5.2, RF [CE-V]", ("CE-V",), ("5.1",)),
        ("5.1 - 5.2, RF [BCI]", ("BCI",), ("5.2",)),
    ]


def test_what_is_said_for_all_tests_is_not_missing_in_each():
    plan = draft("A")
    assert {(value.kind, value.text, value.number) for value in plan.general} == {
        ("samples", "3", "4.1"),
        ("operating mode", "Sleep, Drive", "4.1"),
    }
    missing = [point for point in plan.points if point.kind == "missing value" and point.test == plan.tests[0].name]
    assert missing == []


def test_what_is_missing_everywhere_is_said_once():
    texts = [point.text for point in draft("A").points if point.kind == "missing value"]
    assert not [text for text in texts if "operating mode" in text]
    made = report()
    bare = type(made)(**{name: getattr(made, name) for name in made.__slots__} | {"decisions": made.decisions[2:]})
    plan = drafts.draft(bare, extract(bare.decisions, catalogue()), catalogue(), ("A",))
    texts = [point.text for point in plan.points if point.kind == "missing value" and not point.test]
    assert texts == ["Not found for any test: operating mode, samples."]


def test_conditions_footnotes_and_clauses_in_review_are_open_points():
    points = [(point.test.partition(",")[0], point.kind) for point in draft("AM").points]
    assert points.count(("5.2", "condition")) == 1
    assert points.count(("5.2", "footnote")) == 2
    assert points.count(("5.1", "footnote")) == 1
    assert ("5.3", "clause in review") in points


def test_a_component_of_two_categories_has_the_stricter_of_both():
    plan = draft("P", "AM")
    assert {test.name.partition(",")[0]: test.meaning for test in plan.tests} == {
        "5.1": "required",
        "5.2": "conditional",
        "5.3": "required",
        "5.9": "required",
    }
    assert any(point.kind == "conflict" and "P: not, AM: conditional" in point.text for point in plan.points)


def test_two_values_for_one_band_and_column_are_a_conflict():
    head = ("Service", "Band MHz", "Level (mA)")
    other = table(head, ("AM", "1 - 20", "60"), ("CB", "1 - 20", "80"))
    assert [point.text for point in draft("A", levels=other).points if point.kind == "conflict"] == []
    same = table(head, ("AM", "1 - 20", "60"), ("AM", "1 - 20", "80"))
    (text,) = [point.text for point in draft("A", levels=same).points if point.kind == "conflict"]
    assert "60 mA (5.2.1, table 1, row 2, column 3), 80 mA (5.2.1, table 1, row 3, column 3)" in text


def test_a_category_may_be_given_by_its_beginning_and_in_any_case():
    wide = table(*[[cell.replace("AM 1)", "Motor with electronics") for cell in row] for row in SELECTION.rows])
    assert draft("motor", matrix=wide).categories == ("Motor with electronics",)


@pytest.mark.parametrize(
    ("categories", "message"), [(("Z",), "no component category 'Z'"), ((), "choose the component")]
)
def test_a_category_that_is_not_there_is_named_with_those_that_are(categories, message):
    with pytest.raises(UsageError, match=f"{message}.*'P', 'A', 'AM'"):
        draft(*categories)


def test_without_a_matrix_every_test_of_the_document_is_planned():
    plan = draft(matrix=None)
    assert [test.tests for test in plan.tests] == [("CE-V",), ("BCI",), ("ESD-P",)]
    assert plan.points[0].text.startswith("No selection matrix was found")
    with pytest.raises(UsageError, match="no selection matrix was found"):
        draft("A", matrix=None)


def read_limits(*rows, caption="", test="RE", text=""):
    one = decide(clause("5.1", "Limits", text, tables=(table(*rows, caption=caption),) if rows else ()), test)
    return limits.read([one], catalogue())


def test_two_detectors_in_one_cell_are_two_limits():
    found = read_limits(("MHz", "HV 1"), ("1 - 30", "100 / 80"), caption="Limits dB(µV/m), PK / AV")
    assert [(limit.detector, limit.value) for limit in found] == [("peak", "100 dBµV/m"), ("average", "80 dBµV/m")]


def test_a_formula_is_worked_out_at_both_ends_of_its_band():
    (limit,) = read_limits(("MHz", "Peak dBµV/m"), ("30 - 300", "62 - 25 log(f/30)"))
    assert (limit.start, limit.end, limit.unclear) == (62.0, 37.0, "")


def test_a_row_whose_band_is_merged_with_the_one_above_has_that_band():
    found = read_limits(("MHz", "Detector", "Limit dBµV/m"), ("30 - 75", "Peak", "50"), ("", "Average", "40"))
    assert [(limit.band, limit.start) for limit in found] == [("30 MHz - 75 MHz", 50.0), ("30 MHz - 75 MHz", 40.0)]


def test_a_sentence_with_one_band_and_one_level_is_a_limit():
    (limit,) = read_limits(text="From 30 MHz to 54 MHz the peak stays below 40 dBµV/m.")
    assert (limit.band, limit.start, limit.detector, limit.unclear) == ("30 MHz - 54 MHz", 40.0, "peak", "")


def test_voltages_of_a_discharge_are_levels_without_a_band():
    found = read_limits(("Point", "Contact kV"), ("pins", "±4, ±6"), ("case", "± 8"), test="ESD-P")
    assert [(limit.row, limit.value, limit.unclear) for limit in found] == [
        ("pins; contact discharge", "±4 kV", ""),
        ("pins; contact discharge", "±6 kV", ""),
        ("case; contact discharge", "±8 kV", ""),
    ]


def test_one_level_behind_several_bands_holds_for_all_of_them():
    found = read_limits(text="In 30 MHz to 54 MHz and 70 MHz to 87 MHz the limit is 40 dBµV/m.")
    assert [(limit.band, limit.unclear) for limit in found] == [("30 MHz - 54 MHz", ""), ("70 MHz - 87 MHz", "")]
    found = read_limits(text="In 30 MHz to 54 MHz the limit is 40 dBµV/m, and from 70 MHz to 87 MHz none.")
    assert [limit.band for limit in found] == ["30 MHz - 54 MHz"]


def test_a_sentence_with_two_levels_is_unclear():
    found = read_limits(text="From 30 MHz to 54 MHz it stays below 40 dBµV/m, or 50 dBµV/m if agreed.")
    assert {limit.start for limit in found} == {40.0, 50.0}
    assert all("several values" in limit.unclear for limit in found)


def test_the_builder_has_what_the_tests_count():
    assert len(decisions()) == 9
