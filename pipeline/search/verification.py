"""What a model may say about clauses, and what of it is accepted: sentences that a verbatim quote of a source proves.

A sentence is dropped when its source was not shown, its quote does not stand there word for word, a number, unit, modal
verb, negation, bound or identifier in it is not that of the quote, or most of its words come from nowhere. What only
the question says proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from pipeline.answers import prompt_sanitizing, quotes
from pipeline.answers.answer_reading import read_object
from pipeline.search import claims
from pipeline.search.index.terms import terms
from pipeline.search.records import Quoted
from pipeline.search.writing import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Clause

_SUPPORT = 0.5  # share of a sentence's terms that must stand in the quote, the titles above it or the question
_LONGEST = 400  # characters of a sentence
_MOST = 12  # sentences of one answer that are looked at


class _Said(BaseModel):
    text: str
    source: int
    quote: str


class _ModelAnswer(BaseModel):
    found: bool = Field(default=True, strict=True)
    sentences: list[_Said]


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as the model was given it."""

    clause: Clause
    text: str  # cleaned and cut to the room there was


@dataclass(frozen=True, slots=True)
class Proof:
    """What is left of an answer."""

    sentences: tuple[Quoted, ...] = ()
    dropped: tuple[str, ...] = ()  # why sentences were left out, one reason each
    found: bool = True  # False: the model says that it is not in the clauses
    readable: bool = True  # False: the answer was not the JSON that was asked for


def schema(count: int, most: int) -> dict[str, Any]:
    """JSON schema of an answer from `count` sources with at most `most` sentences."""
    sentence = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "maxLength": _LONGEST},
            "source": {"type": "integer", "enum": list(range(1, count + 1))},
            "quote": {"type": "string", "maxLength": _LONGEST},
        },
        "required": ["text", "source", "quote"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "found": {"type": "boolean"},
            "sentences": {"type": "array", "items": sentence, "maxItems": most},
        },
        "required": ["found", "sentences"],
        "additionalProperties": False,
    }


def check(answer: str, shown: Sequence[Shown], question: str) -> Proof:
    """Keep the sentences of an answer that are proven.

    :param answer: what the model said.
    :param shown: the sources it was given, the first is number 1.
    :param question: whose words and numbers a sentence may repeat.
    """
    said = read_object(answer, _ModelAnswer)
    if said is None:
        return Proof(readable=False)
    kept: list[Quoted] = []
    dropped: list[str] = []
    for each in said.sentences[:_MOST]:
        found = _prove(each, shown, question)
        if isinstance(found, str):
            dropped.append(found)
        elif all(found.text != other.text for other in kept):
            kept.append(found)
    return Proof(tuple(kept) if said.found else (), tuple(dropped), said.found and bool(said.sentences))


def _prove(said: _Said, shown: Sequence[Shown], question: str) -> Quoted | str:
    if not 1 <= said.source <= len(shown):
        return "its source was not shown"
    source = shown[said.source - 1]
    text = plain(said.text)
    if not text or len(text) > _LONGEST or prompt_sanitizing.speaks_to_a_model(text):
        return "it is no plain sentence"
    quote = quotes.find(said.quote, source.clause.all_text)
    if quote is None or quotes.find(said.quote, source.text) is None or prompt_sanitizing.speaks_to_a_model(quote):
        return "its quote does not stand in the source"
    if not quotes.says_enough(quote, source.clause.all_text):
        return "its quote says nothing"
    titles = " ".join((*source.clause.path, source.clause.title))
    plain_text = text.replace(source.clause.number, " ") if "." in source.clause.number else text
    if why := claims.fault(claims.read(plain_text), claims.read(quote), quote, f"{titles} {source.clause.document}"):
        return why
    known = set(terms(f"{quote} {question} {titles}"))
    own = terms(text)
    if own and sum(term in known for term in own) < _SUPPORT * len(own):
        return "most of its words stand neither in its quote nor in the question"
    return Quoted(text, said.source, quote)
