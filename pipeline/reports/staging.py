"""Files that appear together or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STAGING = ".writing"


@contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """Give a folder to write in, and move what was written to `folder` when all of it is there.

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
        for path in sorted(staging.iterdir()):
            _move(path, folder / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _move(path: Path, target: Path) -> None:
    try:
        os.replace(path, target)
    except PermissionError:
        raise UsageError(
            f"{target}: cannot be replaced; close the program that has it open (Excel?) and try again."
        ) from None
