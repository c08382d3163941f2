"""emcmatch run: the whole job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.options import (
    INPUT,
    allow_remote_option,
    batch_options,
    configure,
    consent,
    force_option,
    place,
    reviews_option,
    settings_options,
    typed,
)

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  emcmatch run specs/                                    the samples, into a new folder under outputs/
  emcmatch run "C:\\specs\\oem" spec.pdf --out out\\oem     a folder and a file
  emcmatch run specs/ --labels specs/labels.csv          and measure the accuracy
  emcmatch run s3://emc/specs --out s3://emc/matched     from and to a storage; see docs/sizing.md
  emcmatch run specs/ --references my_tests.xlsx         against a catalogue of your own
  emcmatch run specs/ --config my.toml --llm --dry-run   how long would a language model take?

\b
Exit codes: 0 done, 2 usage, 3 no usable input, 4 configuration, 5 something is missing,
10 done, but something needs a look: files that failed (they stand in problems.csv), answers that were not taken over.
"""


@click.command(epilog=_EPILOG)
@click.argument("specs", nargs=-1, required=True)
@click.option(
    "--out",
    type=place,
    metavar="DIRECTORY",
    help="Folder or address of the run (default: a new folder under outputs/).",
)
@settings_options
@click.option("--labels", type=INPUT, help="CSV or XLSX with the right tests; adds the accuracy report.")
@reviews_option
@batch_options
@click.option(
    "--llm/--no-llm",
    default=None,
    help="Ask the language model of [llm] about clauses in review (default: if one is configured).",
)
@allow_remote_option
@force_option
@click.option("--dry-run", is_flag=True, help="With --llm: only say how many calls, tokens and minutes asking takes.")
def run(
    specs: tuple[str, ...],
    out: Path | str | None,
    config_file: Path | None,
    references: tuple[Path, ...],
    labels: Path | None,
    reviews: Path | None,
    engine: str | None,
    jobs: int | None,
    scheduler: str | None,
    fresh: bool,
    llm: bool | None,
    allow_remote: bool,
    force: bool,
    dry_run: bool,
) -> int:
    """Do the whole job: read SPECS, match every clause, write the workbook.

    SPECS are Word and PDF files, or folders that are searched for them. What comes out is a folder with report.xlsx to
    review, matches.csv for other programs, and problems.csv with every file that could not be done and why.

    Into a folder of an earlier run: answers that stand in its report.xlsx are imported before the file is written anew.

    Results are kept between runs: only what changed is done again, and a run that was stopped goes on where it was.
    """
    from pipeline import runs
    from pipeline.commands.progress import watch

    config = configure(config_file, references, reviews=reviews, engine=engine, jobs=jobs, scheduler=scheduler)
    config = consent(config, allow_remote)
    ask = config.llm.provider != "none" if llm is None else llm
    with runs.Mirror(out) as mirror:
        order = runs.Order(
            config=config,
            specs=specs,
            out=mirror.folder,
            labels=labels,
            fresh=fresh,
            ask=ask or dry_run,
            dry=dry_run,
            command=typed(),
            force=force,
        )
        result = runs.do(order, watch())
    click.echo(mirror.speak(result.summary))
    return result.exit_code
