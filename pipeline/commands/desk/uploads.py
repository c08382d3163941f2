"""Files dropped on the page: kept under a safe name in the folder of specifications, never opened here."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SPECS = (".docx", ".docm", ".dotx", ".dotm", ".pdf", ".doc", ".rtf")
LABELS = (".csv", ".xlsx")
LARGEST = 512 * 1024 * 1024  # bytes of one file
_MOST_FILES = 1000  # of one drop
_LONGEST = 120  # characters of a name
_BATCH = re.compile(r"[0-9a-f]{12}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def begin() -> str:
    """Return the name of a new drop."""
    return secrets.token_hex(6)


def folder_of(root: Path, batch: str) -> Path:
    """Return where the files of a drop lie.

    :raises UsageError: no drop can have this name.
    """
    if not _BATCH.fullmatch(batch):
        raise UsageError("There is no such drop; drop the files again.")
    return root / "specs" / f"dropped_{batch}"


def safe_name(name: str) -> str:
    """Return the last part of a file name as every system can keep it.

    :raises UsageError: it is no name of a specification or a labels file.
    """
    last = re.split(r"[/\\]", name)[-1]
    last = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, ending = last.rpartition(".")
    if f"{dot}{ending.lower()}" not in (*SPECS, *LABELS) or not stem:
        kinds = ", ".join((*SPECS, *LABELS))
        raise UsageError(f"{last[:_LONGEST] or 'This file'}: only files of these kinds are taken: {kinds}.")
    if stem.startswith("~$"):
        raise UsageError(f"{last[:_LONGEST]}: is the lock file of an open document; drop the document itself.")
    stem = f"_{stem}" if _RESERVED.match(stem) or stem.startswith((".", "-")) else stem
    return f"{stem[:_LONGEST]}.{ending}"


async def keep(root: Path, batch: str, name: str, chunks: AsyncIterator[bytes]) -> Path:
    """Write one file of a drop as it comes; nothing is left of one that is too large or cut off.

    :raises UsageError: its name, size or number is refused, or it cannot be written.
    """
    folder = folder_of(root, batch)
    path = folder / safe_name(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if sum(1 for _ in folder.iterdir()) >= _MOST_FILES:
            raise UsageError(f"More than {_MOST_FILES} files in one drop; name their folder instead.")
        path = _free(path)
        size = 0
        with path.open("xb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > LARGEST:
                    raise UsageError(
                        f"{path.name}: is larger than {LARGEST // 1024 // 1024} MB; name its folder instead."
                    )
                file.write(chunk)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise UsageError(f"{path.name}: cannot be kept in {folder} ({error.strerror or error}).") from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _free(path: Path) -> Path:
    """Return a name that is not taken yet in its folder."""
    names = [path, *(path.with_name(f"{path.stem} ({count}){path.suffix}") for count in range(2, _MOST_FILES + 2))]
    return next(each for each in names if not each.exists())
