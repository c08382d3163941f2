"""The store of reviewed decisions: one SQLite file to which rows are only ever added.

Unlike the store of results it cannot be made again, so nothing here is dropped, renamed or done without: whatever is
wrong with the file is an error. A decision is on the disk before `add` returns.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.reviews import conflicts
from pipeline.reviews.records import Reviewed
from pipeline.storage.sqlite import SqliteFile, pragma

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK = 0x454D4352  # "EMCR"
_VERSION = 2
_COLUMNS = (
    "clause",
    "digest",
    "content",
    "document",
    "number",
    "title",
    "path",
    "text",
    "verdict",
    "tests",
    "guess",
    "comment",
    "who",
    "at",
    "source",
    "document_number",
    "typed",
    "settles",
)
_ADDED = ("typed TEXT NOT NULL DEFAULT ''", "settles INTEGER NOT NULL DEFAULT 0")  # since version 1
_TABLE = (
    "CREATE TABLE decisions (seq INTEGER PRIMARY KEY AUTOINCREMENT, clause TEXT NOT NULL, digest TEXT NOT NULL, "
    "content TEXT NOT NULL, document TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, path TEXT NOT NULL, "
    "text TEXT NOT NULL, verdict TEXT NOT NULL, tests TEXT, guess TEXT NOT NULL, comment TEXT NOT NULL, "
    "who TEXT NOT NULL, at TEXT NOT NULL, source TEXT NOT NULL, document_number TEXT NOT NULL, "
    f"{', '.join(_ADDED)})"
)


def configured(name: str, given: Path | None = None) -> ReviewStore:
    """Open the store that was given, or that of the configuration.

    :param name: what the configuration says; "" = there is none.
    :raises UsageError: there is neither.
    """
    if given is None and not name:
        raise UsageError("The configuration names no store of reviews; name one with --store.")
    return ReviewStore(given or Path(name))


def kept(name: str | Path) -> tuple[Reviewed, ...]:
    """Return what holds for every clause in the store of this name; nothing where there is none.

    :raises UsageError: the file cannot be read or is no store of reviews.
    """
    if not name:
        return ()
    with contextlib.closing(ReviewStore(Path(name))) as store:
        return store.current()


class ReviewStore(SqliteFile):
    """The file as one process sees it; several threads and processes may use it.

    :param path: the file; it is made, with its folder, at the first decision.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def add(self, decisions: Iterable[Reviewed]) -> None:
        """Keep decisions, all or none; they are on the disk when this returns.

        :raises UsageError: the file cannot be written.
        """
        rows = [_pack(item) for item in decisions]
        with self._use(create=True) as connection:
            if connection is not None and rows:
                marks = ", ".join("?" * len(_COLUMNS))
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(
                    f"INSERT INTO decisions ({', '.join(_COLUMNS)}) VALUES ({marks})",  # noqa: S608 - our own names
                    rows,
                )
                connection.execute("COMMIT")

    def history(self, key: tuple[str, str] | None = None) -> tuple[Reviewed, ...]:
        """Return everything that was ever decided, oldest first.

        :param key: of one clause; None = of all.
        :raises UsageError: the file cannot be read or is no store of reviews.
        """
        with self._use(create=False) as connection:
            if connection is None:
                return ()
            where = "" if key is None else "WHERE clause = ? AND digest = ? "
            query = f"SELECT {', '.join(_COLUMNS)} FROM decisions {where}ORDER BY seq"  # noqa: S608 - our own names
            values = () if key is None else tuple(map(_storable, key))
            return tuple(_unpack(row) for row in connection.execute(query, values))

    def current(self) -> tuple[Reviewed, ...]:
        """Return what holds for every clause, in the order in which they were last spoken of; see `conflicts`."""
        return conflicts.current(self.history())

    @contextlib.contextmanager
    def _use(self, *, create: bool) -> Iterator[sqlite3.Connection | None]:
        with self._lock:
            connection: sqlite3.Connection | None = None
            try:
                connection = self._connect(create=create)
                yield connection
            except (sqlite3.Error, OSError) as error:
                raise UsageError(
                    f"{self.path}: the store of reviewed decisions cannot be used ({error}); "
                    "nothing was changed in it. Close other programs that use it, or name another file."
                ) from None
            finally:
                if connection is not None and connection.in_transaction:
                    connection.execute("ROLLBACK")

    def _connect(self, *, create: bool) -> sqlite3.Connection | None:
        if self._held() is None and (create or self.path.exists()):
            self._connection = self._open(self.path)
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        version = pragma(connection, "user_version")
        if tables and pragma(connection, "application_id") != _MARK:
            raise UsageError(f"{self.path}: is no store of reviewed decisions; name another file.")
        if tables and version > _VERSION:
            raise UsageError(
                f"{self.path}: was made by a newer emcmatch and is left as it is; update, or name another file."
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a decision that was acknowledged outlives a power cut
        if not tables:
            self._make(connection)
        elif version < _VERSION:
            self._add_columns(connection)

    @staticmethod
    def _add_columns(connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        if pragma(connection, "user_version") < _VERSION:  # another process was quicker
            for column in _ADDED:
                connection.execute(f"ALTER TABLE decisions ADD COLUMN {column}")
            connection.execute("UPDATE decisions SET typed = verdict WHERE verdict IN ('APPROVE', 'REJECT', 'HOLD')")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")

    @staticmethod
    def _make(connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:  # another process was quicker
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA application_id = {_MARK}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")


def _pack(item: Reviewed) -> tuple[str | bool | None, ...]:
    tests = None if item.tests is None else json.dumps(item.tests)
    cells = (item.clause, item.digest, item.content, item.document, item.number, item.title, json.dumps(item.path),
             item.text, item.verdict, tests, json.dumps(item.guess), item.comment, item.who, item.when, item.source,
             item.document_number, item.typed, item.settles)  # fmt: skip
    return tuple(_storable(cell) if isinstance(cell, str) else cell for cell in cells)


def _unpack(row: tuple[Any, ...]) -> Reviewed:
    raw = dict(zip(_COLUMNS, row, strict=True))
    raw["when"], raw["settles"] = raw.pop("at"), bool(raw["settles"])
    for name in ("path", "guess", "tests"):
        raw[name] = None if raw[name] is None else tuple(json.loads(raw[name]))
    return Reviewed(**raw)


def _storable(text: str) -> str:
    """Replace half surrogate pairs, which a broken PDF can hold and SQLite cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
