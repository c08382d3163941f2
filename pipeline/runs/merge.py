"""What the test sections of all reports of a run demand; most of it lies in the store already."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pipeline.requirements import stored
from pipeline.storage import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.requirements import Requirement
    from pipeline.runs.spool import RecordFile


@contextmanager
def reading(
    spool: RecordFile[Report], catalogue: Catalogue, config: Config, *, fresh: bool = False
) -> Iterator[Callable[[Report], tuple[Requirement, ...]]]:
    """Open the store, and give what reads the requirements of a report of the spool through it.

    :param fresh: read them even when they are stored.
    """
    with closing(cache.load(config.store)) as kept:
        yield lambda report: stored.read(report, spool.digest_of(report.document), catalogue, kept, fresh=fresh)
