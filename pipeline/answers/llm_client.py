"""Asking a model within bounds: repetitions, deadlines, a circuit breaker, and nothing asked twice.

One Asker serves a whole run, so its bounds are those of the run: when the server is gone or the time is up, all that is
still to be asked ends at once with the reason.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.llm_cache import LLMCache, Memory, Recording
from pipeline.answers.llms import LLMError
from pipeline.answers.llms.tokens import floor_of
from pipeline.answers.llms.traces import Call, Traces

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.answers.llms import LLM, Question, Reply
    from pipeline.config import LLMSettings


class NotAskedError(LLMError):
    """The question was not put to the model: the circuit is open, or the run's time is up."""


@dataclass(slots=True)
class CallTally:
    """What was asked so far."""

    calls: int = 0  # answered by the model
    recorded: int = 0  # answered from the store
    faults: int = 0
    seconds: float = 0.0  # of the calls answered by the model
    prompt_tokens: int = 0
    answer_tokens: int = 0


class Asker:
    """A model with all that a run allows it.

    :param store: where answers are kept between runs; None = only within this run.
    :param traces: where calls are written down; None = nowhere.
    :param sleep: waits before a repetition.
    """

    def __init__(
        self,
        llm: LLM,
        settings: LLMSettings,
        store: LLMCache | None = None,
        traces: Traces | None = None,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.llm, self.settings, self.tally = llm, settings, CallTally()
        self.recording = Recording(store if store is not None else Memory(), llm, settings)
        self._traces = traces or Traces(None)
        self._halt = threading.Event()
        self._sleep = sleep or self._halt.wait  # ends at once when the run is stopped
        self._earliest = 0.0  # a server asked to be left alone until then, on the monotonic clock
        self._lock = threading.Lock()
        self._began: float | None = None  # first call, on the monotonic clock
        self._failures = 0  # one after the other
        self._open: LLMError | None = None  # why no more calls are made

    @property
    def stopped(self) -> str:
        """Why no more calls are made, one sentence; "" while they are."""
        return self._open.message if self._open else ""

    def ask(self, question: Question) -> tuple[Reply, bool]:
        """Return the reply to a question, and whether it was recorded before.

        :raises LLMError: there is no reply; a NotAskedError when the model was not even asked.
        """
        kept = self.recording.get(question)
        if kept is not None:
            with self._lock:
                self.tally.recorded += 1
            return kept, True
        try:
            reply = self._call(question)
            self._check_context(question, reply)
        except LLMError as error:
            self._failed(error)
            raise
        self.recording.put(question, reply)
        self._answered(reply)
        return reply, False

    def write(
        self,
        about: str,
        purpose: str,
        question: Question,
        *,
        attempt: int,
        decision: str,
        reply: Reply | None = None,
        recorded: bool = False,
        fault: str = "",
    ) -> None:
        """Write a call into the traces, with what became of its answer; see `Call`."""
        temperature = self.settings.temperature if question.temperature is None else question.temperature
        call = Call(
            about=about,
            purpose=purpose,
            attempt=attempt,
            model=self.llm.name,
            messages=question.messages,
            address=self.llm.address,
            ended=time.time(),
            seconds=reply.seconds if reply else 0.0,
            answer=reply.text if reply else "",
            prompt_tokens=reply.prompt_tokens if reply else None,
            answer_tokens=reply.answer_tokens if reply else None,
            recorded=recorded,
            decision=decision,
            fault=fault,
            temperature=temperature,
            output=question.output or self.settings.output,
        )
        self._traces.write(call)

    def stop(self) -> None:
        """Make no more calls and end those under way."""
        with self._lock:
            self._open = self._open or LLMError("line", "The run was stopped.")
        self._halt.set()
        self.llm.close()

    def close(self) -> None:
        """Let go of connections and send the last traces."""
        self.llm.close()
        self._traces.close()

    def _call(self, question: Question) -> Reply:
        """Ask, and again after a fault of the line, all within one deadline.

        How long a server asks to be left alone (Retry-After) holds for every question of the run.
        """
        ends = time.monotonic() + min(self.settings.call_deadline, self._left())
        attempt = 0
        while True:
            self._wait(ends)
            try:
                return self.llm.chat(question, ends - time.monotonic())
            except LLMError as error:
                pause = max(self.settings.backoff * 2**attempt, error.wait)
                attempt += 1
                with self._lock:
                    self._earliest = max(self._earliest, time.monotonic() + error.wait)
                final = not error.worth_retrying or attempt > self.settings.retries or bool(self.stopped)
                if final or time.monotonic() + pause >= ends:
                    raise
                self._sleep(pause)

    def _wait(self, ends: float) -> None:
        """Leave a server alone for as long as it asked to another question.

        :raises LLMError: that is longer than this question may take.
        """
        left = self._earliest - time.monotonic()
        if left <= 0:
            return
        if self._earliest >= ends:
            raise LLMError("busy", f"The server asks not to be asked for another {left:.0f} s.")
        self._sleep(left)

    def _left(self) -> float:
        """Seconds left of the run; the clock starts with the first question."""
        with self._lock:
            if self._open is not None:
                raise NotAskedError(self._open.kind, self._open.message)
            now = time.monotonic()
            if self._began is None:
                self._began = now
            left = self._began + self.settings.run_deadline - now
        if left <= 0:
            limit = self.settings.run_deadline
            raise NotAskedError("deadline", f"The {limit:g} s for all questions (run_deadline in [llm]) are over.")
        return left

    def _check_context(self, question: Question, reply: Reply) -> None:
        """Refuse a reply to a prompt that the server may not have read in full."""
        context = self.settings.context
        if reply.context is not None and reply.context < context:
            message = f"The server gave the model {reply.context} tokens of context instead of {context}."
            raise LLMError("context too small", f"{message} Set context = {reply.context} in [llm].")
        if reply.prompt_tokens is None:
            return
        if reply.prompt_tokens > context:
            raise LLMError("context", f"The prompt took {reply.prompt_tokens} tokens; context is {context}.")
        fewest = floor_of(question.messages)
        # a server that confirmed the context has read it all; some count only what was not in their cache
        if reply.context is None and reply.prompt_tokens < fewest:
            message = f"The server cut the prompt: it read {reply.prompt_tokens} tokens of at least {fewest}."
            raise LLMError("context", message)

    def _failed(self, error: LLMError) -> None:
        if isinstance(error, NotAskedError):
            return
        with self._lock:
            self.tally.faults += 1
            self._failures += error.counts
            if self._open is None and (error.hopeless or self._failures >= self.settings.failures):
                self._open = error

    def _answered(self, reply: Reply) -> None:
        with self._lock:
            self._failures = 0
            self.tally.calls += 1
            self.tally.seconds += reply.seconds
            self.tally.prompt_tokens += reply.prompt_tokens or 0
            self.tally.answer_tokens += reply.answer_tokens or 0
