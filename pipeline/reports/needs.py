"""requirements.jsonl: what each test section demands, one object a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.jsonl import to_line
from pipeline.requirements import FILE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.requirements import Requirement


class Needs:
    """Writes the file, one document after the other."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / FILE).open("w", encoding="utf-8", newline="\n")

    def add(self, found: Iterable[Requirement]) -> None:
        """Write the test sections of one document."""
        for requirement in found:
            self._file.write(to_line(requirement))

    def close(self) -> None:
        """End the file."""
        self._file.close()
