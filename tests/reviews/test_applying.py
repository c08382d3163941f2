"""Reviewed decisions hold for clauses that say the same, and are shown beside those that changed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builders import decide, make_report
from review_builders import WHEN, make_run

from pipeline.records import TitleBlock
from pipeline.reviews import apply, note
from pipeline.reviews.overlay import restore
from pipeline.reviews.revisions import alike

BODY = "The field at one metre stays below the limit of its class in every band."


def clause_of(
    number="8.1", title="Limits", text=BODY, path=("Emission by radiation",), document="QX7_rev_A.docx", **more
):
    details = {"text": text, "path": path, "parent": None}
    return decide(number, more.pop("tests", "CE"), document=document, title=title, clause=details, **more)


def report_of(*decisions, document="QX7_rev_A.docx", number=""):
    return make_report(*decisions, document=document, title_block=TitleBlock(number=number))


def reviewed(decision, tests=("RE",), verdict="REJECT", **changes):
    return note(decision.clause, verdict, tests, decision.tests, who="Ada", when=WHEN, **changes)


def test_a_reviewed_clause_is_decided_by_the_person():
    old = clause_of(outcome="review", confidence=0.4)
    (new,) = apply(report_of(old), [reviewed(old, comment="see table 3")]).decisions
    assert (new.outcome, new.tests, new.confidence, new.by) == ("matched", ("RE",), 1.0, "person")
    assert new.reason == "Reviewed by Ada on 2031-05-06 (see table 3). The program's guess was CE."
    assert new.match == old.match
    (none,) = apply(report_of(old), [reviewed(old, ())]).decisions
    assert (none.outcome, none.tests, none.by) == ("unmatched", (), "person")


def test_a_clause_on_hold_or_rejected_without_a_test_stays_in_review():
    old = clause_of()
    (held,) = apply(report_of(old), [reviewed(old, None, "HOLD", comment="ask")]).decisions
    assert (held.outcome, held.tests, held.by) == ("review", ("CE",), "score")
    assert held.reason.startswith("Put on hold by Ada on 2031-05-06 (ask).")
    (rejected,) = apply(report_of(old), [reviewed(old, None)]).decisions
    assert rejected.outcome == "review"
    assert "guess CE was rejected by Ada" in rejected.reason


def test_a_decision_is_carried_to_a_new_revision_where_only_the_number_moved():
    old = clause_of("8.1")
    moved = clause_of("9.2", document="QX7_rev_B.docx")
    (new,) = apply(report_of(moved, document="QX7_rev_B.docx"), [reviewed(old)]).decisions
    assert (new.tests, new.by) == (("RE",), "person")
    assert new.reason.startswith("Reviewed by Ada on 2031-05-06 as 8.1 in QX7_rev_A.docx.")


def test_a_changed_clause_comes_back_with_the_old_decision():
    old = clause_of()
    changed = clause_of(text=BODY.replace("one metre", "three metres"), document="QX7_rev_B.docx")
    (new,) = apply(report_of(changed, document="QX7_rev_B.docx"), [reviewed(old)]).decisions
    assert (new.outcome, new.tests, new.by) == ("review", ("CE",), "score")
    assert new.reason.startswith("Changed since Ada on 2031-05-06 reviewed QX7_rev_A.docx 8.1 as RE:")
    assert '"one metre stays" is now "three metres stays"' in new.reason


def test_the_same_words_under_another_heading_are_another_clause():
    old = clause_of(title="General", text="")
    other = clause_of("12.1", "General", "", path=("Injected current",))
    (new,) = apply(report_of(other), [reviewed(old)]).decisions
    assert new == other


def test_boilerplate_decided_in_two_ways_is_not_carried_to_a_third_place():
    one, two, three = (clause_of(number, "General", "As agreed.") for number in ("8.1", "8.2", "8.3"))
    result = apply(report_of(three), [reviewed(one, ("RE",)), reviewed(two, ("BCI",))])
    assert result.decisions == (three,)


def test_decisions_about_another_document_are_not_applied():
    old = clause_of()
    other = report_of(clause_of(document="LM-33 pulses.docx"), document="LM-33 pulses.docx")
    assert apply(other, [reviewed(old)]) is other


def test_the_guess_of_a_subclause_in_review_follows_its_reviewed_clause():
    top = decide("8", "CE", document="a.docx", title="Emission")
    below = decide("8.1", "BCI", "review", 0.4, document="a.docx", title="Limits")
    sure = decide("8.2", "CE", None, 0.99, document="a.docx", title="Set-up")
    first, second, third = apply(make_report(top, below, sure), [reviewed(top)]).decisions
    assert first.tests == ("RE",)
    assert (second.tests, second.outcome, second.by) == (("RE",), "review", "score")
    assert third == sure


def test_applying_twice_changes_nothing_more():
    run = make_run()
    words = [reviewed(run.decisions[0]), reviewed(run.decisions[1], None, "HOLD"), reviewed(run.decisions[2], ())]
    changed = replace(words[2], digest="0" * 16, content="1" * 16)
    once = apply(run, [*words[:2], changed])
    assert apply(once, [*words[:2], changed]) == once


@given(st.sets(st.integers(0, 11)), st.sampled_from([("RE",), (), ("ESD", "CE")]))
def test_exactly_the_reviewed_clauses_change(chosen, tests):
    run = make_run()
    result = apply(run, [reviewed(run.decisions[index], tests) for index in chosen])
    changed = {i for i, (one, two) in enumerate(zip(run.decisions, result.decisions, strict=True)) if one != two}
    assert changed == chosen


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("QX7_rev_A.docx", "QX7_rev_B.pdf", True),
        ("QX 7 v1.2 2021-03-04.docx", "QX 7 v2.0 2023-11-30.docx", True),
        ("HX4711_3.docx", "HX4711_4.docx", True),
        ("HX4711.docx", "HX4811.docx", False),
        ("QX7 emission.docx", "QX7 immunity.docx", False),
        ("1.docx", "2.docx", False),
    ],
)
def test_revisions_are_known_by_their_names(one, other, same):
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_revisions_are_known_by_the_number_in_the_title_block():
    assert alike("scan0001.pdf", "final document.pdf", "QX-7", "QX-7")
    assert not alike("scan.pdf", "document.pdf", "", "")


@given(st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)), st.sampled_from(["REJECT", "HOLD", "APPROVE"]))
def test_what_is_taken_back_leaves_no_trace(first, second, verdict):
    run = make_run()
    before = [reviewed(run.decisions[index], ("ESD",), verdict) for index in first]
    after = [reviewed(run.decisions[index], ("BCI",)) for index in second]
    shown = apply(run, before)
    assert restore(shown) == run
    assert apply(shown, after) == apply(run, after)
    assert apply(shown, ()) == run


def test_a_changed_clause_comes_back_to_what_the_program_thought():
    old, new = clause_of(), clause_of(text=BODY.replace("one", "three"))
    shown = apply(report_of(new), [reviewed(old)])
    assert shown.decisions[0].outcome == "review"
    assert shown.decisions[0].unreviewed.outcome == "matched"
    assert restore(shown) == report_of(new)


def test_the_answer_of_a_model_that_was_asked_after_the_person_is_kept():
    run = report_of(clause_of(outcome="review"))
    held = apply(run, [reviewed(run.decisions[0], None, "HOLD")])
    answered = replace(held, decisions=(replace(held.decisions[0], by="llm", outcome="matched", reason="It says so."),))
    (kept,) = restore(answered).decisions
    assert (kept.by, kept.outcome, kept.unreviewed) == ("llm", "matched", None)
    shown = apply(answered, [reviewed(run.decisions[0], None, "HOLD")])
    assert shown.decisions[0].outcome == "review"
    assert restore(shown).decisions == (kept,)
