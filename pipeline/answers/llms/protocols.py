"""What is said to a language model and what comes back, the same for every provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """A whole conversation that a model is to go on with, and the form its answer must have."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = field(default=None, hash=False)  # JSON schema of the answer; None = free text
    temperature: float | None = None  # overrides the setting
    output: int | None = None  # longest answer in tokens; overrides the setting


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said."""

    text: str
    seconds: float
    prompt_tokens: int | None = None  # as the server counted them; None = not said
    answer_tokens: int | None = None
    cut: bool = False  # the answer reached the longest length allowed
    context: int | None = None  # tokens of context the server really gave; None = not said


@dataclass(frozen=True, slots=True)
class Health:
    """What `emcmatch check` says about a model."""

    ready: bool
    message: str  # what is wrong and what to do; or how the model answered
    seconds: float | None = None  # one short answer took so long; None = none came


class LLM(Protocol):
    """A language model. Calls may come from several threads at once."""

    @property
    def name(self) -> str:
        """Provider and model, "ollama/llama3"; part of the key under which answers are kept."""

    @property
    def address(self) -> str:
        """Where the calls go and who says so, "http://127.0.0.1:11434 (OLLAMA_HOST)"; "" = this process itself."""

    @property
    def digest(self) -> str:
        """What tells two versions of a model of the same name apart; "" when the provider does not say."""

    def chat(self, question: Question, seconds: float) -> Reply:
        """Ask once, without repetition.

        :param seconds: the call ends after this time, whatever the server does.
        :raises LLMError: no reply; its kind says why.
        """

    def check(self, seconds: float) -> Health:
        """Say whether the server answers and the model is there, within the given time. Never raises."""

    def close(self) -> None:
        """Let connections and threads go."""
