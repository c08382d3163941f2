"""Clauses in review, put to a model: Report -> Report.

Whatever happens, every clause comes out. It is decided where the model's answer could be verified, is the same when the
tests stand in another order, and makes guess or answer sure enough by what was measured of this model; else it stays in
review as it was, with the answer as a suggestion or the reason why there is none.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.answers.context import gather
from pipeline.answers.examples import Examples
from pipeline.answers.llm_client import NotAskedError
from pipeline.answers.llms import LLMError
from pipeline.answers.prompts import Prompt, output, repair, write
from pipeline.answers.reliability import KIND, Gate
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
SUGGESTED = "suggestion"
DIFFERS = "answers differ"
_TICK = 0.5  # seconds
_SAID = (SUGGESTED, DIFFERS, "cut", "bad json", "id not offered", "line not shown", "not proven")
_ANSWERED = ("", "context", *_SAID)
_NEVER = Gate(None, 1.0)
_MARK = (
    " The language model "  # what a reason says from here on is the model's part, and made anew when it is asked again
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one clause that was in review."""

    before: Decision
    after: Decision
    kind: str = ""  # "" = decided; "suggestion"; else why not: "answers differ" or the kind of a Refusal
    replies: tuple[Reply, ...] = ()  # from the model or the store; their seconds are those of the first asking
    answer: tuple[str, ...] | None = None  # tests of the verified answer, the same in both orders where asked twice
    raw: tuple[str, ...] | None = None  # what it said first among the tests offered, proven or not
    message: str = ""  # why there is no answer, one sentence


def resolve(
    report: Report,
    outline: Outline,
    catalogue: Catalogue,
    asker: Asker | None,
    labelled: Examples | Sequence[Example] = (),
    gate: Gate = _NEVER,
) -> Report:
    """Ask the model about every clause in review; see `settle`. Without an Asker the report comes back as it is."""
    return report if asker is None else settle(report, outline, catalogue, asker, labelled, gate)[0]


def settle(
    report: Report,
    outline: Outline,
    catalogue: Catalogue,
    asker: Asker,
    labelled: Examples | Sequence[Example] = (),
    gate: Gate = _NEVER,
    tell: Callable[[int, int], None] | None = None,
    *,
    twice: bool = False,
) -> tuple[Report, tuple[Settled, ...]]:
    """Ask the model about every clause in review, several at once if so configured.

    :param labelled: clauses with tests given by a person; the most similar of other documents are shown to the model.
    :param gate: how much its answers count; without one they are suggestions.
    :param tell: told now and then how many clauses are settled, and how many there are to settle.
    :param twice: ask twice about every clause, not only where the second answer can decide: to measure a model.
    :return: the report with the decisions made, in the same order, and what became of each clause in review, in that
        order too. A Problem of kind "llm" says when calls failed or were not made; such clauses stay in review.
    """
    sources = gather(outline, catalogue, Examples.of(labelled))
    waiting = [decision for decision in report.decisions if decision.outcome == "review"]
    session = _Session(sources, asker, gate, twice)
    settled = _settle_all(waiting, session, tell or (lambda done, total: None))
    after = {result.before.clause.id: result.after for result in settled}
    decisions = tuple(after.get(decision.clause.id, decision) for decision in report.decisions)
    return replace(report, decisions=decisions, problems=report.problems + _problems(report, settled, asker)), settled


@dataclass(frozen=True, slots=True)
class _Session:
    """What every clause of a document is asked with."""

    sources: Sources
    asker: Asker
    gate: Gate
    twice: bool


def _settle_all(
    waiting: Sequence[Decision], session: _Session, tell: Callable[[int, int], None]
) -> tuple[Settled, ...]:
    asker = session.asker
    pool = ThreadPoolExecutor(max_workers=asker.settings.concurrency, thread_name_prefix="clauses")
    try:
        futures = [pool.submit(_settle, decision, session) for decision in waiting]
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


def _settle(decision: Decision, session: _Session) -> Settled:
    decision = replace(decision, reason=decision.reason.partition(_MARK)[0], suggested=None)
    replies: list[Reply] = []
    first = _ask(decision, session, 0, replies)
    raw = first.tests
    if isinstance(first, Refusal):
        said = "" if first.tests is None else f" It said {_told(first.tests)}."
        reason = f"{decision.reason}{_MARK}gave no answer that was accepted: {first.message}{said}"
        return Settled(decision, replace(decision, reason=reason), first.kind, tuple(replies), None, raw, first.message)
    gate, options = session.gate, min(session.asker.settings.candidates, len(session.sources.catalogue.tests)) + 1
    believed = gate.weigh(decision, first.tests, options)
    decides = not gate.closed and believed.probability >= gate.bar
    if decides or session.twice:
        second = _ask(decision, session, 1, replies)
        if second.tests != first.tests or isinstance(second, Refusal):
            return _unsettled(decision, first, second, session, tuple(replies))
    if not decides:
        why = (
            gate.closed or f"With it {_told(believed.tests)} is {believed.probability:.0%} sure; {gate.bar:.0%} decide."
        )
        after = _suggest(decision, first, session, why)
        return Settled(decision, after, SUGGESTED, tuple(replies), first.tests, raw)
    after = _decide(decision, first, believed.tests, believed.probability, session)
    return Settled(decision, after, "", tuple(replies), first.tests, raw)


def _unsettled(
    decision: Decision, first: Verdict, second: Verdict | Refusal, session: _Session, replies: tuple[Reply, ...]
) -> Settled:
    """Leave a clause in review whose second asking did not bear the first one out."""
    if isinstance(second, Refusal):
        kind, why = second.kind, f"Asked once more with the tests in another order: {second.message}"
    else:
        kind, why = DIFFERS, f"With the tests in another order it said {_told(second.tests)}."
    return Settled(decision, _suggest(decision, first, session, why), kind, replies, None, first.tests, why)


def _ask(decision: Decision, session: _Session, turn: int, replies: list[Reply]) -> Verdict | Refusal:
    """Ask, and once more when the answer cannot be read; one that was cut would be cut again."""
    asker = session.asker
    prompt = write(decision, session.sources, asker.settings, turn)
    if prompt is None:
        limit = asker.settings.context
        return Refusal("context", f"Its shortest question does not fit into {limit} tokens.")
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
        found = _verify(reply, prompt, decision, session)
        said = _told(found.tests) if isinstance(found, Verdict) else found.message
        asker.write(prompt.clause, "test", question, attempt=attempt, decision=said, reply=reply, recorded=recorded)
        if isinstance(found, Verdict) or found.kind in ("cut", "not proven"):
            return found
        outcome = found
        question = repair(prompt, reply.text, found.message, output(asker.settings))
    return outcome


def _verify(reply: Reply, prompt: Prompt, decision: Decision, session: _Session) -> Verdict | Refusal:
    return verify(reply, prompt.offered, prompt.lines, decision.clause.all_text, session.sources.words)


def _told(tests: tuple[str, ...] | None) -> str:
    return " and ".join(tests) if tests else "none of the tests"


def _because(verdict: Verdict) -> str:
    words = f" for {', '.join(verdict.words[:4])}" if verdict.words else ""
    return f"by line{'s' if len(verdict.lines) > 1 else ''} {', '.join(map(str, verdict.lines))}{words}"


def _suggest(decision: Decision, verdict: Verdict, session: _Session, why: str) -> Decision:
    """Leave a clause in review, with the model's answer beside the guess."""
    same = "agrees" if verdict.tests == decision.tests else f"suggests {_told(verdict.tests)}"
    reason = f"{decision.reason}{_MARK}({session.asker.llm.name}) {same} {_because(verdict)}. {why}"
    return replace(decision, reason=reason, suggested=verdict.tests)


def _decide(decision: Decision, verdict: Verdict, tests: tuple[str, ...], sure: float, session: _Session) -> Decision:
    measured = session.gate.measured
    assert measured is not None
    counts = measured.counts
    agrees = "agrees with the scores on" if verdict.tests == decision.tests else "says"
    known = f"Measured on {counts.answers} labelled clauses, it was right about {counts.correct}."
    rest = [each for each in decision.probabilities if each.test not in tests and (each.test or tests)]
    return replace(
        decision,
        outcome="matched" if tests else "unmatched",
        tests=tests,
        confidence=round(sure, 6),
        reason=f"{session.asker.llm.name} {agrees} {_told(verdict.tests)} {_because(verdict)}. {known}",
        by="llm",
        runner_up=rest[0].test if rest else "",
        quote=verdict.quote,
        suggested=verdict.tests,
    )


def _problems(report: Report, settled: Sequence[Settled], asker: Asker) -> tuple[Problem, ...]:
    """One row for all clauses of a document that the model could not be asked about."""
    failed = [result for result in settled if result.kind not in _ANSWERED]
    if not failed:
        return ()
    reasons = Counter(result.message for result in failed)
    why = asker.stopped or reasons.most_common(1)[0][0]  # of several the most frequent, of equals the first
    message = (
        f"The model gave no reply about {len(failed)} of {len(settled)} clauses in review: {why} They stay in review; "
        "run again to ask about them, answers given so far are kept."
    )
    return (Problem(report.document, KIND, message, fatal=False),)
