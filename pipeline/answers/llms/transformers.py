"""A model from a local folder, run in this process by Hugging Face transformers. Nothing is downloaded."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.answers.llms.faults import LLMError
from pipeline.answers.llms.protocols import Health, Message, Question, Reply
from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from pipeline.config import LLMSettings

_GRACE = 0.25  # seconds a generation may need to notice that its time is up


def connect(settings: LLMSettings) -> Transformers:
    """Make ready to ask; the model is read with the first question.

    :raises DependencyError: transformers is not installed, or `model` is no folder.
    """
    if not Path(settings.model).is_dir():
        raise DependencyError(f"model in [llm]: '{settings.model}' is no folder with a Hugging Face model.")
    try:
        import transformers  # noqa: F401
    except ImportError:
        raise DependencyError("The package transformers is not installed (pip install transformers).") from None
    return Transformers(settings)


class Transformers:
    """One model in a folder. Questions are answered one after the other: they share the processor anyway."""

    def __init__(self, settings: LLMSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def name(self) -> str:
        """See `LLM`."""
        return f"transformers/{Path(self._settings.model).name}"

    @property
    def address(self) -> str:
        """See `LLM`."""
        return ""

    @property
    def digest(self) -> str:
        """SHA-256 over names, sizes and times of the folder's files, which costs nothing and changes with them."""
        files = sorted(path for path in Path(self._settings.model).iterdir() if path.is_file())
        facts = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()

    def chat(self, question: Question, seconds: float) -> Reply:
        """See `LLM`. The generation runs on a thread of its own, which stops at the next token after the deadline."""
        ends = time.monotonic() + seconds
        results: list[Reply | BaseException] = []

        def work() -> None:
            try:
                results.append(self._answer(question, ends))
            except BaseException as error:  # carried over to the caller's thread
                results.append(error)

        thread = threading.Thread(target=work, name="llm calls", daemon=True)
        thread.start()
        thread.join(max(0.0, seconds) + _GRACE)
        if not results:
            raise _overdue(seconds)
        result = results[0]
        if isinstance(result, LLMError):
            raise result
        if isinstance(result, BaseException):
            raise LLMError("refused", f"The model in {self._settings.model} failed: {result}") from result
        return result

    def check(self, seconds: float) -> Health:
        """See `LLM`."""
        try:
            reply = self.chat(Question((Message("user", "Answer with the word: ready"),), output=8), seconds)
        except LLMError as fault:
            return Health(False, fault.message)
        return Health(True, f"{self.name} answers.", reply.seconds)

    def close(self) -> None:
        """See `LLM`."""
        self._loaded = None

    def _answer(self, question: Question, ends: float) -> Reply:
        if not self._lock.acquire(timeout=max(0.0, ends - time.monotonic())):
            raise _overdue(0)
        try:
            return self._generate(question, ends)
        finally:
            self._lock.release()

    def _generate(self, question: Question, ends: float) -> Reply:
        import torch

        started = time.monotonic()
        tokenizer, model = self._load()
        prompt = _prompt(tokenizer, question)
        ids = tokenizer(prompt, return_tensors="pt", add_special_tokens=not tokenizer.chat_template)["input_ids"]
        limit = question.output or self._settings.output
        if ids.shape[1] + limit > self._settings.context:
            raise LLMError("context", f"The prompt has {ids.shape[1]} tokens; context is {self._settings.context}.")
        torch.manual_seed(self._settings.seed)
        with torch.inference_mode():
            out = model.generate(ids, max_time=max(0.01, ends - time.monotonic()), **self._options(question, tokenizer))
        answer = out[0][ids.shape[1] :]
        if time.monotonic() > ends:
            raise _overdue(ends - started)
        return Reply(
            text=tokenizer.decode(answer, skip_special_tokens=True),
            seconds=time.monotonic() - started,
            prompt_tokens=int(ids.shape[1]),
            answer_tokens=len(answer),
            cut=len(answer) >= limit,
            context=self._settings.context,
        )

    def _options(self, question: Question, tokenizer: Any) -> dict[str, Any]:  # noqa: ANN401
        temperature = self._settings.temperature if question.temperature is None else question.temperature
        options: dict[str, Any] = {
            "max_new_tokens": question.output or self._settings.output,
            "pad_token_id": tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id,
            "do_sample": temperature > 0,
        }
        return options | ({"temperature": temperature} if temperature > 0 else {})

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            from transformers import AutoModelForCausalLM, AutoTokenizer
            from transformers.utils import logging

            logging.disable_progress_bar()
            folder = self._settings.model
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            self._loaded = tokenizer, AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()
        return self._loaded


def _prompt(tokenizer: Any, question: Question) -> str:  # noqa: ANN401
    turns = [{"role": message.role, "content": message.content} for message in question.messages]
    if tokenizer.chat_template:
        return str(tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
    return "\n\n".join(turn["content"] for turn in turns) + "\n\n"


def _overdue(seconds: float) -> LLMError:
    return LLMError("deadline", f"The model gave no answer within {max(seconds, 0):.3g} s.")
