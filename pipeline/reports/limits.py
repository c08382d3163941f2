"""limits.jsonl of a run folder: one object a limit, one document after the other."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.requirements.limits import FILE, LimitRecord, as_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def load(folder: Path) -> list[dict[str, Any]]:
    """Read the file; what an older program did not write yet is None, and there may be no file.

    :raises UsageError: the file is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    blank: dict[str, Any] = {**dict.fromkeys(_names()), "tests": [], "candidates": [], "unit": "", "sure": True}
    try:
        return [{**blank, **json.loads(line)} for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (ValueError, TypeError):
        raise UsageError(f"{FILE} is damaged; make the run again.") from None


def _names() -> list[str]:
    return ["class" if each.name == "grade" else each.name for each in fields(LimitRecord)]


class LimitLines:
    """Writes the file."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / FILE).open("w", encoding="utf-8", errors="backslashreplace", newline="\n")

    def add(self, records: Iterable[LimitRecord]) -> None:
        """Write the limits of one document."""
        for record in records:
            self._file.write(json.dumps(as_row(record), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """End the file."""
        self._file.close()
