"""Who is told how a run gets on, and how long it may still take."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.runs.results import FileResult

_BEGUN = {"opening": 0.0, "read": 0.02, "split": 0.1, "keywords": 0.2, "match": 0.5, "requirements": 0.75}
# stage -> share of the work on a file that is done when it begins, with keywords and embeddings of the default settings
_FIRST = 0.02  # share of the run from which the time left can be told


@dataclass(frozen=True, slots=True)
class FileStage:
    """How far the work on one file is."""

    document: str  # "" = of none: the reports are written
    stage: str  # "opening", "read", "split", "keywords", "match", "requirements"; "reports"
    pages: int = 0  # 0 = not known yet
    clauses: int = 0  # the same
    done: int = 0  # clauses that the stage has done
    share: float = 0.0  # of the work of the whole run that is done, 0 to 1
    left: float | None = None  # seconds the files may still take; None = cannot be told yet


class Outlook:
    """How much of a run is done, and from that the time left; a file counts by its size.

    :param sizes: document -> bytes.
    """

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes, self._start = dict(sizes), time.monotonic()
        self._shares: dict[str, float] = {}

    def at(self, step: FileStage) -> FileStage:
        """Take note of a step; return it with the share that is done and the time left."""
        begun = _BEGUN.get(step.stage, 0.0)
        part = (_BEGUN["match"] - begun) * step.done / step.clauses if step.done else 0.0
        self._shares[step.document] = max(begun + part, self._shares.get(step.document, 0.0))
        whole = sum(self._sizes.values())
        share = sum(self._sizes.get(name, 0) * done for name, done in self._shares.items()) / whole if whole else 0.0
        spent = time.monotonic() - self._start
        return replace(step, share=share, left=spent * (1 - share) / share if share >= _FIRST else None)

    def end(self, document: str, *, stored: bool = False) -> None:
        """Take note that a file is done; one that was stored took no time and tells nothing about the others."""
        if stored:
            self._sizes.pop(document, None)
        self._shares[document] = 1.0


class Watch(Protocol):
    """Shows progress."""

    def files(self, count: int) -> AbstractContextManager[Callable[[FileResult], None]]:
        """Begin to show that files are carried through; gives the function to call with each outcome."""

    def step(self, step: FileStage) -> None:
        """Show how far the work on a file is."""

    def say(self, text: str) -> None:
        """Show one line."""


class Silence:
    """Shows nothing."""

    def files(self, count: int) -> AbstractContextManager[Callable[[FileResult], None]]:
        """See `Watch`."""
        return nullcontext(lambda outcome: None)

    def step(self, step: FileStage) -> None:
        """See `Watch`."""

    def say(self, text: str) -> None:
        """See `Watch`."""
