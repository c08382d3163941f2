"""emcmatch export: what a run has found, in the files of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FOLDER, NEW_FILE, RUN

if TYPE_CHECKING:
    from pipeline.references import Catalogue

PLACE = click.Path(exists=True, path_type=Path)
OUTCOMES = ("matched", "unmatched", "review")
_EPILOG = """\b
Examples:
  emcmatch export reqif outputs/mine                        for DOORS, Polarion and others: outputs/mine/matches.reqif
  emcmatch export reqif outputs/mine --out matches.reqifz   the same, packed
  emcmatch export word outputs/mine                         commented copies in outputs/mine/annotated
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


@export.command()
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--out", type=FOLDER, help="Folder for the copies (default: annotated in RUN).")
@click.option("--source", "elsewhere", multiple=True, type=PLACE, help="Where the Word files lie now; may be repeated.")
@click.option("--only", "outcomes", multiple=True, type=click.Choice(OUTCOMES), help="Comment on these clauses only.")
def word(folder: Path, out: Path | None, elsewhere: tuple[Path, ...], outcomes: tuple[str, ...]) -> int:
    """Copy the Word documents of RUN with a comment on every clause: test, outcome, confidence, reason.

    The documents stay as they are, and so does everything in the copies but the comments. A file is known by its
    bytes: one that has changed since the run is refused. PDF files cannot be annotated.
    """
    from pipeline import config, runs
    from pipeline.errors import ExitCode, NoInputError, ReadError
    from pipeline.exports import word as copies
    from pipeline.reports.staging import stage

    run, base = runs.resume(folder)
    settings = config.load(base=base).read
    names = {test.id: test.name for test in _catalogue(folder).tests}
    out, refused, done = out or folder / "annotated", [], []
    with stage(out) as place:
        for report in runs.decided(folder):
            target = place / copies.name(report.document)
            try:
                made = copies.annotate(report, run, target, names, settings, elsewhere=elsewhere, outcomes=outcomes)
            except ReadError as error:
                target.unlink(missing_ok=True)
                refused.append(f"{report.document} {error.message}")
                continue
            done += [f"{made.comments} comments: {out / target.name}", *(f"  {note}" for note in made.notes)]
            if made.beside:
                done.append(f"  at a neighbouring paragraph: {', '.join(made.beside)}")
    if not done:
        raise NoInputError("\n".join(refused) or f"{folder}: there is no document in this run.")
    for text in (*done, *refused):
        click.echo(text, err=text in refused)
    return ExitCode.SOME_FAILED if refused else ExitCode.DONE


def _catalogue(folder: Path) -> Catalogue:
    """Read the catalogue a run was made with."""
    from pipeline import config, flow, references
    from pipeline.reports import runs as run_files

    files = run_files.load(folder / "run.json").configuration.get("match", {}).get("references", [])
    return references.load([flow.located(name) for name in files or config.load().match.references])


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
