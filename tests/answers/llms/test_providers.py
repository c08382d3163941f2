"""Providers against a server on the loopback address, faults of the line included."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from llm_settings import settings
from model_server import Asked, ModelServer

from pipeline.answers.llms import LLM, LLMError, Message, Question, connect
from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = {"type": "object", "properties": {"test": {"enum": ["A", "none"]}}, "required": ["test"]}
QUESTION = Question((Message("system", "Be brief."), Message("user", "Which test?")), SCHEMA)
BOTH = ["ollama", "openai-compatible"]


def says(text: str) -> Any:
    return lambda asked: text


@contextmanager
def connected(provider: str, server: ModelServer, **changes: Any) -> Iterator[LLM]:
    host = server.url if provider == "ollama" else f"{server.url}/v1"
    llm = connect(settings(provider=provider, host=host, **changes))
    assert llm is not None
    try:
        yield llm
    finally:
        llm.close()


def test_no_provider_means_no_model() -> None:
    assert connect(settings(provider="none")) is None


@pytest.mark.parametrize("provider", BOTH)
def test_a_question_is_answered_with_text_and_counts(provider: str) -> None:
    with ModelServer(says('{"test": "A"}')) as server, connected(provider, server) as llm:
        reply = llm.chat(QUESTION, 2.0)
    assert reply.text == '{"test": "A"}'
    assert reply.prompt_tokens is not None
    assert reply.answer_tokens == 4
    assert 0 < reply.seconds < 2
    assert llm.name == f"{provider}/llama3"


def test_ollama_is_told_context_seed_temperature_and_length() -> None:
    with ModelServer(says("{}")) as server, connected("ollama", server, context=2048, output=99, seed=7) as llm:
        assert llm.chat(QUESTION, 2.0).context == 2048
    options = server.asked[0].options
    assert options == {"num_ctx": 2048, "num_predict": 99, "seed": 7, "temperature": 0.0}
    assert server.asked[0].schema == SCHEMA
    assert server.asked[0].stream


def test_openai_is_told_schema_seed_temperature_and_length() -> None:
    with ModelServer(says("{}")) as server, connected("openai-compatible", server, output=99, seed=7) as llm:
        llm.chat(QUESTION, 2.0)
    body = server.asked[0].body
    assert (body["max_tokens"], body["seed"], body["temperature"]) == (99, 7, 0.0)
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_temperature_below_zero_is_not_sent() -> None:
    with ModelServer(says("{}")) as server, connected("openai-compatible", server, temperature=-1) as llm:
        llm.chat(QUESTION, 2.0)
    assert "temperature" not in server.asked[0].body


@pytest.mark.parametrize("provider", BOTH)
@pytest.mark.parametrize("fault", ["hang", "trickle", "trickle headers"])
def test_a_call_ends_at_its_deadline_whatever_the_server_does(provider: str, fault: str) -> None:
    with ModelServer(says("{}"), faults=[fault]) as server, connected(provider, server) as llm:
        started = time.monotonic()
        with pytest.raises(LLMError, match=r"no answer within 0\.3 s") as caught:
            llm.chat(QUESTION, 0.3)
        assert time.monotonic() - started < 0.8
        assert caught.value.kind == "deadline"
        assert llm.chat(QUESTION, 2.0).text == "{}"  # the next call is not held up by the last


def test_no_time_left_means_no_call() -> None:
    with ModelServer(says("{}")) as server, connected("ollama", server) as llm:
        with pytest.raises(LLMError, match="within 0 s"):
            llm.chat(QUESTION, -1.0)
        assert server.calls == 0


@pytest.mark.parametrize("provider", BOTH)
@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ("500", "busy", "status 500"),
        ("429", "busy", "status 429"),
        ("404", "model missing", "no model 'llama3'"),
        ("401", "key refused", "refused the key"),
        ("400", "refused", "status 400"),
        ("overflow", "context", "too long"),
        ("reset", "line", "it broke"),
        ("half frame", "malformed", "form"),
    ],
)
def test_each_fault_has_its_kind(provider: str, fault: str, kind: str, words: str) -> None:
    with (
        ModelServer(says("{}"), faults=[fault]) as server,
        connected(provider, server) as llm,
        pytest.raises(LLMError, match=words) as caught,
    ):
        llm.chat(QUESTION, 2.0)
    assert caught.value.kind == kind


def test_a_stream_that_breaks_off_is_no_answer() -> None:
    with (
        ModelServer(says('{"test": "A"}'), faults=["broken stream"]) as server,
        connected("ollama", server) as llm,
        pytest.raises(LLMError, match=r"it broke|in the middle"),
    ):
        llm.chat(QUESTION, 2.0)


def test_a_model_that_writes_white_space_for_ever_is_cut_off() -> None:
    with ModelServer(says('{"test": "A"}'), faults=["white space"]) as server, connected("ollama", server) as llm:
        assert llm.chat(QUESTION, 5.0).text.strip() == '{"test": "A"}'


@pytest.mark.parametrize("provider", BOTH)
def test_a_server_that_is_not_there_is_a_fault_of_the_line(provider: str) -> None:
    with ModelServer(says("{}")) as server:
        pass
    with connected(provider, server) as llm, pytest.raises(LLMError, match="No connection") as caught:
        llm.chat(QUESTION, 2.0)
    assert caught.value.kind == "line"


@pytest.mark.parametrize("provider", ["openai", "azure"])
def test_a_key_is_required_and_only_its_variable_is_named(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("AZURE_OPENAI_API_KEY", raising=False)
    with pytest.raises(DependencyError, match="environment variable"):
        connect(settings(provider=provider, host="https://name.example", allow_remote=True))


def test_azure_is_asked_under_its_deployment_with_its_own_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "azure-secret")
    with ModelServer(says("{}")) as server:
        llm = connect(settings(provider="azure", host=server.url))
        assert llm is not None
        assert llm.chat(QUESTION, 2.0).text == "{}"
        llm.close()
    assert server.asked[0].headers["api-key"] == "azure-secret"
    assert server.asked[0].body["max_completion_tokens"] == 300


@pytest.mark.parametrize("provider", BOTH)
def test_a_key_goes_to_the_server_and_never_into_a_message(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sk-very-secret")

    def repeats_the_key(asked: Asked) -> str:
        return asked.headers["authorization"]

    with (
        ModelServer(repeats_the_key, faults=[None, "401", "echo"]) as server,
        connected(provider, server, key_variable="MY_KEY") as llm,
    ):
        assert llm.chat(QUESTION, 2.0).text == "Bearer sk-very-secret"
        for words in ("refused the key", r"status 500 .*\(key\)"):
            with pytest.raises(LLMError, match=words) as caught:
                llm.chat(QUESTION, 2.0)
            assert "sk-very-secret" not in str(caught.value)
        assert "sk-very-secret" not in llm.name


def test_a_proxy_for_the_web_is_not_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for provider in BOTH:
        with ModelServer(says("{}")) as server, connected(provider, server) as llm:
            assert llm.chat(QUESTION, 2.0).text == "{}"


@pytest.mark.parametrize("provider", BOTH)
def test_check_says_how_long_an_answer_takes(provider: str) -> None:
    with ModelServer(says("ready"), seconds=0.05) as server, connected(provider, server) as llm:
        health = llm.check(2.0)
    assert health.ready
    assert health.seconds is not None
    assert 0.05 <= health.seconds < 2


def test_check_names_the_command_that_gets_a_missing_model() -> None:
    with ModelServer(says("ready"), names=("mistral:latest",)) as server, connected("ollama", server) as llm:
        health = llm.check(2.0)
    assert not health.ready
    assert "ollama pull llama3" in health.message
    assert "mistral" in health.message


def test_check_says_when_the_model_has_less_context_than_set() -> None:
    with ModelServer(says("ready"), context=2048) as server, connected("ollama", server) as llm:
        assert "2048" in llm.check(2.0).message


@pytest.mark.parametrize("provider", BOTH)
def test_check_never_raises_when_nobody_answers(provider: str) -> None:
    with ModelServer(says("ready")) as server:
        pass
    with connected(provider, server) as llm:
        health = llm.check(1.0)
    assert not health.ready
    assert health.seconds is None


def test_a_digest_tells_versions_of_a_model_apart() -> None:
    with ModelServer(says("")) as server, connected("ollama", server) as llm:
        assert llm.digest == "d" * 64
    with connected("ollama", server) as llm:
        assert llm.digest == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "0.0.0.0:{port}", "http://0.0.0.0:{port}"])
def test_the_address_a_server_listens_on_is_turned_into_one_to_call(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.answers.llms.hosts import reachable

    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    address = host.format(port=1234)
    assert "127.0.0.1" in reachable(address if "://" in address else f"http://{address}")


def test_a_host_with_a_password_is_a_wrong_setting() -> None:
    from pipeline.errors import ConfigError

    with pytest.raises(ConfigError, match=r"llm\.host"):
        settings(host="http://user:secret@server")
