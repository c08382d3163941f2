"""What asking would cost, before anything is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.context import gather
from pipeline.answers.examples import Examples
from pipeline.answers.llms.tokens import ceiling_of
from pipeline.answers.prompts import output, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.answers.llm_client import Asker
    from pipeline.answers.llms import Question
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.channels.examples import Example
    from pipeline.records import Outline, Report

_SHARE = 0.65  # of the tokens a prompt may have at most, what it has in English
_ANSWER = 25  # tokens of a usual answer


@dataclass(frozen=True, slots=True)
class Estimate:
    """Calls, tokens and time of a run, before it is made."""

    clauses: int  # in review
    recorded: int  # of these, answered before: cost nothing
    calls: int  # first questions still to be asked; a second one may follow some
    too_long: int  # cannot be asked within the context
    prompt_tokens: int  # at most, all calls together
    answer_tokens: int  # at most
    seconds: float  # roughly
    measured: bool  # the time rests on calls recorded with this model, not on assumed speeds
    beside: int = 0  # of the calls, those about something else than clauses in review

    def __str__(self) -> str:
        basis = "as fast as the calls recorded" if self.measured else "at the speeds assumed in [llm]"
        parts = [f"{self.clauses} clauses in review: {self.calls} calls"]
        parts += [f"{self.beside} of them about requirements"] if self.beside else []
        parts += [f"{self.recorded} answered before"] if self.recorded else []
        parts += [f"{self.too_long} too long to ask"] if self.too_long else []
        tokens = f"at most {self.prompt_tokens} prompt and {self.answer_tokens} answer tokens"
        return f"{', '.join(parts)}; {tokens}; about {_duration(self.seconds)} {basis}."


def estimate(
    documents: Iterable[tuple[Report, Outline]],
    catalogue: Catalogue,
    asker: Asker,
    labelled: Examples | Sequence[Example] = (),
    beside: Iterable[Question] = (),
) -> Estimate:
    """Write all questions, ask none, and add up.

    :param beside: questions about something else that will be asked too.

    :param documents: reports before the model step, each with its outline.
    """
    examples = Examples.of(labelled)
    prompts = [
        write(decision, sources, asker.settings)
        for report, outline in documents
        for sources in [gather(outline, catalogue, examples)]
        for decision in report.decisions
        if decision.outcome == "review"
    ]
    written = [prompt for prompt in prompts if prompt is not None]
    new = [prompt for prompt in written if asker.recording.get(prompt.question) is None]
    others = [question for question in beside if asker.recording.get(question) is None]
    settings, pace = asker.settings, asker.recording.pace()
    calls = len(new) + len(others)
    prompt_tokens = sum(prompt.tokens for prompt in new) + sum(ceiling_of(question.messages) for question in others)
    usual = _SHARE * prompt_tokens / settings.prompt_speed + calls * _ANSWER / settings.answer_speed
    return Estimate(
        clauses=len(prompts),
        recorded=len(written) - len(new),
        calls=calls,
        too_long=len(prompts) - len(written),
        prompt_tokens=prompt_tokens,
        answer_tokens=len(new) * output(settings) + len(others) * settings.output,
        seconds=(usual if pace is None else pace * calls) / settings.concurrency,
        measured=pace is not None,
        beside=len(others),
    )


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
