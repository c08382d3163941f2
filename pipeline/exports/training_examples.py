"""One lesson of a training set: the question a model is asked about a clause in use, and the answer that is right.

The question is written by `pipeline.answers.prompts`, word for word as in a run, so what is learned is what is asked.
An answer counts as a lesson only if a run would accept it: the test is among those offered, and a line speaks for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.answers.context import gather
from pipeline.answers.examples import Examples
from pipeline.answers.llms import Reply
from pipeline.answers.prompts import write
from pipeline.answers.verdicts import NONE, Verdict, verify
from pipeline.records import Outline

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.answers.context import Sources
    from pipeline.answers.prompts import Prompt
    from pipeline.config import LLMSettings
    from pipeline.exports.gold_labels import Truth
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report

NOT_OFFERED = "the right test is not among those offered"
NO_ROOM = "the question does not fit into the context"
NO_PROOF = "no line of it speaks for the right test"
_LINES = 2  # that an answer names


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
    clause = truth.decision.clause
    # the guess of the scores must not choose what is offered: it may be a person's word
    prompt = write(replace(truth.decision, tests=()), sources, settings)
    if prompt is None:
        return NO_ROOM
    test = _answer(truth, prompt.offered)
    if test is None:
        return NOT_OFFERED
    completion = _complete(test, prompt, clause.all_text, sources)
    if completion is None:
        return NO_PROOF
    said = [(message.role, message.content) for message in prompt.question.messages]
    return TrainingExample(
        clause.id, clause.document, test, truth.source, (*said, ("assistant", completion)), clause.all_text
    )


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


def _complete(test: str, prompt: Prompt, clause: str, sources: Sources) -> str | None:
    """Return the answer as a model shall give it, with the lines that speak most for it; None where none does."""
    said = [len(sources.words.of(test, line.text)) for line in prompt.lines]
    best = sorted(range(len(said)), key=lambda place: (-said[place], not prompt.lines[place].own, place))
    kept = [place + 1 for place in best[:_LINES] if said[place] or test == NONE][: 1 if test == NONE else _LINES]
    text = json.dumps({"lines": sorted(kept), "tests": [test]})
    reply = Reply(text, 0.0)
    return text if isinstance(verify(reply, prompt.offered, prompt.lines, clause, sources.words), Verdict) else None
