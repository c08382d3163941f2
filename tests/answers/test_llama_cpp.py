"""The real engine of most local servers: llama.cpp behind OpenAI's API, with a tiny random model under a JSON grammar.

It talks nonsense in perfect form, which is the point: form alone must never become a label. Needs the packages
llama-cpp-python[server] and gguf, which are no part of the installation.
"""

from __future__ import annotations

import importlib.util
import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from answer_builders import CATALOGUE, check_nothing_lost, report
from llm_settings import settings

from pipeline.answers import Asker, resolve
from pipeline.answers.llms import LLMError, Message, Question, connect
from pipeline.answers.verdicts import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.live, pytest.mark.slow]

CONTEXT = 16384  # a token is a letter here
WIDTH, INNER, LAYERS, HEADS = 64, 128, 2, 4


def write_model(path: Path) -> None:
    """Write a Llama of two layers with random weights, whose tokens are bytes and letters."""
    gguf = pytest.importorskip("gguf")
    numpy = pytest.importorskip("numpy")
    chance = numpy.random.default_rng(7)
    kinds = gguf.TokenType
    names = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581", *map(chr, range(33, 127))]
    types = [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL, *[kinds.BYTE] * 256, *[kinds.NORMAL] * 95]
    made = gguf.GGUFWriter(path, "llama")
    made.add_context_length(CONTEXT)
    made.add_embedding_length(WIDTH)
    made.add_feed_forward_length(INNER)
    made.add_block_count(LAYERS)
    made.add_head_count(HEADS)
    made.add_head_count_kv(HEADS)
    made.add_rope_dimension_count(WIDTH // HEADS)
    made.add_layer_norm_rms_eps(1e-5)
    made.add_vocab_size(len(names))
    made.add_tokenizer_model("llama")
    made.add_token_list([name.encode() for name in names])
    made.add_token_scores([0.0] * len(names))
    made.add_token_types(types)
    made.add_unk_token_id(0)
    made.add_bos_token_id(1)
    made.add_eos_token_id(2)
    shapes: dict[str, tuple[int, ...]] = {"token_embd": (len(names), WIDTH), "output": (len(names), WIDTH)}
    for layer in range(LAYERS):
        shapes |= {f"blk.{layer}.attn_{name}": (WIDTH, WIDTH) for name in ("q", "k", "v", "output")}
        shapes |= {f"blk.{layer}.ffn_{name}": (INNER, WIDTH) for name in ("gate", "up")}
        shapes |= {f"blk.{layer}.ffn_down": (WIDTH, INNER)}
    for name, shape in shapes.items():
        made.add_tensor(f"{name}.weight", (chance.standard_normal(shape) * 0.3).astype(numpy.float32))
    norms = ["output_norm", *(f"blk.{layer}.{name}_norm" for layer in range(LAYERS) for name in ("attn", "ffn"))]
    for name in norms:
        made.add_tensor(f"{name}.weight", numpy.ones(WIDTH, numpy.float32))
    made.write_header_to_file()
    made.write_kv_data_to_file()
    made.write_tensors_to_file()
    made.close()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of llama-cpp-python with the tiny model."""
    for name in ("llama_cpp", "uvicorn", "pydantic_settings", "sse_starlette", "starlette_context"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    folder = tmp_path_factory.mktemp("tiny-gguf")
    write_model(folder / "tiny.gguf")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    order = ["--model", "tiny.gguf", "--host", "127.0.0.1", "--port", str(port), "--n_ctx", str(CONTEXT)]
    order += ["--n_threads", "1", "--chat_format", "chatml"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "llama_cpp.server", *order], cwd=folder, stdout=log, stderr=log
        )
    try:
        wait(f"http://127.0.0.1:{port}/v1/models", server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(20)


def wait(url: str, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server of llama-cpp-python did not come up")


def configured(host: str, **changes: Any) -> Any:
    given = {"structure": "object", "context": CONTEXT, "call_deadline": 60.0, "run_deadline": 200.0, **changes}
    return settings(provider="openai-compatible", host=host, model="tiny", **given)


def ask(host: str, text: str, **changes: Any) -> Any:
    llm = connect(configured(host, **changes))
    assert llm is not None
    try:
        return llm.chat(Question((Message("user", text),), schema(["BCI", "RE", "none"], 3)), 60.0)
    finally:
        llm.close()


def test_the_grammar_holds_a_random_model_in_form_and_the_answer_repeats(host: str) -> None:
    first, second = (ask(host, "the clamp drives current into the loom", output=200) for _ in range(2))
    assert re.match(r'\{\s*"lines"\s*:\s*\[\s*[123]', first.text), first.text
    assert first.text == second.text
    assert first.prompt_tokens > 38  # a token is a letter, and there are marks of the chat around them
    assert 0 < first.answer_tokens < 210  # the bytes of a letter of many count one by one at the end
    if not first.cut:
        assert set(json.loads(first.text)) == {"lines", "tests"}


def test_a_server_that_refuses_schemas_is_named_with_what_to_set(host: str) -> None:
    with pytest.raises(LLMError, match="Set structure in") as caught:
        ask(host, "the clamp", structure="schema")
    assert caught.value.kind == "structure refused"


def test_a_prompt_longer_than_the_context_is_known_for_what_it_is(host: str) -> None:
    with pytest.raises(LLMError, match="too long") as caught:
        ask(host, "clamp " * 4000)
    assert caught.value.kind == "context"


def test_nonsense_in_perfect_form_never_becomes_a_label(host: str) -> None:
    before, outline = report()
    given = configured(host, output=200)
    llm = connect(given)
    assert llm is not None
    asker = Asker(llm, given)
    after = resolve(before, outline, CATALOGUE, asker)
    asker.close()
    check_nothing_lost(before, after)
    assert {each.by for each in after.decisions} == {"score"}
    assert asker.tally.calls >= len(after.decisions[1:])
    assert asker.tally.faults == 0
    assert after.problems == before.problems


def test_check_asks_it_once(host: str) -> None:
    llm = connect(configured(host))
    assert llm is not None
    health = llm.check(60.0)
    llm.close()
    assert health.ready
    assert health.seconds is not None
