"""Whole pages: columns, turned sheets, running lines, contents tables, figures, footnotes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_files import HEIGHT, LEFT, SETTINGS, WIDTH, Sheet, block, filler, paragraphs, read_sheets
from spec_files import accounted

from pipeline.documents.pdf import read_pdf
from pipeline.documents.pdf.document_title import describe
from pipeline.records import Block, Place


def _column(sheet: Sheet, x: float, words: str, count: int = 14, top: float = 200) -> None:
    sheet.y = top
    sheet.lines(f"{words.title()} begins its own column", *(f"{words} {n:02} goes on in it" for n in range(count)), x=x)


def test_two_columns_are_read_one_after_the_other(tmp_path):
    sheet = Sheet().lines("A heading over both of the columns of this page, and it is a long one", bold=True)
    _column(sheet, 72, "left line of text")
    _column(sheet, 320, "right line of text")
    texts = paragraphs(read_sheets(tmp_path, sheet))
    assert texts[0].startswith("A heading")
    assert [text.split()[0] for text in texts[1:]] == ["Left", "Right"]
    assert texts[1].endswith("left line of text 13 goes on in it")


def test_three_columns_are_read_one_after_the_other(tmp_path):
    sheet = Sheet()
    for x, words in ((40, "one line"), (220, "two line"), (400, "six line")):
        _column(sheet, x, words)
    assert [text.split()[0] for text in paragraphs(read_sheets(tmp_path, sheet))] == ["One", "Two", "Six"]


def test_a_list_with_deep_indents_is_no_column(tmp_path):
    sheet = Sheet()
    for number in range(12):
        sheet.text(72, sheet.y, f"{number + 1}.").lines("an item of this list that takes about a line", x=250)
    texts = paragraphs(read_sheets(tmp_path, sheet))
    assert texts[:2] == [
        "1.\tan item of this list that takes about a line",
        "2.\tan item of this list that takes about a line",
    ]


def test_a_rotated_page_reads_like_an_upright_one(tmp_path):
    upright = Sheet().lines("5.1 Limits", bold=True).lines(*filler(3))
    turned = Sheet(rotate=90)
    for line in range(3):
        turned.upward(100 + 12 * line, 700, f"Line {line} of some text")
    document = read_sheets(tmp_path, upright, turned)
    assert paragraphs(document)[-1] == "Line 0 of some text Line 1 of some text Line 2 of some text"


def test_text_up_the_side_of_a_page_is_kept_apart(tmp_path):
    sheet = Sheet().lines("5.1 Limits", bold=True).lines(*filler(3)).upward(40, 600, "Level")
    document = read_sheets(tmp_path, sheet)
    assert block(document, "Level").place.story == "text box"
    assert document.loss.unexplained == 0


def _book(pages: int = 6) -> list[Sheet]:
    sheets = []
    for number in range(1, pages + 1):
        sheet = Sheet().text(LEFT, 40, "ACME-EMC-0815 Issue C").text(450, 40, f"Chapter {number}")
        sheet.lines(f"{2 * number}.1 Title of clause {number}", bold=True).lines(*filler(5, 10 * number))
        sheets.append(sheet.text(280, HEIGHT - 30, f"Page {number} of {pages}"))
    return sheets


def test_running_headers_and_page_numbers_are_dropped_and_counted(tmp_path):
    document = read_sheets(tmp_path, *_book())
    assert not any("ACME" in text or "Page" in text for text in paragraphs(document))
    dropped = {line.what: line.characters for line in document.loss.lines}
    assert dropped["running header"] == 6 * len("ACME-EMC-0815IssueCChapter1")
    assert dropped["running footer"] == 6 * len("Page1of6")


def test_headings_at_the_top_of_every_page_are_no_headers(tmp_path):
    texts = paragraphs(read_sheets(tmp_path, *_book()))
    assert [text for text in texts if ".1 Title" in text] == [f"{2 * n}.1 Title of clause {n}" for n in range(1, 7)]


@pytest.mark.parametrize(("line", "date"), [("ESD as in IEC 61000-4-2.", ""), ("Valid from 2024-03-05", "2024-03-05")])
def test_the_number_of_a_standard_is_no_date(line, date):
    block = Block("paragraph", line, Place(0, 1))
    assert describe([block], [], {}).date == date


def test_the_title_block_comes_from_cover_and_running_lines(tmp_path):
    cover = (
        Sheet()
        .lines("Component Requirements", size=24)
        .lines("Date: 2024-03-18")
        .text(LEFT, 40, "ACME-EMC-0815 Issue C")
    )
    block = read_sheets(tmp_path, cover, *_book()).title_block
    assert (block.title, block.number, block.revision, block.date) == (
        "Component Requirements", "ACME-EMC-0815", "C", "2024-03-18",
    )  # fmt: skip


def test_a_property_is_the_title_where_no_line_is_larger(tmp_path):
    document = read_sheets(tmp_path, Sheet().lines(*filler(12)), title="Requirements on components")
    assert document.title_block.title == "Requirements on components"


def _contents(leader: str) -> Sheet:
    sheet = Sheet().lines("Contents", bold=True, size=14)
    for number, title, page in (
        ("1", "Scope", 3),
        ("2", "Radiated emission", 4),
        ("2.1", "Limits", 5),
        ("A", "Forms", 11),
    ):
        sheet.text(LEFT, sheet.y, f"{number} {title} {leader}").text(500, sheet.y, str(page))
        sheet.y += 16
    return sheet


def test_contents_with_leaders_are_witness_and_not_content(tmp_path):
    document = read_sheets(tmp_path, _contents("." * 60), Sheet().lines("1 Scope", bold=True).lines(*filler(3)))
    assert [(line.number, line.title, line.page) for line in document.contents] == [
        ("1", "Scope", "3"), ("2", "Radiated emission", "4"), ("2.1", "Limits", "5"), ("A", "Forms", "11"),
    ]  # fmt: skip
    assert paragraphs(document)[0] == "1 Scope"


def test_contents_without_leaders_are_known_by_heading_and_page_numbers(tmp_path):
    document = read_sheets(tmp_path, _contents(""), Sheet().lines("1 Scope", bold=True).lines(*filler(3)))
    assert [line.page for line in document.contents] == ["3", "4", "5", "11"]
    assert paragraphs(document)[0] == "1 Scope"


def test_contents_entries_over_two_lines_are_one(tmp_path):
    sheet = _contents("." * 40)
    sheet.lines("B Forms that are to be filled in before the test", gap=0).lines(
        "and after it " + "." * 50 + " 12", x=90
    )
    assert (
        read_sheets(tmp_path, sheet).contents[-1].title == "Forms that are to be filled in before the test and after it"
    )


def test_text_after_the_contents_is_content(tmp_path):
    sheet = (
        _contents("." * 60)
        .lines("1 Scope", bold=True)
        .lines("It holds for all parts from model year 2025 on.", *filler(6))
    )
    texts = paragraphs(read_sheets(tmp_path, sheet))
    assert texts[:2] == ["1 Scope", "It holds for all parts from model year 2025 on."]


def test_bookmarks_stand_in_for_a_contents_table(tmp_path):
    document = read_sheets(tmp_path, Sheet().lines("1 Scope").lines(*filler(3)), bookmarks=(("1 Scope", 1),))
    assert [(line.number, line.title, line.page) for line in document.contents] == [("1", "Scope", "1")]


def test_labels_of_a_figure_are_text_boxes_and_text_around_it_is_not(tmp_path):
    sheet = Sheet().lines("5.1 Limits", bold=True).lines(*filler(4))
    for step in range(5):
        sheet.curve(200, 250 + 10 * step, 150, 90)
    sheet.text(250, 300, "5.4 V").text(150, 300, "100").y = 420
    document = read_sheets(tmp_path, sheet.lines("Figure 1: A curve").lines(*filler(3, 20)))
    assert [b.text for b in document.blocks if b.place.story == "text box"] == ["100 5.4 V"]
    assert paragraphs(document)[2:3] == ["Figure 1: A curve"]


def test_a_damaged_page_does_not_cost_the_others(tmp_path):
    path = tmp_path / "made.pdf"
    read_sheets(tmp_path, Sheet().lines("First"), Sheet().lines("Second"), Sheet().lines("Third"))
    content = path.read_bytes()
    start = content.index(b"/Type /Page /Parent", content.index(b"/Type /Page /Parent") + 1)
    path.write_bytes(content[:start] + b"/Type /Pagx" + content[start + len(b"/Type /Page") :])
    assert paragraphs(read_pdf(path, SETTINGS, "made.pdf")) == ["First", "Third"]


WORDS = st.lists(
    st.sampled_from(["supply", "5.2", "limit", "Annex", "a)", "10", "kHz", "-", "Figure 2", "...."]),
    min_size=1,
    max_size=9,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.tuples(st.integers(20, WIDTH - 100), st.integers(20, HEIGHT - 20), WORDS), max_size=25),
        min_size=1,
        max_size=4,
    )
)
def test_every_character_is_kept_or_accounted_for(tmp_path, pages):
    sheets = [Sheet().lines("start")]
    for page in pages:
        sheet = Sheet()
        for x, y, words in page:
            sheet.text(x, y, " ".join(words))
        sheets.append(sheet)
    document = read_sheets(tmp_path, *sheets)
    assert accounted(document) == document.loss.found


def test_a_watermark_on_every_page_is_dropped_and_counted(tmp_path):
    sheets = []
    for number in range(4):
        sheet = Sheet().lines(f"{number + 1}.1 Title", bold=True).lines(*filler(4, 10 * number))
        sheet.content.append("BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 250 Tm (DRAFT) Tj ET")
        sheets.append(sheet.text(250, 400, "uncontrolled", 24.0))
    document = read_sheets(tmp_path, *sheets)
    assert ("watermark", 4 * len("DRAFTuncontrolled")) in {(line.what, line.characters) for line in document.loss.lines}
    assert not any("DRAFT" in block.text or "uncontrolled" in block.text for block in document.blocks)


def test_a_header_whose_other_half_changes_is_dropped_too(tmp_path):
    sheets = [
        Sheet()
        .text(LEFT, 40, "ACME-EMC-0815")
        .text(400, 40, name)
        .lines(f"{name} is told here.", *filler(4, 10 * number))
        for number, name in enumerate(("Scope", "References", "Emission", "Immunity", "Forms", "Plans"))
    ]
    texts = paragraphs(read_sheets(tmp_path, *sheets))
    assert not any("ACME" in text for text in texts)
    assert texts[0].startswith("Scope is told here.")


def test_text_outside_the_page_is_dropped_and_counted(tmp_path):
    document = read_sheets(tmp_path, Sheet().lines("5.1 Limits", *filler(3)).text(100, -40, "slug of the printer"))
    assert ("outside the page", 16) in {(line.what, line.characters) for line in document.loss.lines}
    assert not any("slug" in text for text in paragraphs(document))
