"""Decisions as labels, what can be promised from them, and which of them are likely mistakes."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builders import CATALOGUE, decide, make_report
from review_builders import WHEN, make_run

from pipeline.evaluation import labels
from pipeline.records import Probability
from pipeline.reviews import apply, label_errors, note
from pipeline.reviews.recall_bound import bound, promise
from pipeline.reviews.reviewed_labels import write_labels, write_list


def word(decision, tests, verdict="REJECT", **changes):
    return note(decision.clause, verdict, tests, decision.tests, who="Ada", when=WHEN, **changes)


def test_settled_decisions_are_labels_that_evaluate_can_read(tmp_path):
    run = make_run(6)
    words = [
        word(run.decisions[0], ("RE",)),
        word(run.decisions[1], ()),
        word(run.decisions[2], ("ESD", "CE")),
        word(run.decisions[3], None),
        word(run.decisions[4], ("RE",), "HOLD"),
    ]
    assert write_labels(tmp_path / "labels.csv", words) == 3
    found = labels.read(tmp_path / "labels.csv", CATALOGUE.ids)
    assert [(item.document, item.number, item.answers) for item in found] == [
        ("a.docx", "1", (("RE",),)),
        ("a.docx", "2", ((),)),
        ("a.docx", "3", (("ESD", "CE"),)),
    ]


def test_a_number_that_stands_twice_is_no_label(tmp_path):
    one = decide("4", "RE", clause={"text": "first"})
    two = decide("4", "CE", clause={"text": "second", "id": "a.docx#4~2"})
    assert write_labels(tmp_path / "labels.csv", [word(one, ("RE",)), word(two, ("CE",))]) == 0


def test_the_bound_is_that_of_clopper_and_pearson():
    assert bound(0, 59, 0.95) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert bound(0, 59, 0.95) < 0.05 < bound(0, 58, 0.95)
    assert bound(1, 10, 0.95) == pytest.approx(0.3942, abs=1e-4)  # of the published tables
    assert bound(0, 0, 0.95) == bound(3, 3, 0.95) == 1.0


@given(st.floats(0.02, 0.3), st.integers(5, 80), st.integers(0, 10_000))
def test_the_bound_holds_as_often_as_it_says(share, count, seed):
    dice = random.Random(seed)
    trials = [bound(sum(dice.random() < share for _ in range(count)), count, 0.9) >= share for _ in range(150)]
    assert sum(trials) / len(trials) > 0.9 - 0.15  # six standard errors


def big(count, wrong=()):
    """Build a document in which every clause is about RE and some were decided as CE."""
    return make_report(
        *(decide(str(n), "CE" if n in wrong else "RE", clause={"text": f"Of part {n}."}) for n in range(1, count + 1))
    )


def test_a_document_reviewed_from_end_to_end_is_a_fair_sample():
    run = big(70, wrong=(5,))
    words = [word(item, ("RE",)) for item in run.decisions]
    found = promise([run], words, CATALOGUE.ids, most=0.1, confidence=0.95)
    radiated = found.tests[CATALOGUE.ids.index("RE")]
    assert (found.sample, radiated.reviewed, radiated.missed, radiated.kept) == (70, 70, 1, True)
    assert radiated.bound == pytest.approx(bound(1, 70, 0.95))
    other = found.tests[CATALOGUE.ids.index("BCI")]
    assert (other.reviewed, other.bound, other.kept, other.missing) == (0, 1.0, False, 29)


def test_clauses_reviewed_because_they_were_doubted_promise_nothing():
    run = big(70)
    order = promise([run], [], CATALOGUE.ids, most=0.05, confidence=0.95).following
    picked = {clause.id for clause in order[1:]}
    words = [word(item, ("RE",)) for item in run.decisions if item.clause.id in picked]
    found = promise([run], words, CATALOGUE.ids, most=0.05, confidence=0.95)
    assert found.sample == 0
    assert not any(item.kept for item in found.tests)
    assert [clause.id for clause in found.following] == [order[0].id]


def test_the_beginning_of_the_random_order_is_a_fair_sample():
    run = big(70)
    order = promise([run], [], ["RE"], most=0.05, confidence=0.95).following
    picked = {clause.id for clause in order[:60]}
    words = [word(item, ("RE",)) for item in run.decisions if item.clause.id in picked]
    found = promise([run], words, ["RE"], most=0.05, confidence=0.95)
    assert (found.sample, found.tests[0].reviewed, found.tests[0].kept) == (60, 60, True)
    shuffled = replace(run, decisions=run.decisions[::-1])
    assert promise([shuffled], [], ["RE"], most=0.05, confidence=0.95).following == order


def test_a_run_that_shows_the_decisions_already_promises_the_same():
    run = big(60, wrong=(3, 4))
    words = [word(item, ("RE",)) for item in run.decisions]
    before, after = (
        promise([report], words, ["RE"], most=0.2, confidence=0.9).tests for report in (run, apply(run, words))
    )
    assert before == after


def test_the_list_of_what_to_review_next_can_be_read(tmp_path):
    run = make_run(3)
    write_list(tmp_path / "next.csv", [item.clause for item in run.decisions])
    lines = (tmp_path / "next.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == ["order,document,number,title", "1,a.docx,1,Subject 1"]


def test_swapped_decisions_are_found_among_the_others():
    pytest.importorskip("cleanlab")
    dice = random.Random(5)
    decisions, words, swapped = [], [], set()
    for number in range(1, 121):
        truth, other = dice.sample(["RE", "CE", "BCI", ""], 2)
        chance = dice.uniform(0.8, 0.97)
        decision = decide(str(number), truth, clause={"text": f"Of part {number}."})
        decision = replace(decision, probabilities=(Probability(truth, chance), Probability(other, 1 - chance)))
        said = truth
        if number % 15 == 0:
            said = next(test for test in ("RE", "CE", "BCI", "") if test not in (truth, other))
            swapped.add(decision.clause.id)
        decisions.append(decision)
        words.append(word(decision, (said,) if said else ()))
    words.append(word(decisions[0], ("ESD",)))
    found = label_errors.find([make_report(*decisions)], words)
    named = {item.word.clause for item in found.doubts}
    assert named <= swapped
    assert len(named) >= len(swapped) / 2  # those of which the program was less sure than on average are not named
    assert found.rare == ("ESD",)
    assert all(item.chance < 0.2 for item in found.doubts)


def test_too_few_decisions_are_not_examined():
    run = make_run(3)
    found = label_errors.find([run], [word(item, ("RE",)) for item in run.decisions])
    assert (found.doubts, found.examined) == ((), 0)
