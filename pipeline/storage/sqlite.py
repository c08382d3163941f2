"""SQLite files: how each is opened by many processes and threads, and one that may be lost.

What goes wrong with a `Database` becomes a warning and `Database.trouble`, never an error, because it only saves time:
it is rebuilt when damaged, and done without when it cannot be used. SQLite's write-ahead log keeps readers and one
writer apart and makes a transaction all or nothing, also for a process that is killed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BUSY = 10.0  # seconds to wait for another process

_log = logging.getLogger("emcmatch")


class SqliteFile:
    """A file as one process sees it: one connection, made at the first use; several threads may use it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = os.getpid()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                with contextlib.suppress(sqlite3.Error):
                    self._connection.close()
            self._connection = None

    def _held(self) -> sqlite3.Connection | None:
        """The connection, where this process has made one."""
        if self._process != os.getpid():  # after a fork the connection is the parent's
            self._connection, self._process = None, os.getpid()
        return self._connection

    def _open(self, path: Path) -> sqlite3.Connection:
        """Connect, and have the file prepared; its folder is made where there is none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
        deadline = time.monotonic() + _BUSY
        try:
            while True:
                try:
                    self._prepare(connection)
                    return connection
                except sqlite3.OperationalError as error:
                    # Two processes that make the same file collide at once, whatever the time-out says.
                    if "locked" not in str(error) or time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)
        except BaseException:
            connection.close()
            raise

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Check that the file is ours, and make its tables where they are missing or old; may be called again."""
        raise NotImplementedError


class Database(SqliteFile):
    """A file that may be lost.

    :param path: the file; it is made, with its folder, at the first write. None = there is none.
    :param mark: 32-bit number written into the file that tells it from another program's database.
    :param version: of the tables; a file of an older version is emptied, one of a newer version is left.
    :param tables: name and columns of each table; "USING fts5(...)" in their place makes it a virtual one.
    """

    def __init__(self, path: Path | None, mark: int, version: int, tables: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.path = path
        self.trouble = "" if path is not None else "no file is configured"
        self._mark, self._version, self._tables = mark, version, tables

    @contextlib.contextmanager
    def use(self, *, write: bool) -> Iterator[sqlite3.Connection | None]:
        """Lend the connection, within one transaction if `write`; None when there is no usable file."""
        with self._lock:
            connection = self._begin(write=write)
            try:
                yield connection
                if connection is not None and connection.in_transaction:
                    connection.execute("COMMIT")
            except sqlite3.DatabaseError as error:
                self._fail(error)
            finally:
                if connection is not None and connection is self._connection and connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _begin(self, *, write: bool) -> sqlite3.Connection | None:
        connection = self._connect(create=write)
        try:
            if connection is not None and write:
                connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            self._fail(error)
            return None
        return connection

    def _fail(self, error: sqlite3.DatabaseError) -> None:
        if isinstance(error, sqlite3.OperationalError):  # locked, full, read-only: nothing wrong with what is in it
            self._give_up(f"cannot be used ({error})")
        else:
            self.close()
            self._set_aside(str(error))

    def _connect(self, *, create: bool) -> sqlite3.Connection | None:
        if self._held() is not None or self.trouble or self.path is None or not (create or self.path.exists()):
            return self._connection
        for _ in range(3):
            try:
                self._connection = self._open(self.path)
                break
            except (sqlite3.OperationalError, OSError) as error:
                self._give_up(f"cannot be used ({error})")
                break
            except _ForeignError:
                self._give_up("belongs to another program; name another file in store.path")
                break
            except _NewerError:
                self._give_up("was made by a newer emcmatch and is left as it is; update, or name another store.path")
                break
            except sqlite3.DatabaseError as error:
                if not self._set_aside(str(error)):
                    break
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Check that the file is ours, and make its tables where they are missing or old."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and pragma(connection, "application_id") != self._mark:
            raise _ForeignError
        if tables and pragma(connection, "user_version") > self._version:
            raise _NewerError
        if not tables:
            connection.execute("PRAGMA auto_vacuum = FULL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if tables and pragma(connection, "user_version") == self._version:
            return
        connection.execute("BEGIN IMMEDIATE")
        old = pragma(connection, "user_version") != self._version
        for name, columns in self._tables:
            if old:
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            virtual = columns.startswith("USING ")  # "USING fts5(...)"
            connection.execute(
                f"CREATE {'VIRTUAL ' * virtual}TABLE IF NOT EXISTS {name} {columns if virtual else f'({columns})'}"
            )
        connection.execute(f"PRAGMA application_id = {self._mark}")
        connection.execute(f"PRAGMA user_version = {self._version}")
        connection.execute("COMMIT")

    def _set_aside(self, why: str) -> bool:
        """Rename a damaged file, so that a new one can take its place and the old one can still be looked at."""
        if self.path is None or self._sound(self.path):
            return True  # another process has put a new one there already
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        try:
            self.path.replace(aside)
            for suffix in ("-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        except OSError as error:
            self._give_up(f"is damaged ({why}) and cannot be moved away ({error})")
            return False
        _log.warning("%s was damaged (%s); it was renamed to %s and a new one begun.", self.path, why, aside.name)
        return True

    def _sound(self, path: Path) -> bool:
        try:
            with contextlib.closing(self._open(path)) as connection:
                return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except (_ForeignError, _NewerError):
            return True  # sound, but not for us: it is not to be moved
        except (sqlite3.Error, OSError):
            return False

    def _give_up(self, why: str) -> None:
        self.close()
        self.trouble = f"{self.path}: the store {why}; this run keeps no results."
        _log.warning(self.trouble)


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """Read one number SQLite knows about the file."""
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


class _ForeignError(Exception):
    """The file is a database, but not ours."""


class _NewerError(Exception):
    """The file is of a later version of the program."""
