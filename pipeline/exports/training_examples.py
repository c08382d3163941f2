"""One lesson of a training set: the question a model is asked about a clause in use, and the answer that is right.

The question is written by `pipeline.answers.prompts`, word for word as in a run, so what is learned is what is asked.
Only the order of the tests differs: in a run the likeliest stands first, and a model trained on that order would learn
to take the first. An answer counts as a lesson only if a run would accept it: the test is among those offered, the
quote stands in the clause.
"""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.answers.context import gather
from pipeline.answers.examples import Examples
from pipeline.answers.prompts import offer, write
from pipeline.answers.verdicts import NONE, Verdict, verify
from pipeline.exports.quotations import rank, speaks
from pipeline.records import Outline

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.answers.context import Sources
    from pipeline.answers.prompts import Prompt
    from pipeline.config import LLMSettings
    from pipeline.exports.gold_labels import Truth
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision, Report

NOT_OFFERED = "the right test is not among those offered"
NO_ROOM = "the question does not fit into the context"
NO_QUOTE = "no words of it can be quoted"


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A question with its answer."""

    clause: str  # id
    document: str
    test: str  # id; "none" = no test of the catalogue
    source: str  # "review" or "label"
    messages: tuple[tuple[str, str], ...]  # role and content: system, user, assistant
    text: str  # all the clause says, by which doubles are known


def teach(
    reports: Iterable[Report],
    truths: Iterable[Truth],
    catalogue: Catalogue,
    settings: LLMSettings,
    left_out: Counter[str],
) -> Iterator[TrainingExample]:
    """Write the lessons of clauses of which the right answer is known.

    :param settings: of the questions: tests offered, context.
    :param left_out: counts why a clause gave no lesson.
    """
    sources = {
        report.document: gather(
            Outline(report.document, tuple(decision.clause for decision in report.decisions)), catalogue, Examples(())
        )
        for report in reports
    }
    for truth in truths:
        lesson = _teach(truth, sources[truth.decision.clause.document], settings)
        if isinstance(lesson, str):
            left_out[lesson] += 1
        else:
            yield lesson


def _teach(truth: Truth, sources: Sources, settings: LLMSettings) -> TrainingExample | str:
    decision = _undecided(truth.decision, settings.candidates)
    clause = decision.clause
    prompt = write(decision, sources, settings)
    if prompt is None:
        return NO_ROOM
    test = _answer(truth, prompt.offered)
    if test is None:
        return NOT_OFFERED
    completion = _complete(test, truth, prompt, sources.catalogue)
    if completion is None:
        return NO_QUOTE
    said = [(message.role, message.content) for message in prompt.question.messages]
    return TrainingExample(
        clause.id, clause.document, test, truth.source, (*said, ("assistant", completion)), clause.all_text
    )


def _undecided(decision: Decision, count: int) -> Decision:
    """Offer the tests a run would offer, in an order that says nothing: drawn by lot from the clause's id."""
    offered = list(offer(replace(decision, tests=()), count))
    random.Random(hashlib.sha256(decision.clause.id.encode("utf-8", "replace")).digest()).shuffle(offered)  # noqa: S311
    return replace(decision, tests=tuple(offered), probabilities=())


def _answer(truth: Truth, offered: Sequence[str]) -> str | None:
    """Return the answer to teach: of several tests that are right, the one the matcher holds likeliest."""
    right = {test for answer in truth.answers for test in answer}
    if right:
        order = [candidate.test for candidate in truth.decision.match.candidates]
        likeliest = sorted(
            right & set(offered), key=lambda test: (order.index(test) if test in order else len(order), test)
        )
        return likeliest[0] if likeliest else None
    return NONE


def _complete(test: str, truth: Truth, prompt: Prompt, catalogue: Catalogue) -> str | None:
    """Return the answer as a model shall give it; None where no run would accept one."""
    clause = truth.decision.clause
    entry = catalogue.test(test) if test != NONE else None
    for quote in rank(prompt.shown, entry):
        named = entry is not None and speaks(quote, entry)
        reason = " ".join(truth.comment.split()) or _reason(test, named=named)
        text = json.dumps({"test": test, "quote": quote, "reason": reason}, ensure_ascii=False)
        found = verify(text, prompt.offered, clause.all_text, prompt.shown)
        if isinstance(found, Verdict):
            return json.dumps({"test": test, "quote": found.quote, "reason": found.reason}, ensure_ascii=False)
    return None


def _reason(test: str, *, named: bool) -> str:
    if test == NONE:
        return "The clause is about no single test of the list."
    return f"The quoted words name what {test} stands for." if named else f"The clause belongs to {test}."
