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
