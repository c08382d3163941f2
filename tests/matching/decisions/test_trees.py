"""The sum-product algorithm agrees with adding up every labelling one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.matching.decisions.belief_propagation import infer


def enumerate_labellings(scores, parents, edges, kinds):
    """A rival: the same marginals by brute force."""
    count, states = scores.shape
    nodes, joint, total = np.zeros((count, states)), np.zeros(edges.shape), 0.0
    for labelling in itertools.product(range(states), repeat=count):
        above = [labelling[parent] if parent >= 0 else 0 for parent in parents]
        score = sum(scores[i, labelling[i]] + edges[kinds[i], above[i], labelling[i]] for i in range(count))
        weight = np.exp(score)
        total += weight
        for i in range(count):
            nodes[i, labelling[i]] += weight
            joint[kinds[i], above[i], labelling[i]] += weight
    return nodes / total, joint / total, np.log(total)


@st.composite
def forests(draw):
    count, states = draw(st.integers(1, 5)), draw(st.integers(2, 3))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    parents = np.array([draw(st.integers(-1, index - 1)) for index in range(count)])
    return rng.normal(size=(count, states)), parents, rng.normal(size=(2, states, states)), rng.integers(0, 2, count)


@settings(max_examples=60, deadline=None)
@given(forests())
def test_marginals_agree_with_enumeration(forest):
    found = infer(*forest)
    nodes, joint, total = enumerate_labellings(*forest)

    np.testing.assert_allclose(found.nodes, nodes, atol=1e-9)
    np.testing.assert_allclose(found.edges, joint, atol=1e-9)
    assert found.log_partition == pytest.approx(total)


def test_a_forbidden_state_has_no_probability():
    scores = np.array([[0.0, 1.0], [-1e9, 0.0]])
    found = infer(scores, np.array([-1, 0]), np.zeros((1, 2, 2)), np.array([0, 0]))

    assert found.nodes[1].tolist() == [0.0, 1.0]


def test_evidence_flows_from_a_parent_to_a_silent_child_and_back():
    stay = np.array([[[1.0, 0.0], [0.0, 2.0]]])
    silent = np.zeros(2)
    sure = np.array([0.0, 4.0])
    child = infer(np.stack([sure, silent]), np.array([-1, 0]), stay, np.array([0, 0])).nodes[1, 1]
    parent = infer(np.stack([silent, sure]), np.array([-1, 0]), stay, np.array([0, 0])).nodes[0, 1]

    assert child > 0.8
    assert parent > 0.5


def test_a_private_part_of_a_score_is_not_passed_on_to_the_subclauses():
    scores, parents = np.zeros((2, 2)), np.array([-1, 0])
    scores[0] = [0.0, 3.0]
    private = np.array([[0.0, 3.0], [0.0, 0.0]])
    edges, kinds = np.array([[[1.0, 0.0], [0.0, 1.0]]]), np.array([0, 0])

    told = infer(scores, parents, edges, kinds).nodes
    kept = infer(scores, parents, edges, kinds, private=private).nodes

    assert kept[0] == pytest.approx(told[0])
    assert kept[1, 1] < told[1, 1]


def test_no_neighbour_says_more_than_it_may():
    scores = np.array([[0.0, 50.0], [0.0, 0.0]])
    edges = np.array([[[9.0, 0.0], [0.0, 9.0]]])
    found = infer(scores, np.array([-1, 0]), edges, np.array([0, 0]), most=2.0).nodes[1]

    assert np.log(found[1] / found[0]) == pytest.approx(2.0)
