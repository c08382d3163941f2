"""Where calls go: every form of an address, this machine or another one, certificates, and how long to wait."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from answer_builders import CATALOGUE, asking, oracle, report
from llm_settings import settings
from model_server import ModelServer

from pipeline.answers import resolve
from pipeline.answers.llms import LLMError, Message, Question, connect, hosts
from pipeline.answers.llms.faults import waiting_time
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = Question((Message("user", "Which test?"),))
OLLAMA_HOSTS = [
    "1.2.3.4", ":56789", "1.2.3.4:56789", "http://1.2.3.4", "https://1.2.3.4", "https://1.2.3.4:56789", "example.com",
    "example.com:56789", "http://example.com", "https://example.com", "example.com/", "example.com:56789/",
    "example.com/path", "https://example.com:56789/path", "example.com:56789/path/", "[0001:002:003:0004::1]",
    "[0001:002:003:0004::1]:56789", "http://[0001:002:003:0004::1]", "[::1]/path",
    "https://[0001:002:003:0004::1]:56789/path",
]  # fmt: skip


@pytest.mark.parametrize("host", OLLAMA_HOSTS)
def test_ollama_host_is_read_as_the_official_client_reads_it(host: str) -> None:
    ollama = pytest.importorskip("ollama")
    theirs = ollama.Client(host)._client.base_url  # an httpx.URL, which leaves the usual ports out
    assert type(theirs)(hosts.parse_ollama(host) + "/") == type(theirs)(str(theirs).rstrip("/") + "/")


@pytest.mark.parametrize("said", ['"127.0.0.1:8080"', " 127.0.0.1:8080 ", "'http://127.0.0.1:8080'"])
def test_quotes_and_spaces_around_a_variable_do_no_harm(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", said)
    llm = connect(settings())
    assert llm is not None
    assert llm.address == "http://127.0.0.1:8080 (OLLAMA_HOST)"


@pytest.mark.parametrize(
    ("variable", "provider", "said", "where"),
    [
        ("OLLAMA_HOST", "ollama", "0.0.0.0", "http://127.0.0.1:11434"),
        ("OLLAMA_HOST", "ollama", "[::]:9", "http://127.0.0.1:9"),
        ("OPENAI_BASE_URL", "openai-compatible", "http://localhost:1234/v1/", "http://localhost:1234/v1"),
    ],
)
def test_the_environment_says_where_a_server_is_when_no_host_is_set(
    variable: str, provider: str, said: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, said)
    llm = connect(settings(provider=provider))
    assert llm is not None
    assert llm.address == f"{where} ({variable})"
    told = connect(settings(provider=provider, host="http://127.0.0.1:5"))
    assert told is not None
    assert told.address == "http://127.0.0.1:5 (host in [llm])"


@pytest.mark.parametrize(
    "host",
    [
        "http://localhost", "http://LOCALHOST:1", "http://localhost.:1", "http://model.localhost", "http://127.0.0.1",
        "http://127.8.7.6", "http://127.1:11434", "http://2130706433", "http://0x7f.0.0.1", "http://[::1]:4",
        "http://[::ffff:127.0.0.1]", "http://[0:0:0:0:0:0:0:1]", "http://0.0.0.0", "http://[::]", "http://ip6-localhost",
    ],
)  # fmt: skip
def test_every_name_of_this_machine_is_this_machine(host: str) -> None:
    assert hosts.is_local(host)
    assert hosts.options(host)["trust_env"] is False


@pytest.mark.parametrize(
    "host",
    [
        "http://localhost.example.org", "http://notlocalhost", "http://128.0.0.1", "http://192.168.0.2", "https://gpu",
        "http://[::ffff:10.0.0.1]", "http://[2001:db8::1]", "http://127.0.0.1.example.org", "http://example.org#localhost",
    ],
)  # fmt: skip
def test_another_machine_is_asked_only_with_consent(host: str) -> None:
    assert not hosts.is_local(host)
    for provider in ("ollama", "openai-compatible"):
        with pytest.raises(ConfigError, match=r"another machine.*allow_remote = true.*--allow-remote"):
            connect(settings(provider=provider, host=host))
        assert connect(settings(provider=provider, host=host, allow_remote=True)) is not None


def test_another_machine_in_the_environment_needs_consent_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "gpu.example.org")
    with pytest.raises(ConfigError, match=r"http://gpu.example.org:11434 \(OLLAMA_HOST\) is another machine"):
        connect(settings())
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    with pytest.raises(ConfigError, match=r"api\.openai\.com"):
        connect(settings(provider="openai"))


@pytest.mark.parametrize(
    ("provider", "path", "words"),
    [
        ("ollama", "/v1", "leave /v1 out"),
        ("ollama", "/api", "leave /api"),
        ("ollama", "/api/chat", "leave /api"),
        ("openai-compatible", "/api", 'provider = "ollama"'),
        ("openai-compatible", "/v1/chat/completions", "leave out what follows /v1"),
    ],
)
def test_a_part_of_an_api_in_the_address_is_explained(provider: str, path: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        connect(settings(provider=provider, host=f"http://127.0.0.1:11434{path}"))


def test_an_address_without_v1_is_explained_when_nothing_answers_there() -> None:
    with ModelServer(lambda asked: "{}", names=()) as server:
        llm = connect(settings(provider="openai-compatible", host=server.url))
        assert llm is not None
        with pytest.raises(LLMError, match=r"Most servers answer under http://127.0.0.1:\d+/v1"):
            llm.chat(QUESTION, 2.0)
        llm.close()


class _Elsewhere(BaseHTTPRequestHandler):
    asked = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(307)
        self.send_header("Location", "http://gpu.example.org/api/chat")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def serve() -> Iterator[Any]:
    """Serve on the loopback address with a handler, over TLS where a certificate is given."""
    servers: list[HTTPServer] = []

    def start(handler: Any, certificate: Path | None = None) -> int:
        server = HTTPServer(("127.0.0.1", 0), handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server.server_address[1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_a_server_cannot_send_the_text_on_to_another_machine(provider: str, serve: Any) -> None:
    llm = connect(settings(provider=provider, host=f"http://127.0.0.1:{serve(_Elsewhere)}"))
    assert llm is not None
    with pytest.raises(LLMError, match=r"sends calls on to http://gpu\.example\.org"):
        llm.chat(QUESTION, 2.0)
    llm.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that nobody has signed, with its key."""
    path = tmp_path / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(path), "-out", f"{path}.crt"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not installed")
    path.write_text(path.read_text() + path.with_name("server.pem.crt").read_text())
    return path


class _Answers(_Elsewhere):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = b'{"model":"llama3","message":{"role":"assistant","content":"{}"},"done":true}\n'
        if "completions" in self.path:
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "{}"}}
            frame = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
            body = json.dumps(frame).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = _Elsewhere.do_POST  # noqa: N815


@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_a_certificate_that_is_not_accepted_is_named_and_ca_file_makes_it_good(
    provider: str, serve: Any, certificate: Path, tmp_path: Path
) -> None:
    host = f"https://127.0.0.1:{serve(_Answers, certificate)}"
    llm = connect(settings(provider=provider, host=host))
    assert llm is not None
    with pytest.raises(LLMError, match=r"certificate of https://127.* not accepted .*self.signed.*ca_file") as caught:
        llm.chat(QUESTION, 3.0)
    assert caught.value.hopeless
    assert "certificate" in llm.check(3.0).message
    llm.close()
    trusted = connect(settings(provider=provider, host=host, ca_file=f"{certificate}.crt"))
    assert trusted is not None
    assert trusted.chat(QUESTION, 3.0).text == "{}"
    trusted.close()
    with pytest.raises(ConfigError, match="there is no file"):
        connect(settings(provider=provider, host=host, ca_file=str(tmp_path / "absent.pem")))


# --- how long to wait -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "soon"}, 0.0),
        ({"retry-after": "-3"}, 0.0),
        ({"x-ratelimit-reset-requests": "1m30s", "x-ratelimit-remaining-requests": "0"}, 90.0),
        ({"x-ratelimit-reset-requests": "120ms", "x-ratelimit-remaining-requests": "0"}, 0.12),
        ({"x-ratelimit-reset-requests": "6m0s", "x-ratelimit-remaining-requests": "12"}, 0.0),
        ({}, 0.0),
    ],
)
def test_a_server_says_in_many_ways_how_long_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert waiting_time(headers) == pytest.approx(seconds)


def test_a_date_to_wait_for_is_read() -> None:
    assert 28 < waiting_time({"retry-after": formatdate(time.time() + 30, usegmt=True)}) <= 31
    assert waiting_time({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0


@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(provider: str) -> None:
    before, outline = report()
    pauses: list[float] = []
    with asking(oracle(), faults=["429 after 1.5"], provider=provider, backoff=0.01) as (asker, server):
        asker._sleep = pauses.append
        resolve(before, outline, CATALOGUE, asker)
    assert pauses[0] == pytest.approx(1.5)
    assert server.calls > 1


def test_a_server_that_asks_to_wait_too_long_ends_the_asking_with_that_reason() -> None:
    before, outline = report()
    with asking(oracle(), faults=["429 after 3600"] * 9) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker)
    assert server.calls == 1  # the others are not even tried within the hour
    assert "to wait 3600 s" in after.decisions[1].reason
    assert after.problems
