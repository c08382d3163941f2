"""emcmatch run: the whole job."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.options import FILE, FOLDER, batch_options, configure, settings_options


@click.command()
@click.argument("specs", nargs=-1, required=True)
@click.option("--out", type=FOLDER, help="Folder of the run (default: a new one under outputs/).")
@settings_options
@click.option("--labels", type=FILE, help="CSV or XLSX with the right tests; also writes the accuracy report.")
@batch_options
@click.option("--llm/--no-llm", default=None, help="Ask the configured language model about clauses in review.")
def run(
    specs: tuple[str, ...],
    out: Path | None,
    config_file: Path | None,
    references: tuple[Path, ...],
    labels: Path | None,
    engine: str | None,
    jobs: int | None,
    scheduler: str | None,
    fresh: bool,
    llm: bool | None,
) -> int:
    """Do the whole job: read SPECS, match every clause, write the workbook.

    SPECS are Word and PDF files, or folders that are searched for them. What comes out is a folder with report.xlsx to
    review, matches.csv for other programs, and problems.csv with every file that could not be done and why.
    """
    from pipeline import runs

    config = configure(config_file, references, engine=engine, jobs=jobs, scheduler=scheduler)
    result = runs.whole(specs, config, out=out, labels=labels, fresh=fresh, llm=llm)
    click.echo(result.summary)
    return result.exit_code
