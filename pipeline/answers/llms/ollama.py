"""Models of a local Ollama server, through its own client.

What the client leaves open is closed here: it has no time-out, so every call runs under a deadline; the server's
default context differs from machine to machine and cuts silently, so `num_ctx` is always sent and what the server
really gave is read back; a model may write white space for ever after its answer, so reading stops soon after the JSON
is whole.
"""

from __future__ import annotations

import json
import time
from contextlib import aclosing, contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import httpx
import ollama

from pipeline.answers.llms import hosts
from pipeline.answers.llms.deadlines import Loop
from pipeline.answers.llms.faults import LLMError, from_status
from pipeline.answers.llms.hosts import CONNECT, hide, key
from pipeline.answers.llms.protocols import Health, Message, Question, Reply
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from pipeline.config import LLMSettings

_HOST = "http://127.0.0.1:11434"
_KEY = "OLLAMA_API_KEY"
_IDLE_PARTS = 32  # parts of nothing but white space after a complete answer before it is taken as finished
_LOOK_UP = 5.0  # seconds for the small questions: which models, which context


def connect(settings: LLMSettings) -> Ollama:
    """Make ready to ask; nothing is sent yet.

    :raises ConfigError: the address is wrong, or another machine's without the user's consent.
    """
    return Ollama(settings)


class Ollama:
    """One model at one Ollama server."""

    def __init__(self, settings: LLMSettings) -> None:
        self._address = hosts.find(settings, "OLLAMA_HOST", _HOST)
        self._host = self._address.url
        hosts.check(self._address, settings)
        _check_path(self._address)
        self._settings = settings
        self._loop = Loop()
        self._client: ollama.AsyncClient | None = None
        self._digest: str | None = None

    @property
    def name(self) -> str:
        """See `LLM`."""
        return f"ollama/{self._settings.model}"

    @property
    def address(self) -> str:
        """See `LLM`."""
        return str(self._address)

    @property
    def digest(self) -> str:
        """The digest of the weights; asked once, "" when the server does not answer."""
        if self._digest is None:
            with suppress(Exception):  # whatever is wrong will be said by the first call
                models = self._loop.run(self._models, min(_LOOK_UP, self._settings.call_deadline))
                self._digest = next((digest for name, digest in models if self._is_mine(name)), "")
        return self._digest or ""

    def chat(self, question: Question, seconds: float) -> Reply:
        """See `LLM`."""
        with _translated(self._settings, self._host):
            return self._loop.run(lambda: self._chat(question), seconds)

    def check(self, seconds: float) -> Health:
        """See `LLM`."""
        try:
            return self._check(seconds)
        except LLMError as fault:
            if fault.kind == "model missing":
                return Health(False, f"{fault.message} Get it with: ollama pull {self._settings.model}")
            if fault.kind == "certificate":
                return Health(False, fault.message)
            return Health(False, f"{fault.message} Is Ollama running at {self._host}? Start it with: ollama serve")

    def close(self) -> None:
        """See `LLM`."""
        self._loop.close(self._close)

    def _check(self, seconds: float) -> Health:
        model = self._settings.model
        with _translated(self._settings, self._host):
            models = self._loop.run(self._models, min(_LOOK_UP, seconds))
            if not any(self._is_mine(name) for name, _ in models):
                there = ", ".join(sorted(name for name, _ in models)) or "none"
                return Health(
                    False, f"Ollama has no model '{model}' (it has: {there}). Get it with: ollama pull {model}"
                )
            longest = self._loop.run(self._longest_context, min(_LOOK_UP, seconds))
            if longest is not None and longest < self._settings.context:
                return Health(
                    False,
                    f"'{model}' has a context of {longest} tokens; set context = {longest} or less in [llm].",
                )
        reply = self.chat(Question((Message("user", "Answer with the word: ready"),), output=8), seconds)
        return Health(True, f"{self.name} at {self._host} answers.", reply.seconds)

    async def _chat(self, question: Question) -> Reply:
        started = time.monotonic()
        parts: list[str] = []
        idle = 0
        last: ollama.ChatResponse | None = None
        stream = await self._open().chat(
            model=self._settings.model,
            messages=[{"role": message.role, "content": message.content} for message in question.messages],
            format=_format(question, self._settings.structure),
            options=self._options(question),
            keep_alive=self._settings.keep_alive,
            think=False,
            stream=True,
        )
        async with aclosing(cast("AsyncGenerator[ollama.ChatResponse]", stream)) as answer:
            async for last in answer:
                text = last.message.content or ""
                parts.append(text)
                idle = idle + 1 if not text.strip() else 0
                if last.done or (idle > _IDLE_PARTS and _is_json("".join(parts))):
                    break
        if last is None or not (last.done or idle > _IDLE_PARTS):
            raise LLMError("malformed", "The server ended its answer in the middle.")
        return Reply(
            text="".join(parts),
            seconds=time.monotonic() - started,
            prompt_tokens=last.prompt_eval_count,
            answer_tokens=last.eval_count,
            cut=last.done_reason == "length",
            context=await self._context(),
        )

    def _options(self, question: Question) -> dict[str, Any]:
        temperature = self._settings.temperature if question.temperature is None else question.temperature
        options: dict[str, Any] = {
            "num_ctx": self._settings.context,
            "num_predict": question.output or self._settings.output,
            "seed": self._settings.seed,
        }
        return options | ({"temperature": temperature} if temperature >= 0 else {})

    async def _models(self) -> list[tuple[str, str]]:
        found = await self._open().list()
        return [(model.model or "", model.digest or "") for model in found.models]

    async def _longest_context(self) -> int | None:
        shown = await self._open().show(self._settings.model)
        lengths = [value for name, value in (shown.modelinfo or {}).items() if name.endswith(".context_length")]
        return int(lengths[0]) if lengths else None

    async def _context(self) -> int | None:
        """Ask how much context the loaded model really has; older servers do not say."""
        with suppress(Exception):
            running = await self._open().ps()
            for model in running.models:
                if self._is_mine(model.model or model.name or ""):
                    return model.context_length
        return None

    def _is_mine(self, name: str) -> bool:
        model = self._settings.model
        return name == model or (":" not in model and name == f"{model}:latest")

    def _open(self) -> ollama.AsyncClient:
        if self._client is None:
            self._client = ollama.AsyncClient(
                self._host,
                headers=_authorization(self._settings.key_variable),
                timeout=httpx.Timeout(None, connect=min(CONNECT, self._settings.call_deadline)),
                **hosts.options(self._host, self._settings.ca_file),
            )
        return self._client

    async def _close(self) -> None:
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]


def _authorization(variable: str) -> dict[str, str]:
    secret = key(variable or _KEY)
    return {"authorization": f"Bearer {secret}"} if secret else {}


def _format(question: Question, structure: str) -> Any:  # noqa: ANN401  (the client's own type)
    if question.schema is None or structure == "text":
        return None
    return dict(question.schema) if structure == "schema" else "json"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _check_path(address: hosts.Address) -> None:
    """Explain an address that ends where the client goes on by itself."""
    last = urlsplit(address.url).path.rstrip("/").rpartition("/")[2]
    if last == "v1":
        raise ConfigError(
            f"{address} is the OpenAI-like side of Ollama: leave /v1 out, or set provider = "
            '"openai-compatible" in [llm].'
        )
    if last in ("api", "chat", "generate"):
        raise ConfigError(f"{address} names a part of Ollama's API: leave /api and what follows out.")


@contextmanager
def _translated(settings: LLMSettings, host: str) -> Iterator[None]:
    """Turn the client's exceptions into faults."""
    try:
        yield
    except ollama.ResponseError as error:
        status = error.status_code if error.status_code > 0 else 500  # an error line within a stream has none
        said = hide(error.error, key(settings.key_variable or _KEY))
        response = getattr(error.__context__, "response", None)  # the client keeps the words and drops the headers
        raise from_status(status, said, settings.model, getattr(response, "headers", None)) from None
    except (httpx.HTTPError, OSError) as error:
        if why := hosts.certificate_fault(error):
            raise hosts.untrusted(host, why) from None
        message = f"No connection to the model server, or it broke ({type(error).__name__})."
        raise LLMError("line", message) from None
    except ValueError:  # what pydantic and json raise is a ValueError
        raise LLMError("malformed", "The server's answer has not the form that its API promises.") from None
