"""What became of every clause from one revision to the next."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.comparisons import limits
from pipeline.comparisons.alignments import align
from pipeline.comparisons.values import collect, compare
from pipeline.requirements.limits import read as read_limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.comparisons.alignments import Pair
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Decision, Report
    from pipeline.requirements.limits import LimitRecord

Kind = Literal["value", "added", "removed", "reworded", "moved", "renumbered", "unchanged"]
KINDS: tuple[Kind, ...] = ("value", "added", "removed", "reworded", "moved", "renumbered", "unchanged")
MEANINGS: dict[Kind, str] = {
    "value": "a number, level, limit, band or duration changed",
    "added": "not in the old revision",
    "removed": "not in the new revision",
    "reworded": "other words, the same values",
    "moved": "the same words at another place",
    "renumbered": "the same words at the same place; only the number counts on",
    "unchanged": "the same words under the same number",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One clause in both revisions, or in the one that has it."""

    kind: Kind
    old: Decision | None
    new: Decision | None
    values: tuple[str, ...] = ()  # "100 V/m → 200 V/m, 400 MHz - 1 GHz"
    notes: tuple[str, ...] = ()  # what else happened to it: "also moved", "test: RE → BCI"

    @property
    def tests(self) -> tuple[str, ...]:
        """Ids of the tests it is about in either revision, those of the new one first."""
        found = [test for each in (self.new, self.old) if each is not None for test in each.tests]
        return tuple(dict.fromkeys(found))

    @property
    def decision(self) -> Decision:
        """The clause where it stands now, else where it stood."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions of one document."""

    old: Report
    new: Report
    changes: tuple[Change, ...]  # tests affected first, then what matters most, then document order


def contrast(old: Report, new: Report, catalogue: Catalogue | None = None) -> Comparison:
    """Compare two revisions, clause by clause.

    :param catalogue: tests by whose units limits are read and compared whole; None = numbers with units alone.
    """
    olds = [decision.clause for decision in old.decisions]
    news = [decision.clause for decision in new.decisions]
    pairs = align(olds, news)
    moved = _find_moved(olds, news, pairs)
    before, after = (_limits(report, catalogue) for report in (old, new))
    changes = [_weigh(old.decisions[one], new.decisions[two], two in moved, before, after) for one, two in pairs]
    paired_old, paired_new = {one for one, _ in pairs}, {two for _, two in pairs}
    changes += [Change("removed", item, None) for index, item in enumerate(old.decisions) if index not in paired_old]
    changes += [Change("added", None, item) for index, item in enumerate(new.decisions) if index not in paired_new]
    return Comparison(old, new, tuple(sorted(changes, key=_order)))


def _limits(report: Report, catalogue: Catalogue | None) -> dict[str, list[LimitRecord]]:
    """Return the limits of each clause by its id."""
    found: dict[str, list[LimitRecord]] = defaultdict(list)
    for record in read_limits(report.decisions, catalogue) if catalogue else ():
        found[record.clause].append(record)
    return found


def _weigh(
    old: Decision,
    new: Decision,
    moved: bool,
    old_limits: dict[str, list[LimitRecord]],
    new_limits: dict[str, list[LimitRecord]],
) -> Change:
    before, after = old.clause, new.clause
    same = _words(before) == _words(after)
    values: tuple[str, ...] = ()
    if not same:
        whole = limits.compare(old_limits.get(before.id, ()), new_limits.get(after.id, ()))
        loose = compare(collect(before), collect(after))
        values = (*whole, *(value for value in loose if not _told(value, whole)))
    notes = [f"also moved from {before.number}"] if moved and not same else []
    if old.tests != new.tests:
        notes.append(f"test: {'; '.join(old.tests) or 'none'} → {'; '.join(new.tests) or 'none'}")
    kind: Kind = "value" if values else "reworded"
    if same:
        kind = "moved" if moved else "renumbered" if before.number != after.number else "unchanged"
    return Change(kind, old, new, values, tuple(notes))


def _told(value: str, whole: Sequence[str]) -> bool:
    """Tell a change of a number that the change of a limit has said already."""
    bare = value.partition(", ")[0]
    return any(bare in each for each in whole)


def _find_moved(old: Sequence[Clause], new: Sequence[Clause], pairs: Sequence[Pair]) -> set[int]:
    """Return which clauses of the new revision stand at another place: under another clause, or in another order.

    A clause that only follows its parent, or counts on behind an added one, has not moved. Of siblings in another
    order the fewest are said to have moved: those outside the longest run that kept its order.
    """
    partner = {new[two].id: old[one].id for one, two in pairs}
    moved: set[int] = set()
    families: dict[str | None, list[Pair]] = {}
    for one, two in pairs:
        parent = new[two].parent
        expected = partner.get(parent) if parent is not None else None
        gone = parent is not None and expected is None  # under an added clause
        if expected != old[one].parent or gone:
            moved.add(two)
        else:
            families.setdefault(parent, []).append((one, two))
    for family in families.values():
        kept = _longest_rise([one for one, _ in family])
        moved |= {two for place, (_, two) in enumerate(family) if place not in kept}
    return moved


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest rising subsequence."""
    ends: list[int] = []  # places whose number ends the best run of each length
    before: list[int] = []
    for place, value in enumerate(numbers):
        at = bisect_left([numbers[end] for end in ends], value)
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [place]
    kept: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept


def _words(clause: Clause) -> str:
    return " ".join(clause.all_text.split())


def _order(change: Change) -> tuple[bool, bool, int, str, int]:
    """Tests affected first: what changed and is about a test, the weightiest kinds, in document order."""
    still = change.kind in ("renumbered", "unchanged")
    clause = change.decision.clause
    return still, not change.tests, KINDS.index(change.kind), clause.document, clause.index
