"""The ways to find clauses for a question: by words, by meaning, within the test it names, and by exact values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.search.index.lookups import amounting, marked
from pipeline.search.index.stores import FIELDS, scope_of, scope_of_test

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.search.index import Index
    from pipeline.search.index.index_records import MarkKind
    from pipeline.search.index.vectors import Vectors
    from pipeline.search.records import Query, Scope

_WEIGHTS = {"number": 3.0, "title": 4.0, "path": 2.0, "text": 1.0, "body": 1.0, "more": 1.5, "scope": 0.0}
_RANK = f"bm25(words, {', '.join(str(_WEIGHTS[field]) for field in FIELDS)})"
_COMMON = 0.05  # share of all clauses above which a term of a large index only ranks and does not find
_LARGE = 5000  # clauses from which an index is large
_SOUGHT = 60  # clauses that each way finds
_FEW = 5  # clauses of the test named, below which all of it are looked at
_EXACT = 60  # exact hits that are looked at; more say little
_MANY = 2000  # clauses that are fetched for one exact thing; what more have tells nothing


@dataclass(frozen=True)
class Statistics:
    """How common the terms of a question are in an index."""

    clauses: int
    counts: dict[str, int]  # term -> clauses that hold it

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
    exact: tuple[int, ...]  # by the codes, standards, numbers and values of the question

    @property
    def keys(self) -> tuple[int, ...]:
        """All that was found, in the order of keys."""
        return tuple(sorted({*self.words, *self.others, *self.vectors, *self.within, *self.exact}))


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
    large = statistics.clauses >= _LARGE
    alone = large and bool(query.tests) and all(term.startswith("{") for term in terms)  # every word is common
    words = {} if alone else _match(index, terms, scope, large=large)
    found_by_test = large and bool(query.tests)  # among its clauses, which is quicker
    names = () if found_by_test else query.names
    others = [f"{{title path}} : {_quote(name)}" for name in names if " " in name]
    phrases = (phrase for group in query.alternatives.values() for phrase in group)
    others += [f"{{title}} : {_quote(' '.join(phrase))}" for phrase in phrases if _tells(phrase, statistics)]
    tests = tuple(test for test in query.tests if not scope.tests or test in scope.tests) or scope.tests
    if tests:
        its = type(scope)(scope.digests, tests)
        within = _match(index, _telling(query.rest, statistics), its, large=large)
        if len(within) < _FEW:
            within = {**_match(index, (), its), **within}
    near: dict[int, float] = {}
    if vectors is not None and vector is not None:
        keys = _of_tests(index, scope.tests) if scope.tests else None
        near = vectors.nearest(vector, _SOUGHT, scope.digests, keys)
    other = _match(index, list(dict.fromkeys(others)), scope)
    if large and query.documents:  # all that any of its words, or others for them, find in the documents it names
        both = [*query.terms, *(" ".join(phrase) for group in query.alternatives.values() for phrase in group)]
        own = type(scope)(query.documents, scope.tests)
        other = {**_match(index, [_quote(term) for term in dict.fromkeys(both)], own), **other}
    return Finds(words, other, near, within, _exact(index, query, scope))


def columns(index: Index, keys: Iterable[int]) -> dict[int, tuple[list[str], ...]]:
    """Return the terms of clauses, a list for each of `FIELDS`."""
    rows = index.among(f"SELECT rowid, {', '.join(FIELDS)} FROM words WHERE rowid IN ({{}})", keys)  # noqa: S608
    return {row[0]: tuple(text.split() for text in row[1:]) for row in rows}


def _telling(terms: Sequence[str], statistics: Statistics) -> tuple[str, ...]:
    """Quote the terms that some clause holds; in a large index, one that very many hold only finds by titles."""
    known = [term for term in terms if statistics.counts.get(term)]
    if statistics.clauses < _LARGE:
        return tuple(map(_quote, known))
    rare = [_quote(term) for term in known if statistics.counts[term] <= _COMMON * statistics.clauses]
    return tuple(rare or [f"{{title}} : {_quote(term)}" for term in known])


def _tells(phrase: Sequence[str], statistics: Statistics) -> bool:
    """Tell whether it is worth looking for other words: the index holds them, and a large one not everywhere."""
    fewest = min(statistics.counts.get(term, 0) for term in phrase)
    return fewest > 0 and (statistics.clauses < _LARGE or fewest <= _COMMON * statistics.clauses)


def _match(index: Index, asked: Sequence[str], scope: Scope, *, large: bool = False) -> dict[int, float]:
    """Rank by words, any of those asked for; all clauses of the tests of a scope where none is.

    :param large: those with all the words will do where there are enough: ranking every clause with any takes a while.
    """
    if not asked and not scope.tests:
        return {}
    limits = []
    if scope.digests:
        limits.append(f"scope : ({' OR '.join(_quote(scope_of(digest)) for digest in scope.digests)})")
    if scope.tests:
        limits.append(f"scope : ({' OR '.join(_quote(scope_of_test(test)) for test in scope.tests)})")
    statement = f"SELECT rowid, {_RANK} AS score FROM words WHERE words MATCH ? ORDER BY score, rowid LIMIT {_SOUGHT}"  # noqa: S608
    for joint in (" AND ", " OR ") if large and len(asked) > 1 else (" OR ",):
        parts = [f"({joint.join(asked)})", *limits] if asked else limits
        found = {key: -score for key, score in index.read(statement, (" AND ".join(parts),))}
        if len(found) == _SOUGHT:
            break
    return found


def named(index: Index, query: Query, keys: Collection[int] = (), most: int = 0) -> dict[int, float]:
    """Return the share of the codes, standards and numbers of a question that clauses name, those that name any."""
    asked: list[tuple[MarkKind, str]] = [("code", code) for code in query.codes]
    asked += [("standard", standard) for standard in query.standards]
    asked += [("number", number) for number in query.numbers]
    return _shares([marked(index, kind, value, most, keys) for kind, value in asked])


def valued(index: Index, query: Query, keys: Collection[int] = (), most: int = 0) -> dict[int, float]:
    """Return the share of the values of a question that clauses hold, those that hold any."""
    return _shares([amounting(index, amount, most, keys) for amount in query.amounts])


def _shares(sets: Sequence[set[int]]) -> dict[int, float]:
    shares: dict[int, float] = {}
    for found in sets:
        for key in found:
            shares[key] = shares.get(key, 0.0) + 1.0 / len(sets)
    return shares


def _exact(index: Index, query: Query, scope: Scope) -> tuple[int, ...]:
    """Return clauses by the exact things of a question, those with most of them first."""
    names, values = named(index, query, most=_MANY), valued(index, query, most=_MANY)
    both = {key: names.get(key, 0.0) + values.get(key, 0.0) for key in {*names, *values}}
    best = sorted(both, key=lambda key: (-both[key], key))
    return tuple(_inside(index, best, scope)[:_EXACT])


def _inside(index: Index, keys: Sequence[int], scope: Scope) -> list[int]:
    """Keep the clauses that lie within a scope, in their order."""
    if not keys or not (scope.digests or scope.tests):
        return list(keys)
    digests, tests = set(map(scope_of, scope.digests)), set(map(scope_of_test, scope.tests))
    kept = set()
    for key, said in index.among("SELECT rowid, scope FROM words WHERE rowid IN ({})", keys[: 10 * _EXACT]):
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
