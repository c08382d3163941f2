"""Settings of the model step for tests: the defaults with short times."""

from __future__ import annotations

from typing import Any

from pipeline.config import LLMSettings, load


def settings(**changes: Any) -> LLMSettings:
    quick = {"provider": "ollama", "call_deadline": 2.0, "run_deadline": 20.0, "backoff": 0.01, "keep_alive": 1.0}
    return load(overrides={"llm": {**quick, **changes}}).llm
