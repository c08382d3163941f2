"""The model server speaks the documented APIs, as their own clients understand them."""

from __future__ import annotations

import json

import httpx
import ollama
from model_server import ModelServer


def test_an_ollama_client_finds_all_it_asks_for() -> None:
    with ModelServer(lambda asked: "hello", context=8192) as server:
        client = ollama.Client(server.url, trust_env=False)
        assert client.list().models[0].model == "llama3:latest"
        assert client.show("llama3").modelinfo["llama.context_length"] == 8192
        assert len(client.embed("llama3", ["one", "three"]).embeddings) == 2
        assert [step.status for step in client.pull("mistral", stream=True)] == ["pulling manifest", "success"]
        assert "mistral:latest" in [model.model for model in client.list().models]
        whole = client.chat("llama3", [{"role": "user", "content": "hi"}])
        assert (whole.message.content, whole.done_reason) == ("hello", "stop")
        parts = list(client.chat("llama3", [{"role": "user", "content": "hi"}], stream=True))
        assert "".join(part.message.content or "" for part in parts) == "hello"
        assert parts[-1].done
        assert client.ps().models[0].context_length == 8192
        version = httpx.get(f"{server.url}/api/version", trust_env=False).json()
        assert version["version"]


def test_a_long_prompt_is_cut_silently_to_half_of_the_context() -> None:
    seen = []

    def model(asked: object) -> str:
        seen.append(asked.prompt)  # type: ignore[attr-defined]
        return "ok"

    with ModelServer(model, context=100) as server:
        client = ollama.Client(server.url, trust_env=False)
        reply = client.chat("llama3", [{"role": "user", "content": "x" * 4000}])
        assert reply.prompt_eval_count == 52
        assert len(seen[0]) == 200
        full = client.chat("llama3", [{"role": "user", "content": "x" * 4000}], options={"num_ctx": 2000})
        assert full.prompt_eval_count == 1000


def test_what_is_unknown_is_not_found() -> None:
    with ModelServer(lambda asked: "") as server:
        reply = httpx.get(f"{server.url}/api/nothing", trust_env=False)
        assert reply.status_code == 404
        assert "error" in json.loads(reply.text)
