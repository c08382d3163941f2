"""Requirements and limits read once for each report and kept beside the results of the other stages.

One changed file changes nothing in the others, and reading takes a third of the time it takes to write a run folder. A
worker reads those of the file it matched, while other workers are at theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.requirements import limits
from pipeline.requirements.extracting import extract
from pipeline.requirements.limits import LimitRecord
from pipeline.requirements.records import Requirement
from pipeline.storage import stage
from pipeline.storage.stage import Stage

if TYPE_CHECKING:
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.storage.cache import Store

_VERSION = 3  # raised whenever other requirements are read from the same decisions
_LIMITS_VERSION = 3  # the same of limits


def read(
    report: Report, digest: str, catalogue: Catalogue, store: Store, *, fresh: bool = False
) -> tuple[Requirement, ...]:
    """Read what the test sections of a report demand, through the store.

    :param digest: of the report as `spools` packs it.
    :param fresh: read it even when it is stored.
    """
    reader = Stage("requirements", _VERSION, extract, tuple[Requirement, ...])
    return stage.run(reader, [digest, catalogue.digest], report.decisions, catalogue, store=store, fresh=fresh)


def read_limits(
    report: Report, digest: str, catalogue: Catalogue, store: Store, *, fresh: bool = False
) -> tuple[LimitRecord, ...]:
    """Read all limits of a report, through the store; see `read`."""
    reader = Stage("limits", _LIMITS_VERSION, limits.read, tuple[LimitRecord, ...])
    return stage.run(reader, [digest, catalogue.digest], report.decisions, catalogue, store=store, fresh=fresh)
