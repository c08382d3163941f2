"""What the test sections of all reports of a run demand; most of it lies in the store already."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.requirements import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.config import Config
    from pipeline.records import Report
    from pipeline.references import Catalogue
    from pipeline.requirements import Requirement
    from pipeline.spools import Spool


@contextmanager
def reading(
    spool: Spool[Report], catalogue: Catalogue, config: Config, *, fresh: bool = False
) -> Iterator[Callable[[Report], tuple[Requirement, ...]]]:
    """Open the store, and give what reads the requirements of a report of the spool through it.

    :param fresh: read them even when they are stored.
    """
    with closing(store.load(config.store)) as kept:
        yield lambda report: stored.read(report, spool.digest_of(report.document), catalogue, kept, fresh=fresh)
