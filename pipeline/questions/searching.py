"""The ways to find clauses for a question: by words, by meaning, within the test it names, and by exact values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.indexes.lookups import amounting, marked
from pipeline.indexes.stores import FIELDS, scope_of, scope_of_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.indexes import Index
    from pipeline.indexes.vectors import Vectors
    from pipeline.questions.records import Query, Scope

_WEIGHTS = {"number": 3.0, "title": 4.0, "path": 2.0, "text": 1.0, "body": 1.0, "more": 1.5, "scope": 0.0}
_RANK = f"bm25(words, {', '.join(str(_WEIGHTS[field]) for field in FIELDS)})"
_COMMON = 0.1  # share of all clauses above which a term of a large index only ranks and does not find
_LARGE = 5000  # clauses from which an index is large
_SOUGHT = 60  # clauses that each way finds
_EXACT = 200  # exact hits that are looked at; more say little


@dataclass(frozen=True)
class Statistics:
    """How common the terms of a question are in an index."""

    clauses: int
    counts: Mapping[str, int]  # term -> clauses that hold it

    def weight(self, term: str) -> float:
        """Return what a term says: much where few clauses hold it."""
        count = self.counts.get(term, 0)
        return math.log(1 + (self.clauses + 1) / (count + 0.5))


@dataclass(frozen=True)
class Finds:
    """What each way found: clause -> score, higher is better."""

    words: Mapping[int, float]
    others: Mapping[int, float]  # by other words for the same, in titles
    vectors: Mapping[int, float]
    within: Mapping[int, float]  # by the words beside the name of the test, among its clauses
    exact: Mapping[int, float]  # share of the codes, standards and numbers of the question
    values: Mapping[int, float]  # share of its values

    @property
    def keys(self) -> tuple[int, ...]:
        """All that was found, in the order of keys."""
        return tuple(sorted({*self.words, *self.others, *self.vectors, *self.within, *self.exact, *self.values}))


def count(index: Index, terms: Iterable[str]) -> Statistics:
    """Count in how many clauses each term stands."""
    wanted = list(dict.fromkeys(terms))
    total = index.read("SELECT coalesce(sum(clauses), 0) FROM sources")
    places = ",".join("?" * len(wanted))
    rows = index.read(f"SELECT term, doc FROM vocabulary WHERE term IN ({places})", wanted)  # noqa: S608
    return Statistics(int(total[0][0]) if total else 0, dict(rows))


def search(
    index: Index,
    query: Query,
    scope: Scope,
    statistics: Statistics,
    vectors: Vectors | None,
    vector: NDArray[np.float32] | None,
) -> Finds:
    """Look in every way for the clauses that may answer a question."""
    within: dict[int, float] = {}
    terms = _telling(query.terms, statistics)
    words = _match(index, [_quote(term) for term in terms], scope)
    others = [f"{{title path}} : {_quote(name)}" for name in query.names if " " in name]
    others += [f"{{title}} : {_quote(' '.join(phrase))}" for group in query.alternatives.values() for phrase in group]
    tests = tuple(test for test in query.tests if not scope.tests or test in scope.tests)
    if tests:
        rest = [_quote(term) for term in _telling(query.rest, statistics)]
        within = _match(index, rest, type(scope)(scope.digests, tests))
    near: dict[int, float] = {}
    if vectors is not None and vector is not None:
        keys = _of_tests(index, scope.tests) if scope.tests else None
        near = vectors.nearest(vector, _SOUGHT, scope.digests, keys)
    named = [marked(index, "code", (code,)) for code in query.codes]
    named += [marked(index, "standard", (standard,)) for standard in query.standards]
    named += [marked(index, "number", (number,)) for number in query.numbers]
    values = [amounting(index, amount) for amount in query.amounts]
    return Finds(
        words,
        _match(index, list(dict.fromkeys(others)), scope),
        near,
        within,
        _exact(index, named, scope),
        _exact(index, values, scope),
    )


def columns(index: Index, keys: Iterable[int]) -> dict[int, tuple[list[str], ...]]:
    """Return the terms of clauses, a list for each of `FIELDS`."""
    rows = index.among(f"SELECT rowid, {', '.join(FIELDS)} FROM words WHERE rowid IN ({{}})", keys)  # noqa: S608
    return {row[0]: tuple(text.split() for text in row[1:]) for row in rows}


def _telling(terms: Sequence[str], statistics: Statistics) -> tuple[str, ...]:
    """Leave out terms that no clause holds and, in a large index, those that very many do."""
    known = [term for term in terms if statistics.counts.get(term)]
    if statistics.clauses < _LARGE:
        return tuple(known)
    rare = [term for term in known if statistics.counts[term] <= _COMMON * statistics.clauses]
    return tuple(rare or sorted(known, key=lambda term: statistics.counts[term])[:1])


def _match(index: Index, asked: Sequence[str], scope: Scope) -> dict[int, float]:
    """Rank by words, any of those asked for; all clauses of the tests of a scope where none is."""
    if not asked and not scope.tests:
        return {}
    parts = [f"({' OR '.join(asked)})"] if asked else []
    if scope.digests:
        parts.append(f"scope : ({' OR '.join(_quote(scope_of(digest)) for digest in scope.digests)})")
    if scope.tests:
        parts.append(f"scope : ({' OR '.join(_quote(scope_of_test(test)) for test in scope.tests)})")
    statement = f"SELECT rowid, {_RANK} AS score FROM words WHERE words MATCH ? ORDER BY score, rowid LIMIT {_SOUGHT}"  # noqa: S608
    return {key: -score for key, score in index.read(statement, (" AND ".join(parts),))}


def _exact(index: Index, asked: Sequence[set[int]], scope: Scope) -> dict[int, float]:
    counts: dict[int, float] = {}
    for found in asked:
        for key in found:
            counts[key] = counts.get(key, 0.0) + 1.0 / len(asked)
    best = sorted(counts, key=lambda key: (-counts[key], key))
    return {key: counts[key] for key in _inside(index, best, scope)[:_EXACT]}


def _inside(index: Index, keys: Sequence[int], scope: Scope) -> list[int]:
    """Keep the clauses that lie within a scope, in their order."""
    if not keys or not (scope.digests or scope.tests):
        return list(keys)
    digests, tests = set(map(scope_of, scope.digests)), set(map(scope_of_test, scope.tests))
    kept = set()
    for key, said in index.among("SELECT rowid, scope FROM words WHERE rowid IN ({})", keys[: 4 * _EXACT]):
        own = set(said.split())
        if (not digests or own & digests) and (not tests or own & tests):
            kept.add(key)
    return [key for key in keys if key in kept]


def _of_tests(index: Index, tests: Sequence[str]) -> set[int]:
    said = " OR ".join(_quote(scope_of_test(test)) for test in tests)
    return {row[0] for row in index.read("SELECT rowid FROM words WHERE words MATCH ?", (f"scope : ({said})",))}


def _quote(term: str) -> str:
    """Write a term so that the index reads it as a word and never as an operator."""
    return '"' + term.replace('"', '""') + '"'
