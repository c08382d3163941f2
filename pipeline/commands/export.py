"""emcmatch export: what a run has found, in the files of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from pipeline.commands.options import FOLDER, INPUT, NEW_FILE, RUN, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.exports.finetune import Card
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reviews.records import Reviewed

T = TypeVar("T")
PLACE = click.Path(exists=True, path_type=Path)
OUTCOMES = ("matched", "unmatched", "review")
_EPILOG = """\b
Examples:
  emcmatch export reqif outputs/mine                        for DOORS, Polarion and others: outputs/mine/matches.reqif
  emcmatch export reqif outputs/mine --out matches.reqifz   the same, packed
  emcmatch export word outputs/mine                         commented copies in outputs/mine/annotated
  emcmatch export pdf outputs/mine                          highlighted PDF copies, there too
  emcmatch export finetune outputs/mine                     what was reviewed, as train.jsonl and others in finetune/
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
    run = run_files.load(folder / "run.json")
    done = reqif.write(out, tuple(runs.decided(folder)), run, names, _limits(folder))
    click.echo(f"{done.clauses} clauses of {done.documents} {_plural('document', done.documents)} written to {out}")


def _limits(folder: Path) -> dict[str, list[str]]:
    """Read the limits of each clause of a run; none where an older run has no file of them."""
    import json

    from pipeline.errors import UsageError
    from pipeline.requirements import limits

    found: dict[str, list[str]] = {}
    path = folder / limits.FILE
    try:
        for text in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            row = json.loads(text)
            found.setdefault(row["clause"], []).append(limits.say(row))
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"{path}: is damaged; run emcmatch report {folder} or the documents again.") from None
    return found


@export.command()
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--out", type=FOLDER, help="Folder for the copies (default: annotated in RUN).")
@click.option("--source", "elsewhere", multiple=True, type=PLACE, help="Where the Word files lie now; may be repeated.")
@click.option("--only", "outcomes", multiple=True, type=click.Choice(OUTCOMES), help="Comment on these clauses only.")
def word(folder: Path, out: Path | None, elsewhere: tuple[Path, ...], outcomes: tuple[str, ...]) -> int:
    """Copy the Word documents of RUN with a comment on every clause: test, outcome, confidence, reason.

    The documents stay as they are, and so does everything in the copies but comments and bookmarks. The links of
    report.xlsx open the copies at their clauses once `emcmatch report` or the run has written it anew. A file is known
    by its bytes: one that has changed since the run is refused. For PDF files there is `export pdf`.
    """
    from pipeline import config, runs
    from pipeline.exports import word as copies

    run, base = runs.resume(folder)
    settings = config.load(base=base).read
    names = {test.id: test.name for test in _catalogue(folder).tests}

    def annotate(report: Report, target: Path) -> Iterator[str]:
        made = copies.annotate(report, run, target, names, settings, elsewhere=elsewhere, outcomes=outcomes)
        yield f"{made.comments} comments: {{}}"
        yield from (f"  {note}" for note in made.notes)
        if made.beside:
            yield f"  at a neighbouring paragraph: {', '.join(made.beside)}"

    files = ((report.document, report) for report in runs.decided(folder))
    return _copy(out or folder / "annotated", files, annotate, f"{folder}: there is no document in this run.")


@export.command()
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--out", type=FOLDER, help="Folder for the copies (default: annotated in RUN).")
@click.option("--source", "elsewhere", multiple=True, type=PLACE, help="Where the PDF files lie now; may be repeated.")
@click.option("--only", "outcomes", multiple=True, type=click.Choice(OUTCOMES), help="Mark these clauses only.")
def pdf(folder: Path, out: Path | None, elsewhere: tuple[Path, ...], outcomes: tuple[str, ...]) -> int:
    """Copy the PDF files of RUN with every clause highlighted in the colour of its test.

    A note on each clause says test, outcome, confidence and reason; bookmarks lead to the clauses by test and in order.
    The files stay as they are, and so do the pages of the copies below the marks. A file that has changed since the
    run is refused.
    """
    from pipeline import runs
    from pipeline.exports import pdf as copies
    from pipeline.reports import runs as run_files

    run = run_files.load(folder / "run.json")
    names = {test.id: test.name for test in _catalogue(folder).tests}

    def annotate(reports: Sequence[Report], target: Path) -> Iterator[str]:
        made = copies.annotate(reports, run, target, names, elsewhere=elsewhere, outcomes=outcomes)
        yield f"{made.clauses} clauses marked: {{}}"
        yield from (f"  {note}" for note in made.notes)
        if made.unplaced:
            yield f"  without a place on the pages: {', '.join(made.unplaced)}"

    files = copies.by_file(runs.decided(folder)).items()
    return _copy(out or folder / "annotated", files, annotate, f"{folder}: there is no PDF in this run.")


def _copy(out: Path, files: Iterable[tuple[str, T]], annotate: Callable[[T, Path], Iterator[str]], nothing: str) -> int:
    """Make an annotated copy of each file, say what came of it, and name those that are refused.

    :param annotate: given a file's report or reports and where the copy goes; gives lines, "{}" for the copy's path.
    :raises NoInputError: there is no copy.
    """
    from pipeline.errors import ExitCode, NoInputError, ReadError
    from pipeline.reports.links import copy_name
    from pipeline.reports.staging import stage

    refused, done = [], []
    with stage(out) as place:
        for file, reported in files:
            target = place / copy_name(file)
            try:
                first, *more = annotate(reported, target)
            except ReadError as error:
                target.unlink(missing_ok=True)
                refused.append(f"{file} {error.message}")
                continue
            done += [first.format(out / target.name), *more]
    if not done:
        raise NoInputError("\n".join(refused) or nothing)
    for text in (*done, *refused):
        click.echo(text, err=text in refused)
    return ExitCode.SOME_FAILED if refused else ExitCode.DONE


@export.command()
@click.argument("folders", metavar="RUN...", nargs=-1, required=True, type=RUN)
@click.option("--labels", multiple=True, type=INPUT, help="Labels file (.csv, .xlsx); may be repeated.")
@click.option("--store", "store_file", type=NEW_FILE, help="Store of reviewed decisions (default: that of the run).")
@click.option("--out", type=FOLDER, default=Path("finetune"), show_default=True, help="Folder for the sets.")
@click.option("--config", "config_file", type=INPUT, help="TOML file; [llm] says how questions are written.")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the documents that are held out.")
def finetune(
    folders: tuple[Path, ...],
    labels: tuple[Path, ...],
    store_file: Path | None,
    out: Path,
    config_file: Path | None,
    seed: int,
) -> None:
    """Write a training set for a language model from what persons reviewed or labelled in the RUNs.

    JSON lines in the form of a chat: the question a run would ask about a clause, and the right test with words quoted
    from the clause. Whole documents are held out to validate and to test; nothing alike stands in two sets.
    """
    from pipeline import config, runs
    from pipeline.evaluation import labels as label_files
    from pipeline.exports import finetune as sets
    from pipeline.reports.staging import stage

    catalogue = _catalogue(folders[0])
    known = [label for path in labels for label in label_files.read(path, catalogue.ids)]
    reviewed = _open(store_file, folders[0])
    found = [report for folder in folders for report in runs.decided(folder)]
    path, values = settings(config_file)
    dataset = sets.build(found, reviewed, known, catalogue, config.load(path, base=values).llm, seed)
    with stage(out) as place:
        sets.save(place, dataset)
    for line in _describe(dataset.card):
        click.echo(line)
    click.echo(f"Written to {out}; how to train with it: docs/export.md")


def _open(store_file: Path | None, folder: Path) -> tuple[Reviewed, ...]:
    """Read the store that is named, or that of the run's configuration, or none where it names none."""
    from pipeline.reports import runs as run_files
    from pipeline.reviews import stores

    return stores.kept(
        store_file or str(run_files.load(folder / "run.json").configuration.get("review", {}).get("store", ""))
    )


def _describe(card: Card) -> list[str]:
    names = tuple(card.lessons)
    tests = sorted({test for counts in card.lessons.values() for test in counts})
    rows = [("", *names), *((test, *(str(card.lessons[name].get(test, 0)) for name in names)) for test in tests)]
    rows.append(("all", *(str(sum(card.lessons[name].values())) for name in names)))
    lines = ["  ".join([row[0].ljust(10), *(cell.rjust(6) for cell in row[1:])]).rstrip() for row in rows]
    lines += [f"{name}: {', '.join(documents)}" for name, documents in card.documents.items()]
    lines += [f"Left out: {count}, because {reason}." for reason, count in card.left_out.items()]
    if card.missing:
        lines.append(f"Nothing to train on for {', '.join(card.missing)}.")
    return lines


def _catalogue(folder: Path) -> Catalogue:
    """Read the catalogue a run was made with."""
    from pipeline.commands.decided_documents import catalogue_of
    from pipeline.reports import runs as run_files

    return catalogue_of(run_files.load(folder / "run.json").configuration)


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
