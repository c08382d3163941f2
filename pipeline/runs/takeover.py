"""What a person wrote into report.xlsx and nobody imported, before a run writes the file anew."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.errors import EmcMatchError, UsageError
from pipeline.runs import resuming

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue
    from pipeline.reviews.taking import Taken

BOOK = "report.xlsx"


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What was found in the workbook that is there."""

    notes: tuple[str, ...] = ()  # to tell the user, a line each
    look: bool = False  # something could not be taken over, or reviewers differ


def take_over(folder: Path, config: Config, catalogue: Catalogue, *, overwrite: bool) -> TakenOver:
    """Import the answers of the workbook of a run folder that the store does not know.

    Where that cannot be done for all of them, or where sheets or columns were added, the workbook is kept beside under
    another name.

    :param overwrite: whether the run writes the workbook anew; else it stays where it is.
    """
    from pipeline.reports import integrity, runs

    book = folder / BOOK
    if not book.is_file():
        return TakenOver()
    try:
        if runs.load(folder / "run.json").files.get(BOOK) == integrity.digest(book):
            return TakenOver()  # as the run wrote it
        taken, why = _import(book, config, catalogue)
    except (EmcMatchError, OSError) as error:
        taken, why = None, str(error)
    notes = _describe(taken) if taken is not None else []
    if why and overwrite:
        notes.append(f"{BOOK} was changed by hand and is kept as {_keep(book).name}: {why}")
    return TakenOver(tuple(notes), bool(why and overwrite) or bool(taken and taken.disputes))


def _import(book: Path, config: Config, catalogue: Catalogue) -> tuple[Taken, str]:
    """Import what can be; say why the workbook has to be kept all the same, "" where it need not.

    :raises EmcMatchError: nothing can be imported.
    """
    from pipeline.reviews import reviewed_workbooks, stores
    from pipeline.reviews.taking import take

    if not config.review.store:
        if not reviewed_workbooks.read(book):
            return _nothing(), _added(book)
        raise UsageError("the configuration names no store of reviews that could take its answers.")
    reports = tuple(resuming.decided(book.parent))
    store = stores.configured(config.review.store)
    try:
        when = datetime.fromtimestamp(book.stat().st_mtime).astimezone().isoformat(timespec="seconds")
        taken = take([book], reports, catalogue, store, when=when)
    finally:
        store.close()
    refused = [str(row) for _, found in taken.imported for row in found.refused]
    more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
    return taken, f"not taken over: {refused[0]}{more}" if refused else _added(book)


def _nothing() -> Taken:
    from pipeline.reviews.taking import Taken

    return Taken((), (), (), 0, ())


def _added(book: Path) -> str:
    """Say what else a person put into the workbook, "" for nothing."""
    from pipeline.reviews import reviewed_workbooks

    added = reviewed_workbooks.additions(book)
    return f"it holds what was added: {', '.join(added[:3])}." if added else ""


def _describe(taken: Taken) -> list[str]:
    notes = []
    if taken.kept:
        some = "1 answer" if len(taken.kept) == 1 else f"{len(taken.kept)} answers"
        were = "was" if len(taken.kept) == 1 else "were"
        notes.append(f"{some} in {BOOK} {were} not imported yet; imported now.")
    if taken.disputes:
        named = "; ".join(f"{item.clause} ({item.comment})" for item in taken.disputes[:5])
        notes.append(f"Reviewers differ on {len(taken.disputes)} clauses, which are in review: {named}.")
    return notes


def _keep(book: Path) -> Path:
    stamp = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    names: Sequence[str] = [f"report_reviewed_{stamp}{more}.xlsx" for more in ("", *(f"_{n}" for n in range(2, 100)))]
    target = next(path for name in names if not (path := book.with_name(name)).exists())
    shutil.copy2(book, target)
    return target
