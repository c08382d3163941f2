"""The weights that made the labels are found again, and the gradient is the slope of the likelihood."""

import numpy as np
import pytest

from pipeline.errors import ConfigError
from pipeline.matching.catalogue import TestEntry, Topic
from pipeline.matching.channels.entries import Entries
from pipeline.matching.channels.features import CHANNELS, SIGNS, Features
from pipeline.matching.decisions.context_features import SURROUNDINGS
from pipeline.matching.decisions.states import States
from pipeline.matching.decisions.training import Lesson, _likelihood, allow, fit
from pipeline.matching.decisions.weights import Weights, load, save

ENTRIES = Entries(
    (TestEntry("A", "a", "emission"), TestEntry("B", "b", "immunity"), TestEntry("C", "c", "immunity")),
    (Topic("X", "x", "other test"), Topic("Y", "y", "general")),
)
STATES = States.of(ENTRIES, (("B", "C"), ("A", "unknown")))


def random_features(seed, count=12):
    rng = np.random.default_rng(seed)
    parents = np.array([-1, *(rng.integers(-1, index) for index in range(1, count))])
    headings = rng.random(count) < 0.5
    signs = (rng.random((count, len(SIGNS))) < 0.4).astype(float)
    scores = rng.random((count, len(ENTRIES), len(CHANNELS)))
    return Features(tuple(f"d#{n}" for n in range(count)), parents, headings, scores, signs)


def test_states_are_none_topics_tests_and_known_sets():
    assert [sorted(tests) for tests in STATES.tests] == [[], [], [], ["A"], ["B"], ["C"], ["B", "C"]]


def test_a_label_allows_its_set_or_what_lies_within():
    allowed = allow(STATES, [[frozenset()], [frozenset("A")], [frozenset("BC")], [frozenset("AB")], None])

    assert allowed.astype(int).tolist() == [
        [1, 1, 1, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 1, 1, 0, 0],
        [1, 1, 1, 1, 1, 1, 1],
    ]


def test_the_gradient_is_the_slope_of_the_likelihood():
    rng = np.random.default_rng(1)
    labels = [[frozenset()], [frozenset("A")], [frozenset("BC"), frozenset("A")], None] * 3
    around = (rng.random((12, len(STATES), len(SURROUNDINGS))) < 0.3).astype(float)
    lesson = Lesson(random_features(2), STATES, allow(STATES, labels), around=around)
    vector = rng.normal(scale=0.3, size=Weights.zeros().flat().size)
    _, gradient = _likelihood(Weights.from_flat(vector), lesson)
    for place in rng.choice(vector.size, 40, replace=False):
        step = np.zeros_like(vector)
        step[place] = 1e-5
        up, _ = _likelihood(Weights.from_flat(vector + step), lesson)
        down, _ = _likelihood(Weights.from_flat(vector - step), lesson)
        assert gradient[place] == pytest.approx((up - down) / 2e-5, abs=1e-4)


def test_a_channel_that_knows_the_labels_is_given_the_weight():
    features = random_features(3, count=40)
    telling = features.scores[:, :, CHANNELS.index("text")]
    labels = [
        [frozenset()] if row[3:].max() > row[:3].max() else [frozenset("ABC"[row[:3].argmax()])] for row in telling
    ]
    learned = fit([Lesson(features, STATES, allow(STATES, labels))], Weights.zeros(), penalty=0.01)

    assert CHANNELS[int(np.abs(learned.channels[0]).argmax())] == "text"


def test_weights_come_back_from_their_file(tmp_path):
    rng = np.random.default_rng(4)
    weights = Weights.from_flat(rng.normal(size=Weights.zeros().flat().size).round(3), learned_on="three documents")
    save(weights, tmp_path / "w.json")

    back = load(tmp_path / "w.json")
    assert back.learned_on == "three documents"
    np.testing.assert_allclose(back.flat(), weights.flat(), atol=1e-9)


def test_a_file_with_an_unknown_channel_is_refused(tmp_path):
    save(Weights.from_flat(np.ones(Weights.zeros().flat().size)), tmp_path / "w.json")
    text = (tmp_path / "w.json").read_text().replace('"keywords"', '"horoscope"')
    (tmp_path / "w.json").write_text(text)

    with pytest.raises(ConfigError, match=r"w\.json: is not a file of weights"):
        load(tmp_path / "w.json")
