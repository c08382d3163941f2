"""Documents without numbers are offered by heading, and headings whose numbers fit nowhere are said."""

import pytest
from pdf_files import Sheet, read_sheets
from word_files import paragraph, read_word, run

from pipeline.clauses import split
from pipeline.config import load

SETTINGS = load().split
TITLES = ["Field of application", "Discharge on the housing", "Bursts on the lines", "Form of the report"]
TEXT = "The unit keeps its function while the disturbance is applied, and after it."


def _listed(outline):
    return [(clause.number, clause.title) for clause in outline.clauses]


def test_lines_in_bold_are_the_headings_of_a_word_document_without_styles_and_numbers(tmp_path):
    body = [part for title in TITLES for part in (paragraph(run(title, "<w:b/>")), paragraph(TEXT), paragraph(TEXT))]
    outline = split(read_word(tmp_path, *body), SETTINGS)
    assert _listed(outline) == [(f"§{n}", title) for n, title in enumerate(TITLES, 1)]
    assert outline.problems == ()


def test_larger_lines_are_the_headings_of_a_pdf_and_their_size_is_their_level(tmp_path):
    sheet = Sheet().lines("Immunity of control units", size=16, gap=12)
    for title in TITLES:
        sheet.lines(title, size=13, gap=8).lines(TEXT, TEXT, gap=10).lines(TEXT, gap=14)
    outline = split(read_sheets(tmp_path, sheet), SETTINGS)
    assert [title for _, title in _listed(outline)] == ["Immunity of control units", *TITLES]
    assert [clause.level for clause in outline.clauses] == [1, 2, 2, 2, 2]


def test_a_few_words_in_bold_are_no_headings(house):
    blocks = [house.block("Note", bold=True), house.block("."), house.block("."), house.block("Read on", bold=True)]
    outline = house.split([*blocks, house.block(".")])
    assert outline.clauses == ()
    assert [problem.kind for problem in outline.problems] == ["no clauses"]


def test_a_form_whose_lines_are_all_in_bold_has_no_headings(house):
    assert house.split([house.block(f"Line {letter} of the form", bold=True) for letter in "abcdefgh"]).clauses == ()


def test_headings_by_style_are_taken_alone(house):
    blocks = []
    for title in TITLES:
        blocks += [house.block(title, outline=1), house.block("."), house.block("Limits", bold=True), house.block(".")]
    assert [title for _, title in _listed(house.split(blocks))] == TITLES


@pytest.mark.parametrize("line", ["7.4.2 Surge immunity of the lines", "5.8.1 Entladung am Gehäuse"])
def test_a_heading_whose_number_does_not_fit_is_said(house, line):
    blocks, _ = house.read(f"1 Scope\n.\n2 Tests\n.\n2.1 Bursts\n.\n{line}\n.\n2.2 Discharge\n.\n3 Report\n.")
    outline = house.split(blocks)
    assert [number for number, _ in _listed(outline)] == ["1", "2", "2.1", "2.2", "3"]
    (problem,) = outline.problems
    assert (problem.kind, problem.fatal) == ("heading left as text", False)
    assert line in problem.message


def test_quantities_and_repeated_headings_are_not_said(house):
    blocks, _ = house.read("1 Scope\n.\n2 Tests\n.\n2.1 Bursts\n.\n2.1 Bursts\n13.5 V is applied.\n2.2 Discharge\n.")
    assert house.split(blocks).problems == ()
