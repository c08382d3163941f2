"""Files and folders on the command line into the list of files of a run."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import is_address
from pipeline.errors import NoInputError
from pipeline.records import Problem
from pipeline.storage import remotes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

SUFFIXES = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".rtf", ".pdf")
NAMED = (".docx", ".docm", ".pdf")  # those to tell a user about
_LOCK = "~$"  # Word writes such a file beside a document that is open
_COPY = "_annotated"  # how the copies that `emcmatch export word` writes end
_RUN_FILES = ("run.json", "matches.csv")  # what makes a folder that of a run


_TYPICAL = 500_000  # bytes of a specification


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a run."""

    path: Path
    document: str  # the file's name, with as much of its folder as makes it unique in the run
    address: str = ""  # of a file that lies elsewhere; `path` is then only its name
    etag: str = ""  # digest of what its storage says about it

    @property
    def place(self) -> str:
        """Where it lies: a path, or an address."""
        return self.address or str(self.path)

    @property
    def size(self) -> int:
        """Its bytes, or what is taken for them: of a file that lies elsewhere, or cannot be looked at."""
        try:
            return _TYPICAL if self.address else self.path.stat().st_size
        except OSError:
            return _TYPICAL


def find(specs: Sequence[str]) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Find the specifications among files, folders and addresses; folders are searched recursively.

    :return: the files, sorted by document, each once however often it was named; a Problem for each lock file.
    :raises NoInputError: a path does not exist, or no file is left.
    :raises DependencyError: a storage cannot be used.
    """
    missing = [spec for spec in specs if not is_address(spec) and not Path(spec).exists()]
    if missing:
        raise NoInputError(f"There is no file or folder {', '.join(missing)}; check the path.")
    here = _each_once(path for spec in specs if not is_address(spec) for path in _walk(Path(spec)))
    addresses = [spec for spec in specs if is_address(spec)]
    elsewhere = {one.address: one for address in addresses for one in remotes.find(address, SUFFIXES)}
    found: list[tuple[Path, remotes.RemoteFile | None]] = [(path, None) for path in here]
    found += [(Path(*one.parts), one) for one in elsewhere.values()]
    named = {os.path.abspath(spec) for spec in specs if not is_address(spec)}
    kept = {_composed(path.stem) for path, _ in found}
    files: list[tuple[Path, remotes.RemoteFile | None]] = []
    problems: list[Problem] = []
    for path, one in found:
        why = _why_skipped(path, kept) if str(path) not in named or path.name.startswith(_LOCK) else ""
        if why:
            kind = "lock file" if path.name.startswith(_LOCK) else "annotated copy"
            problems.append(Problem(_composed(path.name), kind, f"{path.name} {why}; it was skipped.", fatal=False))
        else:
            files.append((path, one))
    if not files:
        raise NoInputError(f"No specification ({', '.join(NAMED)}) was found in {', '.join(specs)}.")
    names = _names([path for path, _ in files])
    sources = [
        Source(path, name, one.address, one.etag) if one is not None else Source(path, name)
        for (path, one), name in zip(files, names, strict=True)
    ]
    return tuple(sorted(sources, key=lambda source: source.document)), tuple(problems)


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        if all(name in names for name in _RUN_FILES):
            folders.clear()  # a run's own folder: what lies in it was made by us
            continue
        for inner in (Path(folder, name) for name in names):
            if inner.suffix.lower() in SUFFIXES and inner.is_file():
                yield inner


def _why_skipped(path: Path, kept: Collection[str]) -> str:
    """Why a file found in a folder is no specification; "" = it is one.

    :param kept: names, without ending, of all files found.
    """
    if path.name.startswith(_LOCK):
        return "is a lock file that Word writes beside an open document"
    stem = _composed(path.stem)
    original = stem.removesuffix(_COPY)
    return f"is an annotated copy of {original}" if original != stem and original in kept else ""


def _composed(name: str) -> str:
    """Write a name in one Unicode form: macOS takes "é" apart, and it is the same name."""
    return unicodedata.normalize("NFC", name)


def _each_once(paths: Iterable[Path]) -> list[Path]:
    """Keep each file once, under the name it is known by here and not that of what a link points to."""
    found: dict[Path, Path] = {}
    for path in sorted(Path(os.path.abspath(path)) for path in paths):
        found.setdefault(path.resolve(), path)
    return list(found.values())


def _names(files: Sequence[Path]) -> list[str]:
    """Name each file by its last folders and name, as few as keep all names apart."""
    depth = [1] * len(files)
    while True:
        names = [_composed("/".join(path.parts[-count:])) for path, count in zip(files, depth, strict=True)]
        doubles = {name for name, times in Counter(names).items() if times > 1}
        if not doubles:
            return names
        if all(count > len(path.parts) for path, count in zip(files, depth, strict=True)):
            return [str(path) for path in files]  # two names in one folder that differ in their Unicode form only
        depth = [count + (name in doubles) for name, count in zip(names, depth, strict=True)]


def again(place: str, document: str) -> Source:
    """Make the source of a file that a run names as it did then."""
    if not is_address(place):
        return Source(Path(place), document)
    found = remotes.find(place, SUFFIXES)
    return Source(Path(*found[0].parts), document, found[0].address, found[0].etag)
