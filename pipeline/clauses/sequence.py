"""The best consistent sequence of clause numbers over a whole document, by dynamic programming.

Each candidate may be taken into the sequence, where it must follow from the one taken before (a price is paid for every
number jumped over, for a parent never opened, for beginning again), or be left as text, or be taken beside the sequence
when it looks so much like a clause that its number must be a slip. The sequence with the highest sum of scores wins, so
that "1 m antenna distance" is text after 5.6.3 and "9 Emissions" a chapter after 8.4. (Viterbi decoding; a state that
lies further behind the best one than the dearest step costs can never win and is dropped, which keeps it linear.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.clauses.candidates import NumberCandidate, group
from pipeline.clauses.transition_costs import WIDEST, Reached, price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.layout_context import Surroundings
    from pipeline.clauses.numbering import Number

_BROKEN_RUN = 2.5  # price of an item of an enumeration whose item before was left as text
_BESIDE = 7.5  # what a candidate must be worth to be taken beside the sequence
_HOPELESS = WIDEST + _BROKEN_RUN  # so far behind the best, no state can win any more


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that was taken."""

    candidate: NumberCandidate
    beside: bool = False  # its number does not fit between its neighbours: a slip of the author
    restart: bool = False  # numbering begins again here


@dataclass(frozen=True, slots=True)
class _State:
    """The best sequence that ends with one candidate."""

    candidate: NumberCandidate | None
    total: float  # less what all candidates up to here are worth beside the sequence
    before: _State | None
    reached: Reached
    restart: bool = False


def choose(candidates: Sequence[NumberCandidate], around: Surroundings) -> tuple[Choice, ...]:
    """The candidates that are clauses, in document order, at most one a block."""
    best = _State(None, 0.0, None, Reached())
    alive = [best]
    for position, readings in group(candidates).items():
        beside = max(0.0, max(candidate.score for candidate in readings) - _BESIDE)
        made = [_extend(candidate, alive, position, beside, around) for candidate in readings]
        best = max([best, *made], key=lambda state: state.total)
        alive = [state for state in (*alive, *made) if state.total > best.total - _HOPELESS]
    return _collect(best, candidates)


def _extend(
    candidate: NumberCandidate, alive: Sequence[_State], position: int, beside: float, around: Surroundings
) -> _State:
    """The best sequence that ends with this candidate."""
    number, marks = candidate.opening.number, around.mark(position)
    before_in_run = around.runs.get(position, -1)
    found = []
    for state in alive:
        cost, restart = price(state.reached, number, marks)
        if before_in_run > (state.candidate.position if state.candidate else -1):
            cost += _BROKEN_RUN
        found.append((state.total - cost, restart, state))
    total, restart, state = max(found, key=lambda way: way[0])
    return _State(candidate, total + candidate.score - beside, state, state.reached.go(number, marks, restart), restart)


def _collect(best: _State, candidates: Sequence[NumberCandidate]) -> tuple[Choice, ...]:
    """The winning sequence, with the candidates beside it."""
    chain: dict[int, Choice] = {}
    state: _State | None = best
    while state is not None and state.candidate is not None:
        chain[state.candidate.position] = Choice(state.candidate, restart=state.restart)
        state = state.before
    chosen: list[Choice] = []
    current: Number | None = None
    for position, readings in group(candidates).items():
        if position in chain:
            chosen.append(chain[position])
            current = chain[position].candidate.opening.number
            continue
        strongest = max(readings, key=lambda candidate: candidate.score)
        if strongest.score > _BESIDE and not _is_within(current, strongest.opening.number):
            chosen.append(Choice(strongest, beside=True))
    return tuple(chosen)


def _is_within(current: Number | None, number: Number) -> bool:
    """Whether a number only repeats the clause it stands in, as running headers do."""
    if current is None or current.family != number.family:
        return False
    return current.parts[: number.depth] == number.parts or (
        number.opens_chapter and current.parts[0] == number.parts[0]
    )
