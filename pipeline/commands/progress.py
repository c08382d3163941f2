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
    from pipeline.runs.progress import FileStage
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

    def step(self, step: FileStage) -> None:
        pass

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

    def step(self, step: FileStage) -> None:
        known = {name: value for name in ("pages", "clauses", "done") if (value := getattr(step, name))}
        left = {} if step.left is None else {"left": round(step.left, 1)}
        document = {"document": step.document} if step.document else {}
        messages.write("stage", **document, stage=step.stage, **known, share=round(step.share, 4), **left)

    def say(self, text: str) -> None:
        messages.write("note", message=text)


class _Bar:
    def __init__(self) -> None:
        self._show: Callable[[FileStage], None] | None = None  # while files are worked on

    @contextmanager
    def files(self, count: int) -> Iterator[Callable[[FileResult], None]]:
        from rich.text import Text

        with _make_bar() as bar:
            task = bar.add_task("Matching", total=count, clauses=0, left="", at="")
            clauses = 0

            def on_file(outcome: FileResult) -> None:
                nonlocal clauses
                clauses += outcome.result.clauses
                if outcome.failed:
                    bar.console.print(Text(_explain(outcome), style="yellow"))
                done.add(outcome.source.document)
                bar.update(task, clauses=clauses, completed=max(len(done), bar.tasks[task].completed))

            def show(step: FileStage) -> None:
                left = "" if step.left is None else f"{_duration(step.left)} left"
                part = f" {step.done} of {step.clauses}" if step.done else f" {step.clauses}" if step.clauses else ""
                at = f"{step.document}: {step.stage}{part}"
                bar.update(task, completed=max(step.share * count, len(done)), left=left, at=at)

            done, self._show = set[str](), show
            yield on_file
            self._show = None

    def step(self, step: FileStage) -> None:
        if self._show is not None:
            self._show(step)
        elif step.stage == "reports":
            self.say("Writing the reports ...")

    def say(self, text: str) -> None:
        click.echo(text, err=True)


def _explain(outcome: FileResult) -> str:
    return "; ".join(problem.message for problem in outcome.result.problems)


def _duration(seconds: float) -> str:
    """Say how long something takes, as exactly as it can be known: "8 s", "3 min", "2.5 h"."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def _make_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("documents, {task.fields[clauses]} clauses"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        # the name of a document is no markup
        TextColumn("{task.fields[at]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)),
    )
    return Progress(*columns, console=Console(stderr=True), expand=True)
