"""A run: find the files, process them, apply reviews, ask the model, evaluate, write the run folder.

Names are imported when they are first used, so that a door that needs only `messages` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import lazily

if TYPE_CHECKING:
    from pipeline.runs.evaluating import evaluate, folders, try_model
    from pipeline.runs.orders import Order, Result, StageName
    from pipeline.runs.progress import Watch
    from pipeline.runs.resuming import decided, resume
    from pipeline.runs.running import do
    from pipeline.storage.remote_folder import Mirror

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
__getattr__ = lazily(
    __name__,
    {
        "pipeline.runs.evaluating": ("evaluate", "folders", "try_model"),
        "pipeline.runs.orders": ("Order", "Result", "StageName"),
        "pipeline.runs.progress": ("Watch",),
        "pipeline.runs.resuming": ("decided", "resume"),
        "pipeline.runs.running": ("do",),
        "pipeline.storage.remote_folder": ("Mirror",),
    },
)
