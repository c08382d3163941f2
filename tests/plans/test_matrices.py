"""Selection matrices in all the ways they are drawn."""

import pytest
from plan_builders import LEGEND, SELECTION, catalogue, clause, decide, decisions, table

from pipeline.plans import matrices


def read(*rows, text="", caption="", more=(), title="Selection of tests", split=None):
    tables = (table(*rows, caption=caption),)
    if split:
        tables = (table(*rows[:split], caption=caption), table(*rows[split:]))
    here = decide(clause("4.2", title, text, tables=tables))
    return matrices.read([*decisions(matrix=None)[:2], here, *decisions(matrix=None)[3:], *more], catalogue())


def cells(found):
    (matrix,) = found
    return {(entry.item, entry.category): entry.meaning for entry in matrix.entries}


BODY = (("5.1", "x", "-"), ("5.2", "x", "x"), ("5.3", "-", "x"))


def test_every_cell_has_its_meaning_its_group_and_its_footnotes():
    (matrix,) = matrices.read(decisions(), catalogue())
    assert matrix.categories == ("P", "A", "AM")
    assert matrix.items == ("5.1 | Emission on supply", "5.2 | Injection", "5.3 | Spark, powered", "5.9 | Wading")
    found = {(entry.item.partition(" |")[0], entry.category): entry for entry in matrix.entries}
    assert [found["5.2", name].meaning for name in matrix.categories] == ["not", "required", "conditional"]
    assert found["5.3", "P"].meaning == "conditional"
    assert found["5.2", "AM"].notes == ("2) not fed by the module", "1) with a Hall sensor")
    assert found["5.2", "AM"].legend == "by agreement with the engineer"
    assert found["5.2", "AM"].group == "Modules"
    assert (found["5.2", "AM"].row, found["5.2", "AM"].column) == (4, 5)


def test_a_line_stands_for_the_tests_of_the_clause_it_names():
    (matrix,) = matrices.read(decisions(), catalogue())
    tests = {entry.item: entry.tests for entry in matrix.entries}
    assert list(tests.values()) == [("CE-V",), ("BCI",), ("ESD-P",), ()]
    assert matrix.entries[-1].clauses == ("spec.docx#5.9",)


def test_tests_may_stand_in_the_columns():
    turned = [list(column) for column in zip(*((("Part"), "P", "A"), *BODY), strict=True)]
    assert cells(read(*turned)) == cells(read(("Clause", "P", "A"), *BODY))


def test_a_circle_is_required_where_nothing_else_is_and_conditional_beside_a_cross():
    head = ("Clause", "P", "A")
    alone = cells(read(head, ("5.1", "○", "△"), ("5.2", "○", "-"), ("5.3", "-", "○")))
    beside = cells(read(head, ("5.1", "○", "x"), ("5.2", "x", "-"), ("5.3", "-", "x")))
    assert (alone["5.1", "P"], alone["5.1", "A"]) == ("required", "conditional")
    assert beside["5.1", "P"] == "conditional"


def test_a_multiplication_sign_says_no_beside_circles():
    found = cells(read(("Clause", "P", "A"), ("5.1", "○", "×"), ("5.2", "○", "○"), ("5.3", "×", "○")))
    assert (found["5.1", "A"], found["5.1", "P"]) == ("not", "required")


def test_the_legend_of_the_document_goes_before_what_is_usual():
    text = "M: mandatory, O: not applicable, C: if agreed"
    found = cells(read(("Clause", "P", "A"), ("5.1", "M", "O"), ("5.2", "C", "M"), ("5.3", "M", "M"), text=text))
    assert [found["5.1", "P"], found["5.1", "A"], found["5.2", "P"]] == ["required", "not", "conditional"]


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Table 1 (x needed, o by agreement)", ["required", "conditional"]),
        ("Table 1 (x: not necessary, o = mandatory)", ["not", "required"]),
        ("表1 ○ 必做 × 不适用", ["not", "required"]),
    ],
)
def test_a_caption_may_hold_the_legend(caption, expected):
    sign, other = ("×", "○") if "○" in caption else ("x", "o")
    rows = (("Clause", "P", "A"), ("5.1", sign, other), ("5.2", sign, other), ("5.3", sign, other))
    found = cells(read(*rows, caption=caption))
    assert [found["5.1", "P"], found["5.1", "A"]] == expected


def test_the_heads_may_hold_letters_that_are_marks_elsewhere():
    found = cells(read(("Clause", "O", "X"), *BODY))
    assert set(found.values()) == {"required", "not"}
    assert {category for _, category in found} == {"O", "X"}


def test_a_table_that_a_page_break_cut_is_read_as_one():
    rows = (("Clause", "P", "A"), *BODY, ("5.9", "x", "x"))
    assert cells(read(*rows, split=3)) == cells(read(*rows))
    (matrix,) = read(*rows, split=3)
    assert [(entry.table, entry.row) for entry in matrix.entries[::2]] == [(1, 2), (1, 3), (2, 1), (2, 2)]


def test_words_and_remarks_are_understood():
    rows = (("Test", "P", "A"), ("5.1", "yes", "n/a"), ("5.2", "x (low port)", "if inductive"), ("5.3", "L2", "no"))
    (matrix,) = read(*rows)
    assert [entry.meaning for entry in matrix.entries] == ["required", "not", "required", "conditional", "text", "not"]
    assert matrix.entries[2].notes == ("low port",)
    assert any("'L2' is no mark" in doubt for doubt in matrix.doubts)


def test_ranges_lists_and_codes_name_several_clauses():
    named = [
        decide(clause("6", "Method AB 10", parent=""), "RE"),
        decide(clause("7", "Method AB 12", parent=""), "MFE"),
        decide(clause("8", "Method AB 20", parent=""), "CV"),
    ]
    rows = (("Test", "P", "A"), ("5.1 - 5.3", "x", "-"), ("AB 10 to AB 15", "x", "x"), ("AB 10/20", "-", "x"))
    (matrix,) = read(*rows, more=named)
    tests = [entry.tests for entry in matrix.entries[::2]]
    assert tests == [("CE-V", "BCI", "ESD-P"), ("RE", "MFE"), ("RE", "CV")]


def test_lines_that_name_one_clause_share_its_tests_out():
    both = decide(clause("6", "Conducted emission", parent=""), "CE-V", "CE-I")
    rows = (("Clause", "Test", "P", "A"), ("6", "CE-AN", "x", "-"), ("6", "CE-CP", "x", "x"), ("5.2", "BCI", "x", "x"))
    (matrix,) = read(*rows, more=[both])
    assert [entry.tests for entry in matrix.entries[::2]] == [("CE-V",), ("CE-I",), ("BCI",)]


def test_a_column_that_only_counts_is_no_clause_number():
    rows = (
        ("No.", "Test", "P", "A"),
        ("1", "Bulk current injection", "x", "-"),
        ("2", "Wading through water", "x", "x"),
    )
    (matrix,) = read(*rows)
    assert matrix.entries[0].clauses == ("spec.docx#5.2",)
    assert matrix.entries[2].clauses == ("spec.docx#5.9",)


@pytest.mark.parametrize(
    "rows",
    [
        (("Band", "MHz", "PK", "AV"), ("MW", "0.5 - 1.8", "66", "46"), ("FM", "76 - 108", "38", "18")),
        (("Short", "Long"), ("BCI", "Bulk current injection"), ("ESD", "Electrostatic discharge")),
        (("Clause", "Sample 1", "Sample 2", "Sample 3"), ("5.1", "x", "-", "-"), ("5.2", "-", "x", "x")),
        (("Clause", "Mode 1", "Mode 2"), ("5.1", "x", "x"), ("5.2", "-", "x"), ("5.3", "x", "x")),
        (("Item", "Left", "Right"), ("wheel", "x", "x"), ("lamp", "x", "-"), ("seat", "-", "x")),
    ],
    ids=["limits", "abbreviations", "samples", "modes", "anything"],
)
def test_other_tables_are_no_selection_matrix(rows):
    assert read(*rows, title="Overview") == ()


def test_a_document_without_tables_has_no_matrix():
    assert matrices.read([], catalogue()) == ()
    assert matrices.read(decisions(matrix=None)[:1], catalogue()) == ()


def test_a_footnote_that_is_not_there_is_a_doubt():
    (matrix,) = read(("Clause", "P", "A"), ("5.1", "x3)", "-"), ("5.2", "x", "x"), text="x = mandatory")
    assert matrix.entries[0].notes == ("3) footnote not found",)
    assert any("3 are called" in doubt for doubt in matrix.doubts)


def test_a_note_of_the_clause_that_no_entry_calls_is_a_doubt():
    rows = table(("Clause", "P", "A"), *BODY)
    here = decide(clause("4.2", "Selection of tests", "x = mandatory", tables=(rows,), notes=("Not before phase C.",)))
    (matrix,) = matrices.read([here, *decisions(matrix=None)[3:]], catalogue())
    assert [doubt for doubt in matrix.doubts if "Not before phase C." in doubt]


def test_the_builder_has_the_legend_it_is_read_with():
    assert "mandatory" in LEGEND
    assert SELECTION.rows[2][3] == "x"
