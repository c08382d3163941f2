"""A question answered from the index alone: the best clauses, with the lines that answer marked.

It says honestly when nothing fits: the best clause must say enough of what the question asks, and whatever the question
names exactly (a code, a standard) must stand in the documents.
"""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.search.index.lookups import marked
from pipeline.search.index.vectors import Vectors
from pipeline.search.limit_rows import LimitFinder
from pipeline.search.ranking import rank
from pipeline.search.reading import QueryReader
from pipeline.search.records import Answer, Query, Scope
from pipeline.search.searching import Statistics, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.embeddings import Embedder
    from pipeline.search.index import Index, IndexedSource
    from pipeline.search.ranking import Method, Ranked
    from pipeline.search.records import Hit

# log-odds that the best clause answers; see benchmarks/ask.py
SURENESS: dict[str, float] = {
    "": -5.3,
    "said": 4.9,
    "meaning": 5.0,
    "line": 2.3,
    "exact": 1.2,
    "value": 1.1,
    "test": 1.3,
    "document": 1.9,
    "unknown": -2.8,  # share of the question's weight in terms that no clause holds
    "missing": -4.4,  # a code or standard it names stands nowhere
}
FITS = 0.5  # sureness from which an answer counts as one
_REMEMBERED = 50_000  # terms whose counts are kept
_MARKED = 3  # lines marked in a clause
_MARK_FROM = 0.6  # of the best line's score


class Answerer:
    """Answers questions about an index; may be used from several threads.

    :param embedder: None = by words alone.
    """

    def __init__(self, index: Index, catalogue: Catalogue, embedder: Embedder | None) -> None:
        self.index, self.catalogue, self.embedder = index, catalogue, embedder
        self._reader = QueryReader(catalogue)
        self._limits = LimitFinder(catalogue)
        self._vectors: Vectors | None = None
        self._lock = threading.Lock()
        self._known = Statistics(-1, {})  # of a generation of the index, in the place of the clauses
        self._encode = lru_cache(maxsize=256)(self._encode_one)

    def ask(self, text: str, scope: Scope = Scope(), top: int = 5, method: Method = "traits") -> Answer:  # noqa: B008
        """Answer one question.

        :param top: clauses that are given back at most.
        :raises UsageError: the index cannot be used.
        """
        scope = self._widen(scope)
        query = self.read(text, scope)
        ranked = self.rank(query, scope, method)
        sure = sureness(ranked, self._missing(query))
        found = self._limits.answer(ranked.hits, query) if method == "traits" else ranked.hits
        hits = tuple(_trim(hit) for hit in found[:top])
        return Answer(query, hits, bool(hits) and sure >= FITS, round(sure, 4))

    def read(self, text: str, scope: Scope) -> Query:
        """Take a question apart, with the documents of a scope in mind."""
        sources = within(self.index.sources(), scope)
        return self._reader.read(text, sources, self._holders, lambda words: set(self._count(words).counts))

    def rank(self, query: Query, scope: Scope, method: Method = "traits") -> Ranked:
        """Find and order the clauses for a question that was read."""
        vectors = self._loaded()
        vector = self._encode(query.plain) if vectors is not None else None
        others = [term for group in query.alternatives.values() for phrase in group for term in phrase]
        statistics = self._count([*query.terms, *others])
        return rank(self.index, query, scope, vectors, vector, statistics, method)

    def warm(self) -> None:
        """Load model and vectors before the first question."""
        if self._loaded() is not None:
            self._encode("ready")

    def _widen(self, scope: Scope) -> Scope:
        """Take a list of all documents for what it is: no limit."""
        whole = {source.digest for source in self.index.sources()} <= set(scope.digests)
        return replace(scope, digests=()) if whole else scope

    def _count(self, words: Sequence[str]) -> Statistics:
        """Count terms, each once for as long as the index does not change."""
        generation = self.index.generation
        with self._lock:
            if self._known.clauses != generation or len(self._known.counts) > _REMEMBERED:
                self._known = Statistics(generation, {})
            fresh = [word for word in words if word not in self._known.counts]
            found = count(self.index, fresh)
            self._known.counts.update({word: found.counts.get(word, 0) for word in fresh})
            counts = {word: self._known.counts[word] for word in words if self._known.counts[word]}
        return Statistics(found.clauses, counts)

    def _encode_one(self, text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        assert self.embedder is not None
        return self.embedder.encode([text])[0]

    def _loaded(self) -> Vectors | None:
        if self.embedder is None:
            return None
        with self._lock:
            if self._vectors is None:
                self._vectors = Vectors(self.index, self.embedder.name)
            return self._vectors

    def _holders(self, term: str) -> set[str]:
        """Return the documents that hold a term; two are as good as many."""
        statement = """SELECT DISTINCT digest FROM clauses WHERE key IN
            (SELECT rowid FROM words WHERE words MATCH ? LIMIT 2000) LIMIT 2"""
        return {row[0] for row in self.index.read(statement, ('"' + term.replace('"', '""') + '"',))}

    def _missing(self, query: Query) -> float:
        """Share of the codes and standards of a question that stand nowhere."""
        absent = [code for code in query.codes if not marked(self.index, "code", code, 1)]
        absent += [name for name in query.standards if not marked(self.index, "standard", name, 1)]
        count = len(query.codes) + len(query.standards)
        return len(absent) / count if count else 0.0


def within(sources: Sequence[IndexedSource], scope: Scope) -> tuple[IndexedSource, ...]:
    """Keep the documents of a scope."""
    return tuple(source for source in sources if not scope.digests or source.digest in scope.digests)


def sureness(ranked: Ranked, missing: float) -> float:
    """Estimate the probability that the best clause answers a question.

    :param missing: share of the codes and standards of the question that stand nowhere.
    """
    if not ranked.hits:
        return 0.0
    traits = dict(ranked.hits[0].traits)
    most = {name: max(dict(hit.traits).get(name, 0.0) for hit in ranked.hits[:3]) for name in ("meaning", "said")}
    whole = sum(ranked.weights.values()) or 1.0
    unknown = sum(weight for term, weight in ranked.weights.items() if term in ranked.unknown) / whole
    features = {**traits, **most, "unknown": unknown, "missing": missing}
    odds = SURENESS[""] + sum(SURENESS[name] * value for name, value in features.items() if name in SURENESS)
    return 1 / (1 + math.exp(-odds))


def _trim(hit: Hit) -> Hit:
    """Keep the lines of a clause that answer best, in the order of their scores."""
    best = hit.lines[0].score if hit.lines else 0.0
    kept = [line for line in hit.lines if line.score > 0 and line.score >= _MARK_FROM * best][:_MARKED]
    if all(line.place == "title" for line in kept):  # a heading alone is no answer: its best line, or its first
        kept += [line for line in hit.lines if line.place != "title"][:1]
    return replace(hit, lines=tuple(kept))
