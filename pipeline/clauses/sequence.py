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
from pipeline.clauses.title_matching import like, plain
from pipeline.clauses.transition_costs import WIDEST, Reached, price

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.clauses.layout_context import Surroundings
    from pipeline.clauses.number_candidates import Opening

_BROKEN_RUN = 2.5  # price of an item of an enumeration whose item before was left as text
_BESIDE = 7.5  # what a candidate must be worth to be taken beside the sequence
_LOOKS_SO = 2.5  # the same for one that is set off from the text like the clauses around it
_STYLE = 0.8  # share of the clauses taken that are set alike, from which the document has one look for its headings
_ENOUGH = 4  # of them
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
    return _collect(best, candidates, around)


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


def _collect(best: _State, candidates: Sequence[NumberCandidate], around: Surroundings) -> tuple[Choice, ...]:
    """The winning sequence, with the candidates beside it."""
    chain: dict[int, Choice] = {}
    state: _State | None = best
    while state is not None and state.candidate is not None:
        chain[state.candidate.position] = Choice(state.candidate, restart=state.restart)
        state = state.before
    chosen: list[Choice] = []
    current: Opening | None = None
    looks = _looks(chain, around)
    for position, readings in group(candidates).items():
        if position in chain:
            chosen.append(chain[position])
            current = chain[position].candidate.opening
            continue
        strongest = max(readings, key=lambda candidate: candidate.score)
        if _is_within(current, strongest.opening):
            continue
        alike = looks and _look(position, around) in looks and strongest.opening.title != ""
        again = current is not None and current.number.key == strongest.opening.number.key
        if strongest.score > (_LOOKS_SO if alike else _BESIDE) and (alike or not again):
            chosen.append(Choice(strongest, beside=True))
    return tuple(chosen)


def _looks(chain: Mapping[int, Choice], around: Surroundings) -> frozenset[object]:
    """The looks of the clauses taken, where they are set off from the text; none where most are not."""
    places = [position for position in chain if around.mark(position) in ("heading", "set off")]
    if len(places) < _ENOUGH or len(places) < _STYLE * len(chain):
        return frozenset()
    return frozenset(_look(position, around) for position in places)


def _look(position: int, around: Surroundings) -> object:
    block = around.blocks[position]
    return block.kind, block.bold, block.outline, block.size and round(block.size), block.list_id


def _is_within(current: Opening | None, opening: Opening) -> bool:
    """Whether a number only repeats the clause it stands in, as running headers do: with its title, or above it."""
    number = opening.number
    if current is None or current.number.line != number.line:
        return False
    if current.number.key == number.key:
        return not opening.title or like(plain(current.title), plain(opening.title))
    return current.number.parts[: number.depth] == number.parts or (
        number.opens_chapter and current.number.parts[0] == number.parts[0]
    )
