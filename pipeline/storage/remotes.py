"""Files that lie elsewhere: `s3://`, `abfs://` and every other storage that fsspec knows.

A name is an address when it begins with a scheme (`s3://bucket/folder`); a share is a
path like any other. Keys and passwords come from where the storage's own package looks for them (environment,
profile, managed identity), never from the address, so that an address can be written down.
"""

from __future__ import annotations

import filecmp
import hashlib
import re
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.config import address_fault, is_address
from pipeline.errors import DependencyError, NoInputError, ReadError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PACKAGES = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("abfs", "abfss", "az", "adl"), "adlfs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    "smb": "smbprotocol",
    "hdfs": "pyarrow",
    **dict.fromkeys(("http", "https"), "aiohttp"),
}
_LAST = "run.json"  # of a run folder: where it is there, all is
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a storage."""

    address: str
    parts: tuple[str, ...]  # folders and name
    etag: str  # digest of all the storage says about it: another one where the file may have changed


def connect(address: str) -> tuple[Any, str]:
    """Open the storage of an address.

    :return: the file system, and the path in it.
    :raises UsageError: the address makes no sense.
    :raises DependencyError: a package is missing, named with how to install it.
    """
    if why := address_fault(address):
        raise UsageError(f"The address {_shown(address)} {why}.")
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise DependencyError(f"{address} needs the package fsspec: pip install fsspec.") from None
    scheme = address.partition("://")[0].lower()
    try:
        fs, path = url_to_fs(address, **({"auto_mkdir": True} if scheme in ("file", "local") else {}))
    except ImportError as error:
        package = _PACKAGES.get(scheme)
        how = f"the package {package}: pip install {package}" if package else f"a package that is missing ({error})"
        raise DependencyError(f"{address} needs {how}.") from None
    except ValueError as error:
        raise UsageError(f"{address}: is no address of a storage ({error}).") from None
    except Exception as error:
        raise _unreachable(address, error) from None
    return fs, str(path)


def find(address: str, suffixes: Iterable[str]) -> tuple[RemoteFile, ...]:
    """Find the files below an address, or the one it names.

    :param suffixes: of the files wanted in a folder, lower-case.
    :raises NoInputError: there is nothing.
    :raises DependencyError: a package is missing, or the storage does not answer.
    """
    fs, path = connect(address)
    try:
        inside: Mapping[str, Any] = fs.find(path, detail=True)
        single = list(inside) == [path]
    except FileNotFoundError:
        inside, single = {}, False
    except Exception as error:
        raise _unreachable(address, error) from None
    if not inside:
        raise NoInputError(f"There is no file or folder {address}; check the address.")
    wanted = tuple(suffixes)
    return tuple(
        RemoteFile(_join(address, path, name), PurePosixPath(name).parts, _etag(address, details))
        for name, details in sorted(inside.items())
        if single or PurePosixPath(name).suffix.lower() in wanted
    )


@contextmanager
def local_copy(name: str, limit: int) -> Iterator[Path]:
    """Give a copy of a file that nobody else writes to, and that goes away again.

    Whoever replaces the file meanwhile so cannot put one text under the digest of another.

    :param name: a path or an address.
    :param limit: of the size of a file at an address [MB].
    :raises ReadError: it cannot be fetched, or is larger.
    """
    with tempfile.TemporaryDirectory(prefix="emcmatch-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / f"document{PurePosixPath(name).suffix}"
        if not is_address(name):
            try:
                shutil.copyfile(name, copy)
            except OSError as error:
                why = f"cannot be opened ({error.strerror or error}); check the path and the permissions."
                raise ReadError("unreadable", why) from None
            yield copy
            return
        fs, path = connect(name)
        try:
            size = fs.info(path).get("size") or 0
            if size <= limit * _MEGABYTE:
                fs.get_file(path, str(copy))
        except Exception as error:
            why = f"cannot be fetched from its storage ({_first_line(error)}); check that it is there and may be read."
            raise ReadError("unreadable", why) from None
        if size > limit * _MEGABYTE:
            why = f"is larger than {limit} MB; if it is no trick, raise unpacked_limit in [read]."
            raise ReadError("unpacked limit", why)
        yield copy


def differs(name: str, copy: Path) -> bool:
    """Tell whether a file of this machine is another one now than its copy, or gone."""
    if is_address(name):
        return False
    try:
        return not filecmp.cmp(name, copy, shallow=False)
    except OSError:
        return True


def download(address: str, folder: Path) -> None:
    """Fetch the files of a folder that lies elsewhere, none where there is none; folders in it are left out.

    :raises DependencyError: see `find`.
    """
    fs, path = connect(address)
    with _reach(address):
        for name in fs.find(path, maxdepth=1) if fs.exists(path) else ():
            fs.get_file(name, str(folder / PurePosixPath(name).name))


def upload(folder: Path, address: str) -> None:
    """Bring the files of a run folder to an address so that it is whole or is no run folder.

    The old run.json goes first and the new one comes last; files that the run dropped are removed there too.

    :raises DependencyError: see `find`.
    """
    fs, path = connect(address)
    files = {file.name: file for file in sorted(folder.iterdir()) if file.is_file()}
    with _reach(address):
        there = {PurePosixPath(name).name: name for name in (fs.find(path, maxdepth=1) if fs.exists(path) else ())}
        if _LAST in there:
            fs.rm_file(there.pop(_LAST))
        for name in sorted(files, key=lambda name: name == _LAST):
            if name == _LAST:
                for old in sorted(set(there) - set(files)):
                    fs.rm_file(there[old])
            fs.put_file(str(files[name]), f"{path.rstrip('/')}/{name}")


class Objects:
    """Values under names, each an object of a storage: written whole or not at all by the storages of clouds."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._fs, self._path = connect(address)

    def get(self, names: Iterable[str]) -> dict[str, bytes]:
        """Fetch those there are."""
        places = {self._place(name): name for name in names}
        found = self._fs.cat(list(places), on_error="omit") if places else {}
        return {places[place]: value for place, value in found.items() if place in places}

    def put(self, values: Mapping[str, bytes]) -> None:
        """Keep all."""
        self._fs.pipe({self._place(name): value for name, value in values.items()})

    def sizes(self) -> dict[str, int]:
        """Name and size of each object there is."""
        if not self._fs.exists(self._path):
            return {}
        found = self._fs.find(self._path, detail=True)
        return {"/".join(PurePosixPath(name).parts[-3:]): details["size"] for name, details in found.items()}

    def clear(self) -> None:
        """Remove all."""
        names = [self._place(name) for name in self.sizes()]
        if names:
            self._fs.rm(names)

    def _place(self, name: str) -> str:
        return f"{self._path.rstrip('/')}/{name}"


def _join(address: str, path: str, name: str) -> str:
    return address.rstrip("/") + name[len(path.rstrip("/")) :]


def _etag(address: str, details: Mapping[str, Any]) -> str:
    said = sorted((key, str(value)) for key, value in details.items())
    return hashlib.sha256(repr((address.partition("://")[0], said)).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _reach(address: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise _unreachable(address, error) from None


def _unreachable(address: str, error: Exception) -> DependencyError:
    return DependencyError(
        f"The storage of {address} cannot be used ({_first_line(error)}); check address, network and rights."
    )


def _first_line(error: Exception) -> str:
    said = (str(error).splitlines() or [""])[0][:200]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _shown(address: str) -> str:
    """Show an address without what may be a secret."""
    return re.sub(r"//[^/@]*@", "//...@", address).partition("?")[0]
