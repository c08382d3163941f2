"""Whatever stands in a document, a cell takes it as text."""

import xml.sax
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pipeline.reports.cells import CUT_MARK, LIMIT, clean, escape_formula, flatten, shorten, unescape_formula

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


def units(text):
    return len(text.encode("utf-16-le")) // 2


def write_and_read(texts):
    """Write texts as the workbook does, and read them with another library."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text)
    return [
        row[0] for row in CalamineWorkbook.from_filelike(BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    ]


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaned_text_can_stand_in_xml(text):
    cleaned = clean(text).replace("&", "&amp;").replace("<", "&lt;")

    xml.sax.parseString(f"<t>{cleaned}</t>".encode(), xml.sax.ContentHandler())


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert flatten(flatten(text)) == flatten(text)
    assert escape_formula(escape_formula(text)) == escape_formula(text)


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x10FFFF, categories=("L", "N", "P", "S", "Zs"))))
def test_text_without_control_characters_is_kept_as_it_is(text):
    assert clean(text) == text


def test_line_ends_of_every_kind_become_newlines():
    assert clean("a\r\nb\rc\x85d\u2028e") == "a\nb\nc\nd\ne"


def test_control_characters_go_and_broken_ones_are_marked():
    assert clean("a\x00\x02\x1bb\x9fc") == "abc"
    assert clean("a\ud800b\uffff") == "a\ufffdb\ufffd"


@pytest.mark.parametrize("character", ["x", "µ", "电", "😀"])
@pytest.mark.parametrize("length", [LIMIT // 2, LIMIT, LIMIT + 1, 3 * LIMIT])
def test_a_text_over_the_limit_is_cut_with_a_visible_mark(character, length):
    cleaned = clean(character * length)

    assert units(cleaned) <= LIMIT
    assert cleaned.endswith(CUT_MARK) == (units(character * length) > LIMIT)
    assert "\ufffd" not in cleaned


def test_text_that_looks_like_finished_markup_of_a_workbook_stays_text():
    hostile = "<r><t>no end</r>"

    assert write_and_read([clean(hostile), "after"]) == [" " + hostile, "after"]


def test_escapes_of_workbooks_are_not_understood_as_characters():
    assert write_and_read(["_x0041_", clean("_x000D_ and _x0000_")]) == ["_x0041_", "_x000D_ and _x0000_"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "\t=1", "  =1", "\r=1"])
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text):
    assert escape_formula(text).startswith("'")
    assert unescape_formula(escape_formula(text)) == flatten(text)


@pytest.mark.parametrize("text", ["8.2.1", "Limits = class 3", "'quoted'", "", "µV - dB"])
def test_other_text_is_left_alone(text):
    assert escape_formula(text) == text
    assert unescape_formula(text) == text


def test_a_shortened_text_is_one_line_with_an_ellipsis():
    assert shorten("one\ntwo three", 9) == "one two…"
    assert shorten("one\ntwo", 9) == "one two"
