"""How sure a decision is after a model has spoken.

The scores give a probability for each test; the model's verified answer is a second witness that is right with a known
share of its answers. Bayes' rule joins them: an answer that agrees with the scores makes surer than either, one that
contradicts them less sure than the model alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.records import Probability

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNLIKELY = 0.01  # prior of an answer that the scores did not consider at all


def join(prior: Sequence[Probability], answer: str, options: Sequence[str], reliability: float) -> list[Probability]:
    """Probabilities after the answer, best first, ties by id.

    :param prior: before it; test "" stands for none.
    :param answer: the test answered; "" = none.
    :param options: what the model could choose from, none ("") included.
    :param reliability: share of its answers that are right, 0 to 1, both excluded; a wrong answer is any other option.
    """
    weights = {probability.test: max(probability.value, 1e-6) for probability in prior}
    for option in {*options, answer}:
        weights.setdefault(option, _UNLIKELY)
    wrong = (1 - reliability) / max(1, len(set(options)) - 1)
    joint = {test: weight * (reliability if test == answer else wrong) for test, weight in weights.items()}
    total = sum(joint.values())
    return sorted(
        (Probability(test, value / total) for test, value in joint.items()),
        key=lambda probability: (-probability.value, probability.test),
    )
