"""How the states of a chapter fit what its subclauses are about."""

import numpy as np

from pipeline.matching.catalogue import TestEntry, Topic
from pipeline.matching.channels.entries import Entries
from pipeline.matching.decisions.states import States
from pipeline.matching.decisions.subclause_features import COVERS, fit_of_states

ENTRIES = Entries(
    (TestEntry("A", "a", "emission"), TestEntry("B", "b", "immunity"), TestEntry("C", "c", "immunity")),
    (Topic("X", "x", "other test"), Topic("Y", "y", "general")),
)
STATES = States.of(ENTRIES, (("B", "C"),))  # none, X, Y, A, B, C, B+C


def fits(*below):
    """What fits a chapter whose subclauses are surely in the given states: (state, cover) pairs that are 1."""
    nodes = np.zeros((1 + len(below), len(STATES)))
    nodes[0, 0] = 1.0
    for row, state in enumerate(below, start=1):
        nodes[row, state] = 1.0
    table = fit_of_states(nodes, np.array([-1, *[0] * len(below)]), STATES)[0]
    return {(int(state), COVERS[cover]) for state, cover in zip(*np.nonzero(table), strict=True)}


def test_a_chapter_over_two_tests_fits_their_set():
    found = fits(4, 5)

    assert (6, "set of just these tests") in found
    assert (0, "none over a few tests") in found
    assert (4, "test of some subclauses") in found


def test_a_test_outside_the_catalogue_speaks_against_the_set():
    found = fits(4, 5, 1)

    assert (6, "set of just these tests") not in found
    assert (6, "set beside things outside") in found
    assert (0, "none over many tests") in found


def test_a_set_that_claims_more_or_less_is_told():
    assert (6, "set of more tests") in fits(4)
    assert (6, "set beside other tests") in fits(3, 4, 5)


def test_subclauses_that_are_about_nothing_say_nothing():
    assert fits(0, 2) == set()
