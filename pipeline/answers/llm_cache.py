"""Answers kept as they come, under a key that covers all they depend on: the words of the question, the model and its
weights, and every setting that reaches it. A run that was killed goes on where it stopped; a second run asks nothing.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING, Protocol

from pipeline.answers.llms import Reply

if TYPE_CHECKING:
    from pipeline.answers.llms import LLM, Question
    from pipeline.config import LLMSettings

_VERSION = 1  # of what is recorded
_PACE_KEPT = 20  # calls from which the pace is known


class LLMCache(Protocol):
    """Where answers are kept; `pipeline.storage.cache.Store` is one."""

    def get(self, key: str) -> bytes | None:
        """Fetch a value; None when there is none."""

    def put(self, key: str, value: bytes) -> None:
        """Keep a value."""


class Memory:
    """A store for the time of one process."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """See `LLMCache`."""
        return self.values.get(key)

    def put(self, key: str, value: bytes) -> None:
        """See `LLMCache`."""
        self.values[key] = value


class Recording:
    """The answers of one model under one set of settings. May be used from several threads."""

    def __init__(self, store: LLMCache, llm: LLM, settings: LLMSettings) -> None:
        self._store, self._llm, self._settings = store, llm, settings
        self._lock = threading.Lock()
        self._digest: str | None = None

    def get(self, question: Question) -> Reply | None:
        """Return the reply kept for a question; None when there is none that can be read."""
        kept = self._store.get(self._key(question))
        try:
            return None if kept is None else Reply(**json.loads(kept))
        except (ValueError, TypeError):
            return None

    def put(self, question: Question, reply: Reply) -> None:
        """Keep a reply, and what it says about the pace of the model."""
        self._store.put(self._key(question), json.dumps(asdict(reply)).encode())
        with self._lock:
            calls = [*self._calls(), (reply.seconds, reply.answer_tokens or 0)]
            self._store.put(self._pace_key(), json.dumps(calls[-_PACE_KEPT:]).encode())

    def pace(self) -> float | None:
        """Seconds of a usual call to this model, the median of the last ones; None when none was recorded."""
        seconds = sorted(call[0] for call in self._calls())
        return seconds[len(seconds) // 2] if seconds else None

    def _calls(self) -> list[tuple[float, int]]:
        kept = self._store.get(self._pace_key())
        return [(float(seconds), int(tokens)) for seconds, tokens in json.loads(kept)] if kept else []

    def _key(self, question: Question) -> str:
        settings = self._settings
        parts = {
            "version": _VERSION,
            "model": [self._llm.name, self._known_digest()],
            "messages": [[message.role, message.content] for message in question.messages],
            "schema": question.schema,
            "temperature": settings.temperature if question.temperature is None else question.temperature,
            "output": question.output or settings.output,
            "settings": [settings.seed, settings.context, settings.structure],
        }
        text = json.dumps(parts, sort_keys=True, default=dict)
        return f"llm:{hashlib.sha256(text.encode()).hexdigest()}"

    def _known_digest(self) -> str:
        """The digest of the model; the one last seen while the server does not answer, so that a run can go on."""
        with self._lock:
            if self._digest is None:
                key = f"llm digest:{self._llm.name}"
                self._digest = self._llm.digest
                if self._digest:
                    self._store.put(key, self._digest.encode())
                else:
                    self._digest = (self._store.get(key) or b"").decode()
            return self._digest

    def _pace_key(self) -> str:
        return f"llm pace:{self._llm.name}"
