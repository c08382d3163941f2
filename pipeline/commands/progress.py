"""Progress of a run: a bar on a terminal, JSON lines for a service, elsewhere only what went wrong."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline.runs import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from pipeline.runs import Watch
    from pipeline.runs.results import FileResult


def watch() -> Watch:
    """Return who shows the progress: on stderr, so that what a command prints can be sent elsewhere."""
    if messages.speaks_json():
        return _Json()
    return _Bar() if sys.stderr.isatty() else _Quiet()


class _Quiet:
    @contextmanager
    def files(self, count: int) -> Iterator[Callable[[FileResult], None]]:
        def on_file(outcome: FileResult) -> None:
            if outcome.failed:
                self.say(_explain(outcome))

        yield on_file

    def say(self, text: str) -> None:
        click.echo(text, err=True)


class _Json:
    @contextmanager
    def files(self, count: int) -> Iterator[Callable[[FileResult], None]]:
        start, done, clauses, failed = time.monotonic(), 0, 0, 0
        messages.write("begin", documents=count)

        def on_file(outcome: FileResult) -> None:
            nonlocal done, clauses, failed
            result = outcome.result
            done, clauses, failed = done + 1, clauses + result.clauses, failed + outcome.failed
            stages = {name: round(seconds, 3) for name, seconds in (result.seconds or {}).items()}
            messages.write(
                "document",
                document=outcome.source.document,
                done=done,
                clauses=result.clauses,
                failed=outcome.failed,
                problems=sorted({problem.kind for problem in result.problems}),
                seconds=round(sum(stages.values()), 3),
                stages=stages,
                stored=result.seconds is None and not outcome.failed,
            )

        yield on_file
        seconds = round(time.monotonic() - start, 3)
        messages.write("carried", documents=done, clauses=clauses, failed=failed, seconds=seconds)

    def say(self, text: str) -> None:
        messages.write("note", message=text)


class _Bar:
    @contextmanager
    def files(self, count: int) -> Iterator[Callable[[FileResult], None]]:
        from rich.text import Text

        with _make_bar() as bar:
            task = bar.add_task("Matching", total=count, clauses=0, rate="")
            clauses, start = 0, time.monotonic()

            def on_file(outcome: FileResult) -> None:
                nonlocal clauses
                clauses += outcome.result.clauses
                if outcome.failed:
                    bar.console.print(Text(_explain(outcome), style="yellow"))
                rate = f"{clauses / max(time.monotonic() - start, 1e-3):.0f} a second"
                bar.update(task, advance=1, clauses=clauses, rate=rate)

            yield on_file

    def say(self, text: str) -> None:
        click.echo(text, err=True)


def _explain(outcome: FileResult) -> str:
    return "; ".join(problem.message for problem in outcome.result.problems)


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
        TextColumn("documents, {task.fields[clauses]} clauses {task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True))
