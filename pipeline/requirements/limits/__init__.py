"""Every limit, level and pulse that a document demands, as one record each; names are imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import lazily

if TYPE_CHECKING:
    from pipeline.requirements.limits.reading import read
    from pipeline.requirements.limits.records import LimitRecord
    from pipeline.requirements.limits.writing import FILE, as_row, say, say_band, say_level

__all__ = ["FILE", "LimitRecord", "as_row", "read", "say", "say_band", "say_level"]
__getattr__ = lazily(
    __name__,
    {
        "pipeline.requirements.limits.reading": ("read",),
        "pipeline.requirements.limits.records": ("LimitRecord",),
        "pipeline.requirements.limits.writing": ("FILE", "as_row", "say", "say_band", "say_level"),
    },
)
