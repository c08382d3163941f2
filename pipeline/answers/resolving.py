"""Clauses in review, put to a model: Report -> Report.

Whatever happens, every clause comes out: decided by the model where its answer could be verified, in review as it was,
with the reason, where it could not.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.answers.bayes_update import join
from pipeline.answers.context import gather
from pipeline.answers.examples import Examples
from pipeline.answers.llm_client import NotAskedError
from pipeline.answers.llms import LLMError
from pipeline.answers.prompts import Prompt, repair, write
from pipeline.answers.verdicts import Refusal, Verdict, verify
from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.answers.context import Sources
    from pipeline.answers.llm_client import Asker
    from pipeline.answers.llms import Reply
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.channels.examples import Example
    from pipeline.records import Decision, Outline, Report

NOT_ASKED = "not asked"
KIND = "llm"  # of the Problem rows written here; a run that has one ends with exit code 10
_TICK = 0.5  # seconds
_ANSWERED = ("", "context", "bad json", "id not offered", "quote not found", "quote says nothing")


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one clause that was in review."""

    before: Decision
    after: Decision
    kind: str = ""  # "" = the model decided; else why not: the kind of a Refusal
    replies: tuple[Reply, ...] = ()  # from the model or the store; their seconds are those of the first asking


def resolve(
    report: Report,
    outline: Outline,
    catalogue: Catalogue,
    asker: Asker | None,
    labelled: Examples | Sequence[Example] = (),
) -> Report:
    """Ask the model about every clause in review; see `settle`. Without an Asker the report comes back as it is."""
    return report if asker is None else settle(report, outline, catalogue, asker, labelled)[0]


def settle(
    report: Report,
    outline: Outline,
    catalogue: Catalogue,
    asker: Asker,
    labelled: Examples | Sequence[Example] = (),
    tell: Callable[[int, int], None] | None = None,
) -> tuple[Report, tuple[Settled, ...]]:
    """Ask the model about every clause in review, several at once if so configured.

    :param labelled: clauses with tests given by a person; the most similar of other documents are shown to the model.
    :param tell: told now and then how many clauses are settled, and how many there are to settle.
    :return: the report with the decisions made, in the same order, and what became of each clause in review, in that
        order too. A Problem of kind "llm" says when calls failed or were not made; such clauses stay in review.
    """
    sources = gather(outline, catalogue, Examples.of(labelled))
    waiting = [decision for decision in report.decisions if decision.outcome == "review"]
    settled = _settle_all(waiting, sources, asker, tell or (lambda done, total: None))
    after = {result.before.clause.id: result.after for result in settled}
    decisions = tuple(after.get(decision.clause.id, decision) for decision in report.decisions)
    return replace(report, decisions=decisions, problems=report.problems + _problems(report, settled, asker)), settled


def _settle_all(
    waiting: Sequence[Decision], sources: Sources, asker: Asker, tell: Callable[[int, int], None]
) -> tuple[Settled, ...]:
    pool = ThreadPoolExecutor(max_workers=asker.settings.concurrency, thread_name_prefix="clauses")
    try:
        futures = [pool.submit(_settle, decision, sources, asker) for decision in waiting]
        # in ticks, because an interrupt does not reach a thread that waits without end on Windows
        while wait(futures, timeout=_TICK, return_when=FIRST_EXCEPTION).not_done:
            done = [future.result() for future in futures if future.done()]  # raises what went wrong in one
            tell(len(done), len(futures))
        return tuple(future.result() for future in futures)
    except BaseException:  # an interrupt above all: what is under way ends now, not at its deadline
        asker.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _settle(decision: Decision, sources: Sources, asker: Asker) -> Settled:
    prompt = write(decision, sources, asker.settings)
    replies: list[Reply] = []
    if prompt is None:
        limit = asker.settings.context
        outcome: Verdict | Refusal = Refusal("context", f"Its shortest question does not fit into {limit} tokens.")
    else:
        outcome = _converse(prompt, decision, asker, replies)
    if prompt is not None and isinstance(outcome, Verdict):
        return Settled(decision, _decide(decision, outcome, prompt, asker), "", tuple(replies))
    assert isinstance(outcome, Refusal)
    reason = f"{decision.reason} No answer of the model was accepted: {outcome.message}"
    return Settled(decision, replace(decision, reason=reason), outcome.kind, tuple(replies))


def _converse(prompt: Prompt, decision: Decision, asker: Asker, replies: list[Reply]) -> Verdict | Refusal:
    """Ask, and once more when the answer cannot be used."""
    question, outcome = prompt.question, Refusal(NOT_ASKED, "It was not asked.")
    for attempt in (1, 2):
        try:
            reply, recorded = asker.ask(question)
        except NotAskedError as error:
            return Refusal(NOT_ASKED, error.message)
        except LLMError as error:
            asker.write(prompt.clause, "test", question, attempt=attempt, decision=error.message, fault=error.kind)
            return Refusal(error.kind, error.message)
        replies.append(reply)
        found = verify(reply.text, prompt.offered, decision.clause.all_text, prompt.shown)
        said = (found.test or "none") if isinstance(found, Verdict) else found.message
        asker.write(prompt.clause, "test", question, attempt=attempt, decision=said, reply=reply, recorded=recorded)
        if isinstance(found, Verdict):
            return found
        outcome = found
        question = repair(prompt, reply.text, found.message, asker.settings.output)
    return outcome


def _decide(decision: Decision, verdict: Verdict, prompt: Prompt, asker: Asker) -> Decision:
    options = (*prompt.offered, "")
    joined = join(decision.probabilities, verdict.test, options, asker.settings.reliability)
    sure = next(probability.value for probability in joined if probability.test == verdict.test)
    runner_up = next((item.test for item in joined if item.test and item.test != verdict.test), "")
    chosen = f"chose {verdict.test} among {len(prompt.offered)} tests" if verdict.test else "found none of the tests"
    return replace(
        decision,
        outcome="matched" if verdict.test else "unmatched",
        tests=(verdict.test,) if verdict.test else (),
        confidence=sure,
        reason=f"{asker.llm.name} {chosen}: {verdict.reason or 'no reason given'}",
        by="llm",
        runner_up=runner_up,
        probabilities=tuple(joined),
        quote=verdict.quote,
    )


def _problems(report: Report, settled: Sequence[Settled], asker: Asker) -> tuple[Problem, ...]:
    """One row for all clauses of a document that the model could not be asked about."""
    failed = [result for result in settled if result.kind not in _ANSWERED]
    if not failed:
        return ()
    reasons = Counter(result.after.reason.rpartition("accepted: ")[2] for result in failed)
    why = asker.stopped or reasons.most_common(1)[0][0]  # of several the most frequent, of equals the first
    message = (
        f"The model gave no reply about {len(failed)} of {len(settled)} clauses in review: {why} They stay in review; "
        "run again to ask about them, answers given so far are kept."
    )
    return (Problem(report.document, KIND, message, fatal=False),)
