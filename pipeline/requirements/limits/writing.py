"""limits.jsonl: one object a limit."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pipeline.requirements.limits.records import LimitRecord
from pipeline.requirements.quantities import write_hertz

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


def say(row: dict[str, Any]) -> str:
    """Write a row of limits.jsonl in one line: "150 kHz - 300 kHz: 90 dBµV, Class 3, PK"."""
    supply = f"{_value(row['supply_v'])} V supply" if row["supply_v"] is not None else None
    pulse = f"pulse {row['pulse']}" if row["pulse"] else None
    status = f"status {row['status']}" if row["status"] else None
    said = (row["class"], row["detector"], pulse, supply, row["mode"], status, row["condition"])
    words = [say_level(row), *(str(each) for each in said if each)]
    band = say_band(row)
    return f"{band}{': ' if band else ''}{', '.join(words)}{'' if row['sure'] else ' (not sure)'}"


def say_level(row: dict[str, Any]) -> str:
    """Write the level of a row with its unit: "±8 kV", "90 to 66 dBµV", "? V"."""
    level = _value(row["level"]) if row["level"] is not None else "?"
    sign = row["polarity"] if row["polarity"] in ("±", "+") else ""
    end = f" to {_value(row['level_end'])}" if row["level_end"] is not None else ""
    return f"{sign}{level}{end} {row['unit']}"


def say_band(row: dict[str, Any]) -> str:
    """Write the band of a row, "" where it has none; one of its ends may be open."""
    low, high = row["low_hz"], row["high_hz"]
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"up to {write_hertz(high)}" if low is None else f"from {write_hertz(low)}"
    return write_hertz(low) if low == high else f"{write_hertz(low)} - {write_hertz(high)}"


def _value(value: float) -> str:
    return f"{value:.10g}"
