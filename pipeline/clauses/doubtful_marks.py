"""Whether a bullet, an arrow or a letter before a number marks a heading: "■ 3.2 Mounting of parts", "U 3.2 Volt".

Bullets stand before references to other clauses, and letters before values, far more often than a revision marks a
heading with them. Such a number is only read where nothing else in the document has it and where it fits between the
numbers around it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.clauses.numbering import Number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.clauses.number_candidates import Opening
    from pipeline.clauses.numbering import Key
    from pipeline.records import Block

    Readings = Sequence[tuple[Opening, ...]]

_LARGER = 0.3  # from which a size is not the body's [points]


def is_set_off(block: Block, body_size: float | None) -> bool:
    """Whether a block is bold or larger than the body."""
    return block.bold or (block.size is not None and body_size is not None and block.size > body_size + _LARGER)


def sift(
    blocks: Sequence[Block], openings: Readings, body_size: float | None, listed: Mapping[object, object]
) -> list[tuple[Opening, ...]]:
    """The openings without those behind a doubtful mark that do not fit.

    :param listed: what the table of contents says, by the key of a number.
    """
    if not any(opening.doubtful for readings in openings for opening in readings):
        return list(openings)
    document = _MarkedDocument(blocks, openings, body_size, listed)
    proven = frozenset(_form(opening) for _, opening in document.accept(frozenset()))
    kept = {(position, opening) for position, opening in document.accept(proven)}
    return [
        tuple(opening for opening in readings if not opening.doubtful or (position, opening) in kept)
        for position, readings in enumerate(openings)
    ]


class _MarkedDocument:
    """Where each number of a document stands, with a doubtful mark and without."""

    def __init__(
        self, blocks: Sequence[Block], openings: Readings, body_size: float | None, listed: Mapping[object, object]
    ) -> None:
        self._blocks, self._openings, self._body_size, self._listed = blocks, openings, body_size, listed
        self._sure: dict[Key, list[int]] = defaultdict(list)
        self._doubtful: dict[Key, list[int]] = defaultdict(list)
        for position, readings in enumerate(openings):
            for opening in readings:
                if opening.doubtful:
                    self._doubtful[opening.number.key].append(position)
                elif _is_sure(opening):
                    self._sure[opening.number.key].append(position)

    def accept(self, proven: frozenset[str]) -> Iterator[tuple[int, Opening]]:
        """The doubtful openings that fit, in document order.

        :param proven: marks, by their form, that stand before headings elsewhere.
        """
        taken: set[Key] = set()
        for position, readings in enumerate(self._openings):
            for opening in readings:
                if not opening.doubtful:
                    continue
                key = opening.number.key
                if key not in self._sure and key not in taken and self._fits(position, opening, taken, proven):
                    taken.add(key)
                    yield position, opening

    def _fits(self, position: int, opening: Opening, taken: set[Key], proven: frozenset[str]) -> bool:
        """Whether a number that nothing else has stands where it belongs."""
        number, block = opening.number, self._blocks[position]
        if number.key in self._listed or block.outline is not None:
            return True
        row = opening.origin == "row"
        if not row and self._is_item(position, opening):
            return False
        if is_set_off(block, self._body_size):
            return number.depth == 1 or any(self._stood(one, position, taken) for one in _before(number))
        follows = any(self._stood(one, position, taken) for one in _right_before(number))
        return follows and (row or _form(opening) in proven or self._goes_on(number, position))

    def _stood(self, number: Number, position: int, taken: set[Key]) -> bool:
        """Whether a number came before a position."""
        return number.key in taken or any(place < position for place in self._sure.get(number.key, ()))

    def _goes_on(self, number: Number, position: int) -> bool:
        """Whether the next number without a doubtful mark comes after a position."""
        following = _step(number, 1)
        while following.key not in self._sure and any(place > position for place in self._doubtful[following.key]):
            following = _step(following, 1)
        return any(place > position for place in self._sure.get(following.key, ()))

    def _is_item(self, position: int, opening: Opening) -> bool:
        """An item of a list: right above or below stands a brother of the number behind the same mark."""
        around = [*self._openings[max(position - 1, 0) : position], *self._openings[position + 1 : position + 2]]
        return any(
            other.doubtful == opening.doubtful and other.number.parts[:-1] == opening.number.parts[:-1]
            for readings in around
            for other in readings
        )


def _is_sure(opening: Opening) -> bool:
    return not (opening.quantity or opening.loose or opening.title[:1].islower())


def _form(opening: Opening) -> str:
    """What the marks of one kind share: the sign, or that it is a letter with or without digits."""
    mark = re.sub(r"\d+", "0", opening.doubtful)
    return re.sub("[A-Z]", "A", mark) if opening.letter else mark


def _step(number: Number, by: int) -> Number:
    return Number("", number.family, (*number.parts[:-1], number.parts[-1] + by))


def _parents(number: Number) -> list[Number]:
    return [Number("", number.family, parts) for parts in number.ancestors[:1]] + (
        [Number("", number.family, (number.parts[0], 0))] if number.depth == 2 else []  # a chapter "8.0"
    )


def _right_before(number: Number) -> list[Number]:
    """The numbers of which one comes right before: the brother, or the parent of a first child."""
    if number.parts[-1] > 1:
        return [_step(number, -1)]
    return _parents(number) if number.depth > 1 else []


def _before(number: Number) -> list[Number]:
    """The parent and all elder brothers."""
    return _parents(number) + [_step(number, -by) for by in range(1, number.parts[-1] + 1)]
