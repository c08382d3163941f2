"""A new workbook has what was said before in it; given back untouched it changes nothing, emptied it takes it back."""

from dataclasses import replace

import offices
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builders import CATALOGUE, RUN
from review_builders import COMMENT, REVIEWER, TEST, VERDICT, WHEN, edit, make_run

from pipeline import reports as report_files
from pipeline.records import TitleBlock
from pipeline.reports.sheets.inputs import ReviewInput
from pipeline.reviews import Decisions, ReviewStore, apply, note
from pipeline.reviews.filling import fill
from pipeline.reviews.taking import take

LATER = "2031-06-07T10:00:00+00:00"


def say(report, **words):
    """Make decisions: index -> verdict, tests, comment."""
    return [
        note(report.decisions[int(index[1:])].clause, verdict, tests, report.decisions[int(index[1:])].tests,
             comment=comment, who="Ada", when=WHEN)
        for index, (verdict, tests, comment) in words.items()
    ]  # fmt: skip


@pytest.fixture
def run():
    return make_run()


@pytest.fixture
def store(tmp_path, run):
    store = ReviewStore(tmp_path / "r.sqlite")
    store.add(
        say(
            run,
            _0=("APPROVE", ("CE",), ""),
            _1=("REJECT", ("RE",), "the heading\nmisleads  twice"),
            _2=("HOLD", None, "ask"),
            _3=("REJECT", None, ""),
            _4=("REJECT", (), ""),
            _5=("REJECT", ("ESD", "CE"), ""),
            _6=("NOTE", None, "= nothing to calculate"),
            _8=("HOLD", ("RE",), ""),
        )
    )
    return store


def write(folder, report, store):
    """Write a run folder as a run does: with the decisions in it, and filled in."""
    decisions = Decisions(store.current())
    report_files.write(folder, [decisions.apply(report)], CATALOGUE, replace(RUN, stage="report"), (),
                       said=lambda one: fill(one, decisions, CATALOGUE))  # fmt: skip
    return folder / "report.xlsx"


def bring(book, report, store):
    return take([book], [report], CATALOGUE, store, when=LATER)


def test_what_was_said_stands_in_the_cells_as_the_reviewer_would_say_it(run, store):
    decisions = Decisions(store.current())
    cells = fill(decisions.apply(run), decisions, CATALOGUE)
    assert cells == fill(run, decisions, CATALOGUE)
    assert {id.rpartition("#")[2]: (said.test, said.verdict) for id, said in cells.items()} == {
        "1": ("CE – Conducted Emission: voltage", "APPROVE"), "2": ("RE – Radiated Emission", "REJECT"),
        "3": ("", "HOLD"), "4": ("", "REJECT"), "5": ("none", "REJECT"), "6": ("ESD; CE", "REJECT"), "7": ("", ""),
        "9": ("RE – Radiated Emission", "HOLD"),
    }  # fmt: skip
    assert cells["a.docx#7"] == ReviewInput("", "", "= nothing to calculate", "Ada")


@pytest.mark.parametrize("applied", [False, True])
def test_an_untouched_workbook_changes_nothing(tmp_path, run, store, applied):
    before = store.history()
    book = write(tmp_path / "run", run, store)
    taken = bring(book, apply(run, store.current()) if applied else run, store)
    assert taken.imported[0][1].refused == ()
    assert (taken.kept, store.history()) == ((), before)


def test_a_change_on_one_sheet_is_not_contradicted_by_the_other(tmp_path, run, store):
    book = write(tmp_path / "run", run, store)
    edit(book, {("a.docx#3", TEST): "BCI", ("a.docx#3", VERDICT): None}, sheet="Review")
    edit(book, {("a.docx#2", COMMENT): "settled"})
    taken = bring(book, run, store)
    assert taken.imported[0][1].refused == ()
    assert {item.clause: (item.tests, item.comment) for item in taken.kept} == {
        "a.docx#2": (("RE",), "settled"), "a.docx#3": (("BCI",), "ask"),
    }  # fmt: skip


def test_an_emptied_row_takes_back_what_was_said_and_the_reports_follow(tmp_path, run, store):
    book = write(tmp_path / "run", run, store)
    shown = apply(run, store.current())
    edit(book, {("a.docx#2", TEST): None, ("a.docx#2", VERDICT): None, ("a.docx#2", COMMENT): None})
    edit(book, {("a.docx#3", VERDICT): None, ("a.docx#3", COMMENT): None}, sheet="Review")
    taken = bring(book, shown, store)
    assert {item.clause: item.verdict for item in taken.kept} == {"a.docx#2": "WITHDRAWN", "a.docx#3": "WITHDRAWN"}
    assert {item.clause for item in store.current()}.isdisjoint({"a.docx#2", "a.docx#3"})
    after = apply(shown, store.current())
    assert after.decisions[1:3] == run.decisions[1:3]
    assert after.decisions[0].by == "person"
    assert bring(book, shown, store).kept == ()  # there is nothing left to take back


def test_the_decision_of_an_older_revision_is_filled_in_and_can_be_taken_back(tmp_path, run, store):
    old = [replace(item, document="QX7_rev_A.docx", clause=item.clause.replace("a.docx", "QX7_rev_A.docx"))
           for item in store.current()]  # fmt: skip
    other = ReviewStore(tmp_path / "other.sqlite")
    other.add(old)
    new = replace(make_run(document="QX7_rev_B.docx"), title_block=TitleBlock())
    book = write(tmp_path / "run", new, other)
    assert bring(book, new, other).kept == ()
    edit(book, {("QX7_rev_B.docx#2", TEST): None, ("QX7_rev_B.docx#2", VERDICT): None,
                ("QX7_rev_B.docx#2", COMMENT): None})  # fmt: skip
    assert [item.clause for item in bring(book, new, other).kept] == ["QX7_rev_A.docx#2"]
    assert apply(new, other.current()).decisions[1] == new.decisions[1]


def test_a_name_alone_says_nothing_new(tmp_path, run, store):
    book = write(tmp_path / "run", run, store)
    edit(book, {("a.docx#2", REVIEWER): "Bo", ("a.docx#12", REVIEWER): "Bo"})
    assert bring(book, run, store).kept == ()


@given(st.text(), st.text(), st.text(max_size=80))
def test_the_mark_of_a_row_knows_it_again_whatever_a_program_does_to_its_blanks(test, verdict, comment):
    said = ReviewInput(test, verdict, comment)
    back = ReviewInput(f" {test}", f"{verdict} ", comment.replace("\n", "\r\n"))
    assert back.mark == said.mark
    assert (ReviewInput(test, verdict, f"{comment} more").mark == said.mark) is False


@pytest.mark.live
@pytest.mark.slow
@pytest.mark.skipif(offices.find() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_workbook_saved_by_libreoffice_changes_nothing_but_what_was_edited(tmp_path, run, store, ending):
    from python_calamine import CalamineWorkbook

    book = write(tmp_path / "run", run, store)
    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("Matches").to_python()
    key, test = rows[0].index("Clause id"), rows[0].index(TEST)
    target = tmp_path / f"reviewed{ending}"
    offices.edit(book, target, tmp_path / "profile", sheet="Matches", cells={(11, test): "RE"}, key=key,
                 gone=["a.docx#1"], sort=1)  # fmt: skip
    taken = bring(target, run, store)
    assert taken.imported[0][1].refused == ()
    assert {item.clause: item.tests for item in taken.kept} == {"a.docx#11": ("RE",)}
