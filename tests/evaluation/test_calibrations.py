"""Confidence is held against truth, and figures against those of other libraries."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import CATALOGUE, decide, label, make_report
from scipy import stats
from sklearn import metrics

from pipeline.evaluation import Proportion, evaluate


def score(decisions, labels):
    return evaluate([make_report(*decisions)], labels, CATALOGUE)


def test_honest_confidence_has_a_small_calibration_error_and_boasting_a_large_one():
    dice = random.Random(7)
    honest, boasting, labels = [], [], []
    for index in range(3000):
        confidence = dice.uniform(0.05, 0.95)
        right = dice.random() < confidence
        labels.append(label(str(index), "RE"))
        honest.append(decide(str(index), "RE" if right else "CE", confidence=confidence))
        boasting.append(decide(str(index), "RE" if right else "CE", confidence=1.0))

    fair, proud = score(honest, labels), score(boasting, labels)

    assert fair.calibration_error < 0.04
    assert proud.calibration_error == pytest.approx(1 - proud.figures.clauses.value)
    assert fair.brier < proud.brier


def test_bins_hold_every_clause_that_was_found():
    decisions = [
        decide(str(i), "RE", confidence=confidence) for i, confidence in enumerate((0.0, 0.05, 0.55, 0.999, 1.0))
    ]
    found = score(decisions, [label(str(i), "RE") for i in range(6)])

    assert [item.right.n for item in found.bins] == [2, 0, 0, 0, 0, 1, 0, 0, 0, 2]
    assert found.bins[5].confidence == pytest.approx(0.55)
    assert found.bins[1].confidence is None


def test_the_curve_covers_more_and_more_and_ends_with_all_that_was_found():
    decisions = [decide(str(i), "RE" if i < 7 else "CE", confidence=1 - i / 20) for i in range(10)]
    found = score(decisions, [label(str(i), "RE") for i in range(12)])

    coverages = [point.coverage.count for point in found.curve]
    assert coverages == sorted(coverages)
    assert found.curve[0].right.value == 1.0
    assert found.curve[-1].coverage == Proportion(10, 12)
    assert found.curve[-1].right == Proportion(7, 10)


def test_clauses_of_one_confidence_stand_or_fall_together():
    decisions = [decide(str(i), "RE", confidence=0.8) for i in range(5)]

    assert len(score(decisions, [label(str(i), "RE") for i in range(5)]).curve) == 1


def test_a_long_curve_is_thinned_to_its_ends_and_even_steps():
    decisions = [decide(str(i), "RE", confidence=i / 5000) for i in range(1000)]
    curve = score(decisions, [label(str(i), "RE") for i in range(1000)]).curve

    assert len(curve) == 100
    assert (curve[0].coverage.count, curve[-1].coverage.count) == (1, 1000)


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(1, 400))
def test_wilson_intervals_agree_with_scipy(count, more):
    share = Proportion(min(count, more), more)

    rival = stats.binomtest(share.count, share.n).proportion_ci(method="wilson")

    assert share.interval == pytest.approx((rival.low, rival.high), abs=1e-9)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "RE", "CE", "BCI"]), st.sampled_from(["", "RE", "CE"])), min_size=1, max_size=40
    )
)
def test_figures_agree_with_scikit_learn(pairs):
    decisions = [decide(str(i), guess) for i, (guess, _) in enumerate(pairs)]
    labels = [label(str(i), *([truth] if truth else [])) for i, (_, truth) in enumerate(pairs)]
    guesses, truths = zip(*pairs, strict=True)

    found = score(decisions, labels)

    assert found.figures.clauses.value == pytest.approx(metrics.accuracy_score(truths, guesses))
    for item in found.tests:
        if item.f1 is not None:
            rival = metrics.f1_score(truths, guesses, labels=[item.test], average="macro", zero_division=0.0)
            assert item.f1 == pytest.approx(rival)
