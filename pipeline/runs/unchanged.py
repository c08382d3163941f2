"""A run that changes nothing leaves its folder as it is.

The same command again on the same files would write the same bytes; writing the workbook of a hundred documents takes
longer than finding that out. What a run wrote is remembered in the store under all it depends on, with size and time of
each file: a file that somebody touched is written anew, with all others.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.storage import stage
from pipeline.storage.stage import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.records import Problem
    from pipeline.reports import Written
    from pipeline.runs.orders import Order
    from pipeline.runs.spool import RecordFile
    from pipeline.storage.cache import Store

_PROGRAM = Path(__file__).resolve().parents[1]


class Kept:
    """What a folder would hold, by name; compared with what it holds.

    :param order: what is ordered.
    :param store: where it is remembered.
    :param spool: the decided documents.
    :param more: what else stands in the files: sources, problems, digests.
    """

    def __init__(self, order: Order, store: Store, folder: Path, spool: RecordFile[Any], *more: object) -> None:
        self._store, self._folder = store, folder.absolute()
        self._key = stage.key(
            "written",
            str(self._folder),
            order.until,
            order.config.model_dump(mode="json"),
            _digest_of_reviews(order.config.review.store),
            _stamp_of_program(),
            spool.digest(),
            *map(repr, more),
        )

    def counts(self) -> Mapping[str, int] | None:
        """Return what the run counted when it wrote the folder; None where a file is not as it was written then."""
        stored = self._store.get(self._key)
        if stored is None:
            return None
        known = json.loads(stored)
        now = {name: _stamp(self._folder / name) for name in known["files"]}
        counts: Mapping[str, int] = known["counts"]
        return counts if now == known["files"] else None

    def remember(self, written: Written, names: Sequence[str]) -> None:
        """Remember what was written.

        :param names: of all files a run folder may hold.
        """
        files = {name: _stamp(self._folder / name) for name in names}
        self._store.put(self._key, json.dumps({"counts": dict(written.counts), "files": files}).encode("ascii"))


def _digest_of_reviews(store: str) -> list[str]:
    """Digests of the store of reviews and of what SQLite has not written into it yet."""
    files = [Path(f"{store}{suffix}") for suffix in ("", "-wal")] if store else []
    return [digest_of(file) for file in files if file.is_file()]


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Read the problems of a folder that is left as it is."""
    from pipeline.reports import problems

    return problems.load(folder / "problems.csv")


def _stamp(path: Path) -> list[int] | None:
    """Size and time of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]


def _stamp_of_program() -> str:
    """Tell one state of the program from another, also while it is being worked on."""
    files = sorted(path for path in _PROGRAM.rglob("*") if path.suffix in (".py", ".jinja", ".css", ".js"))
    return stage.key([[path.name, _stamp(path)] for path in files])
