"""What each test section demands: standards, bands, levels and the rest, each with the place it was read from.

Names are imported when they are first used: to compile what reads requirements takes longer than a run that has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import lazily

if TYPE_CHECKING:
    from pipeline.requirements.extracting import extract
    from pipeline.requirements.records import Fact, Requirement
    from pipeline.requirements.writing import FILE, write_jsonl, write_rows

__all__ = ["FILE", "Fact", "Requirement", "extract", "write_jsonl", "write_rows"]
__getattr__ = lazily(
    __name__,
    {
        "pipeline.requirements.extracting": ("extract",),
        "pipeline.requirements.records": ("Fact", "Requirement"),
        "pipeline.requirements.writing": ("FILE", "write_jsonl", "write_rows"),
    },
)
