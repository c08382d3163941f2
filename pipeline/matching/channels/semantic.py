"""Cosine similarity of sentence embeddings between clauses and the names and passages of the entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.channels.entries import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.matching.channels.entries import Entries
    from pipeline.matching.embeddings import Embedder

    Floats = NDArray[np.float64]


class Meanings:
    """The embeddings of what the entries say."""

    def __init__(self, entries: Entries, embedder: Embedder) -> None:
        self._embedder = embedder
        self._count = len(entries)
        rows = [(index, True, text) for index, entry in enumerate(entries) for text in names(entry)]
        rows += [(index, False, text) for index, entry in enumerate(entries) for text in entry.passages]
        self._owner = np.array([index for index, _, _ in rows])
        self._name = np.array([name for _, name, _ in rows])
        self._vectors = np.asarray(embedder.encode([text for _, _, text in rows]), dtype=np.float64)

    def score(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Cosine of each text with the nearest name and with the nearest passage of each entry.

        :return: two arrays (n texts, e entries), -1 to 1; 0 where an entry has none.
        """
        vectors = np.asarray(self._embedder.encode(list(texts)), dtype=np.float64)
        cosines = vectors @ self._vectors.T
        best = np.zeros((2, len(texts), self._count))
        for column, (owner, name) in enumerate(zip(self._owner, self._name, strict=True)):
            target = best[0 if name else 1][:, owner]
            np.maximum(target, cosines[:, column], out=target)
        return best[0], best[1]
