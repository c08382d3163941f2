"""What became of one file: the record a worker sends home, or the reasons why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Problem
    from pipeline.runs.inputs import Source


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """What a worker sends home."""

    packed: bytes = b""  # a Report, or a Processed where the match was not asked for; see `spool.pack`; b"" = none
    clauses: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: dict[str, float] | None = None  # stage -> wall seconds, of the stages that were run; None = it was stored
    document: str = ""  # what it is a record of; "" = the file
    others: tuple[WorkerResult, ...] = ()  # records of further documents of the same file: a bundle


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    source: Source
    result: WorkerResult

    @property
    def failed(self) -> bool:
        """Whether the file gave no result."""
        return not self.result.packed
