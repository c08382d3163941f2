"""emcmatch train: an embedding model that knows the user's words, where that helps."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FOLDER, INPUT, configure, settings_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.tuning.embeddings import TrainingEffect

_EPILOG = """\b
Examples:
  emcmatch train specs/ --labels specs/labels.csv --out models/ours     takes minutes to hours without a GPU
\b
Then, in the file given with --config:
  [embedding]
  model = "models/ours"

To fit the weights to the new model, `tune` on specifications that it was not trained on.
"""


@click.command(epilog=_EPILOG)
@click.argument("specs", nargs=-1, required=True)
@click.option("--labels", type=INPUT, required=True, help="CSV or XLSX with the right tests.")
@click.option("--out", type=FOLDER, required=True, help="Folder for the model; must be new or empty.")
@click.option("--epochs", type=click.IntRange(1, 20), default=2, show_default=True, help="Times each clause is seen.")
@settings_options
def command(
    specs: tuple[str, ...],
    labels: Path,
    out: Path,
    epochs: int,
    config_file: Path | None,
    references: tuple[Path, ...],
) -> int:
    """Fine-tune the embedding model on SPECS that you labelled.

    First it is measured on documents held out in turn what that is worth. The model is kept only when the whole matcher
    is right more often with it; if not, nothing is written.
    """
    from pipeline.errors import UsageError
    from pipeline.matching.embeddings.fine_tuning import Effort
    from pipeline.tuning import embeddings, folds

    if out.is_dir() and any(out.iterdir()):
        raise UsageError(f"{out}: is not empty; name a new folder for the model.")
    material = folds.gather(configure(config_file, references), specs, labels, folds=3, tell=_say)
    with _progress() as tell:
        effect = embeddings.train(material, out, Effort(epochs=epochs), tell)
    click.echo(_describe(effect))
    if not effect.helps:
        click.echo("Fine-tuning does not help on documents it did not see: keep the model you have. Nothing was kept.")
        return 0
    _keep(out / folds.TRAINED, effect, material.digests)
    click.echo(f'Kept in {out}. Use it: [embedding] model = "{out.resolve().as_posix()}"; with the weights you have.')
    return 0


def _say(text: str) -> None:
    click.echo(text, err=True)


def _describe(effect: TrainingEffect) -> str:
    from pipeline.tuning.findings import show

    return "\n".join(
        f"Held-out documents, {what}: before {show(before)}; after {show(after)}"
        for what, before, after in (
            ("embedding alone, of the clauses about a test", effect.before.alone, effect.after.alone),
            ("whole matcher", effect.before.matcher, effect.after.matcher),
        )
    )


def _keep(path: Path, effect: TrainingEffect, documents: dict[str, str]) -> None:
    """Lay beside the model what it was trained on and found to be worth."""
    from dataclasses import asdict

    content = {"documents": documents, "held out": asdict(effect), "said": _describe(effect)}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8", newline="\n")


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show each step: a bar on a terminal, a line a training elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("Training", total=None)
            yield lambda name, step, steps: bar.update(
                task, completed=step, total=steps, description=f"Training {name}"
            )
        return

    def tell(name: str, step: int, steps: int) -> None:
        if step == 1:
            _say(f"Training {name}: {steps} steps ...")

    yield tell
