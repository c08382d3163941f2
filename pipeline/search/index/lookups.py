"""Clauses found by what they name exactly: codes, standards, numbers, levels, and any frequency of a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.search.index.index_records import Amount, MarkKind
    from pipeline.search.index.stores import Index


def marked(index: Index, kind: MarkKind, value: str, most: int, keys: Collection[int] = ()) -> set[int]:
    """Return the clauses that name a code, standard or number.

    :param most: clauses at most, the first by key.
    :param keys: clauses to look among; none = all.
    """
    where = "SELECT key FROM marks WHERE kind = ? AND value = ?"
    return _select(index, where, (kind, value), most, keys)


def amounting(index: Index, amount: Amount, most: int, keys: Collection[int] = ()) -> set[int]:
    """Return the clauses that hold a value: the level itself; for a frequency or band, what is it or contains it."""
    if amount.kind == "level":
        where = "SELECT key FROM amounts WHERE kind = 'level' AND unit = ? AND low = ?"
        return _select(index, where, (amount.unit, amount.low), most, keys)
    where = "SELECT key FROM amounts WHERE kind IN ('band', 'frequency') AND unit = 'Hz' AND low <= ? AND high >= ?"
    return _select(index, where, (amount.low, amount.high), most, keys)


def _select(index: Index, statement: str, values: Sequence[object], most: int, keys: Collection[int]) -> set[int]:
    if not keys:
        return {row[0] for row in index.read(f"{statement} LIMIT {most}", values)}
    among = ",".join(map(str, sorted(keys)))  # numbers of our own
    return {row[0] for row in index.read(f"{statement} AND key IN ({among})", values)}
