"""Everything that was said stands in the History sheet: who, when, from where, what, and what it replaced."""

from dataclasses import replace
from functools import partial

import openpyxl
import pytest
from report_builders import CATALOGUE, RUN
from review_builders import COMMENT, REVIEWER, TEST, edit, make_run, write_run

from pipeline import config
from pipeline import reports as report_files
from pipeline.reviews import Decisions, ReviewStore, histories, note
from pipeline.reviews.filling import fill
from pipeline.reviews.reviewed_workbooks import additions
from pipeline.reviews.sessions import Session
from pipeline.reviews.taking import take
from pipeline.runs import reviewing

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl knows no data bars

REPORT = make_run()
CLAUSE = REPORT.decisions[0]


def word(who, tests, verdict="REJECT", day=1, document="a.docx", **more):
    said = note(CLAUSE.clause, verdict, tests, CLAUSE.tests, who=who, when=f"2031-05-0{day}T10:00:00+00:00",
                source="page", **more)  # fmt: skip
    return replace(said, document=document, clause=said.clause.replace("a.docx", document))


@pytest.fixture
def store(tmp_path):
    return ReviewStore(tmp_path / "r.sqlite")


def write(folder, store, report=REPORT):
    """Write a run folder as a run does, with the store of its configuration."""
    decisions, settings = Decisions(store.current()), config.load(overrides={"review": {"store": str(store.path)}})
    said, history = partial(fill, decisions=decisions, catalogue=CATALOGUE), reviewing.recount(settings)
    shown, run = [decisions.apply(report)], replace(RUN, stage="report")
    report_files.write(folder, shown, CATALOGUE, run, (), said=said, history=history)
    return folder / "report.xlsx"


def rows(book):
    page = openpyxl.load_workbook(book)["History"]
    heads, *lines = [[cell.value or "" for cell in row] for row in page.iter_rows()]
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_the_sheet_says_who_said_what_when_from_where_and_instead_of_what(tmp_path, store):
    first = write_run(tmp_path / "first", REPORT)
    ada = edit(first, {("a.docx#1", TEST): "RE", ("a.docx#1", REVIEWER): "Ada", ("a.docx#1", COMMENT): "the antenna"},
               save_as=tmp_path / "ada.xlsx")  # fmt: skip
    take([ada], [REPORT], CATALOGUE, store, when="2031-05-06T10:00:00+00:00")
    page = Session([REPORT], CATALOGUE, store, "Ada")
    page.decide(0, "BCI", "")
    page.decide(1, "", "HOLD", "ask the OEM")
    page.decide(1, "", "WITHDRAW")

    found = rows(write(tmp_path / "run", store))

    assert [(each["Number"], each["Who"], each["From"], each["What was said"], each["Comment"]) for each in found] == [
        ("1", "Ada", "ada.xlsx", "RE", "the antenna"),
        ("1", "Ada", "page", "BCI", ""),
        ("2", "Ada", "page", "on hold", "ask the OEM"),
        ("2", "Ada", "page", "taken back", "ask the OEM"),
    ]
    assert [each["What it replaced"] for each in found] == [
        f"the program's guess: {CLAUSE.tests[0]}",
        "Ada: RE (the antenna)",
        f"the program's guess: {REPORT.decisions[1].tests[0]}",
        "Ada: on hold (ask the OEM)",
    ]
    assert [each["Holds now"] for each in found] == ["Ada: BCI"] * 2 + ["nothing: taken back"] * 2
    assert found[0]["When"] == "2031-05-06 10:00"


def test_a_row_of_the_sheet_leads_to_the_row_of_its_clause(tmp_path, store):
    store.add([word("Ada", ("RE",))])
    book = openpyxl.load_workbook(write(tmp_path / "run", store))
    link = book["History"]["B2"].hyperlink
    sheet, cell = link.location.split("!")
    place = book[sheet.strip("'")][cell].row
    heads = [each.value for each in book["Matches"][1]]
    assert book["Matches"].cell(place, heads.index("Clause id") + 1).value == "a.docx#1"


def test_reviewers_who_differ_and_who_settled_it_stand_there_word_by_word():
    words = [word("Ada", ("RE",)), word("Bo", ("BCI",), day=2), word("Cleo", ("ESD",), day=3, settles=True)]
    disputed, settled = histories.trace(words[:2]), histories.trace(words)
    assert {each.holds for each in disputed} == {"reviewers differ: Ada: RE; Bo: BCI"}
    assert settled[2].replaced == "Ada: RE\nBo: BCI"
    assert settled[2].said == "ESD, guess rejected – settles what reviewers differed on"
    assert {each.holds for each in settled} == {"Cleo: ESD"}


def test_what_was_said_about_an_older_revision_is_listed_and_about_others_is_not(tmp_path, store):
    old, other = word("Ada", ("RE",), document="QX7_rev_A.docx"), word("Bo", ("RE",), document="other.docx")
    store.add([old, other])
    found = rows(write(tmp_path / "run", store, make_run(document="QX7_rev_B.docx")))
    assert [(each["Document"], each["Who"]) for each in found] == [("QX7_rev_A.docx", "Ada")]


def test_a_run_nobody_spoke_of_says_so_and_the_sheet_is_no_answer_and_no_addition(tmp_path, store):
    book = write(tmp_path / "run", store)
    assert rows(book)[0]["Title"] == "Nobody said anything about these documents yet."
    store.add([word("Ada", ("RE",), comment="=1+1")])
    book = write(tmp_path / "run", store)
    assert rows(book)[0]["Comment"] == "=1+1"
    assert openpyxl.load_workbook(book)["History"]["H2"].data_type == "s"
    assert additions(book) == ()
    assert take([book], [REPORT], CATALOGUE, store, when="2031-05-06T10:00:00+00:00").kept == ()


def test_every_word_of_the_store_has_one_row_in_its_order():
    words = [word(who, (test,), day=day) for day in (1, 2, 3) for who in ("Ada", "Bo") for test in ("RE", "BCI")]
    assert [(each.who, each.said.split(",")[0]) for each in histories.trace(words)] == [
        (item.who, item.tests[0]) for item in words
    ]
