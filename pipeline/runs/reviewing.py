"""What persons decided, laid over the reports of a run."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.runs.spool import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reports.overviews import Overview
    from pipeline.reports.sheets.history import HistoryEntry
    from pipeline.reports.sheets.inputs import ReviewInput
    from pipeline.reviews import Decisions
    from pipeline.runs.spool import RecordFile


def apply(spool: RecordFile[Report], config: Config) -> None:
    """Apply the reviewed decisions; the reports in the spool are replaced by what came of it.

    Reports of an earlier run lose what was taken back since. Where there is no store, they keep what they have: it may
    lie elsewhere.

    :raises UsageError: the store of reviews cannot be read.
    """
    decisions = _open(config)
    if decisions is None:
        return
    for report in spool:
        reviewed = decisions.apply(report)
        if reviewed is not report:
            spool.put(report.document, pack(reviewed))


def recall(config: Config, catalogue: Catalogue) -> Callable[[Report], Mapping[str, ReviewInput]]:
    """Return what tells, for each document, what a new workbook has in the reviewer's columns.

    :raises UsageError: the store of reviews cannot be read.
    """
    decisions = _open(config)
    if decisions is None:
        return lambda _: {}
    from pipeline.reviews.filling import fill

    return partial(fill, decisions=decisions, catalogue=catalogue)


def recount(config: Config) -> Callable[[Sequence[Overview]], Sequence[HistoryEntry]]:
    """Return what tells all that persons ever said about some documents, oldest first."""

    def tell(overviews: Sequence[Overview]) -> Sequence[HistoryEntry]:
        if not config.review.store or not Path(config.review.store).exists():
            return ()
        from pipeline.reviews import histories, stores

        with closing(stores.ReviewStore(Path(config.review.store))) as store:
            return histories.about(store.history(), [(each.document, each.title_block) for each in overviews])

    return tell


def _open(config: Config) -> Decisions | None:
    """Read the store; None where there is none."""
    if not config.review.store or not Path(config.review.store).exists():
        return None
    from pipeline.reviews import Decisions, stores

    return Decisions(stores.kept(config.review.store))
