"""emcmatch index: runs into the index that questions are answered from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.indexed import index_options, ready
from pipeline.commands.options import RUN

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  emcmatch index outputs/mine                     one run
  emcmatch index outputs/* --index D:\\emc.sqlite   many, into a file of your own

A document that was indexed before is not done again; `ask` indexes a run by itself.
"""


@click.command(epilog=_EPILOG)
@click.argument("folders", metavar="RUN...", nargs=-1, required=True, type=RUN)
@index_options
def index(folders: tuple[Path, ...], index_file: Path | None, config_file: Path | None) -> None:
    """Bring runs into the index: their clauses by words, by meaning, and by codes, standards and values."""
    with ready(folders, index_file, config_file) as opened:
        clauses = sum(source.clauses for source in opened.sources)
        click.echo(f"{len(opened.sources)} documents, {clauses} clauses in {opened.index.path}")
