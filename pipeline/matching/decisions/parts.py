"""A clause whose parts have headings of their own carries the set of their tests."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Decision, OutcomeName

_PART = re.compile(r".+ \(\d+\)")
_REASON = "{tests}: its parts say so ({parts})."


def gather_parts(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Give each clause with parts ("7.2.3 (1)", "7.2.3 (2)" ...) the tests of its parts; they stand in its text.

    It is decided only where every part is, and no surer than the least sure of them.
    """
    below: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.clause.parent is not None and _PART.fullmatch(decision.clause.number):
            below[decision.clause.parent].append(decision)
    return tuple(_gather(one, below[one.clause.id]) if one.clause.id in below else one for one in decisions)


def _gather(decision: Decision, parts: Sequence[Decision]) -> Decision:
    tests = tuple(dict.fromkeys(test for part in parts for test in part.tests))
    if not tests:
        return decision
    outcome: OutcomeName = "review" if any(part.outcome == "review" for part in parts) else "matched"
    named = ", ".join(f"{part.clause.number} {' and '.join(part.tests) or 'none'}" for part in parts)
    return replace(
        decision,
        tests=tests,
        outcome=outcome,
        confidence=min(part.confidence for part in parts),
        reason=_REASON.format(tests=" and ".join(tests), parts=named),
        runner_up="",
        other_test="",
    )
