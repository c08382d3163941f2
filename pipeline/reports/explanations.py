"""Why a clause was decided so: what speaks for the decision and for its runner-up, and what would change it.

The steps are log-odds of the decision over the runner-up. Those of the clause's own words are the channels' shares;
what is left of them comes from what the clause is (a heading, an annex, how long it is). The rest is what the clauses
around it say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.bundle_names import file_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Candidate, Decision, Report

NO_TEST = "no test"
_SMALL = 0.05  # log-odds that need no line of their own
_NEAREST = 3  # clauses named when the one asked for is not there


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence."""

    name: str
    kind: str  # "own words" or "around it"
    mine: float | None  # score of the channel times its weight for the decision; None where there are no channels
    other: float | None  # the same for the runner-up
    odds: float  # log-odds it adds for the decision over the runner-up


@dataclass(frozen=True)
class Explanation:
    """Everything about one decision."""

    decision: Decision
    chosen: str  # what was decided, in ids
    rival: str  # the runner-up
    steps: tuple[Step, ...]  # channels first, heaviest first
    words: tuple[str, ...]  # in common with the entry of what was decided
    rival_words: tuple[str, ...]
    parent: Decision | None
    children: tuple[Decision, ...]
    changes: tuple[str, ...]  # sentences: what would make it another decision

    @property
    def odds(self) -> float:
        """All steps together."""
        return sum(step.odds for step in self.steps)


def find(reports: Iterable[Report], name: str) -> tuple[Report, Decision]:
    """Find a clause by its id: "spec.docx#8.2.1"; the document may be left out where only one has that number.

    Of a file that holds several documents the file's name will do, where only one of them has the number.

    :raises UsageError: there is no such clause, or several; the message names the nearest ones.
    """
    short: list[tuple[Report, Decision]] = []
    ids: list[str] = []
    for report in reports:
        for decision in report.decisions:
            id = decision.clause.id
            if id == name:
                return report, decision
            document, _, number = id.rpartition("#")
            if name in (number, f"{file_of(document)}#{number}"):
                short.append((report, decision))
            ids.append(id)
    if len(short) == 1:
        return short[0]
    if short:
        raise UsageError(f"Several clauses go by '{name}': {', '.join(each.clause.id for _, each in short)}.")
    from rapidfuzz import process

    near = [id for id, _, _ in process.extract(name, ids, limit=_NEAREST)]
    raise UsageError(f"There is no clause '{name}' in this run. Near to it are {', '.join(near) or 'none'}.")


def explain(report: Report, decision: Decision, review_below: float) -> Explanation:
    """Explain one decision of a report.

    :param review_below: the confidence below which a clause goes to review, of the run's configuration.
    """
    mine, other = _candidate(decision, decision.tests), _candidate(decision, _ids(decision.runner_up))
    steps = (*_channels(decision, mine, other), *_around(decision))
    chosen, rival = "; ".join(decision.tests) or NO_TEST, decision.runner_up or NO_TEST
    return Explanation(
        decision=decision,
        chosen=chosen,
        rival=rival,
        steps=steps,
        words=mine.words if mine else (),
        rival_words=other.words if other else (),
        parent=next((each for each in report.decisions if each.clause.id == decision.clause.parent), None),
        children=tuple(each for each in report.decisions if each.clause.parent == decision.clause.id),
        changes=tuple(_changes(decision, steps, chosen, rival, review_below)),
    )


def _ids(test: str) -> tuple[str, ...]:
    return (test,) if test else ()


def _candidate(decision: Decision, tests: Sequence[str]) -> Candidate | None:
    """Return the scores behind a decision; those of the nearest topic outside the catalogue where it is for none."""
    if not tests:
        return decision.match.outside
    return next((each for each in decision.match.candidates if each.test in tests), None)


def _channels(decision: Decision, mine: Candidate | None, other: Candidate | None) -> list[Step]:
    """Compare the channels of both, and put what they leave of "own words" into a step of its own."""
    one = {share.channel: share.value for share in mine.shares} if mine else {}
    two = {share.channel: share.value for share in other.shares} if other else {}
    steps = [
        Step(name, "own words", one.get(name), two.get(name), one.get(name, 0.0) - two.get(name, 0.0))
        for name in dict.fromkeys((*one, *two))
    ]
    steps.sort(key=lambda step: (-abs(step.odds), step.name))
    own = next((share.score for share in decision.context if share.channel == "own words"), None)
    rest = own - sum(step.odds for step in steps) if own is not None else 0.0
    if abs(rest) >= _SMALL:
        steps.append(Step("what kind of clause it is", "own words", None, None, rest))
    return steps


def _around(decision: Decision) -> list[Step]:
    return [
        Step(share.channel, "around it", None, None, share.score)
        for share in decision.context
        if share.channel != "own words"
    ]


def _changes(decision: Decision, steps: Sequence[Step], chosen: str, rival: str, review_below: float) -> list[str]:
    total = sum(step.odds for step in steps)
    said = [
        f"Without '{step.name}' ({step.odds:+.2f}) {rival} would lead by {step.odds - total:.2f}."
        for step in steps
        if step.odds > total
    ]
    if not said and total > 0:
        said.append(f"No single piece of evidence decides it: {chosen} would lead without any one of them.")
    if decision.outcome == "review":
        said.append(
            f"It is in review because its confidence {decision.confidence:.2f} is below review_below "
            f"{review_below:.2f} in [decide]; a limit of {decision.confidence:.2f} would let it pass."
        )
    elif decision.by == "score":
        said.append(f"A review_below in [decide] above {decision.confidence:.2f} would put it into review.")
    return said
