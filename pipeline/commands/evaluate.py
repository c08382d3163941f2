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
  emcmatch evaluate specs/ --labels labels.csv --llm --config my.toml     what does the language model bring?

Labels: CSV or XLSX with the columns document, number, title, tests; test ids joined by ';', empty where none applies.
"""


@click.command(epilog=_EPILOG)
@click.argument("run_or_specs", nargs=-1, required=True)
@click.option("--labels", type=INPUT, required=True, help="CSV or XLSX with the right tests.")
@click.option("--out", type=FOLDER, help="Where accuracy.xlsx and accuracy.json go (default: into the run folder).")
@settings_options
@batch_options
@click.option("--llm/--no-llm", default=None, help="With SPECS: ask the language model of [llm] too, and measure it.")
@allow_remote_option
def command(
    run_or_specs: tuple[str, ...],
    labels: Path,
    out: Path | None,
    config_file: Path | None,
    references: tuple[Path, ...],
    llm: bool | None,
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
    """
    from pipeline import runs
    from pipeline.commands.progress import watch

    folders = runs.folders(run_or_specs)
    if folders:
        base = runs.resume(folders[0])[1]
        config = configure(config_file, references, base=base)
        result = runs.evaluate(folders, labels, config, out)
    else:
        config = configure(config_file, references, engine=engine, jobs=jobs, scheduler=scheduler)
        config = consent(config, allow_remote)
        ask = config.llm.provider != "none" if llm is None else llm
        order = runs.Order(
            config=config, specs=run_or_specs, out=out, labels=labels, fresh=fresh, ask=ask, command=typed()
        )
        result = runs.do(order, watch())
    click.echo(result.summary)
    return result.exit_code
