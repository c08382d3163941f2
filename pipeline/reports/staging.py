"""Files that appear together or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_STAGING = ".writing"
_HELD = "{}: cannot be replaced; close the program that has it open (Excel?) and try again."


def check(folder: Path, names: Sequence[str]) -> None:
    """See to it, before the work is done, that these files of a folder can be written; it is made if it is missing.

    :raises UsageError: they cannot, or another program holds one of them.
    """
    with stage(folder):
        for name in names:
            _check_free(folder / name)


@contextmanager
def stage(folder: Path, drop: Sequence[str] = ()) -> Iterator[Path]:
    """Give a folder to write in, and move what was written to `folder` when all of it is there.

    :param drop: names of files that would contradict what is written; they are removed with the move.
    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    staging = folder / _STAGING
    try:
        shutil.rmtree(staging, ignore_errors=True)  # of a run that was killed
        staging.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}); choose another folder with --out.") from None
    try:
        yield staging
        written = sorted(staging.iterdir())
        for name in (*(path.name for path in written), *drop):
            _check_free(folder / name)
        with _undisturbed():
            for path in written:
                _move(path, folder / path.name)
            for name in drop:
                (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check_free(target: Path) -> None:
    """Refuse before the first file is moved, not after half of them."""
    if target.is_dir():
        raise UsageError(f"{target}: is a folder where a file has to be written; choose another folder with --out.")
    if target.is_file():
        try:
            target.open("r+b").close()
        except OSError:
            raise UsageError(_HELD.format(target)) from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait until the block is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


def _move(path: Path, target: Path) -> None:
    try:
        os.replace(path, target)
    except PermissionError:
        raise UsageError(_HELD.format(target)) from None
