"""Clauses found by what they name exactly: codes, standards, numbers, levels, and any frequency of a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.indexes.records import Amount, MarkKind
    from pipeline.indexes.stores import Index


def marked(index: Index, kind: MarkKind, values: Sequence[str]) -> set[int]:
    """Return the clauses that name one of these codes, standards or numbers."""
    places = ",".join("?" * len(values))
    rows = index.read(f"SELECT key FROM marks WHERE kind = ? AND value IN ({places})", (kind, *values))  # noqa: S608
    return {row[0] for row in rows}


def amounting(index: Index, amount: Amount) -> set[int]:
    """Return the clauses that hold a value: the level itself; for a frequency or band, what is it or contains it."""
    if amount.kind == "level":
        rows = index.read(
            "SELECT key FROM amounts WHERE kind = 'level' AND unit = ? AND low = ?", (amount.unit, amount.low)
        )
    else:
        rows = index.read(
            "SELECT key FROM amounts WHERE kind IN ('band', 'frequency') AND unit = 'Hz' AND low <= ? AND high >= ?",
            (amount.low, amount.high),
        )
    return {row[0] for row in rows}
