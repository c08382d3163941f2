"""The evaluation gives known figures on decisions whose truth is known."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import CATALOGUE, decide, label, make_report

from pipeline.evaluation import Proportion, TestScore, evaluate


def score(decisions, labels, **options):
    return evaluate([make_report(*decisions)], labels, CATALOGUE, **options)


@pytest.mark.parametrize(
    ("guess", "answers", "right", "exact"),
    [
        ("RE", ["RE"], True, True),
        ("RE", [("RE", "CE")], True, False),  # within the label, not all of it
        (("CE", "RE"), [("RE", "CE")], True, True),
        (("RE", "BCI"), ["RE"], False, False),
        ((), ["RE"], False, False),
        ((), [()], True, True),
        ("RE", [()], False, False),
        ("RE", ["RE", "CE"], True, True),  # either is right
        ((), ["RE", ()], True, True),
    ],
)
def test_a_guess_is_right_within_its_label_and_exact_when_it_is_all_of_it(guess, answers, right, exact):
    figures = score([decide("1", guess)], [label("1", *answers)]).figures

    assert figures.clauses == Proportion(int(right), 1)
    assert figures.exact == Proportion(int(exact), 1)


def test_a_clause_that_was_not_found_is_wrong_even_where_none_is_right():
    found = score([decide("1")], [label("1"), label("2"), label("3", "RE")])

    assert found.figures.clauses == Proportion(1, 3)
    assert found.figures.found == Proportion(1, 3)
    assert [item.number for item in found.not_found] == ["2", "3"]


def test_a_clause_without_label_in_a_labelled_document_is_invented():
    found = score([decide("1"), decide("2", "RE")], [label("1")])

    assert [item.clause.number for item in found.invented] == ["2"]
    assert found.figures.invented == Proportion(1, 2)
    assert found.figures.clauses == Proportion(1, 1)


def test_a_star_is_counted_nowhere_and_its_clause_is_not_invented():
    found = score([decide("1", "RE"), decide("2", "RE")], [label("1", "RE"), label("2", scored=False)])

    assert found.figures.clauses == Proportion(1, 1)
    assert found.invented == ()
    assert sum(map(sum, found.confusion.counts)) == 1


def test_sections_and_none_clauses_are_told_apart():
    decisions = [decide("1", "RE"), decide("2"), decide("3"), decide("4", "RE")]
    labels = [label("1", "RE"), label("2", "RE"), label("3"), label("4", "RE", ())]

    figures = score(decisions, labels).figures

    assert figures.sections == Proportion(1, 2)
    assert figures.none == Proportion(1, 1)
    assert figures.clauses == Proportion(3, 4)


def test_repeated_numbers_are_told_apart_by_their_titles():
    decisions = [
        decide("1", "RE", title="Limits of the radiated field", clause={"id": "a.docx#1"}),
        decide("1", "BCI", title="Injected current", clause={"id": "a.docx#1~2"}),
        decide("1", (), title="Changes", clause={"id": "a.docx#1~3"}),
    ]
    labels = [label("1", "BCI", title="Injected  current"), label("1", "RE", title="Limits of radiated field")]

    found = score(decisions, labels)

    assert found.figures.clauses == Proportion(2, 2)
    assert [item.clause.id for item in found.invented] == ["a.docx#1~3"]


def test_repeated_numbers_without_titles_go_by_order():
    decisions = [decide("1", test, clause={"id": f"a.docx#1~{i}"}) for i, test in enumerate(("RE", "CE", "BCI"))]
    labels = [label("1", test, title="") for test in ("RE", "CE", "BCI")]

    assert score(decisions, labels).figures.clauses == Proportion(3, 3)


def test_numbers_agree_but_for_width_spaces_and_trailing_marks():
    assert score([decide("8.2.1", "RE")], [label("８.２.１ .", "RE")]).figures.clauses == Proportion(1, 1)


def test_a_spreadsheet_number_finds_its_clause_by_title_and_a_typed_one_does_not():
    decisions = [decide("8.10", "RE", title="Limits of class three")]
    typed = label("8.1", "RE", title="Limits of class three")
    numeric = label("8.1", "RE", title="Limits of class three", numeric=True)
    other = label("8.1", "RE", title="Something else altogether", numeric=True)

    assert score(decisions, [typed]).figures.found == Proportion(0, 1)
    assert score(decisions, [numeric]).figures.found == Proportion(1, 1)
    assert score(decisions, [other]).figures.found == Proportion(0, 1)


def test_labels_of_the_word_file_serve_its_pdf():
    report = make_report(decide("1", "RE", document="spec.pdf"), document="spec.pdf")

    found = evaluate([report], [label("1", "RE", document="spec.docx")], CATALOGUE)

    assert found.figures.clauses == Proportion(1, 1)


def test_a_document_that_was_not_run_is_named_and_one_that_failed_counts_as_not_found():
    labels = [label("1", "RE"), label("1", "RE", document="other.docx")]
    reports = [make_report(decide("1", "RE")), make_report(decide("1", document="new.docx"), document="new.docx")]

    absent = evaluate(reports, labels, CATALOGUE)
    broken = evaluate(reports, labels, CATALOGUE, failed=["other.docx"])

    assert absent.figures.clauses == Proportion(1, 1)
    assert absent.without_result == ("other.docx",)
    assert absent.without_labels == ("new.docx",)
    assert broken.figures.clauses == Proportion(1, 2)
    assert broken.without_result == ()


def test_what_was_decided_without_review_is_measured_apart():
    decisions = [decide("1", "RE"), decide("2", "RE", "review"), decide("3", "CE"), decide("4")]
    labels = [label("1", "RE"), label("2", "RE"), label("3", "RE"), label("4"), label("5")]

    figures = score(decisions, labels).figures

    assert figures.decided == Proportion(3, 5)
    assert figures.decided_right == Proportion(2, 3)


def test_the_scores_of_a_test_follow_from_its_counts():
    decisions = [decide("1", "RE"), decide("2", "RE"), decide("3", "CE"), decide("4", "RE")]
    labels = [label("1", "RE"), label("2", "CE"), label("3", "RE"), label("4", "RE"), label("5", "RE")]

    radiated = next(item for item in score(decisions, labels).tests if item.test == "RE")

    assert radiated == TestScore("RE", hits=2, false=1, missed=2)
    assert radiated.precision == Proportion(2, 3)
    assert radiated.recall == Proportion(2, 4)
    assert radiated.f1 == pytest.approx(2 * (2 / 3) * 0.5 / (2 / 3 + 0.5))


def test_the_other_test_of_a_label_is_not_missed_where_the_guess_is_right():
    both = label("1", ("RE", "CE"))

    right = {item.test: item for item in score([decide("1", "RE")], [both]).tests}
    wrong = {item.test: item for item in score([decide("1", "BCI")], [both]).tests}

    assert right["CE"].missed == 0
    assert (wrong["RE"].missed, wrong["CE"].missed) == (1, 1)


def test_confusion_counts_each_clause_once():
    decisions = [decide("1", "RE"), decide("2", "CE"), decide("3"), decide("4", "BCI")]
    labels = [label("1", "RE"), label("2", "RE"), label("3"), label("9", "ESD")]

    confusion = score(decisions, labels).confusion
    counts = {
        (name, guess): count
        for name, row in zip(confusion.labels, confusion.counts, strict=True)
        for guess, count in zip(confusion.guesses, row, strict=True)
        if count
    }

    assert counts == {
        ("RE", "RE"): 1,
        ("RE", "CE"): 1,
        ("none", "none"): 1,
        ("ESD", "not found"): 1,
        ("no label", "BCI"): 1,
    }


def test_a_test_that_left_the_catalogue_still_has_its_row():
    confusion = score([decide("1", "OLD")], [label("1", "OLD")]).confusion

    assert confusion.counts[confusion.labels.index("OLD")][confusion.guesses.index("OLD")] == 1


def test_the_surest_mistake_comes_first():
    decisions = [decide("1", "RE", confidence=0.6), decide("2", "RE", confidence=0.9), decide("3", "RE")]
    labels = [label("1", "CE"), label("2", "CE"), label("3", "RE")]

    assert [item.label.number for item in score(decisions, labels).wrong] == ["2", "1"]


def test_the_baseline_stands_beside_every_headline_figure():
    labels = [label("1", "RE"), label("2")]
    rival = [make_report(decide("1", "RE"), decide("2", "CE"))]

    found = score([decide("1", "RE"), decide("2")], labels, baseline=rival)

    assert found.figures.clauses == Proportion(2, 2)
    assert found.baseline is not None
    assert found.baseline.clauses == Proportion(1, 2)
    assert found.baseline.none == Proportion(0, 1)


def test_nothing_to_score_gives_no_figures_and_no_crash():
    found = evaluate([], [label("1", "RE")], CATALOGUE)

    assert found.figures.clauses.value is None
    assert found.figures.clauses.interval is None
    assert found.calibration_error is None
    assert found.macro_f1 is None
    assert found.curve == ()


@settings(deadline=None)
@given(st.randoms())
def test_the_order_of_labels_changes_no_figure(dice):
    decisions = [decide(str(i), ("RE", "CE", "")[i % 3], confidence=(i % 7) / 7) for i in range(20)]
    labels = [label(str(i), ("RE", "CE")[i % 2]) for i in range(25)]
    shuffled = labels.copy()
    dice.shuffle(shuffled)

    one, other = score(decisions, labels), score(decisions, shuffled)

    assert one.figures == other.figures
    assert one.tests == other.tests
    assert one.confusion == other.confusion
    assert one.curve == other.curve


def test_the_name_of_a_file_labels_all_of_its_documents():
    parts = [
        replace(make_report(decide("1", "RE")), document="spec.pdf (1 of 2)"),
        replace(make_report(decide("2", "BCI")), document="spec.pdf (2 of 2)"),
    ]
    labels = [replace(label("1", "RE"), document="spec.pdf"), replace(label("2", "BCI"), document="spec.pdf")]
    found = evaluate(parts, labels, CATALOGUE)
    assert found.figures.clauses == Proportion(2, 2)
    assert found.invented == ()
    single = [replace(label("2", "BCI"), document="spec.pdf (2 of 2)")]
    assert evaluate(parts, single, CATALOGUE).figures.clauses == Proportion(1, 1)
