"""Reviewed decisions laid over a report: kept for the clauses that still say the same, shown beside those that changed.

A decision holds for a clause with the same words under the same headings, in the same document or another revision of
it; its number may have moved. A clause with other words comes back to review with the old decision in its reason.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.records import Unreviewed
from pipeline.reports.choices import join
from pipeline.reports.phrases import digest
from pipeline.reviews.records import digest_content
from pipeline.reviews.revisions import alike, same_path
from pipeline.reviews.rewordings import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Clause, Decision, OutcomeName, Report
    from pipeline.reviews.records import Reviewed

_ALIKE_TITLE = 80.0  # of 100, for a changed clause under the same number
_ALIKE_TEXT = 60.0  # of 100, for a changed clause with the same title under the same headings
_LONGEST = 4000  # characters compared
CHANGED = "Changed since"
DISPUTED = "Reviewers differ:"


class Decisions:
    """The last word on every clause, ready to be applied to many reports.

    :param current: as `ReviewStore.current` gives them.
    """

    def __init__(self, current: Iterable[Reviewed]) -> None:
        self._documents: dict[tuple[str, str], list[Reviewed]] = defaultdict(list)
        self._comments: dict[tuple[str, str], Reviewed] = {}
        for item in current:
            if item.verdict == "NOTE":
                self._comments[item.key] = item
            else:
                self._documents[item.document, item.document_number].append(item)

    def __bool__(self) -> bool:
        return bool(self._documents)

    def apply(self, report: Report) -> Report:
        """Return the report with the decisions of persons in it, and with none of those it held before."""
        report = restore(report)
        found = self._find(report)
        if not found:
            return report
        memory = _Memory(found)
        same = memory.find_all(report)
        used = {item.key for item in same.values()}
        decisions = []
        for decision in report.decisions:
            kept = same.get(decision.clause.id)
            if kept is None:
                old = memory.find_changed(decision.clause, used)
                decisions.append(decision if old is None else _reopen(decision, old))
            else:
                decisions.append(_settle(decision, kept))
        followed = _follow(decisions)
        return replace(report, decisions=tuple(map(_remember, report.decisions, followed)))

    def words(self, report: Report) -> dict[str, Reviewed]:
        """Return what was said about the clauses that still say the same, comments alone too: clause id -> word."""
        comments = {
            decision.clause.id: item
            for decision in report.decisions
            if (item := self._comments.get((decision.clause.id, digest(decision.clause)))) is not None
        }
        return {**comments, **_Memory(self._find(report)).find_all(report)}

    def guesses(self, report: Report) -> dict[str, tuple[str, ...]]:
        """Return what the program thought of each clause: clause id -> tests."""
        return {decision.clause.id: decision.tests for decision in restore(report).decisions}

    def _find(self, report: Report) -> list[Reviewed]:
        """Return what was decided in this document and its revisions, oldest first."""
        number = report.title_block.number
        return [
            item
            for (document, other), items in self._documents.items()
            if alike(document, report.document, other, number)
            for item in items
        ]


def apply(report: Report, current: Iterable[Reviewed]) -> Report:
    """Lay reviewed decisions over one report; see `Decisions`."""
    return Decisions(current).apply(report)


def restore(report: Report) -> Report:
    """Return the report as the program decided it, or a model that was asked, without any word of a person."""
    if all(decision.unreviewed is None for decision in report.decisions):
        return report
    return replace(report, decisions=tuple(map(_restore, report.decisions)))


def _restore(decision: Decision) -> Decision:
    before = decision.unreviewed
    if before is None:
        return decision
    if decision.by == "llm" and before.by != "llm":  # the model was asked after the person had spoken
        return replace(decision, unreviewed=None)
    return replace(
        decision,
        outcome=before.outcome,
        tests=before.tests,
        confidence=before.confidence,
        reason=before.reason,
        by=before.by,
        runner_up=before.runner_up,
        unreviewed=None,
    )


def _remember(before: Decision, after: Decision) -> Decision:
    """Keep with a decision what it was before a person's word changed it."""
    if after is before:
        return before
    kept = (before.outcome, before.tests, before.confidence, before.reason, before.by, before.runner_up)
    return replace(after, unreviewed=Unreviewed(*kept))


class _Memory:
    """What was decided in one document and its revisions, by what a clause can be known by."""

    def __init__(self, found: Iterable[Reviewed]) -> None:
        self._same: dict[str, list[Reviewed]] = defaultdict(list)
        self._numbers: dict[str, list[Reviewed]] = defaultdict(list)
        self._titles: dict[str, list[Reviewed]] = defaultdict(list)
        for item in found:  # oldest first
            self._same[item.content].append(item)
            self._numbers[item.number].append(item)
            self._titles[_fold(item.title)].append(item)

    def find_all(self, report: Report) -> dict[str, Reviewed]:
        """Find the decisions about all clauses whose words are the same: clause id -> decision."""
        clauses = (decision.clause for decision in report.decisions)
        return {clause.id: item for clause in clauses if (item := self.find_same(clause)) is not None}

    def find_same(self, clause: Clause) -> Reviewed | None:
        """Find the decision about a clause with these words; None where there are several that differ."""
        found = [item for item in self._same.get(digest_content(clause), ()) if same_path(item.path, clause.path)]
        exact = [item for item in found if item.clause == clause.id]
        numbered = [item for item in found if item.number == clause.number]
        for group in (exact, numbered):
            if group:
                return group[-1]
        answers = {(item.verdict in ("HOLD", "DISPUTED"), item.tests) for item in found}
        return found[-1] if len(answers) == 1 else None

    def find_changed(self, clause: Clause, used: set[tuple[str, str]]) -> Reviewed | None:
        """Find the decision about what is likely an older wording of this clause."""
        title, content = _fold(clause.title), digest_content(clause)
        used = used | {item.key for item in self._same.get(content, ())}  # those say the same and were not meant
        for item in reversed(self._numbers.get(clause.number, ())):
            if item.key not in used and fuzz.ratio(_fold(item.title), title) >= _ALIKE_TITLE:
                return item
        for item in reversed(self._titles.get(title, ())):
            if item.key not in used and same_path(item.path, clause.path):
                likeness = fuzz.ratio(item.text[:_LONGEST], clause.all_text[:_LONGEST])
                if likeness >= _ALIKE_TEXT:
                    return item
        return None


def _settle(decision: Decision, item: Reviewed) -> Decision:
    """Put a person's word on a clause that still says the same."""
    moved = "" if item.number == decision.clause.number else f" as {item.number}"
    told = f"{_person(item)}{moved}" + (f" in {item.document}" if item.document != decision.clause.document else "")
    if item.verdict == "DISPUTED":
        return _review(decision, f"{DISPUTED} {item.comment}. A person has to settle it.")
    if not item.settled:
        held = "Put on hold" if item.verdict == "HOLD" else f"The guess {join(item.guess)} was rejected"
        return _review(decision, f"{held} by {told}{_comment(item)}.")
    tests = item.tests or ()
    outcome: OutcomeName = "matched" if tests else "unmatched"
    guess = "" if set(decision.tests) == set(tests) else f" The program's guess was {join(decision.tests)}."
    rest = tuple(each.test for each in decision.probabilities if each.test not in tests and (each.test or tests))
    return replace(
        decision,
        outcome=outcome,
        tests=tests,
        confidence=1.0,
        by="person",
        reason=f"Reviewed by {told}{_comment(item)}.{guess}",
        runner_up=rest[0] if rest else "",
    )


def _reopen(decision: Decision, item: Reviewed) -> Decision:
    """Bring a clause back whose words are not those that were reviewed."""
    said = (
        "disputed"
        if item.verdict == "DISPUTED"
        else "on hold"
        if item.verdict == "HOLD"
        else f"not {join(item.guess)}"
        if not item.settled
        else join(item.tests or ())
    )
    old = f"{item.document} {item.number}" if item.document != decision.clause.document else item.number
    words = describe(item.text, decision.clause.all_text)
    what = f": {words}" if words else ""
    return _review(decision, f"{CHANGED} {_person(item)} reviewed {old} as {said}{_comment(item)}{what}.")


def _review(decision: Decision, why: str) -> Decision:
    reason = decision.reason if decision.reason.startswith(why) else f"{why} {decision.reason}".strip()
    return replace(decision, outcome="review", reason=reason)


def _follow(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Let the guess of a clause in review follow a person's word on the clause it belongs to; it stays in review."""
    settled: dict[str, Decision] = {}  # clause id -> the nearest clause above or itself that a person settled
    result = []
    for decision in decisions:  # in document order, so that a parent comes before its subclauses
        above = settled.get(decision.clause.parent or "")
        if decision.by == "person":
            settled[decision.clause.id] = decision
        elif above is not None:
            settled[decision.clause.id] = above
            if decision.outcome == "review" and above.tests and decision.tests != above.tests:
                why = f"Follows clause {above.clause.number}, which a person reviewed as {join(above.tests)}."
                decision = _review(replace(decision, tests=above.tests), why)
        result.append(decision)
    return tuple(result)


def _person(item: Reviewed) -> str:
    return f"{item.who or 'a person'} on {item.when[:10]}" if item.when else item.who or "a person"


def _comment(item: Reviewed) -> str:
    words = " ".join(item.comment.split())
    return f" ({words})" if words else ""


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
