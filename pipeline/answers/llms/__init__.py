"""Language models: providers behind one narrow protocol, each imported only when the configuration names it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pipeline.answers.llms.faults import LLMError
from pipeline.answers.llms.protocols import LLM, Health, Message, Question, Reply

if TYPE_CHECKING:
    from pipeline.config import LLMSettings

__all__ = ["LLM", "Health", "LLMError", "Message", "Question", "Reply", "connect"]

PROVIDERS = {
    "ollama": "pipeline.answers.llms.ollama",
    "openai-compatible": "pipeline.answers.llms.openai",
    "openai": "pipeline.answers.llms.openai",
    "azure": "pipeline.answers.llms.openai",
    "transformers": "pipeline.answers.llms.transformers",
}


def connect(settings: LLMSettings) -> LLM | None:
    """Make ready to ask the configured model; no call is made yet. None when the provider is "none".

    :raises DependencyError: the provider's package is not installed, or its key is not in the environment.
    """
    if settings.provider == "none":
        return None
    llm: LLM = importlib.import_module(PROVIDERS[settings.provider]).connect(settings)
    return llm
