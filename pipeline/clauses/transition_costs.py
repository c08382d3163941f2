"""What it costs to go on with a clause number: for every gap, for a parent never opened, for beginning again."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log2
from typing import Literal

from pipeline.clauses.numbering import Number, Relation, relate

Marks = Literal["heading", "set off", "as all", "unlike others", "listed"]
"""How a block is marked: as a heading; bold or larger; not, as nothing is in its document; not, though others are; not,
and one of several items that follow each other with nothing between them."""

_FOLLOWS = 1.5  # gained by a number that follows without a gap
_GAP = 0.8  # price of the first number jumped over ...
_WIDER = 0.7  # ... and of each doubling of the gap
_UNOPENED = 2.0  # price of a parent that was never opened
_REPEAT = 6.0  # price of the same number again
_RESTART = 8.0  # price of beginning again at 1
_BACK = 11.0  # price of going back anywhere else, and of coming back to where numbering was before it began again
_DEAREST = 14.0  # no step forward or back costs more
_LATE = 1.5  # dearest beginning: an extract may begin anywhere
_SWITCH = 1.0  # price of going from chapters to annexes or parts, and back
_MARKED: tuple[Marks, ...] = ("heading", "set off")
_UNLIKE: tuple[Marks, ...] = ("unlike others", "listed")
_JUMP: dict[Marks, float] = {"heading": 0.0, "set off": 0.0, "as all": 0.0, "unlike others": 3.0, "listed": 1.0}
_AGAIN: dict[Marks, float] = {"heading": -3.0, "set off": 0.0, "as all": 2.0, "unlike others": 5.0, "listed": 6.0}
_WITHIN: dict[Marks, float] = {"heading": 0.0, "set off": 0.0, "as all": 1.0, "unlike others": 4.0, "listed": 6.0}

WIDEST = _DEAREST + max(_AGAIN.values()) + _SWITCH + _FOLLOWS  # from the dearest to the cheapest step


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a sequence of numbers has come to."""

    current: Number | None = None
    last: dict[str, Number] = field(default_factory=dict)  # the last number of each line
    left: Number | None = None  # where the chapters were when they began again
    doubtful: bool = False  # since then nothing was marked as a heading or numbered as a subclause

    def go(self, number: Number, marks: Marks, restart: bool) -> Reached:
        """Where one more number leads to."""
        before = self.last.get(number.line)
        left = before if restart and number.family == "main" else self.left
        jump = before is not None and marks in _UNLIKE and relate(before, number).missing > 0
        doubtful = not _is_sure(number, marks) and (restart or jump or self.doubtful)
        return Reached(number, {**self.last, number.line: number}, left, doubtful)


def price(reached: Reached, number: Number, marks: Marks) -> tuple[float, bool]:
    """The price of going on with a number (below 0 where it follows without a gap), and whether it begins again."""
    cost, restart = _price(reached, number, marks)
    if not _is_sure(number, marks):  # the items of a list follow each other as well as chapters do
        cost = max(cost, 0.0 if reached.doubtful else -0.5 if marks in _UNLIKE else cost)
    return cost, restart


def _is_sure(number: Number, marks: Marks) -> bool:
    return number.level > 1 or marks in _MARKED


def _price(reached: Reached, number: Number, marks: Marks) -> tuple[float, bool]:
    current = reached.current
    if current is None:
        beginning = relate(None, number)
        late = min(_step(beginning), _LATE + _UNOPENED * beginning.unopened)
        return late + _SWITCH * (number.family == "annex"), False
    if current.line == number.line:
        return _go_on(current, number, marks, reached.left)
    cost, restart = _go_on(reached.last.get(number.line), number, marks, reached.left)
    if current.level == 1 and (number.family == "main" or current.family == "part"):
        own = _step(relate(None, number)) + _WITHIN[marks]  # an annex or a part with a numbering of its own
        if own <= cost:
            cost, restart = own, True
    return cost + _SWITCH, restart


def _go_on(before: Number | None, after: Number, marks: Marks, left: Number | None) -> tuple[float, bool]:
    relation = relate(before, after)
    if relation.kind == "repeat":
        return _REPEAT, False
    if relation.kind == "back":
        first = all(part <= 1 for part in after.parts)
        cost = (_RESTART if first else _BACK) + _step(relate(None, after)) + _FOLLOWS
        return min(cost, _DEAREST) + (_AGAIN[marks] if first else max(0.0, _AGAIN[marks])), True
    cost = _step(relation) + (_JUMP[marks] if relation.missing and after.level == 1 else 0.0)
    if left is not None and after.family == "main" and cost > 0 and _step(relate(left, after)) < 0:
        return _BACK, False  # what began again was a list, since numbering comes back
    return cost, False


def _step(relation: Relation) -> float:
    """The price of a step forward; below 0 where nothing is missing."""
    if not relation.missing and not relation.unopened:
        return -_FOLLOWS if relation.kind != "back" else _DEAREST
    gap = _GAP + _WIDER * log2(relation.missing) if relation.missing else 0.0
    return min(gap + _UNOPENED * relation.unopened, _DEAREST)
