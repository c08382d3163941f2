"""What the clauses just before and after a clause are about, and how a state of the clause agrees with that.

In flat documents the subclauses of one test stand in a row under a chapter that gathers many: "5.4 Current injection",
"5.5 Arrangement", "5.6 Level". Their parent says nothing about "Arrangement"; the clause before it does. Such rings in
the graph of influences cannot be solved exactly, so the first round of inference says what the neighbours are about,
and the agreement is one more evidence in the second (stacked graphical learning: Kou and Cohen 2007). Under a parent
that is surely about one test the neighbours have nothing to add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.states import States

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

NEIGHBOURS = ("as the heading before", "as the heading after", "as the paragraph before", "as the paragraph after")
"""Agreement with the sibling before or after; apart for clauses that are headings and for numbered paragraphs."""


def agree_with_neighbours(nodes: Floats, features: Features, states: States) -> Floats:
    """Tell how each state of each clause agrees with what its siblings before and after are about.

    :param nodes: (n, s) marginals of the first round.
    :return: (n, s, len(NEIGHBOURS)), 0 to 1; for a set the mean over its tests, 0 for none and general topics.
    """
    ids = [entry.id for entry in states.entries.tests]
    table = np.array([[id in tests for id in ids] for tests in states.tests], dtype=np.float64)
    size = table.sum(axis=1)
    other = states.group == 2
    about = nodes @ table @ (table / np.maximum(size, 1.0)[:, None]).T  # (n, s)
    about[:, other] = nodes[:, other]
    sure = np.hstack([nodes @ (table * (size == 1)[:, None]), nodes[:, other]]).max(axis=1, initial=0.0)
    parents = features.parents
    doubt = np.where(parents >= 0, 1.0 - sure[parents], 0.0)[:, None]  # chapters stand alone
    before, after = _siblings(parents)
    sides = [np.where(place[:, None] >= 0, about[place], 0.0) * doubt for place in (before, after)]
    heading = features.headings[:, None].astype(np.float64)
    return np.stack([*(side * heading for side in sides), *(side * (1.0 - heading) for side in sides)], axis=-1)


def _siblings(parents: Integers) -> tuple[Integers, Integers]:
    """Index of the clause before and of the one after under the same parent, -1 where there is none: (n,), (n,)."""
    before, after = np.full(len(parents), -1), np.full(len(parents), -1)
    last: dict[int, int] = {}
    for index, parent in enumerate(parents.tolist()):
        before[index] = last.get(parent, -1)
        if before[index] >= 0:
            after[before[index]] = index
        last[parent] = index
    return before, after
