"""Progress of a run: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from pipeline.batch import Outcome
    from pipeline.runs import Watch


def watch() -> Watch:
    """Return who shows the progress: on stderr, so that what a command prints can be sent elsewhere."""
    return _Bar() if sys.stderr.isatty() else _Lines()


class _Lines:
    @contextmanager
    def files(self, count: int) -> Iterator[Callable[[Outcome], None]]:
        done = 0

        def tell(outcome: Outcome) -> None:
            nonlocal done
            done += 1
            self.say(f"[{done}/{count}] {_describe(outcome)}")

        yield tell

    def say(self, text: str) -> None:
        click.echo(text, err=True)


class _Bar:
    @contextmanager
    def files(self, count: int) -> Iterator[Callable[[Outcome], None]]:
        from rich.text import Text

        with _make_bar() as bar:
            task = bar.add_task("Matching", total=count, clauses=0)
            clauses = 0

            def tell(outcome: Outcome) -> None:
                nonlocal clauses
                clauses += outcome.parcel.clauses
                if outcome.failed:
                    bar.console.print(Text(_describe(outcome), style="yellow"))
                bar.update(task, advance=1, clauses=clauses)

            yield tell

    def say(self, text: str) -> None:
        click.echo(text, err=True)


def _describe(outcome: Outcome) -> str:
    parcel = outcome.parcel
    if outcome.failed:
        return "; ".join(problem.message for problem in parcel.problems)
    return f"{outcome.source.document}: {parcel.clauses} clauses"


def _make_bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("documents, {task.fields[clauses]} clauses"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True))
