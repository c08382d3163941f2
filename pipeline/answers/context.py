"""What helps to understand a clause: where it stands, what stands around it, what its abbreviations mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers import abbreviations
from pipeline.answers.prompt_sanitizing import clean
from pipeline.answers.speaking_words import SpeakingWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.answers.examples import Examples
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Outline

AROUND = 120  # characters shown of another clause
_TITLE = 100  # characters shown of a heading on the way
_MOST = 5  # abbreviations, and subclauses, that are listed


@dataclass(frozen=True, slots=True)
class Sources:
    """What the questions about one document are made from."""

    clauses: tuple[Clause, ...]
    places: Mapping[str, int]  # clause id -> position among the clauses
    catalogue: Catalogue
    examples: Examples
    short: Mapping[str, str]  # abbreviations of the document
    words: SpeakingWords  # that tell the tests of the catalogue apart


def gather(outline: Outline, catalogue: Catalogue, examples: Examples) -> Sources:
    """Collect what the questions about one document are made from."""
    places = {clause.id: place for place, clause in enumerate(outline.clauses)}
    short = abbreviations.find(outline.clauses)
    return Sources(outline.clauses, places, catalogue, examples, short, SpeakingWords(catalogue))


def headings(clause: Clause) -> tuple[str, ...]:
    """Return the headings a clause stands under, the nearest last."""
    return tuple(line for title in clause.path if (line := _line(title)[:_TITLE]))


def describe(clause: Clause, sources: Sources) -> Iterator[str]:
    """Say what the abbreviations of a clause mean and what stands around it, a line each, most useful first."""
    short = abbreviations.used(sources.short, " ".join((*clause.path, clause.title, clause.text)))
    if short:
        yield "Abbreviations: " + "; ".join(_line(f"{name} = {long}") for name, long in list(short.items())[:_MOST])
    place = sources.places.get(clause.id)
    if place is None:
        return
    clauses = sources.clauses
    above = sources.places.get(clause.parent or "")
    parent = clauses[above] if above is not None else None
    if parent is not None and parent.text:
        yield f"Chapter above begins: {_brief(parent)}"
    children = [other for other in clauses if other.parent == clause.id]
    if children:
        titles = (f"{child.number} {_line(child.title)[:80]}" for child in children[:_MOST])
        yield f"Subclauses: {'; '.join(titles)}"
    if place > 0 and clauses[place - 1] is not parent:
        yield f"Clause before: {_brief(clauses[place - 1])}"
    if place + 1 < len(clauses) and clauses[place + 1].parent != clause.id:
        yield f"Clause after: {_brief(clauses[place + 1])}"


def _brief(clause: Clause) -> str:
    text = f"{_line(clause.number)} {_line(clause.title)}. {_line(clause.text)}"
    return text if len(text) <= AROUND else f"{text[:AROUND].rsplit(' ', 1)[0]} ..."


def _line(text: str) -> str:
    """Clean a text sentence by sentence and only then put it on one line, where sentences are harder to tell apart."""
    return " ".join(clean(text).split())
