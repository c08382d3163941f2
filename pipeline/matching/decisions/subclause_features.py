"""What the subclauses of a clause are about, and how a state of the clause fits that.

Whether "8 RF immunity" is about three tests at once or only gathers them cannot be told from pairs of parent and child:
it depends on whether its subclauses cover just these tests, more, or things outside the catalogue. A first round of
inference says what the subclauses are about; the fit of every state is one more evidence in the second round (stacked
graphical learning: Kou and Cohen 2007).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.matching.decisions.states import States

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

COVERS = (
    "set of just these tests",  # the subclauses cover the tests of the set, all of them and nothing else
    "set of more tests",  # the set claims tests that no subclause is about
    "set beside other tests",  # subclauses are about tests that the set lacks
    "set beside things outside",  # subclauses are about tests outside the catalogue
    "test of all subclauses",
    "test of some subclauses",
    "none over one test",
    "none over a few tests",  # 2 to 4 of the catalogue, nothing outside it
    "none over many tests",  # more, or things outside the catalogue among them
)
_SURE = 0.5  # probability from which a subclause counts as being about something
_FEW = 4


def fit_of_states(nodes: Floats, parents: Integers, states: States) -> Floats:
    """Tell how each state of each clause fits what its subclauses are about.

    :param nodes: (n, s) marginals of the first round.
    :param parents: (n,) index of the parent, -1 for a chapter.
    :return: (n, s, len(COVERS)), 0 or 1; all 0 for clauses whose subclauses are about no test.
    """
    ids = [entry.id for entry in states.entries.tests]
    table = np.array([[id in tests for id in ids] for tests in states.tests], dtype=np.float64)
    about = nodes @ table > _SURE  # (n, t)
    single = np.array([len(tests) == 1 for tests in states.tests])
    about &= (nodes @ (table * single[:, None])) > _SURE  # a set in a subclause counts through its own subclauses
    outside = nodes[:, states.group == 2].sum(axis=1) > _SURE
    below = np.zeros_like(about)
    beside = np.zeros(len(nodes), dtype=np.bool_)
    for index in range(len(nodes) - 1, -1, -1):
        if parents[index] >= 0:
            below[parents[index]] |= about[index] | below[index]
            beside[parents[index]] |= outside[index] | beside[index]
    result = np.zeros((len(nodes), len(states), len(COVERS)))
    for index in np.flatnonzero(below.any(axis=1)).tolist():
        covered = frozenset(id for id, found in zip(ids, below[index], strict=True) if found)
        result[index] = [_fit(tests, covered, bool(beside[index])) for tests in states.tests]
    return result


def _fit(tests: frozenset[str], covered: frozenset[str], beside: bool) -> list[float]:
    """The row of one clause and state."""
    a_set = len(tests) > 1
    return [
        float(fits)
        for fits in (
            a_set and tests == covered and not beside,
            a_set and not tests <= covered,
            a_set and not covered <= tests,
            a_set and beside,
            len(tests) == 1 and tests == covered,
            len(tests) == 1 and tests != covered,
            not tests and len(covered) == 1 and not beside,
            not tests and 1 < len(covered) <= _FEW and not beside,
            not tests and (len(covered) > _FEW or (beside and len(covered) > 0)),
        )
    ]
