"""A run: find the files, process them, apply reviews, ask the model, evaluate, write the run folder.

Names are imported when they are first used, so that a door that needs only `messages` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.runs.evaluating import evaluate, folders, try_model
    from pipeline.runs.orders import Order, Result, StageName
    from pipeline.runs.progress import Watch
    from pipeline.runs.resuming import decided, resume
    from pipeline.runs.running import do
    from pipeline.storage.remote_folder import Mirror

_HOMES = {
    **dict.fromkeys(("evaluate", "folders", "try_model"), "pipeline.runs.evaluating"),
    **dict.fromkeys(("Order", "Result", "StageName"), "pipeline.runs.orders"),
    **dict.fromkeys(("decided", "resume"), "pipeline.runs.resuming"),
    "Watch": "pipeline.runs.progress",
    "do": "pipeline.runs.running",
    "Mirror": "pipeline.storage.remote_folder",
}

__all__ = [
    "Mirror",
    "Order",
    "Result",
    "StageName",
    "Watch",
    "decided",
    "do",
    "evaluate",
    "folders",
    "resume",
    "try_model",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is named
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
