"""limits.jsonl: one object a limit."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pipeline.requirements.limits.records import LimitRecord

FILE = "limits.jsonl"
_NAMES = {"grade": "class"}


def as_row(record: LimitRecord) -> dict[str, Any]:
    """Write a record as the object of its line."""
    row = {_NAMES.get(each.name, each.name): getattr(record, each.name) for each in fields(LimitRecord)}
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if isinstance(value, tuple):
        return list(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
