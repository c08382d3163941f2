"""limits.jsonl of a run folder: one object a limit, one document after the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.requirements.limits import FILE, as_row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.requirements.limits import LimitRecord


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
