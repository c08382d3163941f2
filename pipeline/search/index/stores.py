"""The index on disk: one SQLite file for all runs, that can be deleted and made again at any time.

A document is kept once for each way it was carried through, under a digest of all that is indexed of it; a run is a
list of such digests. Keys of clauses are made from that digest and the clause's place, so the file gives the same
answers in whatever order runs were indexed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.reports.jsonl import build_clause, flatten_clause
from pipeline.search.index.index_records import Found, IndexedSource
from pipeline.search.index.terms import SIGNS
from pipeline.storage.sqlite import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.search.index.index_records import IndexEntry

    Floats = NDArray[np.float32]

FIELDS = ("number", "title", "path", "text", "body", "more", "scope")
_MARK = 0x454D4349  # "EMCI"
_VERSION = 1  # raised when a table or what stands in it changes
_TOKENS = f"unicode61 remove_diacritics 0 tokenchars ''{SIGNS}''"
_TABLES = (
    ("state", "name TEXT PRIMARY KEY, value INTEGER NOT NULL"),
    ("sources", "digest TEXT PRIMARY KEY, document TEXT, about TEXT, model TEXT, clauses INTEGER"),
    ("runs", "run TEXT, place INTEGER, digest TEXT, PRIMARY KEY (run, place)"),
    ("clauses", "key INTEGER PRIMARY KEY, digest TEXT, place INTEGER, content BLOB, UNIQUE (digest, place)"),
    ("words", f"USING fts5({', '.join(FIELDS)}, tokenize = '{_TOKENS}')"),
    ("vocabulary", "USING fts5vocab(words, row)"),
    ("vectors", "key INTEGER PRIMARY KEY, parts INTEGER, vectors BLOB"),
    ("marks", "kind TEXT, value TEXT, key INTEGER, PRIMARY KEY (kind, value, key)"),
    ("amounts", "kind TEXT, unit TEXT, low REAL, high REAL, key INTEGER, PRIMARY KEY (kind, unit, low, high, key)"),
)
_OF_CLAUSES = (
    ("words", "rowid"),
    ("vectors", "key"),
    ("marks", "key"),
    ("amounts", "key"),
)
_UNUSED = "digest NOT IN (SELECT digest FROM runs)"
_CHUNK = 500  # values a statement


class Index:
    """An index as one process sees it; may be used from several threads.

    :param path: the file; it is made when the first run is added.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path, _MARK, _VERSION, _TABLES)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def read(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Ask the file; nothing where there is none yet.

        :raises UsageError: it cannot be used.
        """
        found: list[tuple[Any, ...]] = []
        with self._database.use(write=False) as connection:
            if connection is not None:
                found = connection.execute(statement, values).fetchall()
        self._check()
        return found

    @property
    def generation(self) -> int:
        """Counts the changes, also those of other processes."""
        return self.note("generation")

    def note(self, name: str) -> int:
        """Return a number that was noted; 0 = none was."""
        return int(next(iter(self.read("SELECT value FROM state WHERE name = ?", (name,))), (0,))[0])

    def set_note(self, name: str, value: int) -> None:
        """Note a number, of at most 56 bits."""
        self._write(lambda connection: connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value)))

    def sources(self) -> tuple[IndexedSource, ...]:
        """Every document, sorted by name and digest."""
        rows = self.read("SELECT digest, document, about, model, clauses FROM sources ORDER BY document, digest")
        return tuple(IndexedSource(*row) for row in rows)

    def of_run(self, run: str) -> tuple[str, ...]:
        """Digests of the documents of a run, in their order; none where it was not indexed."""
        return tuple(row[0] for row in self.read("SELECT digest FROM runs WHERE run = ? ORDER BY place", (run,)))

    def attach(self, run: str, place: int, digest: str) -> bool:
        """Give a run a document that is there already; False where it has to be added."""

        def write(connection: Any) -> None:  # noqa: ANN401 - a connection of sqlite3
            if _has(connection, digest):
                connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", (run, place, digest))
                there.append(True)

        there: list[bool] = []
        if self.read("SELECT 1 FROM sources WHERE digest = ?", (digest,)):
            if self.read("SELECT 1 FROM runs WHERE run = ? AND place = ? AND digest = ?", (run, place, digest)):
                return True
            self._write(write)
        return bool(there)

    def add(
        self,
        run: str,
        place: int,
        source: IndexedSource,
        entries: Sequence[IndexEntry],
        vectors: Sequence[Floats] | None,
    ) -> None:
        """Add a document to a run, all of it or nothing; its clauses only where no other process was faster.

        :param place: of the document within the run.
        :param vectors: for each entry an array (passages, dimension); None = words only.
        """

        def write(connection: Any) -> None:  # noqa: ANN401
            connection.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", (run, place, source.digest))
            if not _has(connection, source.digest):
                _fill(connection, source, entries, vectors)

        self._write(write)

    def assign(self, run: str, digests: Sequence[str]) -> None:
        """Say which documents a run has in all, and drop those that are no run's any more."""
        if self.of_run(run) == tuple(digests) and not self.read(f"SELECT 1 FROM sources WHERE {_UNUSED}"):  # noqa: S608
            return

        def write(connection: Any) -> None:  # noqa: ANN401
            connection.execute("DELETE FROM runs WHERE run = ?", (run,))
            rows = [(run, place, digest) for place, digest in enumerate(digests)]
            connection.executemany("INSERT INTO runs VALUES (?, ?, ?)", rows)
            _drop_unused(connection)

        self._write(write)

    def fetch(self, keys: Iterable[int]) -> dict[int, Found]:
        """Fetch clauses by their keys."""
        sources = {source.digest: source for source in self.sources()}
        found: dict[int, Found] = {}
        for key, digest, content in self.among("SELECT key, digest, content FROM clauses WHERE key IN ({})", keys):
            raw = json.loads(zlib.decompress(content))
            clause = build_clause(raw["clause"], str(self.path))
            found[key] = Found(key, clause, tuple(raw["tests"]), raw["outcome"], sources[digest], raw.get("mark", "?"))
        return found

    def clauses_of(self, digest: str) -> tuple[Found, ...]:
        """All clauses of a document, in their order."""
        keys = [row[0] for row in self.read("SELECT key FROM clauses WHERE digest = ? ORDER BY place", (digest,))]
        found = self.fetch(keys)
        return tuple(found[key] for key in keys)

    def among(self, statement: str, keys: Iterable[int]) -> list[tuple[Any, ...]]:
        """Ask about some clauses; `{}` in the statement stands for their keys."""
        wanted = sorted(set(keys))
        rows: list[tuple[Any, ...]] = []
        for at in range(0, len(wanted), _CHUNK):
            some = wanted[at : at + _CHUNK]
            rows += self.read(statement.format(",".join("?" * len(some))), some)
        return rows

    def _write(self, change: Callable[[Any], None]) -> None:
        with self._database.use(write=True) as connection:
            if connection is not None:
                change(connection)
                connection.execute(
                    "INSERT INTO state VALUES ('generation', 1) ON CONFLICT(name) DO UPDATE SET value = value + 1"
                )
        self._check()

    def _check(self) -> None:
        if self._database.trouble:
            raise UsageError(f"{self._database.trouble.split(';')[0]}; name another file with --index.")


def key_of(digest: str, place: int) -> int:
    """Return the key of a clause: the same in every index."""
    return int.from_bytes(hashlib.sha256(f"{digest}#{place}".encode()).digest()[:8], "big") >> 1


def scope_of(digest: str) -> str:
    """Return the search term that every clause of a document has."""
    return f"d{digest[:24]}"


def scope_of_test(test: str) -> str:
    """Return the search term that every clause matched to a test has."""
    return f"t{test.lower()}".replace(" ", "_")


def _has(connection: Any, digest: str) -> bool:  # noqa: ANN401
    return connection.execute("SELECT 1 FROM sources WHERE digest = ?", (digest,)).fetchone() is not None


def _fill(
    connection: Any,  # noqa: ANN401
    source: IndexedSource,
    entries: Sequence[IndexEntry],
    vectors: Sequence[Floats] | None,
) -> None:
    keys = [key_of(source.digest, place) for place in range(len(entries))]
    pairs = list(zip(keys, entries, strict=True))
    fill = connection.executemany
    contents = [(key, source.digest, place, _pack(each)) for place, (key, each) in enumerate(pairs)]
    fill("INSERT INTO clauses VALUES (?, ?, ?, ?)", contents)
    columns = f"rowid, {', '.join(FIELDS)}"
    places = ", ".join("?" * (len(FIELDS) + 1))
    fill(f"INSERT INTO words({columns}) VALUES ({places})", [(key, *_words(each, source)) for key, each in pairs])  # noqa: S608
    fill("INSERT INTO marks VALUES (?, ?, ?)", [(*mark, key) for key, each in pairs for mark in each.marks])
    amounts = [(a.kind, a.unit, a.low, a.high, key) for key, each in pairs for a in each.amounts]
    fill("INSERT INTO amounts VALUES (?, ?, ?, ?, ?)", amounts)
    if vectors is not None:
        blobs = [(key, len(rows), rows.tobytes()) for key, rows in zip(keys, vectors, strict=True)]
        fill("INSERT INTO vectors VALUES (?, ?, ?)", blobs)
    row = (source.digest, source.document, source.about, source.model, len(entries))
    connection.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?)", row)


def _drop_unused(connection: Any) -> None:  # noqa: ANN401
    keys = f"SELECT key FROM clauses WHERE {_UNUSED}"  # noqa: S608
    for table, column in _OF_CLAUSES:
        connection.execute(f"DELETE FROM {table} WHERE {column} IN ({keys})")  # noqa: S608
    for table in ("clauses", "sources"):
        connection.execute(f"DELETE FROM {table} WHERE {_UNUSED}")  # noqa: S608


def _pack(entry: IndexEntry) -> bytes:
    content = {
        "clause": flatten_clause(entry.clause),
        "tests": entry.tests,
        "outcome": entry.outcome,
        "mark": entry.decimal_mark,
    }
    return zlib.compress(json.dumps(content).encode("ascii"), 1)


def _words(entry: IndexEntry, source: IndexedSource) -> tuple[str, ...]:
    scope = " ".join((scope_of(source.digest), *map(scope_of_test, entry.tests)))
    fields = entry.fields
    return (fields.number, fields.title, fields.path, fields.text, fields.table, fields.more, scope)
