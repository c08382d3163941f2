"""As much of a clause as a budget allows, in whole sentences and table rows; what is left out leaves a mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.answers.llms.tokens import ceiling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Clause

LEFT_OUT = "[...]"

_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z0-9\[(])|(?<=[。;!?])")
_ROWS_FIRST = 4  # rows of each table that come before the rest of the text: head and first values
_LONGEST = 500  # characters of a piece; a sentence without end is cut between words


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    rank: int  # lower is kept longer


def excerpt(clause: Clause, budget: int, words: tuple[str, ...] = ()) -> str:
    """Return title and text of a clause: all of it where it fits, else the pieces that say most, in their order.

    Kept first are the title, captions and the opening sentence, then sentences that hold one of the words given and the
    first rows of tables, then the other sentences, notes, and the other rows.

    :param budget: tokens, counted by `ceiling`.
    :param words: what carries evidence, lower case.
    """
    return "\n".join(cut(clause, budget, words))


def cut(clause: Clause, budget: int, words: tuple[str, ...] = (), mark: int = 1) -> list[str]:
    """Return what `excerpt` does, a sentence or row each, `LEFT_OUT` in the place of what was left out.

    :param mark: tokens that each of them costs beside its own.
    """
    pieces = list(_pieces(clause, words))
    kept = _choose(pieces, budget, mark)
    lines: list[str] = []
    for place, piece in enumerate(pieces):
        if place in kept:
            lines.append(piece.text)
        elif not lines or lines[-1] != LEFT_OUT:
            lines.append(LEFT_OUT)
    return lines


def _choose(pieces: list[_Piece], budget: int, each: int) -> set[int]:
    costs = [ceiling(piece.text) + each for piece in pieces]
    if sum(costs) <= budget:
        return set(range(len(pieces)))
    mark = ceiling(LEFT_OUT) + 1
    kept: set[int] = set()
    left = budget - mark
    for place in sorted(range(len(pieces)), key=lambda place: (pieces[place].rank, place)):
        cost = costs[place] + mark  # each piece kept may leave one more gap behind it
        if cost <= left:
            kept.add(place)
            left -= cost
    return kept


def _pieces(clause: Clause, words: tuple[str, ...]) -> Iterator[_Piece]:
    yield from (_Piece(text, 0 if place == 0 else 2) for place, text in enumerate(_sentences(clause.title)))
    for place, sentence in enumerate(_sentences(clause.text)):
        telling = any(word in sentence.lower() for word in words)
        yield _Piece(sentence, 0 if place == 0 else 1 if telling else 2)
    for table in clause.tables:
        if table.caption and table.caption not in clause.captions:
            yield _Piece(table.caption, 0)
        rows = [" | ".join(" ".join(cell.split()) for cell in row if cell.strip()) for row in table.rows]
        for place, row in enumerate(row for row in rows if row):
            yield from (_Piece(text, 1 if place < _ROWS_FIRST else 4) for text in _cut(row))
    yield from (_Piece(text, 0) for caption in clause.captions for text in _sentences(caption))
    yield from (_Piece(text, 3) for note in clause.notes for text in _sentences(note))


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for sentence in _SENTENCE.split(line):
            yield from _cut(sentence.strip())


def _cut(text: str) -> Iterator[str]:
    while len(text) > _LONGEST:
        place = text.rfind(" ", 1, _LONGEST)
        place = place if place > 0 else _LONGEST
        yield text[:place].strip()
        text = text[place:].strip()
    if text:
        yield text
