"""emcmatch evaluate: how often a run is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.options import (
    FOLDER,
    INPUT,
    allow_remote_option,
    batch_options,
    configure,
    consent,
    settings_options,
    typed,
)

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  emcmatch evaluate outputs/mine --labels labels.csv      a run that was made
  emcmatch evaluate specs/ --labels specs/labels.csv      run first, then measure
  emcmatch evaluate specs/ --labels labels.csv --llm --ask 200 --config my.toml     is this language model of use?

Labels: CSV or XLSX with the columns document, number, title, tests; test ids joined by ';', empty where none applies.
"""


@click.command(epilog=_EPILOG)
@click.argument("run_or_specs", nargs=-1, required=True)
@click.option("--labels", type=INPUT, required=True, help="CSV or XLSX with the right tests.")
@click.option("--out", type=FOLDER, help="Where accuracy.xlsx and accuracy.json go (default: into the run folder).")
@settings_options
@batch_options
@click.option("--llm", is_flag=True, help="Measure the language model of [llm] too, and keep how much it counts.")
@click.option(
    "--ask",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="With --llm: labelled clauses it is asked about at most, those in review first.",
)
@allow_remote_option
def command(
    run_or_specs: tuple[str, ...],
    labels: Path,
    out: Path | None,
    config_file: Path | None,
    references: tuple[Path, ...],
    llm: bool,
    ask: int,
    allow_remote: bool,
    fresh: bool,
    engine: str | None,
    jobs: int | None,
    scheduler: str | None,
) -> int:
    """Measure the accuracy of run folders, or of SPECS, against labels.

    Writes accuracy.xlsx to look at and accuracy.json to compute with: shares of right clauses with their intervals,
    precision and recall a test, the confusion of tests, calibration, coverage against accuracy, every wrong clause
    with its evidence, and the keyword baseline beside it.

    With --llm the model is asked, twice and with the tests in two orders, about the clauses in review and a random
    sample of the decided ones; the end says "use it", "no difference shown" or "do not use this model" (exit code 10).
    What was measured decides how much its answers count in later runs (measured in [llm]).
    """
    from pipeline import runs
    from pipeline.commands.progress import watch

    folders = runs.folders(run_or_specs)
    if folders:
        config = configure(config_file, references, base=runs.resume(folders[0])[1])
        result = None
    else:
        config = configure(config_file, references, engine=engine, jobs=jobs, scheduler=scheduler)
        order = runs.Order(config=config, specs=run_or_specs, out=out, labels=labels, fresh=fresh, command=typed())
        result = runs.do(order, watch())
        folders, out = (result.folder,), None
    if llm:
        result = runs.try_model(folders, labels, consent(config, allow_remote), out, ask, watch())
    elif result is None:
        result = runs.evaluate(folders, labels, config, out)
    click.echo(result.summary)
    return result.exit_code
