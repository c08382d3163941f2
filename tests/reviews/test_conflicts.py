"""Where reviewers differ nobody's word is dropped, whoever came first; the last word is the last of the same person."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builders import CATALOGUE
from report_builders import RUN as MADE
from review_builders import COMMENT, REVIEWER, TEST, VERDICT, edit, make_run, write_run

from pipeline import reports as report_files
from pipeline.reviews import ReviewStore, apply, conflicts, note
from pipeline.reviews.filling import fill
from pipeline.reviews.overlay import Decisions
from pipeline.reviews.sessions import Session
from pipeline.reviews.taking import take

RUN = make_run()
CLAUSE = RUN.decisions[0]
ID = CLAUSE.clause.id
WHEN = "2026-01-01T10:00:00+00:00"


def word(who, tests, verdict="REJECT", **more):
    return note(CLAUSE.clause, verdict, tests, CLAUSE.tests, who=who, when=WHEN, source="page", **more)


def held(*words):
    found = conflicts.current(words)
    return found[0] if found else None


@pytest.fixture
def store(tmp_path):
    return ReviewStore(tmp_path / "r.sqlite")


def bring(book, store, who=""):
    return take([book], [RUN], CATALOGUE, store, when=WHEN, who=who)


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_two_reviewers_who_differ_are_in_dispute_whichever_came_first(tmp_path, store, order):
    book = write_run(tmp_path / "run", RUN)
    books = [
        edit(book, {(ID, TEST): test, (ID, REVIEWER): who, (ID, COMMENT): said}, save_as=tmp_path / f"{who}.xlsx")
        for who, test, said in (("Ada", "RE", "the antenna"), ("Bo", "BCI", ""))
    ]
    first, second = (bring(books[index], store) for index in order)
    assert (len(first.disputes), len(second.disputes)) == (0, 1)
    assert {item.who for item in store.history()} == {"Ada", "Bo"}
    (item,) = store.current()
    assert item.verdict == "DISPUTED"
    decision = apply(RUN, store.current()).decisions[0]
    assert decision.outcome == "review"
    assert "Reviewers differ:" in decision.reason
    assert "Ada: RE (the antenna)" in decision.reason
    assert "Bo: BCI" in decision.reason


def test_both_at_once_are_in_dispute_too(tmp_path, store):
    book = write_run(tmp_path / "run", RUN)
    books = [
        edit(book, {(ID, TEST): test}, save_as=tmp_path / f"{test}.xlsx") for test in ("RE", "BCI")
    ]  # without names: each workbook is a reviewer
    taken = take(books, [RUN], CATALOGUE, store, when=WHEN)
    assert len(taken.kept) == 2
    assert [item.clause for item in taken.disputes] == [ID]


def test_two_pages_that_were_opened_before_either_spoke_are_in_dispute(store):
    ada, bo = (Session([RUN], CATALOGUE, store, who) for who in ("Ada", "Bo"))
    ada.decide(0, "RE", "")
    assert bo.decide(0, "BCI", "")[0] == "disputed"
    assert store.current()[0].verdict == "DISPUTED"
    assert [item.who for item in bo.history(0)] == ["Ada", "Bo"]


def test_the_last_word_of_the_same_reviewer_counts():
    assert held(word("Ada", ("RE",)), word(" ada ", ("BCI",))).tests == ("BCI",)


def test_reviewers_who_agree_are_not_in_dispute_and_both_comments_are_kept():
    item = held(word("Ada", ("RE", "CE"), comment="one"), word("Bo", ("CE", "RE"), comment="two"))
    assert item.settled
    assert item.comment == "two\nAda: one"


def test_a_comment_takes_no_answer_back():
    item = held(word("Ada", ("RE",)), word("Ada", None, "NOTE", comment="see the figure"))
    assert (item.tests, item.comment) == (("RE",), "see the figure")
    assert held(word("Ada", ("RE",)), word("Bo", None, "NOTE", comment="hm")).tests == ("RE",)


def test_a_hold_beside_an_answer_and_a_rejected_guess_beside_its_approval_are_disputes():
    guess = CLAUSE.tests
    assert held(word("Ada", ("RE",)), word("Bo", None, "HOLD")).verdict == "DISPUTED"
    assert held(word("Ada", guess, "APPROVE"), word("Bo", None, "REJECT")).verdict == "DISPUTED"
    assert held(word("Ada", ("ESD",)), word("Bo", None, "REJECT")).tests == ("ESD",)


def test_a_person_who_sees_both_settles_it_and_can_take_that_back(store):
    store.add([word("Ada", ("RE",)), word("Bo", ("BCI",))])
    page = Session([RUN], CATALOGUE, store, "Cleo")
    assert page.state(0)[0] == "disputed"
    assert page.decide(0, "ESD", "")[:2] == ["done", "ESD"]
    assert store.current()[0].tests == ("ESD",)
    page.undo()
    assert page.state(0)[0] == "disputed"
    assert store.current()[0].comment == "Ada: RE; Bo: BCI"


def test_one_of_the_two_may_settle_it_or_give_way(store):
    store.add([word("Ada", ("RE",)), word("Bo", ("BCI",))])
    assert Session([RUN], CATALOGUE, store, "Bo").decide(0, "RE", "")[:2] == ["done", "RE"]
    assert held(word("Ada", ("RE",)), word("Bo", ("BCI",)), word("Bo", ("RE",))).tests == ("RE",)
    assert held(word("Ada", ("RE",)), word("Bo", ("BCI",)), word("Bo", ("BCI",), "WITHDRAWN")).who == "Ada"


def test_who_differs_after_it_was_settled_opens_it_again():
    words = (word("Ada", ("RE",)), word("Bo", ("BCI",)), word("Cleo", ("RE",), settles=True), word("Dan", ("ESD",)))
    assert held(*words).comment == "Cleo: RE; Dan: ESD"


def test_a_disputed_row_of_a_new_workbook_settles_when_it_is_filled_in_and_not_otherwise(tmp_path, store):
    store.add([word("Ada", ("RE",)), word("Bo", ("BCI",))])
    decisions = Decisions(store.current())
    said = lambda one: fill(one, decisions, CATALOGUE)  # noqa: E731
    report_files.write(tmp_path / "run", [decisions.apply(RUN)], CATALOGUE, MADE, (), said=said)
    book = tmp_path / "run" / "report.xlsx"
    assert bring(book, store).kept == ()
    edit(book, {(ID, TEST): "ESD", (ID, REVIEWER): "Cleo"})
    assert bring(book, store).disputes == ()
    assert store.current()[0].tests == ("ESD",)
    assert len(store.history()) == 3


def test_a_workbook_from_before_the_dispute_does_not_settle_it(tmp_path, store):
    book = edit(write_run(tmp_path / "run", RUN), {(ID, TEST): "ESD", (ID, REVIEWER): "Cleo"})
    store.add([word("Ada", ("RE",)), word("Bo", ("BCI",))])
    assert len(bring(book, store).disputes) == 1
    assert store.current()[0].comment == "Ada: RE; Bo: BCI; Cleo: ESD"


def test_an_older_copy_does_not_bring_an_answer_back_that_its_reviewer_changed(tmp_path, store):
    book = write_run(tmp_path / "run", RUN)
    old = edit(book, {(ID, TEST): "RE", (ID, REVIEWER): "Ada"}, save_as=tmp_path / "old.xlsx")
    bring(old, store)
    store.add([note(CLAUSE.clause, "REJECT", ("BCI",), CLAUSE.tests, who="Ada", when="2999-01-01T10:00:00+00:00")])
    taken = bring(old, store)
    assert taken.kept == ()
    assert "say it in a new workbook" in str(taken.older[0])
    assert store.current()[0].tests == ("BCI",)


def test_what_a_person_changes_back_in_the_same_workbook_is_a_new_word(tmp_path, store):
    book = write_run(tmp_path / "run", RUN)
    for test in ("RE", "BCI", "RE"):
        edit(book, {(ID, TEST): test, (ID, REVIEWER): "Ada"})
        bring(book, store)
    assert store.current()[0].tests == ("RE",)
    assert len(store.history()) == 3


def test_a_row_without_a_name_that_was_imported_under_one_is_known(tmp_path, store):
    book = edit(write_run(tmp_path / "run", RUN), {(ID, TEST): "RE"})
    assert len(bring(book, store, who="Bo").kept) == 1
    assert bring(book, store).known == 1


@pytest.mark.parametrize(
    ("test", "verdict"), [("ESD", ""), ("ESD", "REJECT"), ("", "APPROVE"), ("", "REJECT"), ("", "HOLD"), ("none", "")]
)
def test_what_a_person_said_comes_back_as_it_was_said(tmp_path, store, test, verdict):
    book = edit(write_run(tmp_path / "run", RUN), {(ID, TEST): test, (ID, VERDICT): verdict})
    bring(book, store)
    cells = fill(RUN, Decisions(store.current()), CATALOGUE)[ID]
    assert cells.verdict == verdict
    assert cells.test.partition(" –")[0] == (test or (CLAUSE.tests[0] if verdict == "APPROVE" else ""))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Ada", "Bo", "Cleo"]),
            st.sampled_from([("RE",), ("BCI",), (), None]),
            st.sampled_from(["REJECT", "HOLD", "NOTE"]),
        ),
        max_size=8,
    )
)
def test_no_order_of_words_hides_an_answer_that_differs(said):
    words = [
        word(who, None if verdict == "NOTE" else tests, verdict, comment=f"c{place}")
        for place, (who, tests, verdict) in enumerate(said)
    ]
    last = {}
    for item in words:
        if item.verdict != "NOTE":
            last[item.who] = item
    answers = {item.tests for item in last.values() if item.settled}
    found = held(*words)
    assert (found is None) == (not words)
    if len(answers) > 1:
        assert found.verdict == "DISPUTED"
        assert all(item.who in found.comment for item in last.values())
    elif answers and found.verdict != "DISPUTED":
        assert {found.tests} == answers
