"""emcmatch trust: vouch for a folder that came from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.options import RUN

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  emcmatch trust .                     the workspace in the current folder
  emcmatch trust outputs/from_lab      a run folder that a colleague made
  emcmatch trust --list                which folders are trusted
  emcmatch trust outputs/from_lab --withdraw
"""


@click.command(epilog=_EPILOG)
@click.argument("folder", required=False, type=RUN)
@click.option("--withdraw", is_flag=True, help="Trust the folder no longer.")
@click.option("--list", "show", is_flag=True, help="List the folders that are trusted.")
def command(folder: Path | None, withdraw: bool, show: bool) -> None:
    """Let FOLDER, with all in it, choose language models, servers, stores, reviews and addresses.

    The settings of a folder that nobody trusted (emcmatch.toml in the current folder, run.json of a run that somebody
    else made) count only where they say how documents are read and decided. Workspaces that `emcmatch init` made and
    runs of your own need no trust.
    """
    from pipeline.errors import UsageError
    from pipeline.storage import own

    if folder is None and not show:
        raise UsageError("Name the folder to trust, or give --list.")
    if folder is not None:
        own.trust(folder, withdraw=withdraw)
        click.echo(f"{folder.resolve()}: {'trusted no longer' if withdraw else 'trusted'}.")
    if show:
        for name in own.trusted():
            click.echo(name)
