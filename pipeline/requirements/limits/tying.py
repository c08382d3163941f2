"""Which of the words of a sentence belong to which of its values, by their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.requirements.limits.cells import Span


@dataclass(frozen=True, slots=True)
class TiedItem:
    """A word or value at a place of a sentence."""

    start: int
    end: int
    value: str
    spans: tuple[Span, ...]  # of a band


_NEXT = 2  # signs between a value and a word that is its own
_COMMA = 40  # signs that a comma counts for
Tied = tuple[list[TiedItem], bool]
"""What belongs to a value, and whether that is sure."""


def tie(
    items: Sequence[TiedItem],
    values: Sequence[TiedItem],
    *,
    pairs: bool,
    respectively: bool,
    text: str = "",
    apart: bool = False,
) -> list[Tied]:
    """Give each value what belongs to it.

    Where a word stands before the first value, each value has the words that stand last before it ("contact 4 kV, air
    8 kV"); else those that follow next ("4 kV contact, 8 kV air"). As many words as values, one run after the other, go
    in pairs ("PK / AV: 60 / 50"). Values behind the last word take the words of as many values before ("58 PK / 38 AV
    from ... and 40 / 20 from ...").

    :param pairs: a run of words may share out to a run of values of the same number.
    :param respectively: the sentence says so.
    :param text: the sentence; a comma parts what stands before and behind it.
    :param apart: a word right behind a value, "16 W peak", is not that of others.
    """
    if not items:
        return [([], True) for _ in values]
    distinct = {(item.value, item.spans) for item in items}
    if len(distinct) == 1:
        behind = [_right_behind(value, items) for value in values]
        if apart and len(values) > 1 and any(behind) and sum(behind) >= len(items) and not all(behind):
            return [([items[0]], True) if near else ([], False) for near in behind]  # "10 W, 16 W peak"
        return [([items[0]], True) for _ in values]
    runs = _runs(items, values)
    ahead = runs[0][0] and (not runs[-1][0] or _nearer_before(runs, text))
    tied: dict[int, Tied] = {}
    for place, (is_items, members) in enumerate(runs):
        if is_items:
            continue
        step = place - 1 if ahead else place + 1
        other = runs[step] if 0 <= step < len(runs) else None
        own = list(other[1]) if other else []
        _share(own, members, tied, pairs=pairs, respectively=respectively)
    ordered = [tied[id(value)] for value in values]
    return _repeat(ordered, values)


def _right_behind(value: TiedItem, items: Sequence[TiedItem]) -> bool:
    return any(0 <= item.start - value.end <= _NEXT for item in items)


def _runs(items: Sequence[TiedItem], values: Sequence[TiedItem]) -> list[tuple[bool, list[TiedItem]]]:
    """Cut the sentence where words and values take turns: (whether they are words, in order)."""
    marked = sorted(
        [(item.start, True, item) for item in items] + [(value.start, False, value) for value in values],
        key=lambda each: (each[0], not each[1]),
    )
    runs: list[tuple[bool, list[TiedItem]]] = []
    for _, is_item, member in marked:
        if runs and runs[-1][0] == is_item:
            runs[-1][1].append(member)
        else:
            runs.append((is_item, [member]))
    return runs


def _nearer_before(runs: Sequence[tuple[bool, list[TiedItem]]], text: str) -> bool:
    """Tell whether the values stand nearer to the words before them than to those behind them."""
    before = behind = 0
    for place in range(1, len(runs) - 1):
        if not runs[place][0]:
            before += _gap(runs[place - 1][1][-1].end, runs[place][1][0].start, text)
            behind += _gap(runs[place][1][-1].end, runs[place + 1][1][0].start, text)
    return before <= behind


def _gap(start: int, end: int, text: str) -> int:
    """Measure how far apart two words are, in signs; a comma or semicolon between them counts as much as many."""
    return end - start + _COMMA * sum(text[start:end].count(sign) for sign in ",;")


def _share(
    own: list[TiedItem], members: Sequence[TiedItem], tied: dict[int, Tied], *, pairs: bool, respectively: bool
) -> None:
    shared = len(own) > 1 and (pairs or respectively) and len(members) % len(own) == 0
    for place, value in enumerate(members):
        if shared:
            tied[id(value)] = ([own[place % len(own)]], True)
        else:
            tied[id(value)] = (own, True)


def _repeat(ordered: list[Tied], values: Sequence[TiedItem]) -> list[Tied]:
    """Give values at the end, behind the last word, the words of as many values before them."""
    bare = 0
    while bare < len(ordered) and not ordered[-1 - bare][0]:
        bare += 1
    if 0 < bare < len(ordered):
        source = ordered[len(ordered) - 2 * bare : len(ordered) - bare] if len(ordered) >= 2 * bare else []
        if source and all(each[0] for each in source):
            return [*ordered[: len(ordered) - bare], *source]
        return [*ordered[: len(ordered) - bare], *(([], False) for _ in range(bare))]
    return ordered
