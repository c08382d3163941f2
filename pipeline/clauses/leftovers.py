"""Headings that were left as text: strong candidates whose numbers fit nowhere are said, so that a person can look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.clauses.candidates import group
from pipeline.clauses.content import write
from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.clauses.candidates import NumberCandidate
    from pipeline.clauses.layout_context import Surroundings
    from pipeline.clauses.sequence import Choice

_STRONG = 3.5  # score from which a candidate looks like a heading, wherever it stands
_ITEM = 2.0  # more for a typed number of one component, which may be an item of a list
_QUOTED, _FEW = 70, 8  # characters of each, and of them, that are named


def report(
    document: str, candidates: Sequence[NumberCandidate], choices: Sequence[Choice], around: Surroundings
) -> tuple[Problem, ...]:
    """Name what looks like the heading of a clause and opens none; nothing where there is none."""
    left = [write(around.blocks[position])[:_QUOTED] for position in _find(candidates, choices)]
    if not left:
        return ()
    quoted = "; ".join(f'"{text}"' for text in left[:_FEW])
    more = "; ..." if len(left) > _FEW else ""
    message = (
        f"{len(left)} {'line looks' if len(left) == 1 else 'lines look'} like the heading of a clause, but the number"
        f" does not fit there, so that it stands as text in the clause before: {quoted}{more}"
    )
    return (Problem(document, "heading left as text", message, fatal=False),)


def _find(candidates: Sequence[NumberCandidate], choices: Sequence[Choice]) -> Iterator[int]:
    """Positions of strong candidates not taken, but for those that only repeat the clause they stand in."""
    taken = {choice.candidate.position: choice.candidate.opening.number for choice in choices}
    current = None
    for position, readings in group(candidates).items():
        if position in taken:
            current = taken[position]
            continue
        strongest = max(readings, key=lambda candidate: candidate.score)
        number = strongest.opening.number
        within = (
            current is not None and current.family == number.family and current.parts[: number.depth] == number.parts
        )
        item = number.depth == 1 and strongest.opening.origin == "typed" and not strongest.opening.word
        if strongest.score >= _STRONG + _ITEM * item and not within:
            yield position
