"""A promise about what is decided without review is made only where labels bear it, and then it holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.matching.decisions.risk_guarantee import THRESHOLDS, bound, fewest, promise

PAIRS = st.lists(st.tuples(st.booleans() | st.just(True), st.floats(0, 1)), max_size=400)
SHARES = st.floats(0.001, 0.6)
CONFIDENCES = st.floats(0.5, 0.99)


def draw(rng, count, faults):
    """Clauses whose chance of being wrong is a function of their confidence."""
    confidence = 1 - rng.beta(0.4, 3, count)
    return list(zip((rng.random(count) >= faults(confidence)).tolist(), confidence.tolist(), strict=True))


@given(PAIRS, SHARES, SHARES, CONFIDENCES)
def test_a_stricter_promise_never_lowers_the_threshold(pairs, one, other, sure):
    strict = promise(pairs, min(one, other), sure).threshold
    loose = promise(pairs, max(one, other), sure).threshold

    assert strict is None or (loose is not None and strict >= loose)


@given(PAIRS, SHARES, CONFIDENCES, CONFIDENCES)
def test_more_confidence_never_lowers_the_threshold(pairs, limit, one, other):
    sure = promise(pairs, limit, max(one, other)).threshold
    unsure = promise(pairs, limit, min(one, other)).threshold

    assert sure is None or (unsure is not None and sure >= unsure)


@given(PAIRS, SHARES, CONFIDENCES, st.randoms())
def test_the_order_of_the_clauses_changes_nothing(pairs, limit, sure, random):
    shuffled = random.sample(pairs, len(pairs))

    assert promise(shuffled, limit, sure) == promise(pairs, limit, sure)


@given(PAIRS, SHARES, CONFIDENCES)
def test_what_is_promised_is_borne_by_the_labels(pairs, limit, sure):
    found = promise(pairs, limit, sure)

    if found.threshold is not None:
        decided = [right for right, confidence in pairs if confidence >= found.threshold]
        assert (found.n, found.wrong) == (len(decided), decided.count(False))
        assert found.wrong / found.n <= found.bound <= limit


@given(st.integers(1, 500), st.data(), CONFIDENCES)
def test_the_bound_agrees_with_the_exact_interval_of_scipy(n, data, sure):
    wrong = data.draw(st.integers(0, n))
    rival = stats.binomtest(wrong, n, alternative="less").proportion_ci(sure, method="exact")

    assert bound(wrong, n, sure) == pytest.approx(rival.high)


@given(SHARES, CONFIDENCES)
def test_the_fewest_labels_are_just_enough(limit, sure):
    needed = fewest(limit, sure)

    assert bound(0, needed, sure) <= limit * (1 + 1e-9)
    assert needed == 1 or bound(0, needed - 1, sure) > limit


@pytest.mark.parametrize("count", [0, 1, 50, 113])
def test_too_few_labels_are_said_to_be_too_few(count):
    found = promise([(True, 0.99999)] * count, 0.02, 0.9)

    assert found.threshold is None
    assert found.sentence.startswith("Too few labels to promise")
    assert f"at least 114 sure ones with labels, and there are {count}." in found.sentence


def test_enough_flawless_labels_are_promised_on():
    found = promise([(True, 0.99999)] * 114, 0.02, 0.9)

    assert found.threshold == THRESHOLDS[-1]
    assert "0 of 114 labelled ones were" in found.sentence


def test_labels_without_a_sure_decision_are_too_few():
    assert promise([(True, 0.4)] * 1000, 0.02, 0.9).sentence.startswith("Too few labels")


def test_many_faults_among_the_surest_are_named_and_not_blamed_on_the_labels():
    found = promise([(True, 0.99999)] * 900 + [(False, 0.99999)] * 100, 0.02, 0.9)

    assert found.threshold is None
    assert "cannot be promised" in found.sentence
    assert "of the 1000 surest labelled ones 100 were wrong" in found.sentence


@pytest.mark.parametrize(("limit", "sure"), [(0.0, 0.9), (0.02, 1.0)])
def test_certainty_is_never_promised(limit, sure):
    found = promise([(True, 0.99999)] * 5000, limit, sure)

    assert found.threshold is None
    assert found.sentence.startswith("No number of labels")


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(lambda confidence: 1 - confidence, id="calibrated"),
        pytest.param(lambda confidence: np.minimum(1, 2 * (1 - confidence)), id="boasting"),
        pytest.param(lambda confidence: np.full_like(confidence, 0.05), id="confidence says nothing"),
        pytest.param(lambda confidence: np.where(confidence > 0.9, 0.01, 0.12), id="a cliff"),
    ],
)
def test_the_promise_is_broken_no_more_often_than_it_says(faults):
    rng = np.random.default_rng(11)
    many = 1 - rng.beta(0.4, 3, 200_000)
    risk = {threshold: float(faults(many[many >= threshold]).mean()) for threshold in THRESHOLDS}
    limit, sure, times = 0.05, 0.9, 400
    broken = sum(
        found.threshold is not None and risk[found.threshold] > limit
        for found in (promise(draw(rng, 400, faults), limit, sure) for _ in range(times))
    )

    assert broken <= stats.binom.ppf(0.999, times, 1 - sure)


def test_labels_that_bear_a_promise_mostly_get_one():
    rng = np.random.default_rng(5)
    made = [promise(draw(rng, 600, lambda confidence: 1 - confidence), 0.05, 0.9) for _ in range(50)]

    assert sum(found.threshold is not None for found in made) > 40
