"""How the states of a clause agree with what its siblings are about."""

import numpy as np
import pytest

from pipeline.matching.catalogue import TestEntry, Topic
from pipeline.matching.channels.entries import Entries
from pipeline.matching.channels.features import CHANNELS, SIGNS, Features
from pipeline.matching.decisions.sibling_features import NEIGHBOURS, agree_with_neighbours
from pipeline.matching.decisions.states import States

ENTRIES = Entries(
    (TestEntry("A", "a", "emission"), TestEntry("B", "b", "immunity"), TestEntry("C", "c", "immunity")),
    (Topic("X", "x", "other test"), Topic("Y", "y", "general")),
)
STATES = States.of(ENTRIES, (("B", "C"),))
NONE, X, Y, A, B, C, BC = range(7)


def agreement(parents, states, headings=None):
    """Agreement (n, s, 4) of clauses that the first round put surely in the given states."""
    count = len(states)
    features = Features(
        tuple(map(str, range(count))),
        np.array(parents),
        np.full(count, True) if headings is None else np.array(headings),
        np.zeros((count, len(ENTRIES), len(CHANNELS))),
        np.zeros((count, len(SIGNS))),
    )
    return agree_with_neighbours(np.eye(len(STATES))[list(states)], features, STATES)


def test_a_clause_under_a_gathering_chapter_hears_the_clause_before_it_and_the_one_after():
    table = agreement([-1, 0, 0, 0], [NONE, A, NONE, B])[2]

    assert table[A, NEIGHBOURS.index("as the heading before")] == 1
    assert table[B, NEIGHBOURS.index("as the heading after")] == 1
    assert table[B, NEIGHBOURS.index("as the heading before")] == 0


def test_a_set_agrees_in_part_with_a_neighbour_that_is_about_one_of_its_tests():
    table = agreement([-1, 0, 0], [NONE, B, NONE])[2]

    assert table[BC, 0] == pytest.approx(0.5)
    assert table[B, 0] == 1


def test_a_test_outside_the_catalogue_is_heard_as_one_inside_is():
    table = agreement([-1, 0, 0], [NONE, X, NONE])[2]

    assert table[X, 0] == 1
    assert not table[[NONE, Y, A, B, C, BC], 0].any()


def test_neighbours_are_silent_under_a_parent_that_is_about_one_test():
    assert not agreement([-1, 0, 0], [A, B, NONE]).any()


def test_neighbours_are_heard_under_a_parent_that_is_about_a_set():
    assert agreement([-1, 0, 0], [BC, B, NONE])[2, B, 0] == 1


def test_chapters_and_clauses_of_other_chapters_are_no_neighbours():
    table = agreement([-1, 0, -1, 2], [NONE, A, NONE, B])

    assert not table.any()


def test_paragraphs_count_apart_from_headings():
    table = agreement([-1, 0, 0], [NONE, A, NONE], [True, True, False])[2, A]

    assert table.tolist() == [0, 0, 1, 0]
