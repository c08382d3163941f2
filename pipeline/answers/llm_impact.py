"""What the model step changed, measured against labels: did it help, and what did it cost?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.resolving import SUGGESTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.answers.resolving import Settled
    from pipeline.records import Decision


@dataclass(frozen=True, slots=True)
class Flip:
    """A labelled clause whose guess became right, or wrong, by the model."""

    clause: str  # id
    title: str
    before: tuple[str, ...]  # tests
    after: tuple[str, ...]
    right: bool  # after the model
    reason: str
    quote: str


@dataclass(frozen=True, slots=True)
class LLMImpact:
    """The review set before and after the model."""

    clauses: int  # in review before the model
    labelled: int  # of these, with a label to judge by
    right_before: int  # best guess of the scores right
    right_after: int
    wrong_to_right: int
    right_to_wrong: int
    decided: int  # by the model
    decided_right: int
    decided_labelled: int  # with a label; decided_right / decided_labelled is the model's reliability
    suggestions: int  # answers shown beside the guess of a clause that stays in review
    refusals: tuple[tuple[str, int], ...]  # kind and count, most frequent first
    seconds: float  # model time a clause that was asked about
    tokens: float  # prompt and answer tokens a clause that was asked about
    flips: tuple[Flip, ...] = ()  # in the order of the clauses

    @property
    def accuracy_before(self) -> float | None:
        """Share of labelled clauses in review whose guess was right; None without labels."""
        return self.right_before / self.labelled if self.labelled else None

    @property
    def accuracy_after(self) -> float | None:
        """The same after the model."""
        return self.right_after / self.labelled if self.labelled else None


def measure(settled: Iterable[Settled], is_right: Callable[[Decision], bool | None]) -> LLMImpact:
    """Compare each clause before and after.

    :param is_right: says whether a decision's tests agree with the label of its clause; None where it has no label.
    """
    results = list(settled)
    judged = [(is_right(result.before), is_right(result.after), result) for result in results]
    labelled = [(bool(before), bool(after), result) for before, after, result in judged if before is not None]
    decided = [result for result in results if not result.kind]
    asked = [result for result in results if result.replies]
    replies = [reply for result in asked for reply in result.replies]
    tokens = sum((reply.prompt_tokens or 0) + (reply.answer_tokens or 0) for reply in replies)
    return LLMImpact(
        clauses=len(results),
        labelled=len(labelled),
        right_before=sum(before for before, _, _ in labelled),
        right_after=sum(after for _, after, _ in labelled),
        wrong_to_right=sum(after and not before for before, after, _ in labelled),
        right_to_wrong=sum(before and not after for before, after, _ in labelled),
        decided=len(decided),
        decided_right=sum(after for _, after, result in labelled if not result.kind),
        decided_labelled=sum(not result.kind for _, _, result in labelled),
        suggestions=sum(result.kind == SUGGESTED for result in results),
        refusals=tuple(Counter(result.kind for result in results if result.kind not in ("", SUGGESTED)).most_common()),
        seconds=sum(reply.seconds for reply in replies) / len(asked) if asked else 0.0,
        tokens=tokens / len(asked) if asked else 0.0,
        flips=tuple(_flip(result, after) for before, after, result in labelled if before != after),
    )


def _flip(result: Settled, right: bool) -> Flip:
    before, after = result.before, result.after
    clause = after.clause
    return Flip(clause.id, clause.title, before.tests, after.tests, right, after.reason, after.quote)
