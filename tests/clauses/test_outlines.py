"""What an outline holds: the tree, the tables, the fidelity, and every character of the document."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Block, ContentsLine, Place


def test_parents_are_found_by_number_and_paths_by_title(house):
    blocks, _ = house.read("* 5 Tests\n* 5.1 Voltage\n* 5.1.2 Limits\n* 7.1 Orphan\n* 7.1.1.1 Deep", {"outline": 1})
    found = {clause.number: clause for clause in house.split(blocks).clauses}
    assert found["5.1.2"].parent == "spec.docx#5.1"
    assert found["5.1.2"].path == ("Tests", "Voltage")
    assert (found["7.1"].parent, found["7.1"].level) == (None, 2)
    assert (found["7.1.1.1"].parent, found["7.1.1.1"].level) == ("spec.docx#7.1", 4)


def test_tables_captions_and_notes_go_with_their_clause(house):
    blocks, _ = house.read("* 1 Scope\n.\n* 2 Limits\nFigure 3 Bench\n.", {"outline": 1})
    blocks.insert(4, replace(house.table(("a", "b")), place=Place(0, page=7)))
    blocks.insert(5, Block("caption", "Table 4: Levels", Place(0)))
    blocks.append(Block("note", "Not for motors.", Place(0, story="footnote")))
    clause = house.split(blocks).clauses[1]
    assert [(table.rows, table.caption, table.page) for table in clause.tables] == [
        ((("a", "b"),), "Table 4: Levels", 7)
    ]
    assert clause.captions == ("Figure 3 Bench", "Table 4: Levels")
    assert clause.notes == ("Not for motors.",)
    assert clause.text == house.body


def test_a_bracketed_reference_before_a_title_is_text(house):
    outline = house.expect("* A.4 Requirements\n.\n* A.4.1 (4.1) General.\n.\n* A.4.2 (4.2) Filters.\n.")
    assert (outline.clauses[1].title, outline.clauses[1].text) == ("General.", f"(4.1)\n{house.body}")


@pytest.mark.parametrize("end", ["place of the battery.", "30 mm mark.", "– or beside – the battery."])
def test_a_paragraph_torn_by_a_page_is_one_title(house, end):
    start = "2.1 The supply line of the component is measured with the network at the"
    pieces = [("2 Tests", 1), (start, 1), (end, 2), (house.body, 2), ("3 Report", 2)]
    blocks = [Block("paragraph", text, Place(0, page=page)) for text, page in pieces]
    clause = house.split(blocks).clauses[1]
    assert clause.title == f"{start} {end}".removeprefix("2.1 ")
    assert clause.text == house.body


def test_fidelity_is_the_share_of_contents_lines_that_were_found(house):
    blocks, _ = house.read("* 1 Scope\n.\n* 2 Tests\n.\n* 3 Reports and records\n.", {"outline": 1})
    lines = [("1", "SCOPE"), ("2", "Quality"), ("4", "Annexes"), ("3", "Reports and"), ("", "Foreword")]
    outline = house.split(blocks, [ContentsLine(number, title) for number, title in lines])
    assert outline.fidelity == 0.5
    assert [(mismatch.number, mismatch.what) for mismatch in outline.mismatches] == [
        ("2", "other title: Tests"),
        ("4", "in the contents, not found"),
    ]


def test_a_renumbered_clause_is_named_by_its_new_number(house):
    blocks, _ = house.read("* 1 Scope\n.\n* 2 Test conditions\n.", {"outline": 1})
    outline = house.split(blocks, [ContentsLine("1", "Scope"), ContentsLine("3", "Test conditions")])
    assert outline.mismatches[0].what == "other number: 2"


def test_contents_without_numbers_give_no_fidelity(house):
    blocks, _ = house.read("* 1 Scope\n.\n* 2 Tests\n.", {"outline": 1})
    assert house.split(blocks, [ContentsLine("", "Scope")]).fidelity is None
    assert house.split(blocks).fidelity is None


NUMBERS = st.sampled_from(["", "1", "1.", "2", "2.1", "2.1.1", "3", "A", "A.1", "B", "I.", "II.", "8.0", "13.5"])
WORD = st.sampled_from(["Limits", "limits", "V", "of", "the", "shall", "be", "(normative)", "12", "试验", "Table"])
WORDS = st.lists(WORD, max_size=6)
MARKS = st.fixed_dictionaries(
    {
        "label": st.sampled_from(["", "", "", "1", "1.1", "a)", "2.", "Annex A"]),
        "list_id": st.sampled_from(["", "x", "y"]),
        "outline": st.sampled_from([None, None, 1, 2]),
        "bold": st.booleans(),
        "size": st.sampled_from([None, 10.0, 14.0]),
    }
)
KINDS = st.sampled_from(["paragraph"] * 6 + ["caption", "note"])
TEXTS = st.sampled_from(["The level of the harness is kept.", "x", ""])
CELLS = st.lists(st.tuples(NUMBERS, TEXTS, TEXTS), min_size=1, max_size=4)
PAGES = st.sampled_from([None, 1, 2])


@st.composite
def block_streams(draw):
    """Blocks of any kind in any order, each with a word of its own."""
    blocks = []
    for index in range(draw(st.integers(0, 25))):
        if draw(st.integers(0, 9)) == 0:
            cells = enumerate(draw(CELLS))
            rows = tuple(
                (number, f"{one} w{index}x{line}", f"{two} w{index}y{line}x") for line, (number, one, two) in cells
            )
            blocks.append(Block("table", "\n".join(map("\t".join, rows)), Place(0, draw(PAGES)), rows=rows))
            continue
        text = " ".join([draw(NUMBERS), *draw(WORDS), f"w{index}x"])
        blocks.append(Block(draw(KINDS), text.strip(), Place(0, draw(PAGES)), **draw(MARKS)))
    return blocks


def words(text):
    return Counter(word for word in text.split() if word.startswith("w") and "x" in word)


@settings(max_examples=60, deadline=None)
@given(blocks=block_streams())
def test_every_word_of_the_document_is_in_the_preamble_or_in_exactly_one_clause(house, blocks):
    outline = house.split(blocks)
    given_words = words(" ".join(block.text for block in blocks))
    found = words(outline.preamble)
    for clause in outline.clauses:
        cells = " ".join(cell for table in clause.tables for row in table.rows for cell in row)
        found += words(" ".join([clause.title, clause.text, cells, *clause.captions, *clause.notes]))
    assert found == given_words


@settings(max_examples=60, deadline=None)
@given(blocks=block_streams())
def test_every_character_but_numbers_and_their_words_comes_back(house, blocks):
    outline = house.split(blocks)
    pieces = [outline.preamble]
    for clause in outline.clauses:
        cells = [cell for table in clause.tables for row in table.rows for cell in row]
        pieces += [clause.number, clause.title, clause.text, *cells, *clause.captions, *clause.notes]
    lost = Counter("".join("".join(block.label + block.text for block in blocks).split()))
    lost -= Counter("".join("".join(pieces).split()))
    assert set(lost) <= set("Annex.:、,-–—()第章§")


@settings(max_examples=60, deadline=None)
@given(blocks=block_streams())
def test_the_outline_is_a_tree_in_document_order(house, blocks):
    clauses = house.split(blocks).clauses
    seen = {}
    for clause in clauses:
        assert clause.id not in seen
        assert clause.parent is None or clause.parent in seen
        parent = seen.get(clause.parent)
        assert clause.path == ((*parent.path, parent.title) if parent else ())
        assert clause.level > parent.level if parent else clause.level >= 1
        seen[clause.id] = clause
    assert [clause.index for clause in clauses] == sorted(clause.index for clause in clauses)


def test_items_of_a_list_are_no_part_of_a_title(house):
    lines = [
        "2 Tests",
        "2.1 The supply line of the component is measured with each of the networks named here",
        "– one",
        "– two",
    ]
    blocks = [Block("paragraph", text, Place(0, page=1)) for text in lines]
    assert house.split(blocks).clauses[1].text == "– one\n– two"
