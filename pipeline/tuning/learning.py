"""Weights and their calibration from labelled documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.channels.features import CHANNELS
from pipeline.matching.decisions.deciding import choose, probabilities
from pipeline.matching.decisions.states import EDGES, RELATIONS
from pipeline.matching.decisions.training import Lesson, allow, fit_twice
from pipeline.matching.decisions.weights import Weights, solve
from pipeline.tuning.dataset import is_right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.states import States
    from pipeline.tuning.dataset import Taught

PENALTY = 0.2  # pull towards the prior, chosen with groups of documents held out; see benchmarks/results/accuracy.json
STEPS = 60  # of L-BFGS, each of two rounds
_PRIOR = {
    "keywords": 2.0, "text": 3.0, "title words": 2.0, "title letters": 4.0, "name in title": 3.0, "name in text": 0.5,
    "thing in title": 1.0, "thing in text": 0.5, "standard in title": 2.0, "standard in text": 1.0,
    "code in title": 9.0, "code in text": 0.5, "own code in title": 6.0, "own code in text": 0.5, "unit": 0.3,
    "aspects in title": 0.5, "aspects against title": -3.0, "aspects against path": -1.0, "told by code": 6.0,
    "told by name": 2.0,
    "direction of title": 0.5, "direction of path": 0.5, "embedding of title": 3.0, "embedding of text": 3.0,
    "embedding of path": 3.0, "examples": 3.0,
}  # fmt: skip
_PRIOR_EDGES = {
    "same test": 4.0, "same set": 3.0, "same other test": 3.0, "same general topic": 1.0, "set to its member": 2.0,
    "test closes into none": -2.0, "set closes into none": -2.0, "another test of another group": -3.0,
    "another test of the group": -2.0, "test opens": -1.0,
}  # fmt: skip


def prior() -> Weights:
    """What one would set by hand: every channel speaks for its entry, and clauses stay with their parents."""
    weights = Weights.zeros()
    for name, value in _PRIOR.items():
        weights.channels[0, CHANNELS.index(name)] = value
    for name, value in _PRIOR_EDGES.items():
        weights.edges[:, RELATIONS.index(name)] = value
    assert weights.edges.shape[0] == len(EDGES)
    return weights


def learn(
    documents: Sequence[Taught],
    features: Mapping[str, Features],
    states: States,
    *,
    start: Weights | None = None,
    penalty: float = PENALTY,
    steps: int = STEPS,
) -> Weights:
    """Fit the weights to labelled documents.

    :param features: document -> features with the examples channel filled by a model that has not seen it.
    :param start: weights to stay near; None = `prior()`.
    :param steps: most iterations of L-BFGS in each of the two rounds.
    """
    lessons = [Lesson(features[one.document], states, allow(states, one.labels)) for one in documents]
    return fit_twice(lessons, start or prior(), penalty=penalty, steps=steps)


def guess(features: Features, states: States, weights: Weights) -> list[tuple[tuple[str, ...], float]]:
    """Guess the tests of every clause of a document, with the probability that they are right."""
    nodes = solve(features, states, weights)[0].nodes
    applies = probabilities(nodes, states)
    return [choose(nodes[index], applies[index], states) for index in range(len(features.ids))]


def judge(
    documents: Sequence[Taught], features: Mapping[str, Features], states: States, weights: Weights
) -> list[tuple[bool, float]]:
    """Tell for every labelled clause whether the guess is right, and its confidence."""
    return [
        (is_right(tests, label), confidence)
        for one in documents
        for (tests, confidence), label in zip(guess(features[one.document], states, weights), one.labels, strict=True)
        if label is not None
    ]


def calibrate(
    held: Sequence[tuple[Sequence[Taught], Weights]], features: Mapping[str, Features], states: States
) -> float:
    """Choose the temperature under which the confidences of held-out documents fit best.

    Guo et al. 2017, with the likelihood of right and wrong in place of that of the class; a grid, since one number is
    sought and a grid cannot go astray.

    :param held: documents, each with weights that were learned without them.
    """
    grid = np.geomspace(0.7, 2.0, 12)

    def loss(temperature: float) -> float:
        total = 0.0
        for documents, weights in held:
            pairs = judge(documents, features, states, replace(weights, temperature=temperature))
            right = np.array([right for right, _ in pairs], dtype=np.float64)
            sure = np.clip([confidence for _, confidence in pairs], 1e-3, 1 - 1e-3)
            total -= float(np.sum(right * np.log(sure) + (1 - right) * np.log(1 - sure)))
        return total

    return float(min(grid, key=loss))
