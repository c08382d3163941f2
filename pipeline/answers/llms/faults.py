"""Why a model gave no reply, and what that means for the calls after it."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "line",
    "busy",
    "deadline",
    "model missing",
    "key refused",
    "certificate",
    "context",
    "context too small",
    "structure refused",
    "refused",
    "malformed",
]

_RETRY: frozenset[Kind] = frozenset({"line", "busy", "malformed"})
_HOPELESS: frozenset[Kind] = frozenset(
    {"model missing", "key refused", "certificate", "context too small", "structure refused"}
)


class LLMError(DependencyError):
    """A call to a model gave no reply.

    :param kind: "line" no connection, or it broke; "busy" the server failed or has too much to do (5xx, 429);
        "deadline" no reply in time; "model missing" no such model at the server; "key refused" 401 or 403;
        "certificate" the server's certificate was not accepted; "context" the prompt did not fit; "context too small"
        the server gives less than is set; "structure refused" it cannot hold answers in the form that is asked for;
        "refused" the server takes exception to the call (other 4xx); "malformed" the server's own frame around the
        reply is broken.
    :param message: one sentence for the user.
    :param wait: seconds that the server asks to be left alone; 0 = it does not say.
    """

    def __init__(self, kind: Kind, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message
        self.wait = wait

    def __reduce__(self) -> tuple[type[LLMError], tuple[Kind, str, float]]:
        """Pickle with all arguments."""
        return type(self), (self.kind, self.message, self.wait)

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


def from_status(status: int, message: str, model: str, headers: Mapping[str, str] | None = None) -> LLMError:
    """Translate an HTTP status of a model server; the same numbers mean the same at Ollama and OpenAI.

    :param headers: of the server's answer, names in lower case; they may say how long to wait.
    """
    said = " ".join(message.split())[:300]
    if status in (301, 302, 303, 307, 308):
        to = (headers or {}).get("location", "another address")
        return LLMError("model missing", f"The server sends calls on to {to}; set host in [llm] to the right address.")
    if status == 404:
        return LLMError("model missing", f"The server has no model '{model}' ({said}).")
    if status in (401, 403):
        return LLMError("key refused", f"The server refused the key or gives no access to '{model}' ({status}).")
    if "response_format" in said or "json_schema" in said:  # llama-cpp-python says so with 500, LM Studio with 400
        hint = 'Set structure in [llm] to another of "schema", "object", "text".'
        return LLMError("structure refused", f"The server cannot hold answers in form this way ({said}). {hint}")
    if status in (408, 425, 429) or status >= 500:
        wait = waiting_time(headers or {})
        asks = f" It asks to wait {wait:.0f} s." if wait >= 1 else ""
        return LLMError("busy", f"The server failed with status {status} ({said}).{asks}", wait)
    if "context" in said.lower() and any(word in said.lower() for word in ("length", "exceed", "long", "token")):
        return LLMError("context", f"The prompt is too long for the server's context ({said}).")
    return LLMError("refused", f"The server refused the call with status {status} ({said}).")


_RESETS = ("x-ratelimit-reset-requests", "x-ratelimit-reset-tokens")  # OpenAI's: "1s", "6m0s", "120ms"
_SPAN = re.compile(r"(?<!\d)(\d++(?:\.\d++)?)(ms|h|m|s)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST = 86_400.0  # seconds; what says more is no time to wait for


def waiting_time(headers: Mapping[str, str]) -> float:
    """Seconds until a server wants to be asked again: by Retry-After (RFC 9110), or by the reset of a rate limit.

    :param headers: names in lower case.
    :return: 0 where none of them says so in a form that can be read.
    """
    if milliseconds := _number(headers.get("retry-after-ms", "")):
        return milliseconds / 1000
    said = headers.get("retry-after", "").strip()
    if said:
        return _number(said) or _until(said)
    resets = [sum(float(n) * _SECONDS[unit] for n, unit in _SPAN.findall(headers.get(name, ""))) for name in _RESETS]
    left = [headers.get(name.replace("reset", "remaining"), "") for name in _RESETS]
    return min(max((reset for reset, rest in zip(resets, left, strict=True) if rest in ("0", "")), default=0), _LONGEST)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(value, _LONGEST) if value > 0 else 0.0


def _until(date: str) -> float:
    try:
        return min(max(0.0, parsedate_to_datetime(date).timestamp() - time.time()), _LONGEST)
    except (ValueError, TypeError, OverflowError):
        return 0.0
