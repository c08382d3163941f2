"""The runs of a folder: found, opened when they are looked at, and opened again when they have changed."""

from __future__ import annotations

import getpass
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import EmcMatchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reports import RunInfo
    from pipeline.reviews.sessions import Session

_RUN = "run.json"
_PLACES = ("*", "outputs/*", "*/outputs/*")  # where runs lie below the folder
_MOST = 500  # runs that are listed


@dataclass(frozen=True, slots=True)
class Shelved:
    """A run as it is listed."""

    id: str  # names it in addresses: of its path, so that none can be asked for that was not found
    folder: Path
    name: str
    started: str  # ISO 8601
    stage: str
    counts: Mapping[str, int]
    right: float | None  # share of labelled clauses, where it was evaluated


@dataclass(frozen=True)
class OpenRun:
    """A run with all it holds."""

    shelved: Shelved
    info: RunInfo
    reports: tuple[Report, ...]
    catalogue: Catalogue
    session: Session
    reviews: Path  # the store of what persons decided

    def report(self, index: int) -> Report:
        """Return a document by its position.

        :raises UsageError: there is none.
        """
        if not 0 <= index < len(self.reports):
            raise UsageError(f"This run has {len(self.reports)} documents and none with the number {index}.")
        return self.reports[index]

    @property
    def is_stale(self) -> bool:
        """Whether a person decided something since the files of the run folder were written."""
        try:
            return self.reviews.stat().st_mtime_ns > (self.shelved.folder / _RUN).stat().st_mtime_ns
        except OSError:
            return False

    def first(self, index: int) -> int:
        """Return the position of a document's first clause among all clauses of the run."""
        return sum(len(report.decisions) for report in self.reports[:index])


class Library:
    """The runs below a folder; used by several threads.

    :param reviewer: the name kept with decisions; "" = that of the account.
    """

    def __init__(self, folder: Path, reviewer: str = "") -> None:
        self.folder = folder
        self._reviewer = reviewer or _account()
        self._lock = threading.Lock()
        self._opened: dict[str, tuple[int, OpenRun]] = {}

    def runs(self) -> list[Shelved]:
        """Return the runs there are, the newest first."""
        files = {path.resolve() for place in _PLACES for path in self.folder.glob(f"{place}/{_RUN}")}
        found = [each for each in map(_shelve, files) if each is not None]
        return sorted(found, key=lambda each: (each.started, each.name), reverse=True)[:_MOST]

    def find(self, id: str) -> Shelved:
        """Return a run that is listed.

        :raises UsageError: there is none of this id; it may have been deleted.
        """
        for run in self.runs():
            if run.id == id:
                return run
        raise UsageError("There is no such run any more; go back to the home page.")

    def open(self, id: str) -> OpenRun:
        """Open a run, anew where its folder was written since.

        :raises UsageError: there is none, or it holds no decisions.
        """
        run = self.find(id)
        stamp = (run.folder / _RUN).stat().st_mtime_ns
        with self._lock:
            held = self._opened.get(id)
            if held is None or held[0] != stamp:
                held = self._opened[id] = (stamp, self._load(run))
            return held[1]

    def _load(self, run: Shelved) -> OpenRun:
        from pipeline import runs
        from pipeline.commands.decided_documents import catalogue_of
        from pipeline.reports import runs as run_files
        from pipeline.reviews import stores
        from pipeline.reviews.sessions import Session

        info = run_files.load(run.folder / _RUN)
        settings = info.configuration
        catalogue = catalogue_of(settings)
        store = stores.configured(str(settings.get("review", {}).get("store") or "outputs/reviews.sqlite"))
        below = float(settings.get("decide", {}).get("review_below", 0.0))
        reports = tuple(runs.decided(run.folder))
        session = Session(reports, catalogue, store, self._reviewer, below)
        return OpenRun(run, info, reports, catalogue, session, store.path)


def _shelve(path: Path) -> Shelved | None:
    from pipeline.reports import runs as run_files

    try:
        info = run_files.load(path)
    except EmcMatchError:
        return None
    folder = path.parent
    id = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Shelved(id, folder, folder.name, info.started, info.stage, info.counts, _right(folder))


def _right(folder: Path) -> float | None:
    try:
        content: Any = json.loads((folder / "accuracy.json").read_text(encoding="utf-8"))
        return float(content["figures"]["clauses"]["value"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such account, or no such module on Windows
        return ""
