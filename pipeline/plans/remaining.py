"""What was read of limits and stands in no test of a plan, and what stands in no table or sentence at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.plans.records import Point
from pipeline.requirements.limits import elsewhere

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pipeline.plans.records import Limit, PlannedTest
    from pipeline.records import Decision

_SHOWN = 8  # values of a clause that are named in its point


def points(
    limits: Sequence[Limit], tests: Sequence[PlannedTest], left_out: Collection[str], decisions: Sequence[Decision]
) -> Iterator[Point]:
    """Name the limits that no test of the plan has, clause by clause, and those that stand elsewhere.

    :param limits: all of the document.
    :param left_out: ids of the tests that the matrix says are not run; their limits are not missed.
    """
    planned = {limit for test in tests for limit in test.limits}
    open_limits: dict[tuple[str, tuple[str, ...]], list[Limit]] = {}
    for limit in limits:
        if limit not in planned and not (limit.tests and set(limit.tests) <= set(left_out)):
            open_limits.setdefault((limit.clause, limit.tests), []).append(limit)
    for (_, ids), found in open_limits.items():
        said = "; ".join(
            dict.fromkeys(f"{each.value}{f' at {each.band}' if each.band else ''}" for each in found[:_SHOWN])
        )
        more = f"; and {len(found) - _SHOWN} more, see limits.jsonl" if len(found) > _SHOWN else ""
        what = (
            f"for {', '.join(ids)}, in no test of this plan" if ids else "read, not placed: its clause is about no test"
        )
        yield Point("", "limit", f"Clause {found[0].number}: {said}{more} – {what}.")
    names = {id: test.name for test in tests for id in test.tests}
    for decision in decisions:
        for each in elsewhere.find(decision.clause) if decision.tests else ():
            name = next((names[id] for id in decision.tests if id in names), "")
            text = f"{each.what}: read the limit there by hand. Clause {decision.clause.number}: “{each.wording}”"
            yield Point(name, "figure" if each.where == "figure" else "reference", text)
