"""The vectors of an index in memory: every clause is as near to a question as its nearest passage."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from pipeline.search.index.stores import Index

_STATEMENT = """
    SELECT v.key, v.parts, v.vectors, c.digest FROM vectors v JOIN clauses c ON c.key = v.key
    JOIN sources s ON s.digest = c.digest WHERE s.model = ? ORDER BY v.key
"""


class Vectors:
    """All vectors of one model; read anew when the index has changed.

    :param model: name of the model; vectors of another one are left out.
    """

    def __init__(self, index: Index, model: str) -> None:
        self._index, self._model = index, model
        self._lock = threading.Lock()
        self._generation = -1
        self._load()

    def nearest(
        self, vector: NDArray[np.float32], count: int, digests: Collection[str], keys: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return the clauses nearest to a question, with the cosine of their nearest passage.

        :param vector: (dimension,), of unit length.
        :param digests: documents to look in; none = all.
        :param keys: clauses to look among; None = all.
        """
        with self._lock:
            if self._generation != self._index.generation:
                self._load()
            if not len(self._keys):
                return {}
            wanted = np.ones(len(self._keys), dtype=bool)
            if digests:
                wanted = np.isin(self._digests, [self._names[name] for name in digests if name in self._names])
            if keys is not None:
                wanted &= np.isin(self._keys, np.fromiter(keys, dtype=np.int64))
            if not wanted.any():
                return {}
            cosines = np.maximum.reduceat(self._matrix @ vector, self._starts)
            cosines[~wanted] = -np.inf
            count = min(count, int(wanted.sum()))
            best = np.argpartition(-cosines, count - 1)[:count]
            return {int(self._keys[place]): float(cosines[place]) for place in best}

    def among(self, vector: NDArray[np.float32], keys: Collection[int]) -> dict[int, float]:
        """Return the cosine of each of these clauses that has a vector."""
        with self._lock:
            asked = np.sort(np.fromiter(keys, dtype=np.int64))
            places = np.searchsorted(self._keys, asked)
            found = {}
            for key, place in zip(asked.tolist(), places.tolist(), strict=True):
                if place < len(self._keys) and self._keys[place] == key:
                    end = self._starts[place + 1] if place + 1 < len(self._starts) else len(self._matrix)
                    found[key] = float((self._matrix[self._starts[place] : end] @ vector).max())
            return found

    def _load(self) -> None:
        self._generation = self._index.generation
        rows = self._index.read(_STATEMENT, (self._model,))
        names = sorted({row[3] for row in rows})
        self._names = {name: place for place, name in enumerate(names)}
        self._keys = np.array([row[0] for row in rows], dtype=np.int64)
        self._digests = np.array([self._names[row[3]] for row in rows], dtype=np.int32)
        parts = np.array([row[1] for row in rows], dtype=np.int64)
        self._starts = np.concatenate(([0], np.cumsum(parts)[:-1])) if len(rows) else np.zeros(0, dtype=np.int64)
        count = int(parts.sum())
        flat = np.frombuffer(b"".join(row[2] for row in rows), dtype="<f4")
        self._matrix = flat.reshape(count, -1) if count else np.zeros((0, 0), dtype=np.float32)
