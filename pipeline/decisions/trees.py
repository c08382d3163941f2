"""Exact inference on a tree of clauses whose neighbours influence each other.

Every clause is in one state (none, a test, a set of tests). The score of a labelling of the whole tree is the sum of a
score for each clause in its state and a score for each pair of parent and child. `infer` computes the marginal
probability of every state of every clause by the sum-product algorithm (Pearl 1988; Koller and Friedman 2009, ch. 10):
one pass from the leaves to the roots and one back, so that evidence flows from parents to children, from children to a
bare parent, and from there to the siblings.

Shapes: n clauses, s states. A parent always stands before its children, as in document order.
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
    edges: Floats  # (n, s, s): joint probability of parent state (first) and child state; a root's parent is state 0
    log_partition: float  # log of the sum over all labellings of exp(score)


def infer(scores: Floats, parents: Integers, edges: Floats, kinds: Integers) -> Marginals:
    """Compute the marginals of a forest; roots hang on a virtual parent in state 0 (none).

    :param scores: (n, s) score of each clause in each state; -inf forbids a state.
    :param parents: (n,) index of the parent, -1 for a root; always smaller than the clause's own index.
    :param edges: (k, s, s) score of parent state (first) and child state for each of k kinds of edge.
    :param kinds: (n,) which kind the edge above each clause is.
    """
    count, states = scores.shape
    below = scores.copy()  # score plus messages from the children
    message = np.zeros((count, states))  # from clause to parent, a function of the parent's state
    total = 0.0
    for index in range(count - 1, -1, -1):
        message[index] = _log_sum(edges[kinds[index]] + below[index])
        if parents[index] >= 0:
            below[parents[index]] += message[index]
        else:
            total += float(message[index, 0])
    nodes = np.zeros((count, states))
    joint = np.zeros((count, states, states))
    for index in range(count):
        pair = edges[kinds[index]] + below[index] - message[index][:, None]  # log p(child | parent)
        parent = nodes[parents[index]] if parents[index] >= 0 else _unit(states)
        joint[index] = parent[:, None] * np.exp(pair)
        nodes[index] = joint[index].sum(axis=0)
    return Marginals(nodes, below, joint, total)


def _log_sum(rows: Floats) -> Floats:
    """Log of the sum of exponentials along the last axis, safe for -inf rows."""
    top = rows.max(axis=-1)
    safe = np.where(np.isfinite(top), top, 0.0)
    result: Floats = safe + np.log(np.exp(rows - safe[:, None]).sum(axis=-1))
    return result


def _unit(states: int) -> Floats:
    """Return the distribution that is surely in state 0."""
    row = np.zeros(states)
    row[0] = 1.0
    return row
