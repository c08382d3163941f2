"""emcmatch review: reviewed workbooks in, decisions out, and the review page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FILE, NEW_FILE, RUN
from pipeline.commands.review_aliases import aliases

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue
    from pipeline.reviews import ReviewStore
    from pipeline.reviews.taking import Taken

_SHOWN = 50  # refused rows or conflicts that are named
_STORE = click.option("--store", "store_file", type=NEW_FILE, help="Store of reviewed decisions (default: [review]).")
_FOLDER = click.option("--run", "folder", type=RUN, help="Run folder (default: that of the workbook).")
_EPILOG = """\b
Examples:
  emcmatch review import outputs/mine/report.xlsx           take over what a reviewer set
  emcmatch review import a.xlsx b.xlsx --run outputs/mine   two reviewers: agreement and conflicts
  emcmatch review serve outputs/mine                        review in the browser instead
  emcmatch review labels --out labels.csv                   decisions as labels, for evaluate and tune
  emcmatch review promise outputs/mine                      how many clauses of a test may have been missed?
  emcmatch review doubts outputs/mine                       decisions that are likely mistakes themselves
  emcmatch review aliases propose outputs/mine ...          what does this OEM call the tests?

Every later run applies the decisions, also to the next revision of a document; changed clauses come back to review.
"""


@click.group(epilog=_EPILOG)
def review() -> None:
    """Take over what a person decided, keep it, and learn from it."""


review.add_command(aliases)


@review.command("import")
@click.argument("workbooks", nargs=-1, required=True, type=FILE)
@_FOLDER
@_STORE
@click.option("--reviewer", default="", help="Name for rows without one.")
def import_(workbooks: tuple[Path, ...], folder: Path | None, store_file: Path | None, reviewer: str) -> int:
    """Take what reviewers set in WORKBOOKS into the store of decisions; the workbooks stay as they are.

    A row counts when a test, a verdict or a comment is set in it. Rows may be sorted, filtered, hidden or deleted, and
    sheets renamed. A row whose clause says something else now, or that contradicts itself, is refused with its reason.
    """
    from pipeline import runs
    from pipeline.errors import ExitCode
    from pipeline.reviews.taking import take

    folder = folder or _beside(workbooks[0])
    reports = tuple(runs.decided(folder))
    store = _open(store_file, folder)
    taken = take(workbooks, reports, _catalogue(folder), store, when=_now(), who=reviewer)
    for line in _describe(taken, store, folder):
        click.echo(line)
    refused = any(found.refused for _, found in taken.imported)
    return ExitCode.SOME_FAILED if refused or taken.disputes or taken.older else ExitCode.DONE


@review.command()
@click.option("--out", type=NEW_FILE, default=Path("labels.csv"), show_default=True, help="Labels file to write.")
@_STORE
def labels(out: Path, store_file: Path | None) -> None:
    """Write the decisions as a labels file, for evaluate and tune."""
    from pipeline.reviews.reviewed_labels import write_labels

    count = write_labels(out, _open(store_file).current())
    click.echo(f"{count} labels written to {out}")


@review.command()
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--most", type=click.FloatRange(0, 1, True, True), default=0.05, show_default=True, help="Share missed.")
@click.option("--confidence", type=click.FloatRange(0, 1, True, True), default=0.95, show_default=True, help="Of it.")
@click.option("--list", "out", type=NEW_FILE, help="CSV file for the clauses to review next, in random order.")
@_STORE
def promise(folder: Path, most: float, confidence: float, out: Path | None, store_file: Path | None) -> None:
    """Say of which tests of RUN at most a share of the clauses is missed, or how many decisions are too few.

    Only a fair sample counts: documents reviewed from end to end, and the clauses of --list reviewed in its order.
    """
    from pipeline import runs
    from pipeline.reviews import recall_bound
    from pipeline.reviews.reviewed_labels import write_list

    current = _open(store_file, folder).current()
    ids = _catalogue(folder).ids
    found = recall_bound.promise(tuple(runs.decided(folder)), current, ids, most=most, confidence=confidence)
    click.echo(f"A fair sample of {found.sample} of {found.clauses} clauses was reviewed.")
    for item in found.tests:
        bound = f"{item.missed} of {item.reviewed} missed, at {confidence:.0%} confidence at most {item.bound:.1%}"
        said = "promised" if item.kept else f"too few decisions: {item.missing} more clauses about it are needed"
        click.echo(f"{item.test}: {bound}; {said}")
    if out is not None:
        write_list(out, found.following)
        click.echo(f"{len(found.following)} clauses to review, in their order: {out}")


@review.command()
@click.argument("folder", metavar="RUN", type=RUN)
@_STORE
def doubts(folder: Path, store_file: Path | None) -> None:
    """Name decisions about RUN that are likely mistakes themselves."""
    from pipeline import runs
    from pipeline.reviews import label_errors as doubt_finder

    found = doubt_finder.find(runs.decided(folder), _open(store_file, folder).current())
    click.echo(f"{len(found.doubts)} of {found.examined} decisions are doubtful.")
    for line in _list(
        [
            f"  {item.word.clause} {item.word.title[:60]}: {_say(item.word.tests)} by {item.word.who or 'a person'}, "
            f"{item.chance:.0%} likely; rather {item.likelier or 'none'}"
            for item in found.doubts
        ]
    ):
        click.echo(line)
    if found.rare:
        click.echo(f"Not examined, too few decisions: {', '.join(found.rare)}")
    if found.several:
        click.echo(f"Not examined, several tests: {found.several}")


@review.command()
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the page (default: any free one).")
@click.option("--reviewer", default="", help="Your name, kept with each decision (default: that of the account).")
@click.option("--open/--no-open", "show", default=True, help="Open the page in the browser (default).")
@_STORE
def serve(folder: Path, port: int, reviewer: str, show: bool, store_file: Path | None) -> None:
    """Review RUN in the browser: a page of this machine only, that loads nothing from elsewhere.

    Every answer is kept at once in the same store the workbooks go to. Stop with Ctrl-C.
    """
    from pipeline import runs
    from pipeline.commands import indexed
    from pipeline.reports import runs as run_files
    from pipeline.reviews import access
    from pipeline.reviews.servers import serve as serve_page
    from pipeline.reviews.sessions import Session
    from pipeline.search import web

    below = run_files.load(folder / "run.json").configuration.get("decide", {}).get("review_below", 0.0)
    store = _open(store_file, folder)
    reports = tuple(runs.decided(folder))
    session = Session(reports, _catalogue(folder), store, reviewer or _account(), float(below))

    def tell(address: str) -> None:
        click.echo(f"Review {len(session.items)} clauses at {address}")
        click.echo(f"Decisions are kept in {store.path}. Stop with Ctrl-C.")
        if show:
            access.show(address)

    serve_page(session, port, tell, [web.extend(indexed.opener(folder))])


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such account, or no such module on Windows
        return ""


def _describe(taken: Taken, store: ReviewStore, folder: Path) -> list[str]:
    from pipeline.reviews.importing import count

    lines = []
    for path, found in taken.imported:
        said = ", ".join(f"{number} {verdict}" for verdict, number in sorted(count(found.decisions).items()))
        lines.append(f"{path}: {len(found.decisions)} decisions ({said or 'none'}), {len(found.refused)} rows refused")
        lines += _list([f"  {refusal}" for refusal in found.refused])
    for one, two, agreement in taken.agreements:
        lines.append(f"{one.name} and {two.name}: {agreement}")
    lines += _list([f"  {refused}" for refused in taken.older])
    if taken.disputes:
        lines.append(
            f"Reviewers differ on {len(taken.disputes)} clauses, which are in review until a person settles them:"
        )
        lines += _list([f"  {item.clause}: {item.comment}" for item in taken.disputes])
    lines.append(f"{len(taken.kept)} new decisions kept in {store.path}, {taken.known} were known.")
    if taken.kept:
        lines.append(f"To see them in the reports: emcmatch report --out {folder} --reviews {store.path}")
    return lines


def _say(tests: tuple[str, ...] | None) -> str:
    from pipeline.reports.choices import join

    return join(tests or ())


def _list(lines: list[str]) -> list[str]:
    more = [f"  ... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return lines[:_SHOWN] + more


def _beside(workbook: Path) -> Path:
    from pipeline.errors import UsageError

    if not (workbook.parent / "run.json").exists():
        raise UsageError(f"{workbook}: does not lie in its run folder; name that with --run.")
    return workbook.parent


def _open(store_file: Path | None, folder: Path | None = None) -> ReviewStore:
    """Open the store that is named, or that of the run's configuration, or that of the defaults."""
    from pipeline.reports import runs
    from pipeline.reviews import stores

    name = None
    if store_file is None:
        name = runs.load(folder / "run.json").configuration.get("review", {}).get("store") if folder else None
        name = _settings().review.store if name is None else name
    return stores.configured(str(name or ""), store_file)


def _settings() -> Config:
    from pipeline import config
    from pipeline.commands.options import settings

    path, values = settings(None)
    return config.load(path, base=values)


def _catalogue(folder: Path) -> Catalogue:
    from pipeline.commands.decided_documents import catalogue_of
    from pipeline.reports import runs

    return catalogue_of(runs.load(folder / "run.json").configuration, _settings().match.references)


def _now() -> str:
    from datetime import datetime

    return datetime.now().astimezone().isoformat(timespec="seconds")
