"""A question as it was understood, and an answer with its sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.search.index import Amount, Found

NOT_HERE = "not in these documents"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an answer is looked for; empty = everywhere."""

    digests: tuple[str, ...] = ()  # documents; see `indexes.Source`
    tests: tuple[str, ...] = ()  # ids; only clauses matched to one of them


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart."""

    text: str
    terms: tuple[str, ...]  # search terms, each once
    names: tuple[str, ...] = ()  # other names of what it asks about: "bulk current injection" for BCI
    tests: tuple[str, ...] = ()  # ids of the tests it names
    rest: tuple[str, ...] = ()  # terms beside those that name the tests
    codes: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # of clauses: "6.4.2"
    amounts: tuple[Amount, ...] = ()
    documents: tuple[str, ...] = ()  # digests of the documents it names
    wants: tuple[str, ...] = ()  # kinds of the value it asks for: "level", "time", "standard"
    alternatives: Mapping[str, tuple[tuple[str, ...], ...]] = field(
        default_factory=dict
    )  # what says the same as a term
    plain: str = ""  # the question without the names of documents, for its meaning


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A sentence or a table row of a clause."""

    text: str
    place: str  # "title", "text", "table 2, row 3", "note"
    score: float  # how much of the question it answers, 0 and up
    values: tuple[str, ...] = ()  # with their units, as written: "200 V/m", "400 MHz to 1 GHz"


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit of a clause that has what a question for a value asks."""

    text: str  # "200 MHz - 400 MHz: 75 mA, Class 2"
    place: str  # "table 2, row 4, column 3", "text"
    source: str  # the row or sentence it was read from
    head: str  # of its column
    score: float  # how much of what is asked it has
    sure: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that may answer, with the lines that do."""

    found: Found
    score: float  # relevance, higher is better
    lines: tuple[AnswerLine, ...] = ()  # best first
    traits: tuple[tuple[str, float], ...] = field(default=(), repr=False)  # what the score is made of
    limits: tuple[LimitLine, ...] = ()  # that answer a question for a value, best first


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a model with the words of a clause that prove it."""

    text: str
    source: int  # 1-based place among the hits
    quote: str  # verbatim


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question."""

    query: Query
    hits: tuple[Hit, ...]  # best first; the nearest ones where nothing fits
    fits: bool  # False: it is not in these documents, as far as can be told
    sureness: float = 0.0  # that the best clauses answer, 0 to 1
    sentences: tuple[Quoted, ...] = ()  # a model's answer, verified
    note: str = ""  # one sentence about how the answer came about; "" = nothing to say
