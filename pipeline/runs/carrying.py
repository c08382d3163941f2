"""Files through the batch into a spool, with problems and seconds added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.runs import batch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.config import Config
    from pipeline.flow import Until
    from pipeline.records import Problem
    from pipeline.runs.inputs import Source
    from pipeline.runs.progress import Watch
    from pipeline.runs.spool import RecordFile


@dataclass(frozen=True)
class Carried:
    """What carrying gave beside the records."""

    problems: tuple[Problem, ...]  # of files that gave no record; those of the others stand in their records
    seconds: Mapping[str, float]  # stage -> wall seconds, all workers together


def carry(
    sources: Sequence[Source], config: Config, spool: RecordFile[Any], watch: Watch, *, until: Until, fresh: bool
) -> Carried:
    """Carry all files through, each record into the spool as it comes."""
    problems: list[Problem] = []
    seconds: Counter[str] = Counter()
    with watch.files(len(sources)) as tell:
        for outcome in batch.run(sources, config, fresh=fresh, until=until):
            parcel = outcome.parcel
            seconds.update(parcel.seconds or {})
            if outcome.failed:
                problems += parcel.problems
            else:
                spool.put(outcome.source.document, parcel.packed)
            tell(outcome)
    return Carried(tuple(problems), dict(seconds))
