"""Exact inference on a tree of clauses whose neighbours influence each other.

Every clause is in one state (none, a test, a set of tests). The score of a labelling of the whole tree is the sum of a
score for each clause in its state and a score for each pair of parent and child. `infer` computes the marginal
probability of every state of every clause by the sum-product algorithm (Pearl 1988; Koller and Friedman 2009, ch. 10):
one pass from the leaves to the roots and one back, so that evidence flows from parents to children, from children to a
bare parent, and from there to the siblings. Clauses of one depth are handled together, as matrices.

Shapes: n clauses, s states, k kinds of edge. A parent always stands before its children, as in document order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Marginals:
    """What `infer` finds."""

    nodes: Floats  # (n, s): probability of each state of each clause; rows sum to 1
    below: Floats  # (n, s): log of what a clause and its subclauses say about its state, before its parent is heard
    edges: Floats  # (k, s, s): expected number of pairs of parent state (first) and child state, by kind
    log_partition: float  # log of the sum over all labellings of exp(score)


def infer(
    scores: Floats,
    parents: Integers,
    edges: Floats,
    kinds: Integers,
    *,
    private: Floats | None = None,
    most: float | None = None,
) -> Marginals:
    """Compute the marginals of a forest; roots hang on a virtual parent in state 0 (none).

    With `private` or `most` it is not exact, on purpose: what a clause was given because of its subclauses does not
    come back to them (a cavity message), and no neighbour overrules what a clause says itself (damped messages).

    :param scores: (n, s) score of each clause in each state; a very low one (-1e9) forbids a state.
    :param parents: (n,) index of the parent, -1 for a root; always smaller than the clause's own index.
    :param edges: (k, s, s) score of parent state (first) and child state for each kind of edge.
    :param kinds: (n,) which kind the edge above each clause is.
    :param private: (n, s) part of `scores` that is not passed on to the subclauses.
    :param most: how far apart, in nats, a message may put two states.
    """
    weights = np.exp(edges)
    floor = 0.0 if most is None else float(np.exp(-most))
    groups = _groups(parents, kinds)
    below = scores.copy()  # score plus messages from the children
    own = np.zeros_like(scores)  # exp(below), scaled so that its largest entry is 1
    sent = np.zeros_like(scores)  # exp(message to the parent), on the same scale; a function of the parent's state
    total = 0.0
    for kind, rows in reversed(groups):
        top = below[rows].max(axis=1, keepdims=True)
        own[rows] = np.exp(below[rows] - top)
        sent[rows] = _damped(own[rows] @ weights[kind].T, floor)
        message = np.log(sent[rows]) + top
        above = parents[rows]
        np.add.at(below, above[above >= 0], message[above >= 0])
        total += float(message[above < 0, 0].sum())
    nodes = np.zeros_like(scores)
    counts = np.zeros_like(edges)
    passed = nodes if private is None else np.zeros_like(scores)  # what subclauses are told
    for kind, rows in groups:
        given = _given(passed, parents[rows]) / sent[rows]
        told = _damped(given @ weights[kind], floor)
        nodes[rows] = _shares(told * own[rows])
        counts[kind] += weights[kind] * (given.T @ own[rows])
        if private is not None:
            passed[rows] = _shares(told * own[rows] * np.exp(private[rows].min(axis=1, keepdims=True) - private[rows]))
    return Marginals(nodes, below, counts, total)


def _damped(message: Floats, floor: float) -> Floats:
    """Raise the small entries of each row to a share of its largest."""
    return np.maximum(message, floor * message.max(axis=1, keepdims=True)) if floor else message


def _shares(rows: Floats) -> Floats:
    result: Floats = rows / rows.sum(axis=1, keepdims=True)
    return result


def _groups(parents: Integers, kinds: Integers) -> list[tuple[int, Integers]]:
    """Clauses of one depth and one kind of edge, from the roots down."""
    depth = np.zeros(len(parents), dtype=np.int64)
    for index, parent in enumerate(parents.tolist()):
        depth[index] = depth[parent] + 1 if parent >= 0 else 0
    pairs = sorted({(int(level), int(kind)) for level, kind in zip(depth, kinds, strict=True)})
    return [(kind, np.flatnonzero((depth == level) & (kinds == kind))) for level, kind in pairs]


def _given(nodes: Floats, above: Integers) -> Floats:
    """Probabilities of the parents' states; a root's virtual parent is surely in state 0."""
    given: Floats = nodes[above]
    given[above < 0] = 0.0
    given[above < 0, 0] = 1.0
    return given
