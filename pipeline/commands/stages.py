"""emcmatch split, keywords, match, resolve, report: one stage at a time, on the same run folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.runs import StageName

_EPILOG = """\b
One stage after the other, on one folder:
  emcmatch split specs/ --out outputs/mine     clauses.jsonl
  emcmatch keywords --out outputs/mine         keywords.jsonl
  emcmatch match --out outputs/mine            matches.csv, matches.jsonl, requirements.jsonl
  emcmatch resolve --out outputs/mine --config my.toml     the same, with a language model's answers
  emcmatch report --out outputs/mine           report.xlsx, report.html

Without SPECS a command goes on in the folder, with its files and its settings; what is missing on the way is done.
With SPECS it starts from them. `emcmatch run` does it all at once.
"""


def _command(name: StageName, text: str, *more: Callable[[Any], Any]) -> click.Command:
    def call(
        specs: tuple[str, ...],
        out: Path | str | None,
        config_file: Path | None,
        references: tuple[Path, ...],
        labels: Path | None = None,
        fresh: bool = False,
        reviews: Path | None = None,
        allow_remote: bool = False,
        force: bool = False,
        **batch: str | int | None,
    ) -> int:
        return _do(name, specs, out, config_file, references, labels, fresh, reviews, allow_remote, force, batch)

    call.__doc__ = text
    for option in (*more[::-1], force_option, batch_options, settings_options, _OUT, _SPECS):
        call = option(call)
    return click.command(name, epilog=_EPILOG)(call)


def _do(
    name: StageName,
    specs: tuple[str, ...],
    out: Path | str | None,
    config_file: Path | None,
    references: tuple[Path, ...],
    labels: Path | None,
    fresh: bool,
    reviews: Path | None,
    allow_remote: bool,
    force: bool,
    batch: dict[str, str | int | None],
) -> int:
    from pipeline import runs
    from pipeline.commands.progress import watch

    with runs.Mirror(out) as mirror:
        folder = mirror.folder
        base = runs.resume(folder)[1] if folder is not None and not specs else None
        order = runs.Order(
            config=consent(configure(config_file, references, base=base, reviews=reviews, **batch), allow_remote),
            specs=specs,
            out=folder,
            until=name,
            labels=labels,
            fresh=fresh,
            ask=name == "resolve",
            command=typed(),
            force=force,
        )
        result = runs.do(order, watch())
    click.echo(mirror.speak(result.summary))
    return result.exit_code


_SPECS = click.argument("specs", nargs=-1)
_OUT = click.option(
    "--out", type=place, metavar="DIRECTORY", help="Run folder or its address: to go on in, or with SPECS to begin."
)
_LABELS = click.option("--labels", type=INPUT, help="CSV or XLSX with the right tests; adds the accuracy report.")

split = _command(
    "split",
    """Only split the specifications into numbered clauses.

    Writes clauses.jsonl, one object a clause, and problems.csv: enough to see whether a document was read right.
    """,
)
keywords = _command(
    "keywords",
    """Pull the keywords and the coded evidence of every clause.

    Writes keywords.jsonl: phrases by YAKE and RAKE with their weights, method codes, standards, units and bands.
    """,
)
match = _command(
    "match",
    """Match every clause to a test.

    Writes matches.csv and matches.jsonl, and requirements.jsonl with what each test section demands.
    """,
    reviews_option,
)
resolve = _command(
    "resolve",
    """Put the clauses in review to the configured language model.

    Needs provider, model and host in [llm] of the file given with --config. An answer counts only with a quote that
    stands in the clause; every call is kept in llm_calls.jsonl.
    """,
    reviews_option,
    allow_remote_option,
)
report = _command(
    "report",
    """Write the workbook and the page of a run folder anew.

    Answers that stand in a workbook that is there are imported first; what cannot be taken over is kept beside it.
    """,
    _LABELS,
    reviews_option,
)
