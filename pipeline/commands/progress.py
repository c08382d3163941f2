"""Progress of a run: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.batch import Outcome


@contextmanager
def follow(files: int) -> Iterator[Callable[[Outcome], None]]:
    """Show a bar while files are carried through; yields the function to call with each outcome."""
    if not sys.stderr.isatty():
        yield _line
        return
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
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Matching", total=files, clauses=0)
        clauses = 0

        def advance(outcome: Outcome) -> None:
            nonlocal clauses
            clauses += len(outcome.report.decisions) if outcome.report else 0
            if outcome.problem is not None:
                bar.console.print(f"[yellow]Problem:[/yellow] {outcome.problem.message}", markup=True, highlight=False)
            bar.update(task, advance=1, clauses=clauses)

        yield advance


def _line(outcome: Outcome) -> None:
    if outcome.report is not None:
        click.echo(f"{outcome.source.document}: {len(outcome.report.decisions)} clauses", err=True)
    elif outcome.problem is not None:
        click.echo(f"Problem: {outcome.problem.message}", err=True)
