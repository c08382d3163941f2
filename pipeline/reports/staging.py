"""Files that appear together or not at all, whatever ends the process.

What is written lies in a folder of its own first. One rename of that folder is the moment at which the new files hold:
before it a reader sees the old ones, after it whoever opens the run folder next, a reader or the next run, finishes
moving them (`settle`). A process that is killed between two moves so leaves no mix behind.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

WRITING, COMMITTED = ".writing", ".committed"
_DROP = ".drop.json"  # in the committed folder: names of files that go with the move
_HELD = "{}: cannot be replaced; close the program that has it open (Excel?) and try again."
_LOCKS = ("~${}", ".~lock.{}#")  # that Excel and LibreOffice put beside an open file
_PATIENCE = (0.05, 0.2, 0.5)  # seconds between tries while a virus scanner or reader holds a file on Windows


def check(folder: Path, names: Sequence[str], *, force: bool = False) -> None:
    """See to it, before the work is done, that these files of a folder can be written; it is made if it is missing.

    :param force: do not look whether a program says that it has one of the files open.
    :raises UsageError: they cannot, or another program holds one of them.
    """
    with stage(folder):
        for name in names:
            _check_free(folder / name)
            if not force:
                _check_closed(folder / name)


@contextmanager
def stage(folder: Path, drop: Sequence[str] = (), finish: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Give a folder to write in, and move what was written to `folder` when all of it is there.

    :param drop: names of files that would contradict what is written; they are removed with the move.
    :param finish: called with the folder once all is written, before the move.
    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    settle(folder)
    staging = folder / f"{WRITING}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        for old in folder.glob(f"{WRITING}*"):  # of a run that was killed; the lock sees to it that none is alive
            shutil.rmtree(old, ignore_errors=True)
        staging.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}); choose another folder with --out.") from None
    try:
        yield staging
        if finish is not None:
            finish(staging)
        written = sorted(path.name for path in staging.iterdir())
        for name in (*written, *drop):
            _check_free(folder / name)
        if written:
            _commit(folder, staging, [name for name in drop if (folder / name).exists()])
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def settle(folder: Path) -> None:
    """Finish the move of files that were written completely, where a run was ended in it.

    Readers call it before they open a file; two that do so at once do no harm.

    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    ready = folder / COMMITTED
    if not ready.is_dir():
        return
    with suppress(FileNotFoundError):  # another process was quicker
        for path in sorted(ready.iterdir(), key=lambda path: (path.name == "run.json", path.name)):
            if path.name != _DROP:
                _move(path, folder / path.name)
        for name in _dropped(ready):
            (folder / name).unlink(missing_ok=True)
    shutil.rmtree(ready, ignore_errors=True)


def _commit(folder: Path, staging: Path, drop: Sequence[str]) -> None:
    (staging / _DROP).write_text(json.dumps(list(drop)), encoding="ascii")
    with _undisturbed():
        _move(staging, folder / COMMITTED)
        settle(folder)


def _dropped(ready: Path) -> list[str]:
    """Read the names of files that go; only plain names of this folder."""
    try:
        raw = json.loads((ready / _DROP).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return []
    names = raw if isinstance(raw, list) else []
    return [
        name
        for name in names
        if isinstance(name, str) and name == os.path.basename(name) and name not in ("", ".", "..")
    ]


def _check_free(target: Path) -> None:
    """Refuse before the first file is moved, not after half of them."""
    if target.is_dir():
        raise UsageError(f"{target}: is a folder where a file has to be written; choose another folder with --out.")
    if target.is_file():
        try:
            target.open("r+b").close()
        except OSError:
            raise UsageError(_HELD.format(target)) from None


def _check_closed(target: Path) -> None:
    """Refuse while a program says by a file beside it that it has this one open, and would write over the new one."""
    for pattern in _LOCKS:
        mark = target.with_name(pattern.format(target.name))
        if mark.exists():
            raise UsageError(
                f"{target}: is open in another program, as {mark.name} beside it says; close it and try again. "
                f"If no program has it open, delete {mark.name}, or give --force."
            )


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
    for pause in (*_PATIENCE, None):
        try:
            os.replace(path, target)
            return
        except PermissionError:
            if pause is None:
                raise UsageError(_HELD.format(target)) from None
            time.sleep(pause)
        except FileNotFoundError:
            if path.name.startswith(WRITING) or not target.exists():
                raise
            return  # another process moved it
