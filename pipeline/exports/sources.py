"""The file a run read, found again: where it was, or among files named now; known by its bytes, not by its name."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.documents.bundle_names import file_of
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.records import Report
    from pipeline.reports import RunInfo


def find(report: Report, run: RunInfo, elsewhere: Sequence[Path]) -> Path:
    """Return the file of a document.

    :param elsewhere: files, and folders to search, where it may lie now.
    :raises ReadError: "gone"; "changed": it is there and holds something else than in the run.
    """
    known = [name for name in (report.document, file_of(report.document)) if name in run.inputs]
    before = [Path(run.inputs[name]) for name in known]
    name = Path(file_of(report.document)).name
    changed: Path | None = None
    for path in (*before, *_candidates(elsewhere, name)):
        digest = _digest(path)
        if digest == report.sha256:
            return path
        changed = changed or (path if digest else None)
    if changed is not None:
        raise ReadError(
            "changed", f"has changed since the run ({changed}); make the run again, or name the old file with --source."
        )
    where = f" at {before[0]}" if before else ""
    raise ReadError("gone", f"is no longer{where}; name the file, or a folder it is in, with --source.")


def _candidates(elsewhere: Sequence[Path], name: str) -> Iterator[Path]:
    """Give files named as such, and those in folders: first of that name, then all of that kind."""
    folders = [path for path in elsewhere if path.is_dir()]
    yield from (path for path in elsewhere if path.is_file())
    for folder in folders:
        yield from sorted(folder.rglob(name))
    for folder in folders:
        yield from sorted(folder.rglob(f"*{Path(name).suffix}"))


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
