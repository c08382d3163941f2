"""Lessons into training, validation and test sets, whole documents at a time, with nothing alike on both sides.

Revisions of a document, and a Word file with its PDF, share most of their clauses and stay together. The single clauses
that two documents still share are taken out of the larger sets, so that the test set keeps what it measures with.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.exports.near_duplicates import cluster

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.exports.training_examples import TrainingExample

NAMES = ("train", "valid", "test")
_SHARES = {"test": 0.15, "valid": 0.1}  # of all lessons; documents are added until a set has as many
_TOGETHER = 0.3  # share of the smaller document's clauses that stand in the other too from which both stay together
_FEWEST = {"train": 30, "valid": 5, "test": 5}  # lessons


@dataclass(frozen=True)
class Split:
    """The three sets."""

    sets: Mapping[str, tuple[TrainingExample, ...]]
    doubles: int  # lessons left out because another one says nearly the same


def split(lessons: Sequence[TrainingExample], seed: int) -> Split:
    """Split lessons; the same lessons and seed give the same sets, in whatever order they come.

    :raises UsageError: there are too few lessons, or too few documents that are not revisions of each other.
    """
    lessons = sorted(lessons, key=lambda lesson: lesson.clause)
    numbers = dict(
        zip((lesson.clause for lesson in lessons), cluster([lesson.text for lesson in lessons]), strict=True)
    )
    groups = _group(lessons, numbers)
    if len(groups) < len(NAMES):
        raise UsageError(
            f"The {len(lessons)} clauses of which the right test is known come from {len(groups)} independent "
            f"documents; at least {len(NAMES)} are needed, to train, to validate and to test on. Review or "
            "label another specification."
        )
    where = _assign(groups, Counter(lesson.document for lesson in lessons), seed)
    sets = _sift(lessons, numbers, where)
    few = [name for name in NAMES if len(sets[name]) < _FEWEST[name]]
    if few:
        counts = ", ".join(f"{len(sets[name])} to {name} (at least {_FEWEST[name]})" for name in NAMES)
        raise UsageError(f"There are too few clauses of which the right test is known: {counts}. Review or label more.")
    return Split(sets, len(lessons) - sum(map(len, sets.values())))


def _group(lessons: Iterable[TrainingExample], numbers: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Put documents together that share many clauses, and documents together with those."""
    said: dict[str, set[int]] = defaultdict(set)
    for lesson in lessons:
        said[lesson.document].add(numbers[lesson.clause])
    groups: list[set[str]] = []
    for document in sorted(said):
        near = [group for group in groups if any(_share(said[document], said[other]) >= _TOGETHER for other in group)]
        groups = [group for group in groups if group not in near] + [{document}.union(*near)]
    return [tuple(sorted(group)) for group in groups]


def _share(one: set[int], two: set[int]) -> float:
    return len(one & two) / min(len(one), len(two))


def _assign(groups: Sequence[tuple[str, ...]], sizes: Mapping[str, int], seed: int) -> dict[str, str]:
    """Return the set of each document: the largest group trains, the others are dealt out in an order drawn by lot."""
    weight = {group: sum(sizes[document] for document in group) for group in groups}
    largest = max(sorted(groups), key=lambda group: weight[group])
    lots = sorted((group for group in groups if group != largest), key=lambda group: _lot(group, seed))
    where = dict.fromkeys(largest, "train")
    wanted = {name: share * sum(weight.values()) for name, share in _SHARES.items()}
    held: Counter[str] = Counter()
    for group in lots:
        empty = [name for name in _SHARES if not held[name]]
        name = next((name for name in (*empty, *_SHARES) if held[name] < wanted[name]), "train")
        held[name] += weight[group]
        where |= dict.fromkeys(group, name)
    return where


def _lot(group: tuple[str, ...], seed: int) -> str:
    return hashlib.sha256("\n".join((str(seed), *group)).encode("utf-8", "replace")).hexdigest()


def _sift(
    lessons: Iterable[TrainingExample], numbers: Mapping[str, int], where: Mapping[str, str]
) -> dict[str, tuple[TrainingExample, ...]]:
    """Keep each text in one set only, the smallest first, and there once for each answer."""
    owners: dict[int, str] = {}
    sets: dict[str, list[TrainingExample]] = {name: [] for name in NAMES}
    seen: set[tuple[int, str]] = set()
    for name in reversed(NAMES):
        for lesson in lessons:
            number = numbers[lesson.clause]
            if where[lesson.document] != name or owners.setdefault(number, name) != name:
                continue
            if (number, lesson.test) not in seen:
                seen.add((number, lesson.test))
                sets[name].append(lesson)
    return {name: tuple(found) for name, found in sets.items()}
