"""One request to the model server: both APIs, and every scripted fault down to the bytes."""

from __future__ import annotations

import itertools
import json
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHARACTERS = 4  # per token
STATUSES = {"400": 400, "401": 401, "404": 404, "429": 429, "500": 500, "503": 503}


@dataclass(frozen=True)
class Asked:
    """One chat as the server got it."""

    api: str  # "ollama" or "openai"
    model: str
    messages: tuple[dict[str, str], ...]
    schema: dict[str, Any] | None
    options: dict[str, Any]
    headers: dict[str, str]
    stream: bool
    body: dict[str, Any] = field(repr=False)

    @property
    def prompt(self) -> str:
        """All that the model sees, after the server has cut it to the context."""
        return "\n".join(message["content"] for message in self.messages)


class Handler(BaseHTTPRequestHandler):
    """Answers for the ModelServer that owns it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Any

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer what is only asked for."""
        owner = self.server.owner
        if self.path == "/api/version":
            return self._json({"version": "0.0.0-test"})
        if self.path == "/api/tags":
            models = [{"name": name, "model": name, "digest": "d" * 64, "size": 1} for name in owner.names]
            return self._json({"models": models})
        if self.path == "/api/ps":
            running = [
                {"name": name, "model": name if ":" in name else f"{name}:latest", "context_length": context}
                for name, context in owner.running.items()
            ]
            return self._json({"models": running})
        if self.path == "/v1/models":
            return self._json({"object": "list", "data": [{"id": name, "object": "model"} for name in owner.names]})
        return self._json({"error": "not found"}, 404)

    def do_POST(self) -> None:
        """Answer what brings a body."""
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        if self.path == "/api/chat":
            return self._chat(self._ollama(body))
        if self.path.split("?")[0].endswith("/chat/completions"):
            return self._chat(self._openai(body))
        if self.path == "/api/show":
            if not self._has(body.get("model", "")):
                return self._json({"error": f"model '{body.get('model')}' not found"}, 404)
            info = {"general.architecture": "llama", "llama.context_length": self.server.owner.context}
            return self._json({"model_info": info, "details": {"family": "llama"}, "capabilities": ["completion"]})
        if self.path == "/api/embed":
            texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
            return self._json({"model": body["model"], "embeddings": [[float(len(text)), 1.0] for text in texts]})
        if self.path == "/api/pull":
            self.server.owner.names = (*self.server.owner.names, f"{body['model']}:latest")
            lines: list[dict[str, Any]] = [{"status": "pulling manifest"}, {"status": "success"}]
            return self._lines(lines) if body.get("stream", True) else self._json(lines[-1])
        return self._json({"error": "not found"}, 404)

    # --- one chat -----------------------------------------------------------------------------------------------------

    def _ollama(self, body: dict[str, Any]) -> Asked:
        schema = body.get("format") if isinstance(body.get("format"), dict) else None
        options = body.get("options") or {}
        return self._asked("ollama", body, schema, options, body.get("stream", True))

    def _openai(self, body: dict[str, Any]) -> Asked:
        schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
        return self._asked("openai", body, schema, {}, body.get("stream", False))

    def _asked(self, api: str, body: Any, schema: Any, options: Any, stream: bool) -> Asked:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Asked(api, body["model"], tuple(body["messages"]), schema, options, headers, stream, body)

    def _chat(self, asked: Asked) -> None:
        owner = self.server.owner
        fault = owner.next_fault()
        owner.asked.append(asked)
        owner.enter(+1)
        try:
            self._answer(asked, fault)
        finally:
            owner.enter(-1)

    def _answer(self, asked: Asked, fault: str | None) -> None:
        if not self._has(asked.model):
            fault = "404"
        if self._fail(asked, fault or ""):
            return
        owner = self.server.owner
        self._wait(owner.seconds + (0.1 if fault == "slow" else 0))
        seen, tokens = owner.seen(asked)
        text = fault.removeprefix("say ") if fault and fault.startswith("say ") else owner.model(seen)
        if fault in ("half answer", "cut"):
            text = text[: len(text) // 2]
        self._cut = fault == "cut"
        self._reply(asked, text, tokens, endless=fault == "white space", broken=fault == "broken stream")

    def _fail(self, asked: Asked, fault: str) -> bool:  # noqa: C901  (one branch a fault)
        """Do what a scripted fault says; False when it is none of the line."""
        owner = self.server.owner
        if fault.startswith("429 after "):
            self._error(asked, "too many requests", 429, {"Retry-After": fault.rpartition(" ")[2]})
        elif fault in STATUSES:
            words = f"model '{asked.model}' not found" if fault == "404" else f"scripted {fault}"
            self._error(asked, words, STATUSES[fault])
        elif fault == "echo":
            self._error(asked, f"failed for {asked.headers.get('authorization')}", 500)
        elif fault == "no schemas":  # as the server of llama-cpp-python says it
            self._error(asked, "1 validation error: ('body', 'response_format', 'type') Input should be 'text'", 500)
        elif fault == "overflow":
            self._error(asked, "the prompt exceeds the maximum context length of 2048 tokens", 400)
        elif fault == "reset":
            self._reset()
        elif fault == "hang":
            owner.leaving.wait(60)
            self.close_connection = True
        elif fault == "trickle headers":
            self._trickle(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 6000)
        elif fault == "trickle":
            start = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: 6000\r\n\r\n"
            self._trickle(start + b" " * 6000)
        elif fault == "half frame":
            self._raw(b'{"model": "llama3", "message": {"role": "assi', 200)
        else:
            return False
        return True

    def _reply(self, asked: Asked, text: str, tokens: int, endless: bool, broken: bool) -> None:
        size, why = len(text) // CHARACTERS + 1, "length" if self._cut else "stop"
        if asked.api == "openai":
            choice = {
                "index": 0,
                "finish_reason": why,
                "message": {"role": "assistant", "content": text},
            }
            usage = {"prompt_tokens": tokens, "completion_tokens": size, "total_tokens": tokens + size}
            done = {"id": "1", "object": "chat.completion", "created": 1, "model": asked.model}
            return self._json({**done, "choices": [choice], "usage": usage})
        start = {"model": asked.model, "created_at": "2026-01-01T00:00:00Z"}
        end = {
            "done": True,
            "done_reason": why,
            "prompt_eval_count": tokens,
            "eval_count": size,
        }
        if not asked.stream:
            return self._json({**start, **end, "message": {"role": "assistant", "content": text}})
        parts: Iterator[str] = (text[place : place + 8] for place in range(0, len(text), 8))
        if endless:
            parts = itertools.chain(parts, itertools.repeat("  ", 100_000))
        lines = ({**start, "message": {"role": "assistant", "content": part}, "done": False} for part in parts)
        last = [] if broken else [{**start, **end, "message": {"role": "assistant", "content": ""}}]
        return self._lines(itertools.chain(lines, last), broken=broken)

    def _error(self, asked: Asked, words: str, status: int, headers: dict[str, str] | None = None) -> None:
        content = {"error": words if asked.api == "ollama" else {"message": words, "type": "error"}}
        self._raw(json.dumps(content).encode(), status, headers)

    # --- bytes --------------------------------------------------------------------------------------------------------

    def _json(self, value: Any, status: int = 200) -> None:
        self._raw(json.dumps(value).encode(), status)

    def _raw(self, data: bytes, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _lines(self, lines: Iterable[dict[str, Any]], broken: bool = False) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for line in lines:
            data = json.dumps(line).encode() + b"\n"
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        if broken:
            return self._reset()
        self.wfile.write(b"0\r\n\r\n")
        return None

    def _trickle(self, data: bytes) -> None:
        """One byte every 20 ms: no time-out between bytes ever fires."""
        for place in range(len(data)):
            self.wfile.write(data[place : place + 1])
            self.wfile.flush()
            if self.server.owner.leaving.wait(0.02):
                return

    def _wait(self, seconds: float) -> None:
        if seconds and self.server.owner.leaving.wait(seconds):
            self.close_connection = True

    def _reset(self) -> None:
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        self.close_connection = True
        self.wfile = _Nowhere()  # type: ignore[assignment]

    def _has(self, name: str) -> bool:
        return any(known in (name, f"{name}:latest") for known in self.server.owner.names)


class _Nowhere:
    """Takes what is written after the connection was reset."""

    closed = False

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...
