"""A decision against what the clause's own heading says outright is never made without a person.

"6.10 Conducted Susceptibility (CS101)" is no emission, however much the chapter and the clauses around speak of them;
a heading that carries the code of one test is not decided as another; and a code of a known family that nobody explains
("CS119") says that there is something the catalogue does not know.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.matching.channels.entries import aspects
from pipeline.matching.evidence import contradicts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.matching.channels.entries import Entries
    from pipeline.matching.channels.features import Features, HeadingEvidence
    from pipeline.records import Decision

_ASPECT = "Its heading says {said}, what stands around it {test}, which is {other}: a person should look."
_NAMED = "Its heading names {named}, what stands around it speaks for {other}: a person should look."
_UNKNOWN = (
    "{subject} {code}, a code of a known family that neither the catalogue nor this document explains: "
    "a person should look."
)
_UNKNOWN_HERE, _UNKNOWN_ABOVE = "Its heading carries", "It belongs to clause {number}, whose heading carries"
_AGREED = 0.95  # of a decision that its heading names; 496 of 504 were right (benchmarks/results/heading_evidence.json)
_NONE = 0.2  # probability of none from which a heading alone does not decide
_TALK = (
    "form",
    "lines",
)  # axes on which a part of a test may name the other side, "Supply lines" under TI-L; with a code it is no part


def trust_headings(decisions: Sequence[Decision], features: Features, review_below: float) -> tuple[Decision, ...]:
    """Decide what only lacked confidence where its own heading names the same test; a numbered sentence is none.

    :param decisions: of one document, in document order, before any doubt.
    :param features: of the same clauses.
    :param review_below: confidence from which on a clause is decided alone, 0 to 1.
    """
    if not features.told:
        return tuple(decisions)
    return tuple(
        replace(decision, confidence=max(decision.confidence, _AGREED), outcome="matched", reason=_lift(decision))
        if heading and decision.tests == (told.entry,) and _may_lift(decision, review_below)
        else decision
        for decision, told, heading in zip(decisions, features.told, features.headings, strict=True)
    )


def _may_lift(decision: Decision, review_below: float) -> bool:
    none = next((one.value for one in decision.probabilities if one.test == ""), 0.0)
    return decision.outcome == "review" and review_below <= _AGREED and none < _NONE


def _lift(decision: Decision) -> str:
    return f"{decision.reason.removesuffix('.')}; decided since its own heading names the test."


def doubt_contradicted(decisions: Sequence[Decision], features: Features, entries: Entries) -> tuple[Decision, ...]:
    """Send to review what was decided against its own heading, or on a code that nobody explains.

    :param decisions: of one document, in document order.
    :param features: of the same clauses.
    :return: the decisions; their tests and confidences stay.
    """
    if not features.told:
        return tuple(decisions)
    sides = {entry.id: aspects(entry) for entry in entries}
    names = {entry.id: entry.name for entry in entries}
    unknown: dict[int, str] = {}  # index -> number and code of the unknown code at or above
    result = []
    for index, (decision, told) in enumerate(zip(decisions, features.told, strict=True)):
        reason = _named(decision, told, names) or _denied(decision, told, sides)
        if told.unknown:
            unknown[index] = f"{decision.clause.number}\t{told.unknown}"
            reason = reason or _UNKNOWN.format(subject=_UNKNOWN_HERE, code=told.unknown)
        elif (above := unknown.get(int(features.parents[index]))) is not None and not told.entry:
            unknown[index] = above
            number, code = above.split("\t")
            reason = reason or _UNKNOWN.format(subject=_UNKNOWN_ABOVE.format(number=number), code=code)
        result.append(replace(decision, outcome="review", reason=reason) if reason else decision)
    return tuple(result)


def _named(decision: Decision, told: HeadingEvidence, names: Mapping[str, str]) -> str:
    """Say that the heading names another entry than was decided; "" where it does not."""
    if not told.entry or told.entry in decision.tests:
        return ""
    tests = {candidate.test for candidate in decision.match.candidates}
    if told.entry not in tests and not decision.tests:
        return ""
    named = told.entry if told.entry in tests else names[told.entry]
    by = f"{named} ({told.by})" if told.by and told.by != named else named
    return _NAMED.format(named=by, other=" and ".join(decision.tests) or "no test of the catalogue")


def _denied(decision: Decision, told: HeadingEvidence, sides: Mapping[str, Mapping[str, str]]) -> str:
    """Say that the heading denies every test that was decided; "" where it does not."""
    said = {axis: value for axis, value in told.aspects if axis not in _TALK or told.by}
    against = [contradicts(said, sides[test]) for test in decision.tests if test in sides]
    if not against or not all(against):
        return ""
    mine, other = next(filter(None, against))
    return _ASPECT.format(said=mine, test=" and ".join(decision.tests), other=other)
