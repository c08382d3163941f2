"""emcmatch tune: settings, weights and examples from a user's own labelled specifications."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import INPUT, configure, settings_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_EPILOG = """\b
Examples:
  emcmatch tune specs/ --labels specs/labels.csv                     into outputs/tuned/
  emcmatch tune specs/ --labels labels.xlsx --out oem/tuned.toml     elsewhere
  emcmatch tune specs/ --labels labels.csv --resume                  go on after a stop
  emcmatch run new.pdf --config outputs/tuned/tuned.toml             use what was found

The weights and examples that come with the program are where it starts; your labels move them as far as documents that
were held out bear it. Label at least three specifications; with two, settings are not searched.
"""


@click.command(epilog=_EPILOG)
@click.argument("specs", nargs=-1, required=True)
@click.option("--labels", type=INPUT, required=True, help="CSV or XLSX with the right tests.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("outputs/tuned/tuned.toml"),
              show_default=True, help="Configuration to write; the rest is written beside it.")  # fmt: skip
@click.option("--trials", type=click.IntRange(min=2), default=24, show_default=True, help="Trials of each study.")
@click.option("--keywords", is_flag=True, help="Choose the number and length of keywords too; takes much longer.")
@click.option("--resume", is_flag=True, help="Go on with the trials of a tuning that was stopped.")
@settings_options
def command(
    specs: tuple[str, ...],
    labels: Path,
    out: Path,
    trials: int,
    keywords: bool,
    resume: bool,
    config_file: Path | None,
    references: tuple[Path, ...],
) -> int:
    """Choose weights and thresholds on SPECS that you labelled.

    Writes tuned.toml for --config, with the learned weights and your clauses as examples beside it, and a workbook of
    what changed. Accuracy is measured on documents held out from everything that was chosen or learned; where it is not
    better than before, nothing is recommended and only the workbook is written.
    """
    from pipeline.errors import UsageError
    from pipeline.tuning import findings, folds, tuning
    from pipeline.tuning.studies import Studies

    files = findings.Files(out)
    if resume and not files.study.is_file():
        raise UsageError(f"{files.study}: there is no tuning to go on with; leave --resume out.")
    material = folds.gather(configure(config_file, references), specs, labels, tell=_say)
    if not resume:
        files.study.unlink(missing_ok=True)
    parts = len(material.folds)
    _say(f"{sum(map(len, material.folds))} labelled documents in {parts} parts, each held out in turn ...")
    studies = (parts + 1) if parts > 2 else 0
    try:
        with _progress(studies * trials) as tell:
            search = Studies(files.study, material.digest, trials, keywords, tell).search
            tuned = tuning.tune(material, search)
    except KeyboardInterrupt:
        _say("The trials that were done are kept; add --resume to go on from them.")
        raise
    click.echo(findings.write(files, material, tuned))
    return 0


def _say(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str, float], None]]:
    """Show each trial: a bar on a terminal, a line a study elsewhere."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("Tuning", total=total)
            yield lambda name, best: bar.update(task, advance=1, description=f"Tuning, {name}: {best:.3f}")
        return
    seen: dict[str, float] = {}

    def tell(name: str, best: float) -> None:
        if name not in seen:
            _say(f"Study {name} ...")
        seen[name] = best

    yield tell
