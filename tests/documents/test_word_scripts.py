"""Raised, lowered and struck text, and letter-spaced words, in Word files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.clauses import split
from pipeline.config import load
from tests.builders.word_files import dropped, paragraph, read_word, run, style, table, texts

if TYPE_CHECKING:
    from pathlib import Path

UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
STRUCK = ("<w:strike/>", "<w:dstrike/>", '<w:strike w:val="true"/>', '<w:rStyle w:val="Gone"/>')
GONE = (
    '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr></w:style>'
    + style("Old", look="<w:dstrike/>")
)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("8", "10⁸"),
        ("-3", "10⁻³"),
        ("2", "10²"),
        ("1)", "10¹⁾"),
        ("a", "10ᵃ"),
        ("th", "10th"),
        ("*", "10*"),
        ("1,2", "10¹,²"),
    ],
)
def test_raised_text_is_told_from_the_base_line(tmp_path: Path, raised: str, expected: str) -> None:
    assert texts(read_word(tmp_path, paragraph(run("10") + run(raised, UP)))) == [expected]


def test_text_that_is_shifted_upwards_is_raised_too(tmp_path: Path) -> None:
    assert texts(read_word(tmp_path, paragraph(run("W/m") + run("2", '<w:position w:val="8"/>')))) == ["W/m²"]


def test_lowered_digits_are_told_from_the_base_line_and_letters_stay(tmp_path: Path) -> None:
    body = paragraph(run("t") + run("1", DOWN) + run(" and R") + run("i", DOWN))
    assert texts(read_word(tmp_path, body)) == ["t₁ and Ri"]


def test_a_style_may_put_text_back_on_the_base_line(tmp_path: Path) -> None:
    body = paragraph(run("10") + run("8", '<w:vertAlign w:val="baseline"/>'), style="High")
    assert texts(read_word(tmp_path, body, styles=style("High", look=UP))) == ["¹⁰8"]


@pytest.mark.parametrize("look", STRUCK)
def test_struck_words_are_left_out_and_said(tmp_path: Path, look: str) -> None:
    document = read_word(tmp_path, paragraph(run("Inject ") + run("60 mA", look) + run(" 100 mA.")), styles=GONE)
    assert texts(document) == ["Inject  100 mA."]
    assert dropped(document) == {"struck text": 4}
    (problem,) = document.problems
    assert (problem.kind, problem.fatal) == ("struck text", False)
    assert '"60 mA"' in problem.message


@pytest.mark.parametrize("about", ["<w:strike w:val='0'/>", '<w:strike w:val="false"/>', '<w:dstrike w:val="off"/>'])
def test_a_switched_off_line_strikes_nothing(tmp_path: Path, about: str) -> None:
    document = read_word(tmp_path, paragraph(run("60 mA", about), style="Old"), styles=GONE)
    assert texts(document) == ["60 mA"]
    assert not document.problems


def test_a_struck_format_that_was_only_tracked_is_not_struck(tmp_path: Path) -> None:
    change = '<w:rPrChange w:id="1" w:author="x"><w:rPr><w:strike/></w:rPr></w:rPrChange>'
    assert texts(read_word(tmp_path, paragraph(run("60 mA", change)))) == ["60 mA"]


def test_a_struck_clause_keeps_its_number_and_its_text_apart(tmp_path: Path) -> None:
    document = read_word(
        tmp_path,
        paragraph("1 Scope"), paragraph("All devices."),
        paragraph(run("2 ") + run("Radiated immunity", "<w:strike/>")), paragraph("The field is 50 V/m.", style="Old"),
        paragraph("3 Report"), paragraph("A report is written."),
        styles=GONE,
    )  # fmt: skip
    clauses = {clause.number: clause for clause in split(document, load().split).clauses}
    assert (clauses["2"].title, clauses["2"].struck, clauses["2"].text) == ("Radiated immunity", True, "")
    assert clauses["2"].struck_text == "The field is 50 V/m."
    assert not clauses["1"].struck
    assert dropped(document) == {"struck text": len("2Radiatedimmunity") + len("Thefieldis50V/m.")}


def test_struck_cells_hold_nothing(tmp_path: Path) -> None:
    struck = f"<w:tc>{paragraph(run('60', '<w:strike/>'))}</w:tc>"
    (block,) = read_word(tmp_path, table(["Level (mA)", "Class"], [struck, "2"])).blocks
    assert block.rows == (("Level (mA)", "Class"), ("", "2"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("R A D I A T E D   E M I S S I O N", "RADIATED EMISSION"),
        ("2.1  S t ö r f e s t i g k e i t", "2.1  Störfestigkeit"),
        ("C O N D U C T E D  E M I S S I O N ( C E )", "CONDUCTED EMISSION ( C E )"),
        ("A B C D E F", "A B C D E F"),
        ("1 2 3 4 5 6", "1 2 3 4 5 6"),
        ("see a b c d e", "see a b c d e"),
        ("U = R I x y z", "U = R I x y z"),
    ],
)
def test_letter_spaced_words_are_closed(tmp_path: Path, written: str, read: str) -> None:
    assert texts(read_word(tmp_path, paragraph(run(written)))) == [read]
