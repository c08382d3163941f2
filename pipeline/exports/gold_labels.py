"""What is right for the clauses of runs: from what persons reviewed, and from labels files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.evaluation.scores import pair
from pipeline.reviews import apply
from pipeline.reviews.records import digest_content

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.evaluation.labels import Label
    from pipeline.records import Decision, Report
    from pipeline.reviews.records import Reviewed


NO_DOCUMENT = "its document is in none of the runs"
NOT_FOUND = "it was not found under its number"
REWORDED = "it says something else than when it was reviewed"


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right for one clause."""

    decision: Decision  # as the run has it
    answers: tuple[tuple[str, ...], ...]  # each is right; () = no test of the catalogue applies
    source: str  # "review" or "label"
    comment: str = ""  # what the reviewer wrote


def check(reports: Sequence[Report], known: Collection[str]) -> None:
    """See to it that runs were made with one catalogue.

    :param known: its test ids.
    :raises UsageError: clauses were scored against tests that are not in it.
    """
    for report in reports:
        used = {each.test for decision in report.decisions for each in decision.match.candidates}
        strange = sorted(used - set(known))
        if strange:
            raise UsageError(
                f"{report.document} was matched with another catalogue (there is no test {', '.join(strange)} in this "
                "one); make the run again, or export the runs of each catalogue apart."
            )


def collect(
    reports: Sequence[Report], reviewed: Sequence[Reviewed], labels: Sequence[Label], left_out: Counter[str]
) -> tuple[Truth, ...]:
    """Find what is known of each clause, in order of the reports; a review outweighs a label.

    :param left_out: counts labels and reviews that lead to no clause, by reason.
    :raises UsageError: two runs hold the same document.
    """
    doubles = [name for name, times in Counter(report.document for report in reports).items() if times > 1]
    if doubles:
        raise UsageError(f"{', '.join(doubles)} is in several of these runs; name one run for each document.")
    paired = pair(reports, labels)
    labelled = {
        item.decision.clause.id: item.label.answers
        for item in paired.scored
        if item.decision is not None and item.label.answers
    }
    comments = {(item.clause, item.content): item.comment for item in reviewed}
    truths = tuple(
        truth
        for report in reports
        for decision, person in zip(report.decisions, apply(report, reviewed).decisions, strict=True)
        if (truth := _truth(decision, person, labelled, comments)) is not None
    )
    used = {digest_content(truth.decision.clause) for truth in truths if truth.source == "review"}
    idle = [item.document for item in reviewed if item.settled and item.content not in used]
    here = {report.document for report in reports}
    absent = sum(label.scored and label.document in paired.without_result for label in labels)
    _count(left_out, NO_DOCUMENT, absent + sum(document not in here for document in idle))
    _count(left_out, NOT_FOUND, sum(item.decision is None for item in paired.scored))
    _count(left_out, REWORDED, sum(document in here for document in idle))
    return truths


def _count(left_out: Counter[str], why: str, how_many: int) -> None:
    if how_many:
        left_out[why] += how_many


def _truth(
    decision: Decision,
    person: Decision,
    labelled: dict[str, tuple[tuple[str, ...], ...]],
    comments: dict[tuple[str, str], str],
) -> Truth | None:
    clause = decision.clause
    if person.by == "person":
        return Truth(decision, (person.tests,), "review", comments.get((clause.id, digest_content(clause)), ""))
    if clause.id in labelled:
        return Truth(decision, labelled[clause.id], "label")
    return None
