"""What was found, in the order of relevance.

Reciprocal rank fusion throws away how well a clause fits, so that a sure hit and a chance one look alike. Here each
clause has a few traits between 0 and 1 that mean the same for every question (how much of it the clause says, how near
its meaning is, whether it names the code, standard or value), and relevance is their weighted sum; see `WEIGHTS`.
`benchmarks/ask.py` compares it with reciprocal rank fusion, words alone and vectors alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.search.index.terms import terms
from pipeline.search.passages import judge
from pipeline.search.records import Hit
from pipeline.search.searching import columns, named, search, valued
from pipeline.search.synonyms import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.search.index import Found, Index
    from pipeline.search.index.vectors import Vectors
    from pipeline.search.records import Query, Scope
    from pipeline.search.searching import Finds, Statistics

    Method = Literal["traits", "fusion", "words", "vectors"]

WEIGHTS: dict[str, float] = {
    "words": 1.1,  # BM25 over the best of this question
    "meaning": 2.0,  # cosine of the nearest passage
    "said": 1.55,  # share of the question's terms in the clause and the titles above it, by what they tell
    "title": 0.5,  # share in its own title
    "test": 0.4,  # it was matched to a test that the question names
    "beside": 0.4,  # share of the terms beside the test's name in the clause itself
    "exact": 0.6,  # share of the codes, standards and numbers
    "value": 0.4,  # share of the values: levels, frequencies
    "document": 1.75,  # it is of a document that the question names
    "content": 0.5,  # it says something beside its heading
    "defines": 1.0,  # it is about definitions or abbreviations, and the question asks for one
    "line": 1.6,  # its best line; see `passages.judge`
}
_DEFINES = frozenset(terms("definition definitions abbreviations acronyms terms vocabulary glossary symbols"))
_FUSION = 60.0  # the usual constant of reciprocal rank fusion
_LOOKED_AT = 16  # clauses whose lines are read
_SENTENCE = 8  # words from which a title is a sentence


@dataclass(frozen=True)
class Ranked:
    """The clauses found, best first, and what the question's terms weigh."""

    hits: tuple[Hit, ...]
    weights: Mapping[str, float]
    unknown: frozenset[str]  # terms that no clause holds


def rank(
    index: Index,
    query: Query,
    scope: Scope,
    vectors: Vectors | None,
    vector: NDArray[np.float32] | None,
    statistics: Statistics,
    method: Method = "traits",
) -> Ranked:
    """Find the clauses for a question and order them; equally good ones by the id of the clause.

    :param vector: of the question; None = by words alone.
    :param statistics: of the question's terms.
    """
    finds = search(index, query, scope, statistics, vectors, vector)
    weights = {term: statistics.weight(term) for term in query.terms}
    unknown = frozenset(term for term in query.terms if not statistics.counts.get(term))
    if method == "traits":
        return Ranked(_by_traits(index, query, finds, statistics, vectors, vector), weights, unknown)
    scores = {"words": finds.words, "vectors": finds.vectors}.get(method) or _fuse(finds)
    best = sorted(scores, key=lambda key: (-scores[key], key))[:_LOOKED_AT]
    found = index.fetch(best)
    hits = (Hit(found[key], scores[key], judge(found[key].clause, query, weights)) for key in best)
    return Ranked(tuple(hits), weights, unknown)


def _fuse(finds: Finds) -> dict[int, float]:
    """Reciprocal rank fusion of all ways."""
    scores: dict[int, float] = {}
    ways = [sorted(found, key=lambda key: (-found[key], key)) for found in (finds.words, finds.vectors, finds.within)]
    for way in (*ways, finds.exact):
        for place, key in enumerate(way, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (_FUSION + place)
    return scores


def _by_traits(
    index: Index,
    query: Query,
    finds: Finds,
    statistics: Statistics,
    vectors: Vectors | None,
    vector: NDArray[np.float32] | None,
) -> tuple[Hit, ...]:
    keys = finds.keys
    near = vectors.among(vector, keys) if vectors is not None and vector is not None else {}
    most = max(finds.words.values(), default=0.0) or 1.0
    names, values = named(index, query, keys), valued(index, query, keys)
    traits = _traits(index, query, keys, statistics)
    for key, own in traits.items():
        own["words"] = finds.words.get(key, 0.0) / most
        own["meaning"] = near.get(key, 0.0)
        own["exact"] = names.get(key, 0.0)
        own["value"] = values.get(key, 0.0)
    first = sorted(traits, key=lambda key: (-_sum(traits[key]), key))[:_LOOKED_AT]
    found = index.fetch(first)
    weights = {term: statistics.weight(term) for term in query.terms}
    hits = [_hit(found[key], query, traits[key], weights) for key in first]
    hits.sort(key=lambda hit: (-hit.score, hit.found.clause.id, hit.found.source.digest))
    return tuple(_once(hits))


def _traits(index: Index, query: Query, keys: Sequence[int], statistics: Statistics) -> dict[int, dict[str, float]]:
    """Return what the words of each clause say about a question."""
    weights = {term: statistics.weight(term) for term in query.terms}
    whole = sum(weights.values()) or 1.0
    beside = sum(weights[term] for term in query.rest) or 1.0
    tests = {f"t{test.lower()}".replace(" ", "_") for test in query.tests}
    named = {f"d{digest[:24]}" for digest in query.documents}
    found: dict[int, dict[str, float]] = {}
    for key, (_, title, path, text, body, more, scope) in columns(index, keys).items():
        own = {*title, *text, *body}
        everything = own | {*path, *more}
        if tests & set(scope):  # matched to the test that the question names: it need not say the name itself
            everything |= set(query.terms) - set(query.rest)
        about = " ".join((*path, *title))
        is_named = any(f" {name} " in f" {about} " for name in query.names if " " in name)
        found[key] = {
            "said": _share(query.terms, everything, weights, query) / whole,
            "title": _share(query.terms, set(title), weights, query) / whole,
            "beside": _share(query.rest, own, weights, query) / beside,
            "test": max(float(bool(tests & set(scope))), 0.8 * is_named),
            "defines": float("definition" in query.wants and bool(_DEFINES & {*path, *title})),
            "document": float(bool(named & set(scope))),
            "content": float(bool(text or body) or len(title) >= _SENTENCE),
        }
    return found


def _share(terms: Sequence[str], there: set[str], weights: Mapping[str, float], query: Query) -> float:
    return sum(weights[term] * said(term, there, query.alternatives) for term in terms)


def _sum(traits: Mapping[str, float]) -> float:
    return sum(WEIGHTS[name] * value for name, value in traits.items())


def _hit(found: Found, query: Query, traits: Mapping[str, float], weights: Mapping[str, float]) -> Hit:
    lines = judge(found.clause, query, weights)
    own = {**traits, "line": lines[0].score if lines else 0.0}
    return Hit(found, round(_sum(own), 6), lines, tuple((name, round(value, 4)) for name, value in own.items()))


def _once(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the best of clauses that several runs hold of the same document."""
    kept: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        kept.setdefault((hit.found.clause.id, hit.found.clause.all_text), replace(hit))
    return list(kept.values())
