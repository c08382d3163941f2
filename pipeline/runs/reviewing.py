"""What persons decided, laid over the reports of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import spools

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.records import Report
    from pipeline.spools import Spool


def apply(spool: Spool[Report], config: Config) -> None:
    """Apply the reviewed decisions; the reports in the spool are replaced by what came of it.

    Reports of an earlier run lose what was taken back since. Where there is no store, they keep what they have: it may
    lie elsewhere.

    :raises UsageError: the store of reviews cannot be read.
    """
    path = Path(config.review.store) if config.review.store else None
    if path is None or not path.exists():
        return
    from pipeline.reviews import Decisions, ReviewStore

    store = ReviewStore(path)
    try:
        decisions = Decisions(store.current())
    finally:
        store.close()
    for report in spool:
        reviewed = decisions.apply(report)
        if reviewed is not report:
            spool.put(report.document, spools.pack(reviewed))
