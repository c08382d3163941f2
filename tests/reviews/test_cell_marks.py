"""What reviewers say with notes, colours and lines through words, and formulas that nobody worked out."""

from copy import copy

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from review_builders import COMMENT, TEST, VERDICT, edit, make_run, said, take, write_run

from pipeline.reviews import reviewed_workbooks


@pytest.fixture
def report():
    return make_run()


@pytest.fixture
def book(tmp_path, report):
    return write_run(tmp_path / "run", report)


def cell(opened, clause, head, sheet="Matches"):
    page = opened[sheet]
    heads = {one.value: one.column for one in page[1]}
    row = next(row for row in range(2, page.max_row + 1) if page.cell(row, heads["Clause id"]).value == clause)
    return page.cell(row, heads[head])


def strike(one):
    font = copy(one.font)
    font.strike = True
    one.font = font


def test_a_note_at_a_cell_is_kept_as_a_comment_with_its_author(book, report):
    def mark(opened):
        cell(opened, "a.docx#2", "Title").comment = Comment("the heading misleads", "Ada")
        cell(opened, "a.docx#3", "Text", "Review").comment = Comment("see the annex", "")

    edit(book, {}, change=mark)
    imported = take(book, report)

    assert said(imported) == {"a.docx#2": ("NOTE", None), "a.docx#3": ("NOTE", None)}
    assert [item.comment for item in imported.decisions] == [
        "Title (note by Ada): the heading misleads", "Text (note): see the annex",
    ]  # fmt: skip


def test_the_words_of_a_threaded_comment_are_kept_without_what_excel_puts_before_them(book, report):
    note = "[Threaded comment]\n\nYour version of Excel allows you to read it.\n\nComment:\n    not for 48 V"
    edit(book, {}, change=lambda opened: setattr(cell(opened, "a.docx#2", TEST), "comment", Comment(note, "tc={1-2}")))

    assert take(book, report).decisions[0].comment == f"{TEST} (note): not for 48 V"


def test_colours_and_words_struck_out_are_comments_and_those_of_the_program_are_not(book, report):
    def mark(opened):
        for head in ("Number", "Title"):
            cell(opened, "a.docx#4", head).fill = PatternFill("solid", fgColor="FFFFFF00")
        cell(opened, "a.docx#5", "Title").fill = PatternFill("solid", fgColor="FF123456")
        strike(cell(opened, "a.docx#6", "Test"))
        strike(cell(opened, "a.docx#7", COMMENT))  # empty: there are no words to strike out

    edit(book, {}, change=mark)

    assert {item.clause: item.comment for item in take(book, report).decisions} == {
        "a.docx#4": "yellow: Number, Title",
        "a.docx#5": "coloured #123456: Title",
        "a.docx#6": "struck out: Test",
    }


def test_a_note_stands_beside_the_answer_of_its_row_and_of_the_other_sheet(book, report):
    def mark(opened):
        cell(opened, "a.docx#3", "Title").comment = Comment("twice in the document", "Ada")

    edit(book, {("a.docx#3", TEST): "BCI", ("a.docx#3", COMMENT): "mine"}, sheet="Review", change=mark)
    imported = take(book, report)

    assert imported.refused == ()
    (word,) = imported.decisions
    assert word.tests == ("BCI",)
    assert sorted(word.comment.splitlines()) == ["Title (note by Ada): twice in the document", "mine"]


def test_a_formula_nobody_worked_out_is_refused_as_an_answer_and_kept_as_a_comment(book, report):
    edit(book, {("a.docx#2", TEST): '="B"&"CI"', ("a.docx#4", VERDICT): "=A1", ("a.docx#5", COMMENT): "=1+1"})
    imported = take(book, report)

    assert [(row.row.clause, row.why) for row in imported.refused] == [
        ("a.docx#2", "'=\"B\"&\"CI\"' is no test of the catalogue; choose one of the sheet Tests, or 'none'."),
        ("a.docx#4", "'=A1' is no verdict; it is one of APPROVE, REJECT, HOLD."),
    ]
    assert [(item.clause, item.comment) for item in imported.decisions] == [("a.docx#5", "=1+1")]


def test_marks_that_cannot_be_read_cost_no_answer(book, report, monkeypatch, caplog):
    edit(book, {("a.docx#2", TEST): "RE"})
    monkeypatch.setattr("openpyxl.load_workbook", lambda path: (_ for _ in ()).throw(KeyError("styles")))

    assert [row.test for row in reviewed_workbooks.read(book)] == ["RE"]
    assert "notes, colours and formulas cannot be read" in caplog.text
