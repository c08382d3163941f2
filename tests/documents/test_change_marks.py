"""Change marks that were typed in the margin of a Word file."""

import pytest
from spec_files import accounted
from word_files import dropped, paragraph, read_word, table, texts

from pipeline.clauses import split
from pipeline.config import load
from pipeline.documents.change_marks import clean


def test_marked_headings_open_clauses_and_marked_text_is_plain_text(tmp_path):
    document = read_word(
        tmp_path,
        paragraph("4 Emission"),
        paragraph("|\t4.1 On the supply lines"),
        paragraph("|\tThe limit was lowered by 6 dB."),
        paragraph("4.2 Of the housing"),
        paragraph("The limit stays as it was."),
        paragraph("4.3 On signal lines\t|"),
    )
    clauses = split(document, load().split).clauses
    assert [(clause.number, clause.title) for clause in clauses] == [
        ("4", "Emission"),
        ("4.1", "On the supply lines"),
        ("4.2", "Of the housing"),
        ("4.3", "On signal lines"),
    ]
    assert clauses[1].text == "The limit was lowered by 6 dB."
    assert dropped(document)["change mark in the margin"] == 3
    assert accounted(document) == document.loss.found


def test_marks_at_the_edge_of_a_table_are_taken_off_its_outer_cells(tmp_path):
    document = read_word(tmp_path, table(["Line", "Limit"], ["| supply", "a | b"]))
    assert document.blocks[0].rows == (("Line", "Limit"), ("supply", "a | b"))


@pytest.mark.parametrize("text", ["| a | b | c |", "||Z|| is the norm", "|x| < 5 dB", "a | b"])
def test_bars_that_belong_to_the_text_stay(text):
    assert clean(text) == text


def test_a_document_without_marks_is_as_it_was(tmp_path):
    assert texts(read_word(tmp_path, paragraph("1 Scope"), paragraph("Text."))) == ["1 Scope", "Text."]
