"""The training script itself, on a CPU: a tiny random Llama learns a few answers, and its adapter is loaded back."""

import importlib.util
import json

import pytest
import tiny_llama
from spec_files import ROOT

pytest.importorskip("torch")
pytest.importorskip("transformers")
peft = pytest.importorskip("peft")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # what torch, transformers and peft have to say to each other
]


@pytest.fixture(scope="module")
def script():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("train_lora", ROOT / "scripts" / "train_lora.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A folder with a tiny Llama."""
    return tiny_llama.make(tmp_path_factory.mktemp("tiny-llama"))


def lesson(count, question="Which test?"):
    answer = json.dumps({"test": ("BCI", "RE", "none")[count % 3], "quote": f"words {count}"})
    roles = (("system", "Answer."), ("user", f"{question} {count}"), ("assistant", answer))
    return {"messages": [{"role": role, "content": content} for role, content in roles]}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder with small sets; one lesson to train on is longer than the context."""
    folder = tmp_path_factory.mktemp("sets")
    for name, counts in (("train", range(12)), ("valid", range(12, 16)), ("test", range(16, 20))):
        rows = [lesson(count) for count in counts]
        rows += [lesson(99, "x" * 600)] if name == "train" else []
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def order(script, model, data, out, *more):
    words = [str(data), "--model", str(model), "--out", str(out), "--context", "256", *map(str, more)]
    return script.parse(words)


@pytest.fixture(scope="module")
def trained(script, model, data, tmp_path_factory):
    """The adapter after 60 steps, and what the script says about it."""
    out = tmp_path_factory.mktemp("adapter")
    given = order(script, model, data, out, "--rate", 0.02, "--steps", 60, "--batch", 4, "--accumulate", 1, "--rank", 4)
    learned, record = script.train(given)
    return out, learned, record


def test_the_loss_falls_on_what_was_trained_and_on_what_was_not(trained):
    _, _, record = trained
    assert record["loss after"]["train"] < 0.5 * record["loss before"]["train"]
    assert record["loss after"]["valid"] < 0.5 * record["loss before"]["valid"]
    assert record["lessons"] == {"train": 12, "valid": 4, "test": 4}
    assert record["too long"] == {"train": 1, "valid": 0, "test": 0}


def test_the_adapter_loaded_back_gives_the_same_logits(trained, model):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    out, learned, _ = trained
    tokens = AutoTokenizer.from_pretrained(model)("Which test? 3", return_tensors="pt")["input_ids"]
    base = AutoModelForCausalLM.from_pretrained(model).eval()
    with torch.no_grad():
        plain = base(input_ids=tokens).logits
        loaded = peft.PeftModel.from_pretrained(base, out).eval()(input_ids=tokens).logits
        expected = learned.eval()(input_ids=tokens).logits
    assert torch.equal(loaded, expected)
    assert not torch.allclose(loaded, plain, atol=0.1)


def test_only_the_adapter_was_trained_and_saved(trained, model):
    from safetensors.torch import load_file

    out, learned, _ = trained
    saved = load_file(out / "adapter_model.safetensors")
    assert len(saved) == 2 * 7 * 2  # two layers, seven places, two matrices
    assert all(name.endswith(("lora_A.weight", "lora_B.weight")) for name in saved)
    before = load_file(model / "model.safetensors")
    weight = learned.base_model.model.model.layers[0].mlp.up_proj.base_layer.weight
    assert weight.equal(before["model.layers.0.mlp.up_proj.weight"])
    assert json.loads((out / "adapter_config.json").read_text(encoding="utf-8"))["r"] == 4


def test_only_the_answer_carries_labels(script, model):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    encoded = script.encode(lesson(4)["messages"], tokenizer)
    assert tokenizer.decode([label for label in encoded["labels"] if label != -100]) == (
        lesson(4)["messages"][2]["content"] + "</s>"
    )
    assert len(encoded["labels"]) == len(encoded["input_ids"])
    assert tokenizer.decode(encoded["input_ids"]).startswith("<s><|system|>Answer.</s><|user|>Which test? 4")


def test_the_same_seed_gives_the_same_adapter(script, model, data, tmp_path):
    from safetensors.torch import load_file

    found = []
    for name in ("one", "two"):
        script.train(order(script, model, data, tmp_path / name, "--steps", 3, "--batch", 4, "--accumulate", 1))
        found.append(load_file(tmp_path / name / "adapter_model.safetensors"))
    assert found[0].keys() == found[1].keys()
    assert all(found[0][name].equal(found[1][name]) for name in found[0])


def test_faults_are_said(script, model, data, tmp_path):
    with pytest.raises(SystemExit, match="there is no such file"):
        script.train(order(script, model, tmp_path, tmp_path / "out"))
    with pytest.raises(SystemExit, match="no lesson fits into 20 tokens"):
        script.train(order(script, model, data, tmp_path / "out", "--context", 20))
    with pytest.raises(SystemExit, match="bitsandbytes"):
        script.train(order(script, model, data, tmp_path / "out", "--four-bit"))
