"""emcmatch export: what a run has found, in the files of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import NEW_FILE, RUN

if TYPE_CHECKING:
    from pipeline.references import Catalogue

_EPILOG = """\b
Examples:
  emcmatch export reqif outputs/mine                        for DOORS, Polarion and others: outputs/mine/matches.reqif
  emcmatch export reqif outputs/mine --out matches.reqifz   the same, packed
"""


@click.group(epilog=_EPILOG)
def export() -> None:
    """Carry a run into requirement databases, Word files and training sets; see docs/export.md."""


@export.command("reqif")
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--out", type=NEW_FILE, help="File to write, .reqif or .reqifz (default: matches.reqif in RUN).")
def reqif_(folder: Path, out: Path | None) -> None:
    """Write RUN as ReqIF: one specification a document, with chapters, texts, tests, outcome and reason.

    Identifiers come from what a clause is and says: the same run gives the same file.
    """
    from pipeline import runs
    from pipeline.exports import reqif
    from pipeline.reports import runs as run_files

    out = out or folder / "matches.reqif"
    names = {test.id: test.name for test in _catalogue(folder).tests}
    done = reqif.write(out, tuple(runs.decided(folder)), run_files.load(folder / "run.json"), names)
    click.echo(f"{done.clauses} clauses of {done.documents} {_plural('document', done.documents)} written to {out}")


def _catalogue(folder: Path) -> Catalogue:
    """Read the catalogue a run was made with."""
    from pipeline import config, flow, references
    from pipeline.reports import runs as run_files

    files = run_files.load(folder / "run.json").configuration.get("match", {}).get("references", [])
    return references.load([flow.located(name) for name in files or config.load().match.references])


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
