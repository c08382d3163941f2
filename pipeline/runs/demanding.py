"""What the test sections demand, read once for each report and kept beside the results of the other stages.

Reading it takes a third of the time it takes to write a run folder, and one changed file changes nothing in the others.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pipeline import requirements, stage, store
from pipeline.requirements import Requirement
from pipeline.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.config import Config
    from pipeline.records import Report
    from pipeline.references import Catalogue
    from pipeline.spools import Spool

_VERSION = 1  # raised whenever pipeline.requirements reads something else from the same decisions


@contextmanager
def reading(
    spool: Spool[Report], catalogue: Catalogue, config: Config, *, fresh: bool = False
) -> Iterator[Callable[[Report], tuple[Requirement, ...]]]:
    """Open the store, and give what reads the requirements of a report of the spool through it.

    :param fresh: read them even when they are stored.
    """
    reader = Stage("requirements", _VERSION, requirements.extract, tuple[Requirement, ...])
    with closing(store.load(config.store)) as kept:

        def read(report: Report) -> tuple[Requirement, ...]:
            inputs = [spool.digest_of(report.document), catalogue.digest]
            return stage.run(reader, inputs, report.decisions, catalogue, store=kept, fresh=fresh)

        yield read
