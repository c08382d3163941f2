"""One SQLite file over the clauses of all runs: found by their words, by their meaning, and by exact values."""

from pipeline.indexes.indexing import add
from pipeline.indexes.records import Amount, Entry, Found, Source
from pipeline.indexes.stores import Index

__all__ = ["Amount", "Entry", "Found", "Index", "Source", "add"]
