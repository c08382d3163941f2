"""Decisions -> test sections: which clauses together specify a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Clause, Decision


@dataclass(frozen=True, slots=True)
class Section:
    """Clauses about the same tests that belong together, in document order."""

    tests: tuple[str, ...]
    clauses: tuple[Clause, ...]

    @property
    def head(self) -> Clause:
        """The first clause."""
        return self.clauses[0]


def gather(decisions: Sequence[Decision]) -> tuple[Section, ...]:
    """Group the matched clauses of one document into test sections, in document order.

    A clause goes with its parent where both have the same tests. Within a chapter about several tests the clauses about
    one of them go together: 5.2.1 and 5.2.3 are one section if both are about the voltage method and 5.2 is about
    voltage and current. Clauses in review go by their best guess.
    """
    tests = {decision.clause.id: tuple(sorted(decision.tests)) for decision in decisions}
    tops: dict[str, str] = {}  # clause -> outermost clause with tests above it, itself included
    groups: dict[tuple[str, tuple[str, ...]], list[Clause]] = {}
    for decision in decisions:
        clause, own = decision.clause, tests[decision.clause.id]
        if own:
            tops[clause.id] = tops.get(clause.parent or "", clause.id)
            groups.setdefault((tops[clause.id], own), []).append(clause)
    return tuple(Section(own, tuple(clauses)) for (_, own), clauses in groups.items())
