"""Learning the weights from labelled documents: maximum likelihood of the labels under the tree model.

The labels say which states are allowed for each clause (a label of none allows none and every topic); the likelihood
is that of the allowed labellings against all, so that topics need no labels of their own (a conditional random field
with latent states: Lafferty et al. 2001, Quattoni et al. 2007). A quadratic penalty keeps the weights near a prior.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.decisions.belief_propagation import infer
from pipeline.matching.decisions.context_features import SURROUNDINGS, look_around
from pipeline.matching.decisions.states import EDGES, RELATIONS
from pipeline.matching.decisions.weights import Weights, edge_kinds, weakest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.belief_propagation import Marginals
    from pipeline.matching.decisions.states import States

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """A labelled document."""

    features: Features
    states: States
    allowed: NDArray[np.bool_]  # (n, s) which states agree with the label; all True where a clause has none
    weight: float = 1.0  # how much the document counts
    around: Floats | None = None  # (n, s, c) how the states fit what a first round found around; see surroundings.py


def allow(states: States, labels: Sequence[Sequence[frozenset[str]] | None]) -> NDArray[np.bool_]:
    """Say which states agree with each label.

    :param labels: for each clause the sets of tests of which any is right, the empty set for none; None where nothing
        is known.
    :return: (n, s); a set of several tests allows its own state where the catalogue names it, else whatever lies
        within.
    """
    table = np.ones((len(labels), len(states)), dtype=np.bool_)
    for row, label in enumerate(labels):
        if label is not None:
            table[row] = np.any([_agree(states, one) for one in label], axis=0)
    return table


def _agree(states: States, label: frozenset[str]) -> list[bool]:
    if not label:
        return [not tests for tests in states.tests]
    if label in states.tests:
        return [tests == label for tests in states.tests]
    return [bool(tests) and tests <= label for tests in states.tests]


def fit(
    lessons: Sequence[Lesson],
    prior: Weights,
    *,
    penalty: float = 1.0,
    steps: int = 200,
    start: Weights | None = None,
    progress: Callable[[int], None] | None = None,
) -> Weights:
    """Find the weights that make the labels most likely.

    :param penalty: strength of the pull towards the prior, in nats for a weight that is 1 away from it.
    :param steps: most iterations of L-BFGS.
    :param start: weights to begin with; None begins with the prior.
    :param progress: called with the number of each iteration.
    """
    from scipy.optimize import minimize

    centre = prior.flat()
    count = 0

    def loss(vector: Floats) -> tuple[float, Floats]:
        weights = Weights.from_flat(vector)
        away = vector - centre
        total, slope = 0.5 * penalty * float(away @ away), penalty * away
        for lesson in lessons:
            value, gradient = _likelihood(weights, lesson)
            total -= lesson.weight * value
            slope = slope - lesson.weight * gradient
        return total, slope

    def after(_: Floats) -> None:
        nonlocal count
        count += 1
        if progress is not None:
            progress(count)

    found = minimize(
        loss, (start or prior).flat(), jac=True, method="L-BFGS-B", callback=after, options={"maxiter": steps}
    )
    return Weights.from_flat(found.x)


def fit_twice(lessons: Sequence[Lesson], prior: Weights, *, penalty: float = 1.0, steps: int = 200) -> Weights:
    """Fit the weights, look with them at what stands around each clause, and fit again with that evidence."""
    first = fit(lessons, prior, penalty=penalty, steps=steps)
    again = []
    for lesson in lessons:
        kinds, pairs = edge_kinds(lesson.features), first.pairs(lesson.states)
        nodes = infer(first.nodes(lesson.features, lesson.states), lesson.features.parents, pairs, kinds).nodes
        again.append(replace(lesson, around=look_around(nodes, lesson.features, lesson.states)))
    return fit(again, prior, penalty=penalty, steps=steps, start=first)


def _likelihood(weights: Weights, lesson: Lesson) -> tuple[float, Floats]:
    """Log-likelihood of the allowed labellings of one document, and its gradient."""
    scores = weights.nodes(lesson.features, lesson.states, lesson.around)
    pairs, kinds = weights.pairs(lesson.states), edge_kinds(lesson.features)
    free = infer(scores, lesson.features.parents, pairs, kinds)
    held = infer(np.where(lesson.allowed, scores, -1e9), lesson.features.parents, pairs, kinds)
    return held.log_partition - free.log_partition, _gradient(lesson, held, free)


def _gradient(lesson: Lesson, held: Marginals, free: Marginals) -> Floats:
    """Expected features under the allowed labellings less those under all."""
    features, states = lesson.features, lesson.states
    nodes = held.nodes - free.nodes
    entries = nodes @ states.members  # (n, e)
    topic = np.arange(len(states.entries)) >= len(states.entries.tests)
    channels = [
        np.einsum("ne,nek->k", entries, features.scores),
        np.einsum("ne,nek->k", entries * features.headings[:, None], features.scores),
        np.einsum("ne,nek->k", entries * topic, features.scores),
        np.zeros(features.scores.shape[2]),
    ]
    for state, ids in enumerate(states.sets, start=len(states) - len(states.sets)):
        channels[3] = channels[3] + nodes[:, state] @ weakest(features, states, ids)
    signs = np.zeros((5, features.signs.shape[1]))
    np.add.at(signs, states.group, (features.signs.T @ nodes).T)
    edges = np.zeros((len(EDGES), len(RELATIONS)))
    for kind, table in enumerate(held.edges - free.edges):
        np.add.at(edges[kind], states.relations.ravel(), table.ravel())
    around = np.zeros((1, len(SURROUNDINGS))) if lesson.around is None else np.einsum("ns,nsc->c", nodes, lesson.around)
    return np.concatenate([np.stack(channels).ravel(), signs.ravel(), edges.ravel(), around.ravel()])
