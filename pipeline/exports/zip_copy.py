"""A zip archive copied with some of its files changed and some added; all others keep every byte."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from pipeline.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CHUNK = 1 << 20
_MEGABYTE = 1_000_000


def copy(file: IO[bytes], target: Path, changed: Mapping[str, bytes], added: Mapping[str, bytes], limit: int) -> None:
    """Copy an archive, file by file, in its order, each with its date and compression; what is added comes last.

    :param changed: name -> what it holds now, for files that are in the archive.
    :param limit: most that what is copied may unpack to [MB].
    :raises ReadError: "damaged", "unpacked limit".
    """
    left = limit * _MEGABYTE
    new = {_key(name): data for name, data in changed.items()}
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            data = new.pop(_key(info.filename), None)
            if data is not None:
                archive.writestr(_like(info), data)
                continue
            left -= info.file_size
            if left < 0:
                raise ReadError(
                    "unpacked limit",
                    f"unpacks to more than {limit} MB; if it is no trick, raise unpacked_limit in [read].",
                )
            _carry(source, info, archive)
        for name, data in added.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def _carry(source: zipfile.ZipFile, info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    """Copy one file. What unpacks to more than the directory says is damaged: zipfile stops there."""
    try:
        with source.open(info) as stream, archive.open(_like(info), "w", force_zip64=info.file_size >= 1 << 31) as out:
            shutil.copyfileobj(stream, out, _CHUNK)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _damaged(info.filename, error) from None


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    twin = zipfile.ZipInfo(info.filename, info.date_time)
    twin.compress_type = zipfile.ZIP_STORED if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    twin.external_attr, twin.create_system, twin.comment = info.external_attr, info.create_system, info.comment
    return twin


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _damaged(name: str, error: Exception) -> ReadError:
    return ReadError(
        "damaged", f"is damaged: its part {name} cannot be unpacked ({error}); open it in Word and save it anew."
    )
