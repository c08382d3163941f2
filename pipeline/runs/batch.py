"""Many files: each in a worker of its own, a failed file is a Problem and the rest go on."""

from __future__ import annotations

import functools
import gc
import logging
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.errors import EmcMatchError, ReadError
from pipeline.matching.catalogue import oem_aliases
from pipeline.records import Problem
from pipeline.requirements import stored
from pipeline.runs import dask, spool, workers
from pipeline.runs.workers import Limit
from pipeline.storage import remotes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.config import Config
    from pipeline.flow import Until
    from pipeline.runs.inputs import Source

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
GARBAGE = 100_000  # new objects between two looks for garbage; Python's own 700 to 2000 cost a tenth of all time
_log = logging.getLogger("emcmatch")


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """What a worker sends home: a record, or the reason why there is none."""

    packed: bytes = b""  # a Report, or a Draft where the match was not asked for; see `spools`
    clauses: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: dict[str, float] | None = None  # stage -> wall seconds, of the stages that were run


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    source: Source
    parcel: WorkerResult

    @property
    def failed(self) -> bool:
        """Whether the file gave no result."""
        return not self.parcel.packed


def carry(job: flow.Job, tell: Callable[[str], None]) -> WorkerResult:
    """Carry one file through in this process; what is wrong with the file comes back as a Problem."""
    try:
        tell("read")
        with remotes.local_copy(job.path, job.config.read.unpacked_limit) as path:
            parcel = _carry(replace(job, path=str(path), digest=""), tell)
            if job.mark:
                flow.line(job.config).remember(job.mark, path)
        return parcel
    except ReadError as error:
        return _refuse(job.document, error.kind, error.message)
    except EmcMatchError:
        raise  # about the run, not the file
    except Exception as error:  # whatever it is, it costs this file only
        if os.environ.get("EMCMATCH_DEBUG"):
            _log.error("%s", job.document, exc_info=True)
        what = f"met a fault of emcmatch ({type(error).__name__}: {error}) and was given up; please report it."
        return _refuse(job.document, "internal error", what)


def _carry(job: flow.Job, tell: Callable[[str], None]) -> WorkerResult:
    line = flow.line(job.config)
    if job.until == "match":
        report = line.carry(job, tell)
        packed = spool.pack(report)
        if job.config.store.path:  # read here, where other workers are at other files; the reports find it stored
            stored.read(report, spool.digest_of(packed), line.catalogue, line.store, fresh=job.fresh)
        return WorkerResult(packed, len(report.decisions), report.problems, line.seconds)
    draft = line.draft(job, tell)
    return WorkerResult(spool.pack(draft), len(draft.profiles), draft.report.problems, line.seconds)


def run(
    sources: Sequence[Source], config: Config, *, fresh: bool = False, until: Until = "match"
) -> Iterator[FileResult]:
    """Carry every file through; yield each as it is done, in no particular order.

    What is stored comes first. For the rest a process is started for each of `config.batch.jobs` files at a time, so
    that a file that hangs, dies or eats the memory costs only itself.

    :param until: the last stage wanted; "match" gives Reports, the others Drafts.
    """
    words = flow.supplement(config) if until == "match" else oem_aliases.NOTHING
    known = flow.line(config).known
    jobs = [
        flow.Job(one.place, one.document, config, fresh, until, one.mark, known(one.mark), words) for one in sources
    ]
    limits = {
        "read": Limit(config.read.time_limit, config.read.memory_limit),
        "match": Limit(config.batch.time_limit, config.batch.memory_limit),
    }
    left: list[int] = []
    for index, job in enumerate(jobs):
        stored = flow.line(config).recall(job)
        if stored is None:
            left.append(index)
        else:
            yield FileResult(sources[index], WorkerResult(*stored))
    for done in _engine([jobs[index] for index in left], config, limits) if left else ():
        source = sources[left[done.index]]
        if done.failure is None:
            yield FileResult(source, done.value)
        else:
            what = f"{done.failure.message}; it was given up, the other files went on."
            yield FileResult(source, _refuse(source.document, done.failure.kind, what))


def _engine(jobs: Sequence[flow.Job], config: Config, limits: dict[str, Limit]) -> Iterator[workers.Done]:
    """Where the files are worked on: processes of ours, or an existing Dask cluster."""
    count = processes(config, len(jobs))
    if config.batch.engine == "dask":
        seconds = sum(limit.seconds for limit in limits.values())
        return dask.run(carry, jobs, scheduler=config.batch.scheduler, jobs=count, seconds=seconds)
    prepare = functools.partial(_settle, max(1, _cores() // count))
    return workers.run(carry, jobs, jobs=count, limits=limits, first_phase="match", prepare=prepare)


def processes(config: Config, files: int) -> int:
    """How many processes work at a time: as configured, or one for each core, never more than files."""
    return max(1, min(config.batch.jobs or _cores(), files))


def _cores() -> int:
    """How many cores this process may use; containers often have fewer than the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse(document: str, kind: str, what: str) -> WorkerResult:
    return WorkerResult(problems=(Problem(document, kind, f"{document} {what}"),))


def _settle(threads: int) -> None:
    """Prepare a worker process.

    The libraries of all workers together start no more threads than there are cores. And Python looks less often for
    garbage that refers to itself: a document is millions of small records that do not, and looking through them
    took a tenth of the time.
    """
    for name in _THREADS:
        os.environ.setdefault(name, str(threads))
    gc.set_threshold(GARBAGE)
