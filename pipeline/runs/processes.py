"""What a process does about others: Ctrl-C is held from its workers, it ends with its parent, its programs with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MEGABYTE = 1024 * 1024


@contextlib.contextmanager
def sigint_blocked() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach, not even while Python begins in it: it is the parent's to handle.

    The signal is held back, not lost, for the parent. Windows has no such thing; there the worker turns deaf itself.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it would let the signal through again when it is started on the way
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def follow_parent() -> None:
    """End this process when its parent has ended in whatever way: nobody is left to take what it makes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        kill_children(None)
        os._exit(1)


def used_by(programs: Sequence[psutil.Process]) -> tuple[float, float]:
    """Seconds of processor time and megabytes of some programs."""
    seconds = memory = 0.0
    for program in programs:
        with contextlib.suppress(psutil.Error):
            times = program.cpu_times()
            seconds += times.user + times.system
            memory += float(program.memory_info().rss)
    return seconds, memory / _MEGABYTE


def kill_children(pid: int | None) -> None:
    """End the programs a worker has started: a converter or an OCR program would outlive it."""
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
