"""A decision that does not fit the clauses above and below it, or a heading that names what the catalogue lacks.

A chapter over several tests ("Émissions conduites") is not one of them for being spelled like it; "Set-up" below a
clause whose heading names a test is not about another one; "Radiated susceptibility, mode-tuned chamber" is another
test, however radiated. What it costs: of 9,170 labelled clauses,
most of documents learned from, 62 right and 5 wrong ones of the decided go to review
(benchmarks/results/heading_evidence.json).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.matching.channels.features import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.matching.channels.entries import Entries
    from pipeline.matching.channels.features import Features
    from pipeline.records import Decision

_BELOW = "Its subclause {number} is about {others}, so it may gather several tests: a person should look."
_ABOVE = "It belongs to clause {number}, whose heading names {named}: a person should look."
_OUTSIDE = "Its heading names {named}, which the catalogue does not hold as a test: a person should look."
_SURE = 0.8  # confidence from which a subclause's test counts against its chapter
_FAINT = 0.2  # score of a name above which a heading speaks for its test itself
_FULL = 0.8  # score of a name that stands in a heading in full


def doubt_families(decisions: Sequence[Decision], features: Features, entries: Entries) -> tuple[Decision, ...]:
    """Send to review what was decided against its subclauses, its chapter, or another test that its heading names.

    :param decisions: of one document, in document order.
    :param features: of the same clauses.
    :return: the decisions; their tests and confidences stay.
    """
    if not features.told:
        return tuple(decisions)
    below: dict[int, list[Decision]] = defaultdict(list)
    for parent, decision in zip(features.parents, decisions, strict=True):
        below[int(parent)].append(decision)
    named = _names(features, entries)
    result = []
    for index, decision in enumerate(decisions):
        above = int(features.parents[index])
        reason = "" if not decision.tests else (
            _below(decision, features, index, below[index])
            or (_above(decision, decisions[above], features, index, named[index]) if above >= 0 else "")
            or _outside(decision, named[index])
        )  # fmt: skip
        result.append(replace(decision, outcome="review", reason=reason) if reason else decision)
    return tuple(result)


def _below(decision: Decision, features: Features, index: int, children: Sequence[Decision]) -> str:
    told = features.told[index]
    if told.by and told.entry in decision.tests:
        return ""  # a code says which test it is
    for child in children:
        others = [test for test in child.tests if test not in decision.tests]
        if others and child.confidence >= _SURE:
            return _BELOW.format(number=child.clause.number, others=" and ".join(others))
    return ""


def _above(decision: Decision, parent: Decision, features: Features, index: int, own: Mapping[str, float]) -> str:
    named = features.told[int(features.parents[index])].entry
    stands = named in parent.tests and not set(parent.tests) & set(decision.tests)
    if not stands or features.told[index].entry or any(own.get(test, 0.0) > _FAINT for test in decision.tests):
        return ""
    return _ABOVE.format(number=parent.clause.number, named=named)


def _outside(decision: Decision, named: Mapping[str, float]) -> str:
    mine = max((named.get(test, 0.0) for test in decision.tests), default=0.0)
    others = [name for name, score in named.items() if name.startswith("\t") and score >= _FULL and score > mine]
    return _OUTSIDE.format(named=others[0][1:]) if others else ""


def _names(features: Features, entries: Entries) -> list[dict[str, float]]:
    """How well each heading names each test by id, and each other test by its name behind a tab."""
    columns = {entry.id: place for place, entry in enumerate(entries.tests)}
    columns |= {
        f"\t{entry.name}": place
        for place, entry in enumerate(entries)
        if place >= len(entries.tests) and getattr(entry, "kind", "") == "other test"
    }
    scores = features.scores[:, :, CHANNELS.index("name in title")]
    return [{name: float(row[place]) for name, place in columns.items() if row[place] > 0} for row in scores]
