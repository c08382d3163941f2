"""A reviewed workbook comes back: exactly what was set in it, whatever was done to its rows."""

import hashlib
import random
from dataclasses import replace

import openpyxl
import pytest
from report_builders import CATALOGUE
from review_builders import COMMENT, REVIEWER, TEST, VERDICT, edit, make_run, said, take, write_run

from pipeline.errors import UsageError
from pipeline.reviews import reviewed_workbooks
from pipeline.reviews.importing import judge, news


@pytest.fixture
def report():
    return make_run()


@pytest.fixture
def book(tmp_path, report):
    return write_run(tmp_path / "run", report)


def test_an_untouched_workbook_brings_nothing(book, report):
    imported = take(book, report)
    assert imported.decisions == ()
    assert imported.refused == ()


def test_what_is_set_in_a_row_comes_back_with_its_clause(book, report):
    edit(
        book,
        {
            ("a.docx#1", VERDICT): "APPROVE",
            ("a.docx#2", TEST): "RE – Radiated Emission",
            ("a.docx#2", COMMENT): "the heading misleads",
            ("a.docx#2", REVIEWER): "Ada",
            ("a.docx#3", VERDICT): "REJECT",
            ("a.docx#4", VERDICT): "hold",
            ("a.docx#5", TEST): "none",
            ("a.docx#6", TEST): "ESD; CE",
            ("a.docx#7", COMMENT): "ask the OEM",
            ("a.docx#8", REVIEWER): "Ada",
        },
    )
    imported = take(book, report)
    assert imported.refused == ()
    assert said(imported) == {
        "a.docx#1": ("APPROVE", ("CE",)),
        "a.docx#2": ("REJECT", ("RE",)),
        "a.docx#3": ("REJECT", None),
        "a.docx#4": ("HOLD", None),
        "a.docx#5": ("REJECT", ()),
        "a.docx#6": ("REJECT", ("ESD", "CE")),
        "a.docx#7": ("NOTE", None),
    }
    second = imported.decisions[1]
    assert (second.who, second.comment, second.guess) == ("Ada", "the heading misleads", ("BCI",))
    assert "What is asked of part 2" in second.text


def test_sheets_may_be_renamed_rows_sorted_hidden_and_deleted_and_columns_moved(book, report):
    def disturb(opened):
        page = opened["Matches"]
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        head, body = rows[0], rows[1:]
        random.Random(3).shuffle(body)
        body = [row for row in body if row[1] != "9"]
        order = list(range(len(head)))[::-1]
        opened.remove(page)
        fresh = opened.create_sheet("My view")
        fresh.append(["for the meeting"])
        for row in (head, *body):
            fresh.append([row[index] for index in order])
        fresh.row_dimensions[4].hidden = True
        opened["Review"].title = "Doubtful"

    edit(
        book, {("a.docx#2", TEST): "ESD", ("a.docx#9", TEST): "ESD", ("a.docx#11", VERDICT): "APPROVE"}, change=disturb
    )
    assert said(take(book, report)) == {"a.docx#2": ("REJECT", ("ESD",)), "a.docx#11": ("APPROVE", ("CE",))}


def test_the_reviewers_file_is_not_touched(book, report):
    edit(book, {("a.docx#1", VERDICT): "APPROVE"})
    before = (hashlib.sha256(book.read_bytes()).hexdigest(), book.stat().st_mtime_ns)
    take(book, report)
    assert (hashlib.sha256(book.read_bytes()).hexdigest(), book.stat().st_mtime_ns) == before


def test_rows_of_two_sheets_are_joined_and_contradictions_refused(book, report):
    edit(book, {("a.docx#3", TEST): "RE", ("a.docx#6", TEST): "RE", ("a.docx#9", COMMENT): "see annex"})
    edit(book, {("a.docx#3", VERDICT): "REJECT", ("a.docx#6", TEST): "BCI", ("a.docx#9", TEST): "none"}, sheet="Review")
    imported = take(book, report)
    assert said(imported) == {"a.docx#3": ("REJECT", ("RE",)), "a.docx#9": ("REJECT", ())}
    assert imported.decisions[1].comment == "see annex"
    assert len(imported.refused) == 2
    assert all("contradict" in item.why and "Review, row" in item.why for item in imported.refused)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({("a.docx#1", TEST): "XYZ"}, "'XYZ' is no test of the catalogue"),
        ({("a.docx#1", VERDICT): "maybe"}, "'maybe' is no verdict"),
        ({("a.docx#1", TEST): "CE", ("a.docx#1", VERDICT): "REJECT"}, "rejected and named as the right test"),
        ({("a.docx#1", TEST): "CE", ("a.docx#1", "Clause id"): None}, "key columns are empty"),
        ({("a.docx#1", TEST): "CE", ("a.docx#1", "Clause id"): "b.docx#1"}, "no clause 'b.docx#1' in this run"),
        ({("a.docx#1", TEST): "CE", ("a.docx#1", "Content digest"): "0" * 16}, "says something else"),
    ],
)
def test_a_row_that_cannot_be_placed_is_refused_with_row_and_reason(book, report, cells, why):
    edit(book, cells)
    imported = take(book, report)
    assert imported.decisions == ()
    assert [item.row.row for item in imported.refused] == [2]
    assert why in str(imported.refused[0])
    assert "sheet Matches, row 2" in str(imported.refused[0])


def test_a_row_of_an_older_run_is_refused_when_a_limit_in_its_clause_changed(book, report):
    edit(book, {("a.docx#1", VERDICT): "APPROVE"})
    first = report.decisions[0]
    clause = replace(first.clause, text=first.clause.text.replace("part 1", "part 1 at 200 V/m"))
    match = replace(first.match, profile=replace(first.match.profile, clause=clause))
    newer = replace(report, decisions=(replace(first, match=match), *report.decisions[1:]))
    assert [item.row.clause for item in take(book, newer).refused] == ["a.docx#1"]


def test_a_workbook_without_the_columns_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Clause", "Verdict"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(UsageError, match="no sheet has the columns"):
        reviewed_workbooks.read(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read as a workbook"):
        reviewed_workbooks.read(tmp_path / "text.xlsx")


def test_approving_with_the_guess_named_is_no_contradiction():
    assert judge("CE", "Approved", ("CE",), CATALOGUE) == ("APPROVE", ("CE",))
    assert judge("RE", "APPROVE", ("CE",), CATALOGUE) == ("REJECT", ("RE",))  # the named test is the last word


def test_the_same_workbook_twice_is_news_once(book, report):
    edit(book, {("a.docx#1", VERDICT): "APPROVE", ("a.docx#2", TEST): "RE"})
    first = take(book, report)
    assert news(first, ()) == (first.decisions, (), ())
    assert news(take(book, report), first.decisions) == ((), first.decisions, ())
