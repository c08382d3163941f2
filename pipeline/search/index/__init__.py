"""One SQLite file over the clauses of all runs: found by their words, by their meaning, and by exact values."""

from pipeline.search.index.index_records import Amount, Found, IndexedSource, IndexEntry
from pipeline.search.index.indexing import add
from pipeline.search.index.stores import Index

__all__ = ["Amount", "Found", "Index", "IndexEntry", "IndexedSource", "add"]
