"""A model server over real HTTP on the loopback address: Ollama's documented API, and OpenAI's beside it.

What it says is up to a `Model`, a function from what was asked to a text. What goes wrong is scripted: each chat takes
the next fault of the script, None means none. It counts tokens as four characters each, and cuts a prompt that is
longer than the context the way Ollama does: silently, keeping half of it.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable
from http.server import ThreadingHTTPServer

from model_handler import CHARACTERS, Asked, Handler

__all__ = ["Asked", "Model", "ModelServer"]

Model = Callable[[Asked], str]


class ModelServer:
    """Use as a context manager; `url` is for Ollama, `url + "/v1"` for OpenAI."""

    def __init__(
        self,
        model: Model,
        faults: Iterable[str | None] = (),
        names: tuple[str, ...] = ("llama3:latest",),
        context: int = 4096,
        obeys_context: bool = True,
        seconds: float = 0.0,
    ) -> None:
        self.model, self.names, self.seconds = model, names, seconds
        self.context, self.obeys_context = context, obeys_context
        self.asked: list[Asked] = []
        self.calls = 0  # chats begun, faulty ones included
        self.now = self.most = 0  # chats under way at once, at present and at most
        self.running: dict[str, int] = {}
        self.leaving = threading.Event()
        self._faults = itertools.chain(faults, itertools.repeat(None))
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), Handler)
        self._http.owner = self

    @property
    def url(self) -> str:
        """Address of the server, without a path."""
        host, port = self._http.server_address[:2]
        return f"http://{host}:{port}"

    def __enter__(self) -> ModelServer:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leaving.set()
        self._http.shutdown()
        self._http.server_close()

    def next_fault(self) -> str | None:
        """Take the next fault of the script."""
        with self._lock:
            self.calls += 1
            return next(self._faults)

    def enter(self, step: int) -> None:
        """Count a chat that begins or ends."""
        with self._lock:
            self.now += step
            self.most = max(self.most, self.now)

    def seen(self, asked: Asked) -> tuple[Asked, int]:
        """Cut the prompt to the context in force; return it with the count of tokens the server reports."""
        context = self.context
        if self.obeys_context and "num_ctx" in asked.options:
            context = asked.options["num_ctx"]
        self.running = {asked.model: context}
        tokens = len(asked.prompt) // CHARACTERS
        if tokens <= context:
            return asked, tokens
        left = "\n".join(message["content"] for message in asked.messages)[-context // 2 * CHARACTERS :]
        return Asked(**{**vars(asked), "messages": ({"role": "user", "content": left},)}), context // 2 + 2


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    owner: ModelServer

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what these tests are about."""
