"""One run at a time in a folder: a lock the system takes away from a process that dies, with a note of who holds it."""

from __future__ import annotations

import json
import os
import platform
import sys
import threading
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = ".emcmatch.lock"
_BYTE = 1 << 30  # the byte that is locked on Windows, far behind the note, so that others can read that
_here: set[str] = set()  # folders locked by this process
_guard = threading.Lock()


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder for the time of the block; the folder must be there.

    The lock is one of the operating system, so that it ends with its process, however that ends. The file holds the
    process, machine and time of the holder for the message that others get; it is removed at the end.

    :raises UsageError: another process holds it, or a lock cannot be made in the folder.
    """
    name = os.path.realpath(folder)
    with _guard:
        if name in _here:
            raise UsageError(f"{folder}: this process is writing into this folder already; name another with --out.")
        _here.add(name)
    try:
        file = _acquire(folder / FILE)
        try:
            yield
        finally:
            _release(folder / FILE, file)
    finally:
        _here.discard(name)


def _acquire(path: Path) -> BinaryIO:
    while True:
        try:
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "r+b")
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError(f"{path.parent}: cannot be written ({why}); choose another folder with --out.") from None
        try:
            _lock(file)
        except OSError:
            holder = _describe(file)
            file.close()
            raise UsageError(
                f"{path.parent}: another run is writing into this folder ({holder}). Wait until it is done, stop it, "
                "or choose another folder with --out."
            ) from None
        if _same(path, file):
            break
        file.close()  # its holder removed it between our opening and locking it
    file.truncate(0)
    file.write(json.dumps(_note()).encode("ascii"))
    file.flush()
    return file


def _release(path: Path, file: BinaryIO) -> None:
    if sys.platform != "win32":
        with suppress(OSError):
            path.unlink()  # while it is locked, so that nobody else's is removed
    file.close()
    if sys.platform == "win32":
        with suppress(OSError):  # somebody else has opened it since
            path.unlink()


def _same(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(file.fileno()))
    except OSError:
        return False


def _note() -> dict[str, str | int]:
    return {
        "process": os.getpid(),
        "machine": platform.node(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def _describe(file: BinaryIO) -> str:
    try:
        file.seek(0)
        raw = json.loads(file.read(4096))
        return f"process {int(raw['process'])} on {str(raw['machine'])[:80]}, since {str(raw['since'])[:40]}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that did not say which"


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
else:
    import errno
    import fcntl

    def _lock(file: BinaryIO) -> None:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
                raise
            _lock_by_note(file)  # a network share without locks

    def _lock_by_note(file: BinaryIO) -> None:
        """Refuse where the note names a process of this machine that lives, or one of another machine."""
        import psutil

        try:
            raw = json.loads(file.read(4096))
            process, machine = int(raw["process"]), str(raw["machine"])
        except (ValueError, KeyError, TypeError):
            return
        if machine != platform.node() or (process != os.getpid() and psutil.pid_exists(process)):
            raise BlockingIOError(errno.EAGAIN, "held")
        file.seek(0)
