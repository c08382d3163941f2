"""Marginal probabilities into Decisions: which tests, how surely, and one sentence why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.channels.features import CHANNELS
from pipeline.matching.decisions.reasons import give_reason
from pipeline.matching.decisions.weights import solve
from pipeline.records import Candidate, Decision, Match, Probability, Share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.config import DecideSettings
    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.belief_propagation import Marginals
    from pipeline.matching.decisions.states import States
    from pipeline.matching.decisions.weights import Weights
    from pipeline.records import OutcomeName, Profile

    Floats = NDArray[np.float64]

_TOGETHER = 0.9  # a set is the guess where it is at least this likely beside its likeliest member
_EXPLAINED = 6  # candidates whose channels are all kept
_NAMED = 0.6  # share of what speaks for none that one test outside the catalogue must have to be named
_SHOWN = 5e-4  # probabilities below this are not kept


def probabilities(nodes: Floats, states: States) -> Floats:
    """Probability that each test applies, with that of none in front: (n, 1 + tests). Sets count for each member.

    :param nodes: (n, s) marginals.
    """
    ids = [entry.id for entry in states.entries.tests]
    table = np.array([[not tests, *(id in tests for id in ids)] for tests in states.tests], dtype=np.float64)
    result: Floats = np.minimum(nodes @ table, 1.0)
    return result


def name_others(nodes: Floats, states: States) -> list[str]:
    """Name the test outside the catalogue that each clause is about if it is about none within; "" where it is not.

    :param nodes: (n, s) marginals.
    """
    topics = states.entries.topics
    if not topics:
        return [""] * len(nodes)
    about = nodes[:, 1 : 1 + len(topics)]  # after the state of none
    best = about.argmax(axis=1)
    none = nodes[:, 0] + about.sum(axis=1)
    sure = about.max(axis=1) >= _NAMED * np.maximum(none, 1e-9)
    return [
        topics[place].name if likely and topics[place].kind == "other test" else ""
        for place, likely in zip(best.tolist(), sure.tolist(), strict=True)
    ]


def choose(row: Floats, applies: Floats, states: States) -> tuple[tuple[str, ...], float]:
    """Pick the tests of one clause and the probability that all of them apply.

    :param row: (s,) marginals of the clause.
    :param applies: (1 + tests,) its row of `probabilities`.
    :return: the tests, empty for none; a set only where it is nearly as likely as its likeliest member alone.
    """
    best = int(applies.argmax())
    if best == 0:
        return (), float(applies[0])
    single = states.entries.tests[best - 1].id
    chosen: tuple[tuple[str, ...], float] = ((single,), float(applies[best]))
    for ids in states.sets:
        if single not in ids or len(ids) <= len(chosen[0]):
            continue
        held = float(sum(row[state] for state, tests in enumerate(states.tests) if set(ids) <= tests))
        if held >= _TOGETHER * applies[best]:
            chosen = ids, held
    return chosen


def decide(
    profiles: Sequence[Profile],
    features: Features,
    states: States,
    weights: Weights,
    settings: DecideSettings,
) -> tuple[Decision, ...]:
    """Decide every clause of a document.

    :return: one Decision a clause, in the order of the profiles.
    """
    marginals, local = solve(features, states, weights)
    applies = probabilities(marginals.nodes, states)
    entries = {entry.id: entry for entry in states.entries}
    others = name_others(marginals.nodes, states)
    decisions = []
    for index, profile in enumerate(profiles):
        tests, sure = choose(marginals.nodes[index], applies[index], states)
        confidence = round(sure, 6)  # what is beyond depends on where the arrays lie in memory
        ranked = _rank(applies[index], states)
        runner_up = next((p.test for p in ranked if p.test not in tests and (p.test or tests)), "")
        outcome: OutcomeName = "matched" if tests else "unmatched"
        if confidence < settings.review_below:
            outcome = "review"
        match = _match(index, profile, features, states, weights)
        context = _context(index, marginals, local, states, tests, runner_up)
        parent = int(features.parents[index])
        other = "" if tests else others[index]
        above = profiles[parent].clause if parent >= 0 else None
        told = features.told[index] if features.told else None
        reason = give_reason(match, tests, context, above, entries, told, other)
        decisions.append(
            Decision(
                match, outcome, tests, confidence, reason, "score", runner_up, ranked, context=context, other_test=other
            )
        )
    return tuple(decisions)


def _rank(applies: Floats, states: States) -> tuple[Probability, ...]:
    ids = ["", *(entry.id for entry in states.entries.tests)]
    rows = sorted(zip(ids, applies.tolist(), strict=True), key=lambda row: (-row[1], row[0]))
    return tuple(Probability(id, round(value, 4)) for id, value in rows if value >= _SHOWN)


def _match(index: int, profile: Profile, features: Features, states: States, weights: Weights) -> Match:
    """Score every entry on the clause's own words, with each channel's share for the best of them."""
    factor = weights.channels[0] + (weights.channels[1] if features.headings[index] else 0.0)
    tests = len(states.entries.tests)
    values = features.scores[index]
    told = np.round(values, 4).tolist()
    of_topics = factor + weights.channels[2]
    ids = states.entries.ids
    shown, shown_of_topics = _shown(factor), _shown(of_topics)
    ranked = _best_first(ids[:tests], values[:tests] @ factor)
    candidates = tuple(
        Candidate(ids[place], score, _shares(told[place], shown, whole=rank < _EXPLAINED))
        for rank, (place, score) in enumerate(ranked)
    )
    outside = None
    if len(ids) > tests:
        place, score = _best_first(ids[tests:], values[tests:] @ of_topics)[0]
        outside = Candidate(ids[tests + place], score, _shares(told[tests + place], shown_of_topics, whole=True))
    return Match(profile, candidates, outside)


def _shown(weights: Floats) -> list[float]:
    return [round(weight, 3) for weight in weights.tolist()]


def _shares(values: Sequence[float], weights: Sequence[float], *, whole: bool) -> tuple[Share, ...]:
    """What each channel says; of candidates far down only the keywords, which the baseline needs."""
    shown = len(values) if whole else 1
    told = zip(CHANNELS[:shown], values, weights, strict=False)
    return tuple([Share(channel, value, weight) for channel, value, weight in told if value])


def _best_first(ids: Sequence[str], scores: Floats) -> list[tuple[int, float]]:
    """Places and scores, best first, ties broken by id."""
    rows = [(place, round(score, 4)) for place, score in enumerate(scores.tolist())]
    return sorted(rows, key=lambda row: (-row[1], ids[row[0]]))


def _context(
    index: int, marginals: Marginals, local: Floats, states: States, tests: tuple[str, ...], other: str
) -> tuple[Share, ...]:
    """Split the log-odds of the decision over the runner-up into own words, subclauses and parent."""
    row = marginals.nodes[index]
    mine = [state for state, ids in enumerate(states.tests) if set(tests) <= ids and bool(tests) == bool(ids)]
    theirs = [state for state, ids in enumerate(states.tests) if (other in ids if other else not ids)]
    one, two = max(mine, key=lambda s: row[s]), max(theirs, key=lambda s: row[s])
    total = float(np.log(max(row[one], 1e-12)) - np.log(max(row[two], 1e-12)))
    own = float(local[index, one] - local[index, two])
    below = float(marginals.below[index, one] - marginals.below[index, two]) - own
    pieces = (("own words", own), ("subclauses", below), ("parent", total - own - below))
    return tuple(Share(name, round(value, 3)) for name, value in pieces)
