r"""Train a LoRA adapter for a local language model on the sets that `emcmatch export finetune` writes.

    python scripts/train_lora.py finetune --model D:\models\Meta-Llama-3-8B-Instruct --out adapter [--four-bit]

Needs `pip install "emc-spec-matcher[lora]"` and, for a model of 8 billion weights, one GPU; see docs/export.md for the
settings and what they cost. The model is a folder; nothing is downloaded. Only the answer is learned, not the question;
the state with the lowest loss on valid.jsonl is kept; test.jsonl is looked at once, at the end.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")  # every linear layer of a Llama
_IGNORED = -100  # a label that torch's cross entropy passes over
_WARM_UP = 0.03  # share of the steps in which the rate rises to its full height


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line; the defaults are those for llama3 8B on one GPU."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("data", type=Path, help="folder with train.jsonl, valid.jsonl and test.jsonl")
    add("--model", type=Path, required=True, help="folder of the model, in the form of Hugging Face")
    add("--out", type=Path, required=True, help="folder for the adapter")
    add("--rank", type=int, default=16, help="rank of the two small matrices beside each large one")
    add("--alpha", type=int, default=32, help="what they learn counts alpha / rank times")
    add("--dropout", type=float, default=0.05)
    add("--targets", nargs="+", default=TARGETS, help="layers that get an adapter")
    add("--rate", type=float, default=2e-4, help="highest learning rate; falls along a cosine")
    add("--epochs", type=float, default=3, help="times each lesson is seen")
    add("--steps", type=int, default=-1, help="steps of the optimiser, in the place of epochs")
    add("--batch", type=int, default=1, help="lessons at a time")
    add("--accumulate", type=int, default=16, help="batches that make one step of the optimiser")
    add(
        "--context",
        type=int,
        default=4096,
        help="longest lesson, question and answer [tokens]; longer ones are left out",
    )
    add("--four-bit", action="store_true", help="hold the model in 4 bits (QLoRA; needs bitsandbytes and CUDA)")
    add("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main() -> None:
    """Train, save, and say how it went."""
    given = parse()
    _, record = train(given)
    print(json.dumps(record, indent=1))


def train(given: argparse.Namespace) -> tuple[Any, dict[str, Any]]:
    """Train an adapter and save it with a record of how it was made.

    :return: the model with its adapter, and the record: settings, lessons, losses before and after.
    """
    import torch
    from transformers import AutoTokenizer, Trainer, set_seed

    set_seed(given.seed)
    tokenizer = AutoTokenizer.from_pretrained(given.model, local_files_only=True)
    if tokenizer.chat_template is None:
        raise SystemExit(f"{given.model}: its tokenizer has no chat template; take the model made to be instructed.")
    sets = {name: read(given.data / f"{name}.jsonl", tokenizer, given.context) for name in ("train", "valid", "test")}
    for name, (lessons, _) in sets.items():
        if not lessons:
            raise SystemExit(f"{given.data / name}.jsonl: no lesson fits into {given.context} tokens.")
    model = _load(given, torch)
    with tempfile.TemporaryDirectory(prefix="emcmatch-lora-") as scratch:
        trainer = Trainer(
            model=model, args=_settings(given, scratch, len(sets["train"][0]), torch),
            train_dataset=sets["train"][0], eval_dataset=sets["valid"][0], data_collator=_Collator(tokenizer),
        )  # fmt: skip
        before = {name: _loss(trainer, sets[name][0]) for name in ("train", "valid")}
        trainer.train()
        after = {name: _loss(trainer, lessons) for name, (lessons, _) in sets.items()}
    given.out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(given.out)
    record = _record(given, sets, before, after)
    (given.out / "training.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8", newline="\n")
    return model, record


def read(path: Path, tokenizer: Any, context: int) -> tuple[list[dict[str, list[int]]], int]:  # noqa: ANN401
    """Read lessons as tokens.

    :return: those that fit into the context, and how many did not: half a lesson would teach half an answer.
    """
    if not path.is_file():
        raise SystemExit(f"{path}: there is no such file; write it with emcmatch export finetune.")
    lines = path.read_text(encoding="utf-8").splitlines()
    lessons = [encode(json.loads(line)["messages"], tokenizer) for line in lines if line]
    fitting = [lesson for lesson in lessons if len(lesson["input_ids"]) <= context]
    return fitting, len(lessons) - len(fitting)


def encode(messages: list[dict[str, str]], tokenizer: Any) -> dict[str, list[int]]:  # noqa: ANN401
    """Turn a lesson into tokens; those of the question carry no label, so that only the answer is learned."""
    question = tokenizer.apply_chat_template(messages[:-1], tokenize=False, add_generation_prompt=True)
    whole = tokenizer.apply_chat_template(messages, tokenize=False)
    answer = whole[len(question) :] if whole.startswith(question) else messages[-1]["content"]
    if tokenizer.eos_token and not answer.rstrip().endswith((tokenizer.eos_token, "<|eot_id|>")):
        answer += tokenizer.eos_token  # else the model would not learn where to stop
    asked = tokenizer(question, add_special_tokens=False)["input_ids"]
    answered = tokenizer(answer, add_special_tokens=False)["input_ids"]
    return {"input_ids": asked + answered, "labels": [_IGNORED] * len(asked) + answered}


class _Collator:
    """Puts lessons of different length into one batch, padded at the end."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401
        self._pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id or 0

    def __call__(self, lessons: list[dict[str, list[int]]]) -> dict[str, Any]:
        import torch

        longest = max(len(lesson["input_ids"]) for lesson in lessons)
        rows: dict[str, list[list[int]]] = {"input_ids": [], "labels": [], "attention_mask": []}
        for lesson in lessons:
            length = len(lesson["input_ids"])
            gap = longest - length
            rows["input_ids"].append(lesson["input_ids"] + [self._pad] * gap)
            rows["labels"].append(lesson["labels"] + [_IGNORED] * gap)
            rows["attention_mask"].append([1] * length + [0] * gap)
        return {name: torch.tensor(values) for name, values in rows.items()}


def _load(given: argparse.Namespace, torch: Any) -> Any:  # noqa: ANN401
    """Read the model and lay an untrained adapter over it."""
    from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training
    from transformers import AutoModelForCausalLM

    cuda = torch.cuda.is_available()
    more: dict[str, Any] = {"dtype": torch.bfloat16 if cuda else torch.float32}
    if given.four_bit:
        more["quantization_config"] = _four_bits(torch, cuda=cuda)
    if cuda:
        more["device_map"] = {"": 0}
    model = AutoModelForCausalLM.from_pretrained(given.model, local_files_only=True, **more)
    if given.four_bit:
        model = prepare_model_for_kbit_training(model)
    elif cuda:
        model.enable_input_require_grads()  # gradient checkpointing needs a gradient to start from
    adapter = LoraConfig(
        task_type="CAUSAL_LM", r=given.rank, lora_alpha=given.alpha, lora_dropout=given.dropout,
        target_modules=list(given.targets), bias="none",
    )  # fmt: skip
    return get_peft_model(model, adapter)


def _four_bits(torch: Any, *, cuda: bool) -> Any:  # noqa: ANN401
    from importlib.util import find_spec

    from transformers import BitsAndBytesConfig

    if not cuda or find_spec("bitsandbytes") is None:
        raise SystemExit("--four-bit needs a CUDA GPU and the package bitsandbytes: pip install bitsandbytes")
    return BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )  # fmt: skip


def _settings(given: argparse.Namespace, scratch: str, lessons: int, torch: Any) -> Any:  # noqa: ANN401
    from transformers import TrainingArguments

    cuda = torch.cuda.is_available()
    an_epoch = math.ceil(lessons / (given.batch * given.accumulate))
    steps = given.steps if given.steps > 0 else math.ceil(an_epoch * given.epochs)
    return TrainingArguments(
        output_dir=scratch, seed=given.seed, data_seed=given.seed, use_cpu=not cuda, bf16=cuda, report_to=[],
        per_device_train_batch_size=given.batch, per_device_eval_batch_size=given.batch,
        gradient_accumulation_steps=given.accumulate, gradient_checkpointing=cuda, max_steps=steps,
        learning_rate=given.rate, lr_scheduler_type="cosine", warmup_steps=max(1, round(_WARM_UP * steps)),
        max_grad_norm=1.0, logging_steps=max(1, steps // 20), disable_tqdm=True,
        eval_strategy="steps", save_strategy="steps", eval_steps=min(an_epoch, steps), save_steps=min(an_epoch, steps),
        save_total_limit=1, load_best_model_at_end=True, metric_for_best_model="eval_loss", greater_is_better=False,
        label_names=["labels"], remove_unused_columns=False,
    )  # fmt: skip


def _loss(trainer: Any, lessons: list[dict[str, list[int]]]) -> float:  # noqa: ANN401
    return round(float(trainer.evaluate(lessons)["eval_loss"]), 6)


def _record(
    given: argparse.Namespace,
    sets: dict[str, tuple[list[dict[str, list[int]]], int]],
    before: dict[str, float],
    after: dict[str, float],
) -> dict[str, Any]:
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(given).items()}
    return {
        "settings": settings,
        "lessons": {name: len(lessons) for name, (lessons, _) in sets.items()},
        "too long": {name: left for name, (_, left) in sets.items()},
        "loss before": before,
        "loss after": after,
        "versions": {name: version(name) for name in ("torch", "transformers", "peft")},
    }


if __name__ == "__main__":
    main()
