"""One exception tree, one exit code each.

    EmcMatchError                     1
    |- UsageError                     2   the call makes no sense
    |- NoInputError                   3   no usable input
    |- ConfigError                    4   a configuration, catalogue or labels file is wrong
    |- DependencyError                5   a package, program, model or service is missing
    |- ReadError                     10   one file cannot be read; becomes a Problem, the other files go on

A message is one or two sentences: what happened, in which file, and what to do. Only `cli` turns them into exit codes.
"""

from __future__ import annotations

import errno
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process ends with."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    NO_INPUT = 3
    CONFIGURATION = 4
    MISSING = 5
    SOME_FAILED = 10
    INTERRUPTED = 130


class EmcMatchError(Exception):
    """The root of all errors a user can be told about."""

    exit_code = ExitCode.UNEXPECTED


class UsageError(EmcMatchError):
    """The command was called in a way that makes no sense."""

    exit_code = ExitCode.USAGE


class NoInputError(EmcMatchError):
    """Nothing among the given files and folders can be used."""

    exit_code = ExitCode.NO_INPUT


class ConfigError(EmcMatchError):
    """A configuration, catalogue or labels file is wrong."""

    exit_code = ExitCode.CONFIGURATION


class DependencyError(EmcMatchError):
    """A package, program, model or service that is needed is not there."""

    exit_code = ExitCode.MISSING


class ReadError(EmcMatchError):
    """One file cannot be read.

    :param kind: short stable name of the cause, the `kind` of the Problem row ("drm", "password", "truncated" ...).
    :param message: one sentence for the user: what is wrong and what to do. The file's name is added by the caller.
    """

    exit_code = ExitCode.SOME_FAILED

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        """Pickle with both arguments, so that the error survives the way back from a worker process."""
        return type(self), (self.kind, self.message)


_SYSTEM = {
    errno.ENOSPC: "the disk is full; make room, or name a folder elsewhere",
    errno.EDQUOT: "the space this account may use is full; make room, or name a folder elsewhere",
    errno.EROFS: "the medium can only be read; name a folder elsewhere with --out, and another store in [store]",
    errno.EMFILE: "this process may not open more files; raise the limit (ulimit -n), or lower --jobs",
    errno.ENFILE: "the machine has too many files open; close other programs, or lower --jobs",
    errno.EIO: "the disk or the network share reports a fault; check it, and run again",
    errno.ENOMEM: "the machine is out of memory; close other programs, or lower --jobs",
    errno.EACCES: "it may not be read or written by this account; check the permissions",
    errno.EPERM: "it may not be read or written by this account; check the permissions",
}


def system_reason(error: BaseException) -> str:
    """Say what is wrong with the machine, where that is the reason, and what to do; "" where it is not.

    An error that was raised while another was handled, or of it, is looked through.
    """
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        if isinstance(at, OSError) and at.errno in _SYSTEM:
            where = f"{at.filename}: " if at.filename else ""
            return f"{where}{_SYSTEM[at.errno]}."
        if isinstance(at, MemoryError):
            return f"{_SYSTEM[errno.ENOMEM]}."
        at = at.__cause__ or at.__context__
    return ""
