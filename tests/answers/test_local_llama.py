"""The real code path of a local model: a tiny Llama with random weights, made on the spot, run by transformers.

It talks nonsense, which is the point: nonsense must never become a label.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from answer_builders import CATALOGUE, report
from llm_settings import settings

from pipeline.answers import Asker, resolve
from pipeline.answers.llms import LLMError, Message, Question, connect

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.live, pytest.mark.slow]

WORDS = (
    'the clamp drives current into loom test quote reason none BCI RE ESD-P { } [ ] : , . " is a of in MHz mA <s> </s>'
)
TEMPLATE = "{% for message in messages %}{{ message['role'] }} : {{ message['content'] }} {% endfor %}assistant :"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of two layers and a tokenizer of some forty words."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    words = {word: place for place, word in enumerate(["<unk>", *dict.fromkeys(WORDS.split())])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    path = tmp_path_factory.mktemp("tiny-llama")
    wrapped = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", bos_token="<s>", eos_token="</s>", chat_template=TEMPLATE
    )
    wrapped.save_pretrained(path)
    torch.manual_seed(7)
    config = transformers.LlamaConfig(
        vocab_size=len(words),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        bos_token_id=words["<s>"],
        eos_token_id=None,  # it never ends by itself
    )
    transformers.LlamaForCausalLM(config).save_pretrained(path)
    return path


def ask(folder: Path, text: str, seconds: float = 60.0, **changes: object) -> object:
    llm = connect(settings(provider="transformers", model=str(folder), **changes))
    assert llm is not None
    return llm.chat(Question((Message("user", text),)), seconds)


def test_a_question_is_answered_and_counted_and_the_answer_repeats(folder: Path) -> None:
    first = ask(folder, "the clamp drives current", output=64)
    second = ask(folder, "the clamp drives current", output=64)
    assert first.text == second.text != ""  # type: ignore[attr-defined]
    assert first.prompt_tokens == 8  # type: ignore[attr-defined]  # user : four words, assistant :
    assert first.answer_tokens == 64  # type: ignore[attr-defined]
    assert first.cut  # type: ignore[attr-defined]
    assert (
        ask(folder, "the clamp", output=64, temperature=1.0, seed=3).text
        != ask(  # type: ignore[attr-defined]
            folder, "the clamp", output=64, temperature=1.0, seed=4
        ).text
    )  # type: ignore[attr-defined]


def test_a_generation_stops_at_its_deadline(folder: Path) -> None:
    llm = connect(settings(provider="transformers", model=str(folder), output=7000, context=8000))
    assert llm is not None
    llm.chat(Question((Message("user", "the clamp"),), output=8), 60.0)  # reads the model
    started = time.monotonic()
    with pytest.raises(LLMError, match="no answer within") as caught:
        llm.chat(Question((Message("user", "the clamp"),)), 0.3)
    assert caught.value.kind == "deadline"
    assert time.monotonic() - started < 1.5
    again = llm.chat(Question((Message("user", "the clamp"),), output=8), 10.0)  # the next one is not held up
    assert again.answer_tokens == 8


def test_a_prompt_longer_than_the_context_is_refused(folder: Path) -> None:
    with pytest.raises(LLMError, match="context is 1024") as caught:
        ask(folder, "clamp " * 2000, context=1024, output=64)
    assert caught.value.kind == "context"


def test_nonsense_of_a_real_model_never_becomes_a_label(folder: Path) -> None:
    before, outline = report()
    configured = settings(provider="transformers", model=str(folder), call_deadline=60.0, run_deadline=200.0, output=64)
    llm = connect(configured)
    assert llm is not None
    asker = Asker(llm, configured)
    after = resolve(before, outline, CATALOGUE, asker)
    asker.close()
    assert [each.outcome for each in after.decisions] == [each.outcome for each in before.decisions]
    assert all("cut at its longest length" in each.reason for each in after.decisions[1:])
    assert asker.tally.calls == len(after.decisions[1:])  # what was cut would be cut again


def test_check_runs_the_model_once(folder: Path) -> None:
    llm = connect(settings(provider="transformers", model=str(folder)))
    assert llm is not None
    health = llm.check(60.0)
    assert health.ready
    assert health.seconds is not None


def test_a_model_that_is_no_folder_is_named() -> None:
    from pipeline.errors import DependencyError

    with pytest.raises(DependencyError, match="no folder"):
        connect(settings(provider="transformers", model="meta-llama/Llama-3"))
