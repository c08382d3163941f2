"""Many files: each in a worker of its own, a failed file is a Problem and the rest go on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import flow, workers
from pipeline.errors import ReadError
from pipeline.records import Problem, Report
from pipeline.workers import Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.config import Config
    from pipeline.inputs import Source


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a report, or the reason why there is none."""

    source: Source
    report: Report | None
    problem: Problem | None
    seconds: dict[str, float]  # stage -> wall seconds, of the stages that were run


def carry(job: flow.Job, tell: Callable[[str], None]) -> tuple[Report | Problem, dict[str, float]]:
    """Carry one file through in this process; what is wrong with the file comes back as a Problem."""
    line = flow.line(job.config)
    try:
        return line.carry(job, tell), line.seconds
    except ReadError as error:
        return Problem(job.document, error.kind, f"{job.document} {error.message}"), {}
    except OSError as error:
        message = f"{job.document} cannot be opened ({error.strerror or error}); check the path and the permissions."
        return Problem(job.document, "not readable", message), {}


def run(sources: Sequence[Source], config: Config, *, fresh: bool = False) -> Iterator[Outcome]:
    """Carry every file through; yield each as it is done, in no particular order.

    A process is started for each of `config.batch.jobs` files at a time, so that a file that hangs, dies or eats the
    memory costs only itself.
    """
    jobs = [flow.Job(str(source.path), source.document, config, fresh) for source in sources]
    limits = {
        "read": Limit(config.read.time_limit, config.read.memory_limit),
        "match": Limit(config.batch.time_limit, config.batch.memory_limit),
    }
    for done in workers.run(carry, jobs, jobs=processes(config, len(jobs)), limits=limits, first_phase="match"):
        source = sources[done.index]
        if done.failure is not None:
            message = f"{source.document} {done.failure.message}; it was given up, the other files went on."
            yield Outcome(source, None, Problem(source.document, done.failure.kind, message), {})
            continue
        result, seconds = done.value
        if isinstance(result, Problem):
            yield Outcome(source, None, result, seconds)
        else:
            yield Outcome(source, result, None, seconds)


def processes(config: Config, files: int) -> int:
    """How many processes work at a time: as configured, or one for each core, never more than files."""
    return max(1, min(config.batch.jobs or os.cpu_count() or 1, files))
