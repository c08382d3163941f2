"""Lines to paragraphs: what belongs together and what stands alone."""

from __future__ import annotations

import pytest
from pdf_files import Sheet, block, filler, paragraphs, read_sheets

LONG = "The supply is switched on and the function is watched for as long as the test lasts, and"


def test_lines_of_a_paragraph_become_one_block(tmp_path):
    document = read_sheets(tmp_path, Sheet().lines(LONG, "the result is written down."))
    assert paragraphs(document) == [f"{LONG} the result is written down."]


def test_a_heading_stands_alone_although_no_space_follows_it(tmp_path):
    sheet = Sheet().lines("5.1 Limits", bold=True, gap=0).lines(LONG, "the result is written down.")
    assert paragraphs(read_sheets(tmp_path, sheet))[0] == "5.1 Limits"


def test_a_wrapped_heading_is_one_block(tmp_path):
    first = "5.1 Conducted disturbances along supply lines of components with their own return"
    document = read_sheets(tmp_path, Sheet().lines(first, "and of those without", bold=True).lines(*filler(4)))
    assert paragraphs(document)[0] == f"{first} and of those without"


def test_a_run_in_heading_that_fills_its_line_stays_with_its_text(tmp_path):
    sheet = Sheet().lines(
        "Measurement of the disturbances of components that have a supply of their own", bold=True, gap=0
    )
    sheet.text(72, 112, "alone.", bold=True).text(110, 112, "The cable is laid out straight on the bench, and")
    sheet.text(72, 124, "it stays there.").y = 150
    document = read_sheets(tmp_path, sheet.lines(*filler(5)))
    assert "a supply of their own alone. The cable is laid out" in paragraphs(document)[0]


@pytest.mark.parametrize("number", ["5.2", "5.2.1.", "A.3", "7-1-2", "Annex B", "12.", "a)", "(3)", "iv)"])
def test_a_number_at_the_left_edge_begins_a_block(tmp_path, number):
    document = read_sheets(tmp_path, Sheet().lines(f"{LONG} on.", f"{number} The second clause begins here", gap=0))
    assert paragraphs(document)[-1].startswith(number)


@pytest.mark.parametrize("start", ["5.2 to 5.4 is met", "100 Hz and no more", "13.5 V at the terminal"])
def test_a_number_that_ends_a_reference_or_begins_a_quantity_does_not_begin_a_block(tmp_path, start):
    before = "The supply is switched on and the function is watched during the test when the value of"
    assert len(paragraphs(read_sheets(tmp_path, Sheet().lines(before, start)))) == 1


def test_number_and_title_are_one_block_however_wide_the_gap(tmp_path):
    sheet = Sheet().text(72, 100, "8.2.1", bold=True).text(140, 100, "Requirements of this test", bold=True)
    assert paragraphs(read_sheets(tmp_path, sheet)) == ["8.2.1\tRequirements of this test"]


def test_number_and_title_that_touch_are_kept_apart(tmp_path):
    sheet = Sheet().text(72, 100, "10.1", bold=True).text(91.5, 100, "Requirements", bold=True)
    assert paragraphs(read_sheets(tmp_path, sheet)) == ["10.1 Requirements"]


def test_a_paragraph_goes_on_over_the_page(tmp_path):
    first, second = Sheet(y=700).lines(LONG), Sheet().lines("the result is written down.", "6.1 Next")
    document = read_sheets(tmp_path, first, second)
    assert paragraphs(document) == [f"{LONG} the result is written down.", "6.1 Next"]


def test_a_paragraph_that_ended_does_not_go_on_over_the_page(tmp_path):
    first, second = Sheet(y=700).lines(f"{LONG} on."), Sheet().lines("The result is written down.")
    assert len(paragraphs(read_sheets(tmp_path, first, second))) == 2


def test_a_line_that_ends_early_ends_its_paragraph(tmp_path):
    sheet = Sheet().lines(*filler(3), "Short.", *filler(2, start=7))
    texts = paragraphs(read_sheets(tmp_path, sheet))
    assert [text.startswith("line 7") for text in texts] == [False, True]


def test_hyphens_follow_what_the_document_writes_elsewhere(tmp_path):
    sheet = Sheet().lines("The word coupling stands here as it is, and so does the high-voltage network of the")
    sheet.lines("This line is about as long as it can be, which is why the word at its end is a cou-", "pling of two.")
    sheet.lines("This line is about as long as it can be, which is why at its end there is a high-", "voltage part.")
    text = " ".join(paragraphs(read_sheets(tmp_path, sheet)))
    assert "a coupling of two." in text
    assert "a high-voltage part." in text


def test_a_hyphen_before_a_digit_is_kept(tmp_path):
    sheet = Sheet().lines(
        "This line is about as long as it can be and names a standard at its end, ISO 11452-", "4 and on."
    )
    assert paragraphs(read_sheets(tmp_path, sheet))[0].endswith("ISO 11452-4 and on.")


def test_bullet_signs_are_dropped_and_counted(tmp_path):
    document = read_sheets(tmp_path, Sheet().text(72, 100, "\u2022").text(90, 100, "the first thing"))
    assert paragraphs(document) == ["the first thing"]
    assert {line.what: line.characters for line in document.loss.lines} == {"kept": 13, "bullet sign": 1}


def test_captions_are_told_from_sentences_about_figures(tmp_path):
    sheet = Sheet().lines("Figure 3: Arrangement of the parts").lines("Figure 3 shows how the parts are arranged.")
    document = read_sheets(tmp_path, sheet)
    assert [block.kind for block in document.blocks] == ["caption", "paragraph"]


def test_size_weight_indent_and_page_are_noted(tmp_path):
    sheet = Sheet().lines("5.1 Limits", bold=True, size=14).lines(*filler(3)).lines("moved in", x=100)
    document = read_sheets(tmp_path, sheet)
    heading, moved = block(document, "5.1"), block(document, "moved")
    assert (heading.size, heading.bold, heading.indent, heading.place.page) == (14, True, 0, 1)
    assert (moved.size, moved.bold, moved.indent) == (10, False, 28)


def test_a_bookmark_gives_its_line_an_outline_level(tmp_path):
    sheets = Sheet().lines("5.1 Limits", bold=True).lines(*filler(3)), Sheet().lines("Limits of the bench", bold=True)
    document = read_sheets(tmp_path, *sheets, bookmarks=(("Limits", 1), ("Nowhere", 2)))
    assert [block.outline for block in document.blocks] == [1, None, None]


def test_footnotes_are_notes_and_not_clauses(tmp_path):
    sheet = Sheet().lines(*filler(6))
    sheet.y = 740
    sheet.lines("1 A first remark in small print", "2 A second remark in small print", size=7)
    document = read_sheets(tmp_path, sheet)
    assert [(block.kind, block.place.story) for block in document.blocks[-2:]] == [("note", "footnote")] * 2
