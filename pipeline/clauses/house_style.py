"""The house style of a document, learned from the clauses first chosen, as a witness for the second choice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from pipeline.clauses.candidates import NumberCandidate
    from pipeline.clauses.layout_context import Surroundings
    from pipeline.clauses.sequence import Choice

_ENOUGH = 3  # clauses of one level, from which they show a style


def favour(
    candidates: Sequence[NumberCandidate], chosen: Sequence[Choice], around: Surroundings
) -> tuple[NumberCandidate, ...]:
    """Raise the scores of candidates that look like the clauses of their level (by up to 1), lower those of others."""
    styles: dict[Hashable, Counter[Hashable]] = {}
    for choice in chosen:
        styles.setdefault(_kind(choice.candidate), Counter())[_look(choice.candidate, around)] += 1
    return tuple(
        replace(candidate, score=candidate.score + _kin(styles.get(_kind(candidate)), _look(candidate, around)))
        for candidate in candidates
    )


def _kin(styles: Counter[Hashable] | None, look: Hashable) -> float:
    if styles is None or styles.total() < _ENOUGH:
        return 0.0
    return 2 * styles[look] / styles.total() - 1


def _kind(candidate: NumberCandidate) -> Hashable:
    return candidate.opening.number.family, min(candidate.opening.number.level, 3)


def _look(candidate: NumberCandidate, around: Surroundings) -> Hashable:
    block = around.blocks[candidate.position]
    opening = candidate.opening
    size = round(block.size) if block.size is not None else None
    return opening.origin, opening.close, opening.word, block.list_id, block.outline, block.bold, size
