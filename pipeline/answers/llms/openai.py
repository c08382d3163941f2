"""Models behind OpenAI's API: OpenAI itself, Azure, and the local servers that speak it (vLLM, llama.cpp, LM Studio).

The context cannot be set through this API: whether the server read the whole prompt is seen only from the tokens it
counted. The client's own repetitions are off, because they would not know of the deadline.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.answers.llms import hosts
from pipeline.answers.llms.deadlines import Loop
from pipeline.answers.llms.faults import LLMError, from_status
from pipeline.answers.llms.hosts import CONNECT, hide, key
from pipeline.answers.llms.protocols import Health, Message, Question, Reply
from pipeline.errors import ConfigError, DependencyError

try:
    import openai
except ImportError:
    raise DependencyError(
        "The package openai is not installed; install it with: pip install emc-spec-matcher[openai]"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai.types.chat import ChatCompletion

    from pipeline.config import LLMSettings

_KEYS = {"openai": "OPENAI_API_KEY", "azure": "AZURE_OPENAI_API_KEY", "openai-compatible": "OPENAI_API_KEY"}
_HOSTS = {  # environment variable of the official client, and the address without it
    "openai": ("OPENAI_BASE_URL", "https://api.openai.com/v1"),
    "openai-compatible": ("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1"),
    "azure": ("AZURE_OPENAI_ENDPOINT", ""),
}
_NO_KEY = "none"  # local servers want no key, the client wants one


def connect(settings: LLMSettings) -> OpenAI:
    """Make ready to ask; nothing is sent yet.

    :raises DependencyError: OpenAI or Azure without a key, or Azure without a host.
    :raises ConfigError: the address is wrong, or another machine's without the user's consent.
    """
    variable = settings.key_variable or _KEYS[settings.provider]
    if settings.provider != "openai-compatible" and not key(variable):
        raise DependencyError(f"Set the environment variable {variable} to your key for '{settings.provider}'.")
    address = hosts.find(settings, *_HOSTS[settings.provider])
    if not address.url:
        raise DependencyError("Set host in [llm] to your Azure resource, https://NAME.openai.azure.com")
    hosts.check(address, settings)
    _check_path(address, settings.provider)
    return OpenAI(settings, address)


class OpenAI:
    """One model at one server."""

    def __init__(self, settings: LLMSettings, address: hosts.Address) -> None:
        self._settings, self._address = settings, address
        self._variable = settings.key_variable or _KEYS[settings.provider]
        self._loop = Loop()
        self._client: openai.AsyncOpenAI | None = None

    @property
    def name(self) -> str:
        """See `LLM`."""
        return f"{self._settings.provider}/{self._settings.model}"

    @property
    def address(self) -> str:
        """See `LLM`."""
        return str(self._address)

    @property
    def digest(self) -> str:
        """Not known through this API."""
        return ""

    def chat(self, question: Question, seconds: float) -> Reply:
        """See `LLM`."""
        with self._translated():
            return self._loop.run(lambda: self._chat(question), seconds)

    def check(self, seconds: float) -> Health:
        """See `LLM`."""
        try:
            reply = self.chat(Question((Message("user", "Answer with the word: ready"),), output=16), seconds)
        except LLMError as fault:
            return Health(False, f"{fault.message} Server: {self._address}")
        return Health(True, f"{self.name} at {self._address} answers.", reply.seconds)

    def close(self) -> None:
        """See `LLM`."""
        self._loop.close(self._close)

    async def _chat(self, question: Question) -> Reply:
        started = time.monotonic()
        answer: ChatCompletion = await self._open().chat.completions.create(**self._call(question))
        if not answer.choices:
            raise LLMError("malformed", "The server's answer holds no choice.")
        choice, usage = answer.choices[0], answer.usage
        return Reply(
            text=choice.message.content or "",
            seconds=time.monotonic() - started,
            prompt_tokens=usage.prompt_tokens if usage else None,
            answer_tokens=usage.completion_tokens if usage else None,
            cut=choice.finish_reason == "length",
        )

    def _call(self, question: Question) -> dict[str, Any]:
        settings = self._settings
        temperature = settings.temperature if question.temperature is None else question.temperature
        # OpenAI has renamed the limit for its newer models; the local servers know the old name
        limit = "max_tokens" if settings.provider == "openai-compatible" else "max_completion_tokens"
        call: dict[str, Any] = {
            "model": settings.model,
            "messages": [{"role": message.role, "content": message.content} for message in question.messages],
            "seed": settings.seed,
            limit: question.output or settings.output,
        }
        if temperature >= 0:
            call["temperature"] = temperature
        if question.schema is not None and settings.structure != "text":
            call["response_format"] = _format(question, settings)
        return call

    def _open(self) -> openai.AsyncOpenAI:
        if self._client is None:
            shared: dict[str, Any] = {
                "api_key": key(self._variable) or _NO_KEY,
                "timeout": openai.Timeout(self._settings.call_deadline, connect=CONNECT),
                "max_retries": 0,
            }
            http = hosts.options(self._address.url, self._settings.ca_file)
            shared["http_client"] = openai.DefaultAsyncHttpxClient(**http)
            if self._settings.provider == "azure":
                self._client = openai.AsyncAzureOpenAI(
                    azure_endpoint=self._address.url, api_version=self._settings.azure_version, **shared
                )
            else:
                self._client = openai.AsyncOpenAI(base_url=self._address.url, **shared)
        return self._client

    async def _close(self) -> None:
        if self._client is not None:
            await self._client.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the client's exceptions into faults."""
        try:
            yield
        except openai.APIStatusError as error:
            said = hide(error.message, key(self._variable))
            fault = from_status(error.status_code, said, self._settings.model, error.response.headers)
            raise _with_hint(fault, error.status_code, self._address) from None
        except openai.APITimeoutError:
            raise LLMError("deadline", "The model gave no answer in time.") from None
        except openai.APIConnectionError as error:
            if why := hosts.certificate_fault(error):
                raise hosts.untrusted(self._address.url, why) from None
            raise LLMError("line", "No connection to the model server, or it broke.") from None
        except (openai.OpenAIError, ValueError, TypeError, AttributeError):
            # the client trusts what it reads: a frame of another form shows as one of these
            raise LLMError("malformed", "The server's answer has not the form that its API promises.") from None


def _check_path(address: hosts.Address, provider: str) -> None:
    """Explain an address that ends where the client goes on by itself, or that belongs to another API."""
    path = urlsplit(address.url).path.rstrip("/")
    if path.endswith(("/chat/completions", "/completions", "/models")):
        raise ConfigError(f"{address} names a part of the API: leave out what follows /v1.")
    if provider == "openai-compatible" and path.endswith(("/api", "/api/chat", "/api/generate")):
        raise ConfigError(f'{address} is Ollama\'s own API: set provider = "ollama", or end the address with /v1.')


def _with_hint(fault: LLMError, status: int, address: hosts.Address) -> LLMError:
    """Say what a 404 most often means where the address has no /v1."""
    if status == 404 and not urlsplit(address.url).path.strip("/"):
        return LLMError(fault.kind, f"{fault.message} Most servers answer under {address.url}/v1; set host so.")
    return fault


def _format(question: Question, settings: LLMSettings) -> dict[str, Any]:
    if settings.structure == "object":
        # llama.cpp and llama-cpp-python keep to a schema given like this; others pass over it, OpenAI would refuse it
        local = settings.provider == "openai-compatible"
        return {"type": "json_object"} | ({"schema": dict(question.schema or {})} if local else {})
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": dict(question.schema or {})},
    }
