"""Many files: each in a worker of its own, a failed file is a Problem and the rest go on."""

from __future__ import annotations

import functools
import gc
import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.errors import EmcMatchError, ReadError, system_reason
from pipeline.records import Problem
from pipeline.runs import dask, spool, workers
from pipeline.runs.progress import FileStage
from pipeline.runs.results import FileResult, WorkerResult
from pipeline.runs.workers import WorkerLimit
from pipeline.storage import remotes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.config import Config
    from pipeline.flow import Pipeline, Until
    from pipeline.matching.catalogue.oem_aliases import Supplement
    from pipeline.records import Report
    from pipeline.runs.inputs import Source

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
GARBAGE = 100_000  # new objects between two looks for garbage; Python's own 700 to 2000 cost a tenth of all time
_log = logging.getLogger("emcmatch")


def run(
    sources: Sequence[Source],
    pipeline: Pipeline,
    *,
    fresh: bool = False,
    until: Until = "match",
    on_step: Callable[[FileStage], None] = lambda _: None,
) -> Iterator[FileResult]:
    """Process every file; yield each as it is done, in no particular order.

    What is stored comes first. For the rest a process is started for each of `config.batch.jobs` files at a time, so
    that a file that hangs, dies or eats the memory costs only itself.

    :param until: the last stage wanted; "match" gives Reports, the others what is known so far.
    :param on_step: told how far the work on each file is.
    """
    etags = ((one, pipeline.known_digest(one.etag)) for one in sources)
    jobs = [flow.FileJob(one.place, one.document, fresh, until, one.etag, digest) for one, digest in etags]
    left: list[int] = []
    for index, job in enumerate(jobs):
        recalled = flow.recall(job, pipeline)
        if recalled is None:
            left.append(index)
        else:
            yield FileResult(sources[index], WorkerResult(*recalled))

    def on_phase(index: int, stage: str, **more: int) -> None:
        on_step(FileStage(sources[left[index]].document, stage, **more))

    for done in _engine([jobs[index] for index in left], pipeline, on_phase) if left else ():
        source = sources[left[done.index]]
        if done.failure is None:
            yield FileResult(source, done.value)
        else:
            what = f"{done.failure.message}; it was given up, the other files went on."
            yield FileResult(source, _refuse(source.document, done.failure.kind, what))


def process_file(job: flow.FileJob, on_phase: Callable[..., None], pipeline: Pipeline) -> WorkerResult:
    """Process one file in this process; what is wrong with the file comes back as a Problem."""
    try:
        on_phase("read")
        with remotes.local_copy(job.path, pipeline.config.read.unpacked_limit) as path:
            share = getattr(on_phase, "share", None)  # only processes of ours can share
            done = flow.process(replace(job, path=str(path), digest=""), pipeline, on_phase, share)
            if job.etag:
                pipeline.remember_digest(job.etag, path)
            elif remotes.differs(job.path, path):
                done = replace(done, report=_say_changed(done.report))
        if job.until == "match" and pipeline.store.keeps:
            on_phase("requirements", pages=done.report.pages or 0, clauses=len(done.report.decisions))
        first, *others = (_pack(one, job, pipeline) for one in (replace(done, others=()), *done.others))
        total = first.clauses + sum(other.clauses for other in others)
        return replace(first, clauses=total, seconds=done.seconds, others=tuple(others))
    except ReadError as error:
        return _refuse(job.document, error.kind, error.message)
    except EmcMatchError:
        raise  # about the run, not the file
    except Exception as error:  # whatever it is, it costs this file only
        if why := system_reason(error):
            return _refuse(job.document, "system", f"could not be processed: {why}")
        if os.environ.get("EMCMATCH_DEBUG"):
            _log.error("%s", job.document, exc_info=True)
        what = f"met a fault of emcmatch ({type(error).__name__}: {error}) and was given up; please report it."
        return _refuse(job.document, "internal error", what)


def _say_changed(report: Report) -> Report:
    what = f"{report.document} was changed while it was read; what it said before is in this run. Run again."
    return replace(report, problems=(*report.problems, Problem(report.document, "changed", what, fatal=False)))


def _pack(done: flow.Processed, job: flow.FileJob, pipeline: Pipeline) -> WorkerResult:
    """Pack the record for its way between processes."""
    report = done.report
    if job.until != "match":
        packed = spool.pack(replace(done, seconds={}))
        return WorkerResult(packed, len(done.profiles), report.problems, document=report.document)
    packed = spool.pack(report)
    if pipeline.store.keeps:  # read here, where other workers are at other files; the reports find it stored
        from pipeline.requirements import stored

        for read in (stored.read, stored.read_limits):
            read(report, spool.digest_of(packed), pipeline.catalogue, pipeline.store, fresh=job.fresh)
    return WorkerResult(packed, len(report.decisions), report.problems, document=report.document)


def _engine(jobs: Sequence[flow.FileJob], pipeline: Pipeline, on_phase: Callable[..., None]) -> Iterator[workers.Done]:
    """Where the files are worked on: processes of ours, or an existing Dask cluster."""
    config = pipeline.config
    count = processes(config, len(jobs))
    words = pipeline.supplement if jobs[0].until == "match" else None
    limits = {
        "read": WorkerLimit(config.read.time_limit, config.read.memory_limit),
        "match": WorkerLimit(config.batch.time_limit, config.batch.memory_limit),
    }
    if config.batch.engine == "dask":
        seconds = sum(limit.seconds for limit in limits.values())
        context = functools.partial(flow.Pipeline, config, words)
        where = config.batch.scheduler
        return dask.run(process_file, jobs, scheduler=where, jobs=count, seconds=seconds, context=context)
    context = functools.partial(_settle, config, words, max(1, _cores() // count))
    return workers.run(
        process_file,
        jobs,
        jobs=count,
        limits=limits,
        first_phase="match",
        context=context,
        on_phase=on_phase,
        most=processes(config, _cores()),
    )


def processes(config: Config, files: int) -> int:
    """How many processes work at a time: as configured, or one for each core, never more than files."""
    return max(1, min(config.batch.jobs or _cores(), files))


def _cores() -> int:
    """How many cores this process may use; containers often have fewer than the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse(document: str, kind: str, what: str) -> WorkerResult:
    return WorkerResult(problems=(Problem(document, kind, f"{document} {what}"),))


def _settle(config: Config, words: Supplement | None, threads: int) -> Pipeline:
    """Prepare a worker process, and open the pipeline for all its files.

    The libraries of all workers together start no more threads than there are cores. And Python looks less often for
    garbage that refers to itself: a document is millions of small records that do not, and looking through them
    took a tenth of the time.
    """
    for name in _THREADS:
        os.environ.setdefault(name, str(threads))
    gc.set_threshold(GARBAGE)
    return flow.Pipeline(config, words)
