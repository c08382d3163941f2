"""Runs into the index: only what is new is tokenised and turned into vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.reports.jsonl import flatten_clause, to_line
from pipeline.search.index import entries
from pipeline.search.index.index_records import IndexedSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.matching.embeddings import Embedder
    from pipeline.records import Report
    from pipeline.search.index.index_records import IndexEntry
    from pipeline.search.index.stores import Index

_VERSION = "2"  # raised when an entry is made in another way

Tell = Callable[[str, int, bool], None]


def add(
    index: Index, run: str, reports: Iterable[Report], embedder: Embedder | None, tell: Tell
) -> tuple[IndexedSource, ...]:
    """Bring a run into the index, and take out what it no longer holds.

    :param run: a name that stays: the full path of its folder.
    :param embedder: None = words only.
    :param tell: told of each document its name, its clauses, and whether it was new.
    :raises UsageError: the index cannot be used.
    """
    found = []
    for place, report in enumerate(reports):
        source = describe(report, embedder.name if embedder is not None else "")
        new = not index.attach(run, place, source.digest)
        if new:
            made = list(entries.make(report))
            index.add(run, place, source, made, _encode(made, embedder) if embedder is not None else None)
        found.append(source)
        tell(source.document, source.clauses, new)
    index.assign(run, [source.digest for source in found])
    return tuple(found)


def describe(report: Report, model: str) -> IndexedSource:
    """Name a document by all that is indexed of it: its clauses, their decisions, the model, how entries are made."""
    hashed = hashlib.sha256(f"{_VERSION}\0{model}\0{report.document}\0{report.sha256}\0".encode())
    hashed.update(to_line(asdict(report.title_block)).encode("utf-8", "surrogatepass"))
    for decision in report.decisions:
        hashed.update(to_line(flatten_clause(decision.clause)).encode("utf-8", "surrogatepass"))
        hashed.update(f"{';'.join(decision.tests)}\0{decision.outcome}\0".encode())
    block = report.title_block
    about = " ".join(part for part in (block.title, block.number, block.revision) if part)
    return IndexedSource(hashed.hexdigest(), report.document, " ".join(about.split()), model, len(report.decisions))


def _encode(made: Sequence[IndexEntry], embedder: Embedder) -> list[NDArray[np.float32]]:
    """Return an array (passages, dimension) for each entry."""
    texts = [passage for entry in made for passage in entry.passages]
    vectors = embedder.encode(texts)
    ends = 0
    rows = []
    for entry in made:
        rows.append(vectors[ends : ends + len(entry.passages)].astype("<f4"))
        ends += len(entry.passages)
    return rows
