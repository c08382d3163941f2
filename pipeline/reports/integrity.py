"""Whether the files of a run folder are those of one run, as it wrote them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each file in a folder, by name."""
    return {path.name: digest(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."}


def digest(path: Path) -> str:
    """SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def changed(folder: Path, files: Mapping[str, str], names: Iterable[str]) -> tuple[str, ...]:
    """Return which of these files are not as the run wrote them, or are gone.

    :param files: name -> SHA-256, from run.json; what is not named there is not looked at.
    """
    return tuple(name for name in names if name in files and _differs(folder / name, files[name]))


def check(folder: Path, files: Mapping[str, str], names: Iterable[str]) -> None:
    """See to it that these files belong together.

    :raises UsageError: one of them is of another run, or was changed since.
    """
    if found := changed(folder, files, names):
        raise UsageError(
            f"{folder}: {', '.join(found)} {'is' if len(found) == 1 else 'are'} not as the run wrote "
            f"{'it' if len(found) == 1 else 'them'}, so that the files do not belong together; make the run again."
        )


def _differs(path: Path, expected: str) -> bool:
    try:
        return digest(path) != expected
    except FileNotFoundError:
        return True
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error}).") from None
