"""Struck text, and what lies on the pages of PDF files as annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.clauses import split
from pipeline.config import load
from tests.builders.pdf_files import LEFT, Sheet, paragraphs, read_sheets
from tests.builders.word_files import dropped

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Inject a current of 60 mA 100 mA into the harness."
START, END = LEFT + 80.0, LEFT + 109.0  # of "60 mA" in Helvetica of 10 points


def struck(sheet: Sheet, how: str, y: float, x0: float = START, x1: float = END) -> Sheet:
    """Draw a line, two lines, a thin area or an annotation through the text of a line whose baseline is at y."""
    if how == "annotation":
        return sheet.annotate("StrikeOut", x0, y - 8, x1 - x0, 10)
    if how == "area":
        sheet.content.append(f"{x0} {sheet.height - y + 2.6} {x1 - x0} 0.6 re f")
        return sheet
    for rise in (2.2, 3.4) if how == "double" else (2.8,):
        sheet.rule(x0, y - rise, x1, y - rise)
    return sheet


@pytest.mark.parametrize("how", ["single", "double", "area", "annotation"])
def test_struck_words_are_left_out_and_said(tmp_path: Path, how: str) -> None:
    document = read_sheets(tmp_path, struck(Sheet().lines(TEXT), how, 100))
    assert paragraphs(document) == ["Inject a current of 100 mA into the harness."]
    assert dropped(document) == {"struck text": 4}
    assert [problem.message for problem in document.problems if '"60 mA"' in problem.message]


@pytest.mark.parametrize("rise", [-1.5, 8.5, 12])
def test_a_line_below_or_above_strikes_nothing(tmp_path: Path, rise: float) -> None:
    document = read_sheets(tmp_path, Sheet().lines(TEXT).rule(START, 100 - rise, END, 100 - rise))
    assert (paragraphs(document), document.problems) == ([TEXT], ())


def test_the_ruling_of_a_table_that_goes_on_beyond_the_words_strikes_nothing(tmp_path: Path) -> None:
    document = read_sheets(tmp_path, Sheet().lines("60 mA").rule(LEFT - 20, 97, LEFT + 300, 97))
    assert paragraphs(document) == ["60 mA"]


def test_a_struck_clause_keeps_its_number(tmp_path: Path) -> None:
    sheet = Sheet().lines("1 Scope", bold=True).lines("All devices of the vehicle are meant by this text.")
    y = sheet.y
    sheet.lines("2 Radiated immunity", bold=True)
    sheet.lines("The field is 50 V/m in all bands of the table.").lines("3 Report", bold=True).lines(
        "A report is made."
    )
    struck(sheet, "single", y, LEFT, LEFT + 98)
    clauses = {clause.number: clause for clause in split(read_sheets(tmp_path, sheet), load().split).clauses}
    assert [(number, clause.struck) for number, clause in clauses.items()] == [("1", False), ("2", True), ("3", False)]
    assert clauses["2"].title == "Radiated immunity"


def test_text_typed_onto_a_page_is_read_where_it_stands(tmp_path: Path) -> None:
    sheet = Sheet().lines("The level is as follows.", gap=30).lines("It holds for all devices.")
    document = read_sheets(tmp_path, sheet.annotate("FreeText", LEFT, 112, 200, 14, "/Contents (Level: 200 mA)"))
    assert [text for text in paragraphs(document) if "200 mA" in text] == ["Level: 200 mA"]
    assert document.loss.unexplained == 0


def test_notes_are_said_and_not_read(tmp_path: Path) -> None:
    sheet = Sheet().lines("The level is 100 mA.").annotate("Text", 300, 90, 20, 20, "/Contents (Is this still right?)")
    document = read_sheets(tmp_path, sheet)
    assert paragraphs(document) == ["The level is 100 mA."]
    assert [problem.kind for problem in document.problems if "Is this still right?" in problem.message] == ["notes"]


def test_hidden_annotations_and_links_say_nothing(tmp_path: Path) -> None:
    sheet = Sheet().lines("The level is 100 mA.").annotate("Text", 300, 90, 20, 20, "/Contents (Hidden) /F 2")
    document = read_sheets(tmp_path, sheet.annotate("Link", LEFT, 90, 50, 12, "/Contents (Go there)"))
    assert (paragraphs(document), document.problems) == (["The level is 100 mA."], ())


def test_the_values_of_form_fields_are_read(tmp_path: Path) -> None:
    field = "/FT /Tx /T (level) /V (150 mA)"
    sheet = Sheet().lines("Level of the test:").annotate("Widget", LEFT + 90, 90, 80, 14, field)
    (text,) = paragraphs(read_sheets(tmp_path, sheet))
    assert text.split() == ["Level", "of", "the", "test:", "150", "mA"]
