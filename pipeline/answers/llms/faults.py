"""Why a model gave no reply, and what that means for the calls after it."""

from __future__ import annotations

from typing import Literal

from pipeline.errors import DependencyError

Kind = Literal[
    "line",
    "busy",
    "deadline",
    "model missing",
    "key refused",
    "context",
    "context too small",
    "structure refused",
    "refused",
    "malformed",
]

_RETRY: frozenset[Kind] = frozenset({"line", "busy", "malformed"})
_HOPELESS: frozenset[Kind] = frozenset({"model missing", "key refused", "context too small", "structure refused"})


class LLMError(DependencyError):
    """A call to a model gave no reply.

    :param kind: "line" no connection, or it broke; "busy" the server failed or has too much to do (5xx, 429);
        "deadline" no reply in time; "model missing" no such model at the server; "key refused" 401 or 403; "context"
        the prompt did not fit; "context too small" the server gives less than is set; "structure refused" it cannot
        hold answers in the form that is asked for; "refused" the server takes
        exception to the call (other 4xx); "malformed" the server's own frame around the reply is broken.
    :param message: one sentence for the user.
    """

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message

    def __reduce__(self) -> tuple[type[LLMError], tuple[Kind, str]]:
        """Pickle with both arguments."""
        return type(self), (self.kind, self.message)

    @property
    def worth_retrying(self) -> bool:
        """The same call may well succeed a moment later."""
        return self.kind in _RETRY

    @property
    def hopeless(self) -> bool:
        """Every further call of this run would end the same way."""
        return self.kind in _HOPELESS

    @property
    def counts(self) -> bool:
        """The server, not the single question, is at fault: counted by the circuit breaker."""
        return self.kind not in {"context"}


def from_status(status: int, message: str, model: str) -> LLMError:
    """Translate an HTTP status of a model server; the same numbers mean the same at Ollama and OpenAI."""
    said = " ".join(message.split())[:300]
    if status == 404:
        return LLMError("model missing", f"The server has no model '{model}' ({said}).")
    if status in (401, 403):
        return LLMError("key refused", f"The server refused the key or gives no access to '{model}' ({status}).")
    if "response_format" in said or "json_schema" in said:  # llama-cpp-python says so with 500, LM Studio with 400
        hint = 'Set structure in [llm] to another of "schema", "object", "text".'
        return LLMError("structure refused", f"The server cannot hold answers in form this way ({said}). {hint}")
    if status in (408, 425, 429) or status >= 500:
        return LLMError("busy", f"The server failed with status {status} ({said}).")
    if "context" in said.lower() and any(word in said.lower() for word in ("length", "exceed", "long", "token")):
        return LLMError("context", f"The prompt is too long for the server's context ({said}).")
    return LLMError("refused", f"The server refused the call with status {status} ({said}).")
