"""A summary by extraction: the lines of a document, or of what documents say about a test, that say most.

A line says much when it is near to what the whole section is about (the cosine of their TF-IDF vectors), gives values,
or lays something down ("shall"); a line that says again what a chosen one says is passed over.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.search.index.terms import terms
from pipeline.search.passages import cut, values
from pipeline.search.sentences import weigh
from pipeline.search.writing import name, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.search.index import Found

_LAID_DOWN = re.compile(
    r"\b(?:shall|must|required?|limits?|not|never|only|at least|at most|exceed|may)\b", re.IGNORECASE
)
_VALUE, _DUTY, _AGAIN = 0.35, 0.12, 0.8  # what values and duties add, what likeness to a chosen line takes
_FEWEST = 3  # terms of a line that can stand alone
_ROWS = 0.7  # what a table row counts beside a sentence
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a summary with where it stands."""

    text: str
    found: Found
    place: str
    values: tuple[str, ...] = ()
    quote: str = ""  # verbatim, where a model wrote the line


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a summary."""

    title: str
    clauses: tuple[Found, ...]
    lines: tuple[Told, ...] = ()


def divide(clauses: Iterable[Found], *, by_document: bool) -> tuple[Chapter, ...]:
    """Divide clauses into chapters: those of a document at its top level, or a chapter for each document."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for found in clauses:
        clause = found.clause
        top = "" if by_document else (clause.path[0] if clause.path else clause.title)
        groups.setdefault((clause.document, plain(top)), []).append(found)
    return tuple(
        Chapter(document if by_document else _head(group[0], title), tuple(group))
        for (document, title), group in groups.items()
    )


def extract(chapter: Chapter, count: int) -> tuple[Told, ...]:
    """Choose the lines of a chapter that say most, in document order.

    :param count: lines at most.
    """
    lines = [
        Told(piece.text, found, piece.place, values(piece.text))
        for found in chapter.clauses
        for piece in cut(found.clause)
        if piece.place != "note"
    ]
    lines = [line for line in lines if len(terms(line.text)) >= _FEWEST]
    vectors = weigh([" ".join(terms(line.text)) for line in lines])
    centre: Counter[str] = Counter()
    for vector in vectors:
        length = _length(vector)
        centre.update({word: value / length for word, value in vector.items() if length})
    worth = [
        _cosine(vector, centre) * (_ROWS if line.place.startswith("table") else 1.0)
        + _VALUE * bool(line.values)
        + _DUTY * bool(_LAID_DOWN.search(line.text))
        for line, vector in zip(lines, vectors, strict=True)
    ]
    chosen: list[int] = []
    while len(chosen) < min(count, len(lines)):
        left = (place for place in range(len(lines)) if place not in chosen)
        chosen.append(max(left, key=lambda place: (worth[place] - _AGAIN * _nearest(vectors, place, chosen), -place)))
    return tuple(lines[place] for place in sorted(chosen))


def to_lines(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Write a summary for people; every line with its source."""
    for chapter in chapters:
        if chapter.lines:
            yield plain(chapter.title)
        for line in chapter.lines:
            clause = line.found.clause
            page = f", p. {clause.page}" if clause.page else ""
            text = plain(line.text)
            text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} ..."
            yield f"  - {text}  [{clause.document} {clause.number}{page}]"
            if line.quote:
                yield f'      "{plain(line.quote)}"'


def to_values(chapters: Iterable[Chapter]) -> list[dict[str, object]]:
    """Return a summary as plain values, for JSON."""
    return [
        {
            "title": chapter.title,
            "lines": [
                {
                    "text": line.text,
                    "values": line.values,
                    "id": line.found.clause.id,
                    "page": line.found.clause.page,
                    "place": line.place,
                    "quote": line.quote,
                }
                for line in chapter.lines
            ],
        }
        for chapter in chapters
    ]


def _head(found: Found, title: str) -> str:
    clause = found.clause
    return name(found).split("  ", 1)[1] if not clause.path else title


def _nearest(vectors: Sequence[Mapping[str, float]], place: int, chosen: Sequence[int]) -> float:
    return max((_cosine(vectors[place], vectors[other]) for other in chosen), default=0.0)


def _cosine(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    both = _length(one) * _length(two)
    return sum(value * two[word] for word, value in one.items() if word in two) / both if both else 0.0


def _length(vector: Mapping[str, float]) -> float:
    return math.sqrt(sum(value * value for value in vector.values()))
