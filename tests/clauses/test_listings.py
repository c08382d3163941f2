"""Tables of contents, running headers, captions and tables: what repeats or lists clauses and is none."""

from dataclasses import replace

import pytest

from pipeline.records import Block, Place

HEADS = ["1 Scope", "2 Terms", "2.1 Symbols", "3 Tests", "3.1 Emission"]
FRONTS = {
    "leaders": [f"{head} ............ {page}" for page, head in enumerate(HEADS, 3)],
    "tabs": [head.replace(" ", r"\t", 1) + rf"\t{page}" for page, head in enumerate(HEADS, 3)],
    "bare pages": [f"{head} {page}" for page, head in enumerate(HEADS, 3)],
    "glued pages": [f"{head}{page}" for page, head in enumerate(HEADS, 3)],
    "some glued pages": [head + (r"\t" if page > 4 else "") + str(page) for page, head in enumerate(HEADS, 3)],
    "no pages": HEADS,
}


@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_a_table_of_contents_the_reader_did_not_know_is_a_witness_and_no_content(house, front):
    outline = house.expect("\n".join(["Contents", *front, *(f"* {head}\n." for head in HEADS)]))
    assert all(clause.text == house.body for clause in outline.clauses)
    assert outline.fidelity == 1.0
    assert outline.preamble.count("Symbols") == 1


def test_a_running_header_that_repeats_the_chapter_is_no_clause(house):
    lines = ["1 Scope", house.body, "2 Tests of the component", house.body, "2.1 Voltage"]
    pages = [Block("paragraph", text, Place(0, page=1)) for text in lines]
    for page in range(2, 6):
        pages += [Block("paragraph", text, Place(0, page=page)) for text in ("2 Tests of the component", house.body)]
    pages += [Block("paragraph", "3 Report", Place(0, page=6))]
    assert house.ids(house.split(pages)) == ["1", "2", "2.1", "3"]


def test_captions_and_table_rows_are_no_clauses(house):
    blocks, _ = house.read("1 Scope\n.\n2 Limits\n.\nTable 2-1: Levels\n3 Report\n.\nTable 1 shows the levels again.")
    figure = Block("paragraph", "Figure 1 Bench", Place(0))
    blocks[5:5] = [house.table(("3.1", "20 dB"), ("3.2", "30 dB")), figure]
    outline = house.split(blocks)
    assert house.ids(outline) == ["1", "2", "3"]
    assert outline.clauses[1].tables[0].caption == "Table 2-1: Levels"
    assert outline.clauses[1].captions == ("Table 2-1: Levels", "Figure 1 Bench")
    assert "Table 1 shows the levels again." in outline.clauses[2].text


def test_requirement_tables_with_numbers_in_the_first_column_are_clauses(house):
    rows = [("No.", "Requirement", "Verification"), ("4.1.1", house.body, "test"), ("4.1.2", house.body, "inspection")]
    blocks, _ = house.read("4 Tests\n.\n4.1 Voltage\n5 Report\n.")
    blocks.insert(3, house.table(*rows))
    outline = house.split(blocks)
    assert house.ids(outline) == ["4", "4.1", "4.1.1", "4.1.2", "5"]
    assert (outline.clauses[2].title, outline.clauses[2].text) == (house.body, "test")
    assert outline.clauses[1].tables[0].rows == (rows[0],)


@pytest.mark.parametrize(
    "rows",
    [
        [("Clause", "Test", "A", "B"), ("5.1", "Voltage", "x", ""), ("5.2", "Current", "x", "x")],
        [
            ("Rev", "Date", "Change"),
            ("1.0", "2021-03-04", "The first issue for all components."),
            ("1.1", "2022-03-04", "The levels of all emission tests were raised."),
        ],
        [("1.1", "0.5"), ("1.2", "0.7"), ("1.3", "0.9")],
    ],
    ids=["matrix", "history", "values"],
)
def test_matrices_histories_and_values_stay_tables(house, rows):
    blocks, _ = house.read("1 Scope\n.\n2 Selection\n5 Tests\n.\n5.1 Voltage\n.")
    blocks.insert(3, house.table(*rows))
    outline = house.split(blocks)
    assert house.ids(outline) == ["1", "2", "5", "5.1"]
    assert outline.clauses[1].tables[0].rows == tuple(rows)


def test_headings_without_numbers_are_clauses_only_where_nothing_is_numbered(house):
    blocks, _ = house.read("* Scope\n.\n* Tests\n.\n* Voltage\n.\n* Report\n.", {"outline": 1})
    blocks[4] = replace(blocks[4], outline=2)
    outline = house.split(blocks)
    assert [(clause.number, clause.level) for clause in outline.clauses] == [("§1", 1), ("§2", 1), ("§3", 2), ("§4", 1)]
    assert outline.clauses[2].path == ("Tests",)
    blocks, _ = house.read("* Foreword\n.\n* 1 Scope\n.\n* Remarks\n.\n* 2 Tests\n.", {"outline": 1})
    assert house.ids(house.split(blocks)) == ["1", "2"]


def test_headings_without_numbers_are_named_by_the_ids_most_of_them_begin_with(house):
    text = "* 1 Supply\n.\n* LVS-110 Voltage\n.\n* LVS-112 48 V network\n.\n* Remarks\n."
    blocks, _ = house.read(text, {"outline": 1})
    blocks = [replace(block, outline=2) if block.text.startswith("LVS") else block for block in blocks]
    clauses = house.split(blocks).clauses
    assert [(clause.number, clause.title, clause.level) for clause in clauses] == [
        ("1", "Supply", 1),
        ("LVS-110", "Voltage", 2),
        ("LVS-112", "48 V network", 2),
        ("§4", "Remarks", 1),
    ]


def test_a_text_without_numbers_and_headings_is_a_problem(house):
    outline = house.expect("Dear reader,\n.\n1 m is a length.")
    assert [(problem.kind, problem.fatal) for problem in outline.problems] == [("no clauses", False)]
    assert house.body in outline.preamble


def test_clause_numbers_may_stand_behind_an_id(house):
    rows = [("EMC-17", "4.1.1", house.body, "test"), ("EMC-18", "4.1.2", house.body, "review")]
    blocks, _ = house.read("4 Tests\n.\n4.1 Voltage\n5 Report\n.")
    blocks.insert(3, house.table(*rows))
    clauses = house.split(blocks).clauses
    assert [(clause.number, clause.title, clause.text) for clause in clauses[2:4]] == [
        ("4.1.1", house.body, "EMC-17\ttest"),
        ("4.1.2", house.body, "EMC-18\treview"),
    ]
