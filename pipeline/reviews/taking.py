"""Workbooks taken into the store: read, placed, compared where there are several, kept."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reviews import agreements, books, importing
from pipeline.reviews.overlay import Decisions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reviews.agreements import Agreement
    from pipeline.reviews.importing import Imported
    from pipeline.reviews.records import Reviewed
    from pipeline.reviews.stores import ReviewStore


@dataclass(frozen=True)
class Taken:
    """What came of the workbooks."""

    imported: tuple[tuple[Path, Imported], ...]  # one a workbook
    agreements: tuple[tuple[Path, Path, Agreement], ...]  # one for every two of them
    kept: tuple[Reviewed, ...]  # what was new and is in the store now
    known: int  # decisions that were in the store already
    disputed: int  # decisions that were not kept because reviewers contradict each other


def take(
    paths: Sequence[Path],
    reports: Sequence[Report],
    catalogue: Catalogue,
    store: ReviewStore,
    *,
    when: str,
    who: str = "",
) -> Taken:
    """Take what reviewers set in workbooks into the store; where they contradict each other nothing is taken.

    :raises UsageError: a workbook or the store cannot be read.
    """
    known = store.current()
    decisions = Decisions(known)
    words = {id: word for report in reports for id, word in decisions.words(report).items()}
    imported = tuple(
        (path, importing.place(books.read(path), reports, catalogue, source=path.name, when=when, who=who, words=words))
        for path in paths
    )
    compared = tuple(
        (one, two, agreements.compare(first.decisions, second.decisions))
        for (one, first), (two, second) in combinations(imported, 2)
    )
    disputed = {mine.key for _, _, agreement in compared for mine, _ in agreement.conflicts}
    merged: dict[tuple[str, str], Reviewed] = {}
    for _, found in imported:
        for item in found.decisions:
            before = merged.get(item.key)
            if item.key not in disputed and (before is None or not before.settled):
                merged[item.key] = item
    fresh = importing.news(tuple(merged.values()), known)
    store.add(fresh)
    return Taken(imported, compared, fresh, len(merged) - len(fresh), len(disputed))
