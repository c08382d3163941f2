"""Clauses that their document has struck out match no test, whatever they say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.records import Probability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Decision

_REASON = "The document has struck this clause out, so it asks for no test."


def set_aside(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decide that struck clauses match nothing; the others stay as they are."""
    return tuple(
        replace(
            decision, outcome="unmatched", tests=(), confidence=1.0, reason=_REASON, runner_up="",
            probabilities=(Probability("", 1.0),), context=(),
        )
        if decision.clause.struck
        else decision
        for decision in decisions
    )  # fmt: skip
