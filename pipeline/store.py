"""Results on disk: one SQLite file, shared by processes and runs, that can be deleted at any time.

Two shelves: `results` holds what stages made (compressed), `vectors` what an embedding model made of a text. Values are
bytes and never pickled, so that opening a store runs nobody's code. Every write is one transaction: a killed process
leaves what it finished and no halves. A store that cannot be used (read-only folder, locked or damaged file) is a
warning and an empty store, never an error: all that is lost is time.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.databases import Database, pragma

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.config import StoreSettings

Shelf = Literal["results", "vectors"]
SHELVES: tuple[Shelf, ...] = ("results", "vectors")

_COLUMNS = "key TEXT PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL"
_MARK = 0x454D434D  # "EMCM"
_VERSION = 1  # raised when the columns or the packing change
_CHUNK = 500  # keys a statement; SQLite takes at least 999 parameters
_ROOM = 0.9  # share of the limit that stays filled when old values are dropped


@dataclass(frozen=True, slots=True)
class Info:
    """What a store holds."""

    path: Path | None
    entries: dict[str, int]  # by shelf
    size: int  # bytes on disk
    size_limit: int  # bytes
    trouble: str  # why it cannot be used; "" = it can


class Store:
    """A store as one process sees it. Sent to another process, it opens the file anew there.

    :param path: the file; made with its folder when the first value is put. None = keep nothing.
    :param size_limit: bytes above which the values used longest ago are dropped.
    """

    def __init__(self, path: Path | None, size_limit: int = 2_000_000_000) -> None:
        self.path, self.size_limit = path, size_limit
        self.hits = self.misses = 0  # of the shelf "results", in this process
        self._database = Database(path, _MARK, _VERSION, [(shelf, _COLUMNS) for shelf in SHELVES])
        self._touched: dict[tuple[Shelf, str], int] = {}  # written with the next put: reading needs no lock

    def __reduce__(self) -> tuple[type[Store], tuple[Path | None, int]]:
        return type(self), (self.path, self.size_limit)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def trouble(self) -> str:
        """Why nothing is kept, as a sentence for the user; "" while all is well."""
        return self._database.trouble

    def get(self, key: str, shelf: Shelf = "results") -> bytes | None:
        """Fetch one value; None when there is none."""
        return self.get_many((key,), shelf).get(key)

    def put(self, key: str, value: bytes, shelf: Shelf = "results") -> None:
        """Keep one value; an older one under the same key is replaced."""
        self.put_many({key: value}, shelf)

    def get_many(self, keys: Iterable[str], shelf: Shelf = "results") -> dict[str, bytes]:
        """Fetch the values there are, by key."""
        wanted = list(dict.fromkeys(keys))
        rows: list[tuple[str, bytes]] = []
        with self._database.use(write=False) as connection:
            if connection is not None:
                for at in range(0, len(wanted), _CHUNK):
                    some = wanted[at : at + _CHUNK]
                    marks = ",".join("?" * len(some))
                    rows += connection.execute(f"SELECT key, value FROM {shelf} WHERE key IN ({marks})", some)  # noqa: S608
        if shelf == "results":
            rows = [(key, value) for key, packed in rows if (value := _unpack(packed)) is not None]
            self.hits, self.misses = self.hits + len(rows), self.misses + len(wanted) - len(rows)
        now = time.time_ns()
        self._touched.update({(shelf, key): now for key, _ in rows})
        return dict(rows)

    def put_many(self, values: Mapping[str, bytes], shelf: Shelf = "results") -> None:
        """Keep all values in one transaction; a value larger than the whole store is not kept."""
        now = time.time_ns()
        packed = {key: zlib.compress(value, 1) if shelf == "results" else value for key, value in values.items()}
        rows = [(key, value, len(value), now) for key, value in packed.items() if len(value) < self.size_limit * _ROOM]
        if not rows:
            return
        with self._database.use(write=True) as connection:
            if connection is not None:
                connection.executemany(f"INSERT OR REPLACE INTO {shelf} VALUES (?, ?, ?, ?)", rows)  # noqa: S608
                self._note(connection)
                self._evict(connection)

    def clear(self) -> int:
        """Drop everything and give the space back; the number of values dropped."""
        dropped = 0
        self._touched.clear()
        if self.path is None or not self.path.exists():
            return dropped
        with self._database.use(write=True) as connection:
            if connection is not None:
                dropped = sum(connection.execute(f"DELETE FROM {shelf}").rowcount for shelf in SHELVES)  # noqa: S608
        with self._database.use(write=False) as connection, contextlib.suppress(sqlite3.OperationalError):
            if connection is not None:  # in vain while another process reads; the space is used again all the same
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return dropped

    def info(self) -> Info:
        """Count what is kept."""
        entries: dict[str, int] = dict.fromkeys(SHELVES, 0)
        with self._database.use(write=False) as connection:
            if connection is not None:
                for shelf in SHELVES:
                    entries[shelf] = connection.execute(f"SELECT count(*) FROM {shelf}").fetchone()[0]  # noqa: S608
        files = [Path(f"{self.path}{suffix}") for suffix in ("", "-wal")] if self.path else []
        size = sum(file.stat().st_size for file in files if file.is_file())
        return Info(self.path, entries, size, self.size_limit, self.trouble)

    def close(self) -> None:
        """Write down what was used and let go of the file."""
        if self._touched and not self.trouble:
            with self._database.use(write=True) as connection:
                if connection is not None:
                    self._note(connection)
        self._database.close()

    def _note(self, connection: sqlite3.Connection) -> None:
        for shelf in SHELVES:
            used = [(when, key) for (on, key), when in self._touched.items() if on == shelf]
            connection.executemany(f"UPDATE {shelf} SET used = ? WHERE key = ?", used)  # noqa: S608
        self._touched.clear()

    def _evict(self, connection: sqlite3.Connection) -> None:
        pages = pragma(connection, "page_count") - pragma(connection, "freelist_count")
        on_disk = pages * pragma(connection, "page_size")
        if on_disk <= self.size_limit:
            return
        union = " UNION ALL ".join(f"SELECT used, size, '{shelf}', key FROM {shelf}" for shelf in SHELVES)  # noqa: S608
        total = connection.execute(f"SELECT sum(size) FROM ({union})").fetchone()[0]  # noqa: S608
        excess = total * (1 - self.size_limit * _ROOM / on_disk)  # keys and pages take their share of the file
        doomed: dict[str, list[tuple[str]]] = {shelf: [] for shelf in SHELVES}
        for _, size, shelf, key in connection.execute(f"{union} ORDER BY 1"):
            doomed[shelf].append((key,))
            excess -= size
            if excess <= 0:
                break
        for shelf, keys in doomed.items():
            connection.executemany(f"DELETE FROM {shelf} WHERE key = ?", keys)  # noqa: S608


def _unpack(packed: bytes) -> bytes | None:
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def load(settings: StoreSettings) -> Store:
    """Make the store of a configuration; the file is opened at the first use. An empty path keeps nothing."""
    path = Path(settings.path).expanduser() if settings.path else None
    return Store(path, settings.size_limit * 1_000_000)
