"""A record of every call: always a line of JSON in the run folder, and an OpenTelemetry span where that is configured.

All calls about one clause share a trace id, which is made from the clause id, so a row of the report, its lines in the
file and its spans elsewhere can be brought together. Attribute names are those of OpenTelemetry's conventions for
generative AI (1.37); they still change, so they stand in one place here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.answers.llms.protocols import Message

FILE = "llm_calls.jsonl"
_SENDING = 5  # seconds the last spans may take at the end of a run
_SECOND = 1_000_000_000  # nanoseconds
_log = logging.getLogger("emcmatch")


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a model, or one answer taken from the store."""

    about: str  # clause id, or test id
    purpose: str  # "test", "requirements", "expand"
    attempt: int  # 1; 2 = the repair of an answer that could not be used
    model: str  # "ollama/llama3"
    messages: tuple[Message, ...]
    address: str  # where the call went, "" = this process
    ended: float  # seconds since 1970
    seconds: float
    answer: str = ""
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    recorded: bool = False  # taken from the store, not asked
    decision: str = ""  # the verified answer, or why there is none
    fault: str = ""  # kind of an LLMError
    temperature: float | None = None
    output: int | None = None  # tokens

    @property
    def trace_id(self) -> str:
        """32 hex digits, the same for all calls about one thing."""
        return hashlib.sha256(self.about.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Traces:
    """Writes calls down. None of its troubles ever stops a run.

    :param path: the JSONL file, appended to; None = write none.
    :param otlp: address of an OTLP/HTTP collector, "http://127.0.0.1:4318/v1/traces"; "" = send nothing.
    :param prompts: spans hold what was asked and answered, not only which model, how long and how many tokens.
    :raises DependencyError: an address is given and the OpenTelemetry packages are not installed.
    """

    def __init__(self, path: Path | None, otlp: str = "", *, prompts: bool = True) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._spans = _Spans(otlp, prompts) if otlp else None

    def write(self, call: Call) -> None:
        """Write one call down."""
        if self._path is not None:
            line = json.dumps(_plain(call), ensure_ascii=False) + "\n"
            try:
                with self._lock, self._path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                    file.write(line)
            except OSError as error:
                _log.warning("%s: a call to the model could not be written down (%s).", self._path, error)
                self._path = None
        if self._spans is not None:
            self._spans.send(call)

    def close(self) -> None:
        """Send what is still to be sent, within a few seconds."""
        if self._spans is not None:
            self._spans.close()


def _plain(call: Call) -> dict[str, Any]:
    values = asdict(call)
    ended = datetime.fromtimestamp(call.ended, UTC)
    return {"trace_id": call.trace_id, **values, "ended": ended.isoformat(timespec="milliseconds")}


class _Spans:
    """Calls as OpenTelemetry spans, sent in the background."""

    def __init__(self, endpoint: str, prompts: bool) -> None:
        self._prompts = prompts
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError:
            raise DependencyError(
                "otlp in [llm] needs OpenTelemetry; install it with: pip install emc-spec-matcher[telemetry]"
            ) from None
        self._provider = TracerProvider(resource=Resource.create({"service.name": "emcmatch"}), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=_SENDING)))
        self._tracer = self._provider.get_tracer("emcmatch")

    def send(self, call: Call) -> None:
        from opentelemetry.trace import (
            NonRecordingSpan,
            SpanContext,
            SpanKind,
            Status,
            StatusCode,
            TraceFlags,
            set_span_in_context,
        )

        trace = int(call.trace_id, 16)
        parent = SpanContext(trace, trace & (2**64 - 1), is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
        end = int(call.ended * _SECOND)
        span = self._tracer.start_span(
            f"chat {call.model.partition('/')[2]}",
            context=set_span_in_context(NonRecordingSpan(parent)),
            kind=SpanKind.CLIENT,
            attributes=_attributes(call) | (_said(call) if self._prompts else {}),
            start_time=end - int(call.seconds * _SECOND),
        )
        if call.fault:
            span.set_status(Status(StatusCode.ERROR, call.decision if self._prompts else call.fault))
        span.end(end_time=end)

    def close(self) -> None:
        thread = threading.Thread(target=self._provider.shutdown, daemon=True)  # it sends what is left
        thread.start()
        thread.join(_SENDING)


def _attributes(call: Call) -> dict[str, Any]:
    provider, _, model = call.model.partition("/")
    values: dict[str, Any] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "server.address": call.address.partition(" ")[0] or None,
        "gen_ai.request.temperature": call.temperature,
        "gen_ai.request.max_tokens": call.output,
        "gen_ai.usage.input_tokens": call.prompt_tokens,
        "gen_ai.usage.output_tokens": call.answer_tokens,
        "error.type": call.fault or None,
        "emcmatch.about": call.about,
        "emcmatch.purpose": call.purpose,
        "emcmatch.attempt": call.attempt,
        "emcmatch.recorded": call.recorded,
    }
    return {name: value for name, value in values.items() if value is not None}


def _said(call: Call) -> dict[str, Any]:
    """Give all of a call that holds text of the document or of the model."""
    values = {
        "gen_ai.input.messages": _turns((message.role, message.content) for message in call.messages),
        "emcmatch.decision": call.decision,
    }
    return values | ({"gen_ai.output.messages": _turns([("assistant", call.answer)])} if call.answer else {})


def _turns(turns: Iterable[tuple[str, str]]) -> str:
    messages = [{"role": role, "parts": [{"type": "text", "content": text}]} for role, text in turns]
    return json.dumps(messages, ensure_ascii=False)
