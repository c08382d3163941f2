"""Who is told how a run gets on."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.runs.results import FileResult


class Watch(Protocol):
    """Shows progress."""

    def files(self, count: int) -> AbstractContextManager[Callable[[FileResult], None]]:
        """Begin to show that files are carried through; gives the function to call with each outcome."""

    def say(self, text: str) -> None:
        """Show one line."""


class Silence:
    """Shows nothing."""

    def files(self, count: int) -> AbstractContextManager[Callable[[FileResult], None]]:
        """See `Watch`."""
        return nullcontext(lambda outcome: None)

    def say(self, text: str) -> None:
        """See `Watch`."""
