"""Results on disk: one SQLite file, shared by processes and runs, that can be deleted at any time.

Two shelves: `results` holds what stages made (compressed), `vectors` what an embedding model made of a text. Values are
bytes and never pickled, so that opening a store runs nobody's code. Every write is one transaction: a killed process
leaves what it finished and no halves. A store that cannot be used (read-only folder, locked or damaged file) is a
warning and an empty store, never an error: all that is lost is time. Each value is signed by its user, so that one
that was damaged or that somebody else put there counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pipeline.config import is_address
from pipeline.errors import EmcMatchError
from pipeline.storage import own, remotes
from pipeline.storage.sqlite import Database, pragma

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pipeline.config import StoreSettings

Shelf = Literal["results", "vectors"]
SHELVES: tuple[Shelf, ...] = ("results", "vectors")

_COLUMNS = "key TEXT PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL"
T = TypeVar("T")

_log = logging.getLogger("emcmatch")
_MARK = 0x454D434D  # "EMCM"
_VERSION = 2  # raised when the columns or the packing change
_CHUNK = 500  # keys a statement; SQLite takes at least 999 parameters
_SEAL = 16  # bytes before each value that tell whether it is as this user put it
_ROOM = 0.9  # share of the limit that stays filled when old values are dropped


@dataclass(frozen=True, slots=True)
class Info:
    """What a store holds."""

    path: Path | str | None  # a file, or an address
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
    def keeps(self) -> bool:
        """Whether it was configured to keep anything."""
        return self.path is not None

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

    def get_many(self, keys: Iterable[str], shelf: Shelf = "results", *, packed: bool = False) -> dict[str, bytes]:
        """Fetch the values there are, by key.

        :param packed: results as they lie in the store, zlib-compressed; they are whole all the same.
        """
        wanted = list(dict.fromkeys(keys))
        rows: list[tuple[str, bytes]] = []
        with self._database.use(write=False) as connection:
            if connection is not None:
                for at in range(0, len(wanted), _CHUNK):
                    some = wanted[at : at + _CHUNK]
                    marks = ",".join("?" * len(some))
                    rows += connection.execute(f"SELECT key, value FROM {shelf} WHERE key IN ({marks})", some)  # noqa: S608
        rows = [(key, value) for key, sealed in rows if (value := _open(shelf, key, sealed)) is not None]
        if shelf == "results":
            read = [(key, found, _unpack(found)) for key, found in rows]
            rows = [(key, found if packed else value) for key, found, value in read if value is not None]
            self.hits, self.misses = self.hits + len(rows), self.misses + len(wanted) - len(rows)
        now = time.time_ns()
        self._touched.update({(shelf, key): now for key, _ in rows})
        return dict(rows)

    def put_many(self, values: Mapping[str, bytes], shelf: Shelf = "results") -> None:
        """Keep all values in one transaction; a value larger than the whole store is not kept."""
        now = time.time_ns()
        packed = {
            key: _seal(shelf, key, zlib.compress(value, 1) if shelf == "results" else value)
            for key, value in values.items()
        }
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


class SharedStore(Store):
    """A store at an address, for machines that share no folder: one object a value, see `remotes`.

    Nothing is dropped when it grows; storages of clouds have rules for that. What goes wrong is a warning, as with a
    file, and from then on the run keeps nothing.
    """

    def __init__(self, address: str, size_limit: int = 2_000_000_000) -> None:
        super().__init__(None, size_limit)
        self.address = address
        self._objects: remotes.Objects | None = None
        self._trouble = ""

    def __reduce__(self) -> tuple[type[SharedStore], tuple[str, int]]:  # type: ignore[override]
        return type(self), (self.address, self.size_limit)

    @property
    def keeps(self) -> bool:
        """See `Store`."""
        return True

    @property
    def trouble(self) -> str:
        """See `Store`."""
        return self._trouble

    def get_many(self, keys: Iterable[str], shelf: Shelf = "results", *, packed: bool = False) -> dict[str, bytes]:
        """See `Store`."""
        names = {_name(key, shelf): key for key in keys}
        found = {names[name]: value for name, value in (self._use(lambda kept: kept.get(names)) or {}).items()}
        if shelf == "results":
            read = {key: (value, _unpack(value)) for key, value in found.items()}
            found = {key: value if packed else plain for key, (value, plain) in read.items() if plain is not None}
            self.hits, self.misses = self.hits + len(found), self.misses + len(names) - len(found)
        return found

    def put_many(self, values: Mapping[str, bytes], shelf: Shelf = "results") -> None:
        """See `Store`."""
        packed = {
            _name(key, shelf): zlib.compress(value, 1) if shelf == "results" else value for key, value in values.items()
        }
        self._use(lambda kept: kept.put(packed))

    def clear(self) -> int:
        """See `Store`."""
        dropped = len(self._use(lambda kept: kept.sizes()) or {})
        self._use(lambda kept: kept.clear())
        return dropped

    def info(self) -> Info:
        """See `Store`."""
        sizes = self._use(lambda kept: kept.sizes()) or {}
        entries = {str(shelf): sum(name.startswith(f"{shelf}/") for name in sizes) for shelf in SHELVES}
        return Info(self.address, entries, sum(sizes.values()), self.size_limit, self.trouble)

    def close(self) -> None:
        """See `Store`."""

    def _use(self, do: Callable[[remotes.Objects], T]) -> T | None:
        if self._trouble:
            return None
        try:
            self._objects = self._objects or remotes.Objects(self.address)
            return do(self._objects)
        except EmcMatchError:
            raise  # a missing package: said before the work
        except Exception as error:
            self._trouble = f"{self.address}: the store cannot be used ({error}); this run keeps no results."
            _log.warning(self._trouble)
            return None


def _name(key: str, shelf: Shelf) -> str:
    """Name the object of a key: what is not a digest is made one, so that every key is a file name everywhere."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{shelf}/{digest[:2]}/{digest[2:]}"


def _seal(shelf: Shelf, key: str, value: bytes) -> bytes:
    return own.sign("store", shelf.encode(), key.encode("utf-8", "surrogatepass"), value, size=_SEAL) + value


def _open(shelf: Shelf, key: str, sealed: object) -> bytes | None:
    """Return a value as it was put; None where it is another one, or this user did not put it."""
    sealed = sealed if isinstance(sealed, bytes) else b""  # SQLite holds anything in any column
    seal, value = sealed[:_SEAL], sealed[_SEAL:]
    whole = own.verify(seal, "store", shelf.encode(), key.encode("utf-8", "surrogatepass"), value)
    return value if len(seal) == _SEAL and whole else None


def _unpack(packed: bytes) -> bytes | None:
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def load(settings: StoreSettings) -> Store:
    """Make the store of a configuration; it is opened at the first use. An empty path keeps nothing."""
    if is_address(settings.path):
        return SharedStore(settings.path, settings.size_limit * 1_000_000)
    path = Path(settings.path).expanduser() if settings.path else None
    return Store(path, settings.size_limit * 1_000_000)
