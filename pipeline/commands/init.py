"""emcmatch init: a folder of one's own to work in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FOLDER

if TYPE_CHECKING:
    from pipeline.commands.workspace import Made

_EPILOG = """\b
Examples:
  emcmatch init                  here
  emcmatch init "D:\\emc work"    in a folder of that name
  emcmatch init --desktop        and a shortcut on the Windows desktop that opens it as a page

\b
What is there already is never changed or overwritten: called again, it adds what is missing.
"""


@click.command(epilog=_EPILOG)
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path())
@click.option("--desktop", is_flag=True, help="On Windows, put a shortcut on the desktop that opens the desk in DIR.")
def command(folder: Path, desktop: bool) -> None:
    """Make a workspace in DIR (default: the current folder): settings, catalogues to edit, sample specifications.

    Every command that is called in the workspace uses its emcmatch.toml and its catalogues, and writes to its outputs/.
    """
    from pipeline.commands import shortcut, workspace
    from pipeline.storage import own

    made = workspace.make(folder)
    if workspace.SETTINGS in made.written:  # settings that were there already are somebody's: see `emcmatch trust`
        own.trust(folder)
    for line in _say(made):
        click.echo(line)
    if desktop:
        click.echo(f"Shortcut: {shortcut.place(folder)}")


def _say(made: Made) -> list[str]:
    """Tell what was done and what to do next."""
    where = made.folder.resolve()
    lines = [f"Workspace in {where}"]
    lines += [f"  written  {Path(name)}" for name in made.written]
    lines += [f"  kept     {Path(name)}" for name in made.kept]
    lines += ["", "Next:"]
    if where != Path.cwd():
        lines.append(f'  cd "{where}"')
    lines += [
        "  emcmatch desk           everything on one page of this machine",
        "  emcmatch check          is everything there that a run needs?",
        "  emcmatch run specs      match the samples, and then your own specifications",
        "README.md in the workspace says what is where.",
    ]
    return lines
