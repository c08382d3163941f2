"""Run folders: a new one, one that is gone on with, and a place to work in."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.runs.orders import UNDECIDED
from pipeline.storage import locks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.records import Report
    from pipeline.reports import RunInfo

_WORKING = ".working"


def name(started: datetime) -> Path:
    """Name a folder under outputs/ that does not exist yet."""
    stamp = started.strftime("%Y-%m-%d_%H%M%S")
    candidates = [Path("outputs") / stamp, *(Path("outputs") / f"{stamp}_{count}" for count in range(2, 1000))]
    return next(folder for folder in candidates if not folder.exists())


def resume(folder: Path) -> tuple[RunInfo, dict[str, Any]]:
    """Read what a run folder says about the run it is of: its circumstances, and its configuration to go on with.

    :raises UsageError: it is no run folder.
    """
    from pipeline.reports import runs

    run = runs.load(folder / "run.json")
    if not run.inputs:
        raise UsageError(f"{folder}: names no files to go on with; give the specifications again.")
    return run, {section: dict(values) for section, values in run.configuration.items()}


def decided(folder: Path) -> Iterator[Report]:
    """Give the reports of a run folder back, one after the other.

    :raises UsageError: it is no run folder, is damaged, or its clauses were not matched yet.
    """
    from pipeline.reports import runs
    from pipeline.reports.jsonl import read

    if runs.load(folder / "run.json").stage in UNDECIDED:
        raise UsageError(f"{folder}: nothing is decided in it yet; run: emcmatch match --out {folder}")
    return read(folder)


@contextmanager
def working(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """Hold a run folder for this process alone, and give an empty folder in it for what the run holds meanwhile.

    Nothing of that is left, whatever happens.

    :param force: also where the folder is no run's and holds files, or a file in it seems to be open.
    :raises UsageError: another run is writing into the run folder, it holds somebody's own files, or it cannot be made
        or written.
    """
    from pipeline import reports

    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}); choose another folder with --out.") from None
    try:
        with locks.hold(folder):
            reports.check(folder, force=force)
            yield from _working(folder)
    finally:
        if made:
            with suppress(OSError):  # there is something in it
                folder.rmdir()


def _working(folder: Path) -> Iterator[Path]:
    place = folder / f"{_WORKING}-{os.getpid()}"
    try:
        for old in folder.glob(f"{_WORKING}*"):  # of a run that was killed
            shutil.rmtree(old, ignore_errors=True)
        place.mkdir()
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}); choose another folder with --out.") from None
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
