"""Processes that each do one task at a time under a time and a memory limit.

One file must never stop or starve a batch: a task that takes too long, uses too much memory or kills its process is
ended and reported, its worker is replaced, and the other tasks go on. Pools of the standard library and joblib end the
whole call when a worker dies and cannot end one task (measured in docs/decisions/0002-workers.md).

A task may say which phase it is in ("read", "match"): each phase has limits of its own, since opening a hostile file
and encoding ten thousand clauses are different things.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

import psutil

from pipeline.runs import messages, processes
from pipeline.runs.sharing import SharedPiece, SharedPieces, WorkerLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from multiprocessing.context import SpawnProcess

_LOOK = 1.0  # seconds between looks at the programs of a worker, which take a while
_POLL = 0.1  # seconds between looks at memory and deadlines
_MEGABYTE = 1024 * 1024
_PATIENCE = 4  # times the limit that a file may take by the clock: on a busy machine it waits for its turn


@dataclass(frozen=True, slots=True)
class WorkerLimit:
    """What one phase of a task may take."""

    seconds: float  # of processor time, its programs included; of waiting, `_PATIENCE` times as many
    megabytes: (
        int  # by which the worker process, its programs included, may grow over what it held when the phase began
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that gave no result: `kind` is "time limit", "memory limit" or "worker died"."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """How one task ended: its position among the tasks, and its value or its failure."""

    index: int
    value: Any = None
    failure: Failure | None = None


def _nothing() -> None:
    """What tasks share that need nothing."""


def run(
    function: Callable[[Any, Callable[..., None], Any], Any],
    tasks: Sequence[Any],
    *,
    jobs: int,
    limits: Mapping[str, WorkerLimit],
    first_phase: str,
    context: Callable[[], Any] = _nothing,
    on_phase: Callable[..., None] = lambda *_, **__: None,
    most: int = 0,
) -> Iterator[Done]:
    """Do every task in one of `jobs` processes; yield each as it ends, in the order in which they end.

    :param function: called in a worker as `function(task, on_phase, context)`; `on_phase(phase, **more)` announces the
        next phase; one that has no limit of its own goes on under the last one's. The function must be importable, and
        turn every error it expects into a value: an exception ends the run.
    :param context: called once in each worker before its first task; gives what all its tasks share.
    :param on_phase: called here as `on_phase(index, phase, **more)` with what tasks announce, "opening" first.
    :param most: processes at a time where a task shares its pieces; 0 = no more than `jobs`.
    """
    waiting = deque(enumerate(tasks))
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_Worker.start(function, context))
            for worker in workers:
                if worker.index is None and waiting:
                    worker.give(*waiting.popleft(), first_phase)
                    on_phase(worker.index, "opening")
            _help(workers, max(jobs, most), function, context)
            _retire(workers, waiting)
            yield from _collect(workers, limits, on_phase)
    finally:
        for worker in workers:
            worker.kill()


def _help(workers: list[_Worker], most: int, function: Callable[..., Any], context: Callable[[], Any]) -> None:
    """Give pieces of the tasks that share theirs to the workers that have nothing to do, or to new ones."""
    for owner in [worker for worker in workers if worker.share is not None]:
        while owner.share is not None and owner.share.open:
            idle = next((worker for worker in workers if worker.idle), None)
            if idle is None and len(workers) >= most:
                return
            if idle is None:
                idle = _Worker.start(function, context)
                workers.append(idle)
            idle.take(owner.share.take(), owner.phase)


def _retire(workers: list[_Worker], waiting: deque[tuple[int, Any]]) -> None:
    """End the workers that nothing is left for."""
    for worker in list(workers):
        if worker.idle and not waiting:
            worker.stop()
            workers.remove(worker)


def _collect(
    workers: list[_Worker], limits: Mapping[str, WorkerLimit], on_phase: Callable[..., None]
) -> Iterator[Done]:
    """Take what the workers have to say, then look at the limits of those that are still busy."""
    pipes: list[Any] = [worker.pipe for worker in workers]
    ready = set(wait(pipes, timeout=_POLL)) if pipes else set()
    for worker in list(workers):
        done = worker.listen(limits, on_phase) if worker.pipe in ready else worker.exceeded(limits)
        if done is not None:
            if done.failure is not None:
                worker.kill()
                workers.remove(worker)
            if worker.part is None:
                yield done
            else:
                worker.part.give_back()  # to the worker it is a piece of, which meets the same alone


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    index: int | None = None
    part: SharedPiece | None = None  # the piece of another worker's task that it does
    share: SharedPieces | None = None  # the pieces of its own task, while others may do some
    phase: str = ""
    since: float = field(default=0.0)
    looked: float = field(default=0.0)  # when its programs were looked at
    programs: tuple[float, float] = (0.0, 0.0)  # seconds and megabytes of the programs it has started
    worked: float = field(default=0.0)  # seconds of processor time at the start of the phase
    base: float = field(default=0.0)  # megabytes at the start of the phase: models stay loaded from task to task

    @classmethod
    def start(cls, function: Callable[..., Any], context: Callable[[], Any]) -> _Worker:
        spawn = multiprocessing.get_context("spawn")
        here, there = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(there, function, context), daemon=True)
        with processes.sigint_blocked():
            process.start()
        there.close()
        return cls(process, here)

    @property
    def idle(self) -> bool:
        return self.index is None and self.part is None

    def give(self, index: int, task: Any, phase: str) -> None:  # noqa: ANN401
        self.index = index
        self._enter(phase)
        self.pipe.send(("task", task))

    def take(self, part: SharedPiece, phase: str) -> None:
        self.part = part
        self._enter(phase)
        self.pipe.send(("part", (part.function, part.piece)))

    def _enter(self, phase: str) -> None:
        self.phase, self.since = phase, time.monotonic()
        self.worked, self.base = self._used()

    def listen(self, limits: Mapping[str, WorkerLimit], on_phase: Callable[..., None]) -> Done | None:
        """Read one message: a phase, a value, an exception, or the end of the process."""
        try:
            what, value = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(timeout=1)
            text = f"ended the process that worked on it (code {self.process.exitcode})"
            return self._fail("worker died", text)
        if self.part is not None and what in ("part", "error"):
            part, self.part = self.part, None
            if what == "part":
                part.done(value)
            else:
                part.give_back()  # its owner meets the same fault alone, which costs that file and no other
            return None
        if what in ("share", "ask"):
            self._share(what, value)
            return None
        if what == "phase":
            phase, more = value
            if phase in limits:
                self._enter(phase)
            on_phase(self.index, phase, **more)
            return None
        if what == "error":
            raise value
        assert self.index is not None
        done = Done(self.index, value)
        self.index = None
        return done

    def _share(self, what: str, value: Any) -> None:  # noqa: ANN401
        if what == "share":
            do, pieces = value
            self.share = SharedPieces(do, pieces, self.pipe.send)
        elif self.share is not None and self.share.answer():
            self.share = None

    def _fail(self, kind: str, text: str) -> Done:
        return Done(-1 if self.index is None else self.index, failure=Failure(kind, text))

    def exceeded(self, limits: Mapping[str, WorkerLimit]) -> Done | None:
        if self.idle:
            return None
        limit, where = limits[self.phase], f"in the phase '{self.phase}'"
        worked, memory = self._used()
        if memory - self.base > limit.megabytes:
            text = f"needed more than {limit.megabytes} MB of memory {where}"
            return self._fail("memory limit", text)
        if worked - self.worked > limit.seconds:
            text = f"took longer than {limit.seconds:g} s of processor time {where}"
            return self._fail("time limit", text)
        if time.monotonic() - self.since > _PATIENCE * limit.seconds:
            text = f"was not done after {_PATIENCE * limit.seconds:g} s {where}"
            return self._fail("time limit", text)
        return None

    def _used(self) -> tuple[float, float]:
        """Seconds of processor time and megabytes of the process with the programs it has started."""
        try:
            own = psutil.Process(self.process.pid)
            with own.oneshot():
                times, memory = own.cpu_times(), float(own.memory_info().rss)
            seconds = times.user + times.system + getattr(times, "children_user", 0.0)
            if time.monotonic() - self.looked > _LOOK:
                self.looked, self.programs = time.monotonic(), processes.used_by(own.children(recursive=True))
        except psutil.Error:
            return 0.0, 0.0  # it has just ended; listen() will say how
        return seconds + self.programs[0], memory / _MEGABYTE + self.programs[1]

    def stop(self) -> None:
        """Let it end by itself, which takes it a while; should it not, it ends with this process (daemon)."""
        with contextlib.suppress(OSError):
            self.pipe.send(None)
            self.pipe.close()

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self.pipe.close()
        if self.process.is_alive():
            processes.kill_children(self.process.pid)
            self.process.kill()
        self.process.join(timeout=5)


def _serve(pipe: Connection, function: Callable[..., Any], context: Callable[[], Any]) -> None:
    """The life of a worker: take a task, do it, send the value; None ends it. Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=processes.follow_parent, daemon=True).start()
    messages.keep_own(debug=bool(os.environ.get("EMCMATCH_DEBUG")))
    shared = context()
    while True:
        try:
            given = pipe.recv()
        except (EOFError, OSError):
            return
        if given is None:
            return
        what, task = given
        try:
            if what == "part":
                do, piece = task
                pipe.send(("part", do(piece, shared)))
            else:
                pipe.send(("value", function(task, WorkerLine(pipe, shared), shared)))
        except MemoryError:
            raise
        except Exception as error:
            pipe.send(("error", error))
