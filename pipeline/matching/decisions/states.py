"""What a clause can be about: none of the catalogue, a topic outside it, one test, or a set of tests.

State 0 is none; then the topics, the tests and the sets that clauses commonly specify together. Topics are states of
their own so that a chapter on load dump holds its subclauses together as a chapter on a test does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pipeline.matching.channels.entries import Entries

    Floats = NDArray[np.float64]

GROUPS = ("none", "general", "other test", "test", "set")
RELATIONS = (
    "same test",
    "same set",
    "same other test",
    "same general topic",
    "none goes on",  # none or a general topic, then another of these
    "test opens",  # under none or a general topic
    "set opens",
    "other test opens",
    "test closes into none",
    "set closes into none",
    "test to other test outside",
    "other test closes into none",
    "other test to test",
    "other test to another",
    "set to its member",
    "member to its set",
    "sets that overlap",
    "another test of the group",
    "another test of another group",
    "anything else",
)
EDGES = ("chapter", "annex", "heading", "paragraph", "repeated heading")
"""What the child of a pair is: a chapter or annex under nothing, a subclause with a heading, a numbered paragraph, a
subclause whose heading stands under other chapters too."""


@dataclass(frozen=True)
class States:
    """The states of one catalogue, s of them."""

    entries: Entries
    sets: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, entries: Entries, together: Iterable[tuple[str, ...]]) -> States:
        """Line up the states: sets sorted, so that the order in the file changes nothing."""
        known = {entry.id for entry in entries.tests}
        return cls(
            entries, tuple(sorted({tuple(sorted(ids)) for ids in together if set(ids) <= known and len(ids) > 1}))
        )

    def __len__(self) -> int:
        return 1 + len(self.entries) + len(self.sets)

    @cached_property
    def tests(self) -> tuple[frozenset[str], ...]:
        """The tests of each state; empty for none and the topics."""
        outside = [frozenset[str]()] * (1 + len(self.entries.topics))
        return (
            *outside,
            *(frozenset({entry.id}) for entry in self.entries.tests),
            *(frozenset(ids) for ids in self.sets),
        )

    @cached_property
    def group(self) -> NDArray[np.int64]:
        """(s,) index into GROUPS."""
        topics = [
            GROUPS.index("other test" if topic.kind == "other test" else "general") for topic in self.entries.topics
        ]
        return np.array([0, *topics, *[3] * len(self.entries.tests), *[4] * len(self.sets)], dtype=np.int64)

    @cached_property
    def members(self) -> Floats:
        """(s, e): how much each entry counts in a state; a set is the mean of its tests."""
        entry = {id: index for index, id in enumerate(self.entries.ids)}
        table = np.zeros((len(self), len(self.entries)))
        for row, topic in enumerate(self.entries.topics, start=1):
            table[row, entry[topic.id]] = 1.0
        for row, ids in enumerate(self.tests):
            for id in ids:
                table[row, entry[id]] = 1.0 / len(ids)
        return table

    @cached_property
    def relations(self) -> NDArray[np.int64]:
        """(s, s): index into RELATIONS for parent state (first) and child state."""
        size = len(self)
        table = [[RELATIONS.index(self._relate(above, below)) for below in range(size)] for above in range(size)]
        return np.array(table, dtype=np.int64)

    def _relate(self, above: int, below: int) -> str:
        up, down = GROUPS[self.group[above]], GROUPS[self.group[below]]
        if above == below:
            same = {
                "test": "same test",
                "set": "same set",
                "other test": "same other test",
                "general": "same general topic",
            }
            return same.get(up, "none goes on")
        closed = _PLAIN.get((up, down))
        if closed is not None:
            return closed
        if self.tests[above] & self.tests[below]:
            return {("set", "test"): "set to its member", ("test", "set"): "member to its set"}.get(
                (up, down), "sets that overlap"
            )
        return "another test of the group" if self._one_group(above, below) else "another test of another group"

    def _one_group(self, above: int, below: int) -> bool:
        kinds = {entry.id: entry.group for entry in self.entries.tests}
        return len({kinds[id] for id in self.tests[above] | self.tests[below]}) == 1


def _outside() -> dict[tuple[str, str], str]:
    table: dict[tuple[str, str], str] = {}
    for none in ("none", "general"):
        table |= {(none, other): "none goes on" for other in ("none", "general")}
        table |= {(none, "test"): "test opens", (none, "set"): "set opens", (none, "other test"): "other test opens"}
        table |= {("test", none): "test closes into none", ("set", none): "set closes into none"}
        table[("other test", none)] = "other test closes into none"
    for some in ("test", "set"):
        table[(some, "other test")] = "test to other test outside"
        table[("other test", some)] = "other test to test"
    table[("other test", "other test")] = "other test to another"
    return table


_PLAIN = _outside()
