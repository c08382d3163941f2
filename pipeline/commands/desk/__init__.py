"""emcmatch desk: what the commands do, on one page of this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.commands.options import FOLDER

_EPILOG = """\b
Examples:
  emcmatch desk                   in this folder; runs are kept in its outputs/
  emcmatch desk "D:\\emc work"     in another one

Only a browser of this machine that was given the address can see the page; it loads nothing from elsewhere.
"""


@click.command(epilog=_EPILOG)
@click.argument("folder", metavar="[FOLDER]", type=FOLDER, default=Path())
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the page (default: any free one).")
@click.option("--reviewer", default="", help="Your name, kept with each decision (default: that of the account).")
@click.option("--open/--no-open", "show", default=True, help="Open the page in the browser (default).")
def command(folder: Path, port: int, reviewer: str, show: bool) -> None:
    """Open everything on one local page: drop specifications, watch them being matched, review, ask, download.

    FOLDER is where runs are kept (default: the current folder); it is made where it does not exist. Stop with Ctrl-C:
    what runs is stopped, what is done is kept.
    """
    from pipeline.commands.desk import server
    from pipeline.commands.desk.library import Library
    from pipeline.reviews import access

    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)  # as every command does, so that names in the settings mean the same
    library = Library(Path.cwd(), reviewer)

    def tell(address: str) -> None:
        click.echo(f"The desk is at {address}")
        click.echo(f"Runs are kept in {Path.cwd() / 'outputs'}. Stop with Ctrl-C.")
        if show:
            access.show(address)

    server.serve(library, port, tell)
