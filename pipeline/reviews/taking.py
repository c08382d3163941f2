"""Workbooks taken into the store: read, placed, compared where there are several, kept."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reviews import agreements, conflicts, importing, reviewed_workbooks
from pipeline.reviews.filling import fill
from pipeline.reviews.overlay import Decisions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reviews.agreements import Agreement
    from pipeline.reviews.importing import Imported, RefusedRow
    from pipeline.reviews.records import Reviewed
    from pipeline.reviews.stores import ReviewStore


@dataclass(frozen=True)
class Taken:
    """What came of the workbooks."""

    imported: tuple[tuple[Path, Imported], ...]  # one a workbook
    agreements: tuple[tuple[Path, Path, Agreement], ...]  # one for every two of them
    kept: tuple[Reviewed, ...]  # what was new and is in the store now
    known: int  # decisions that were in the store already
    disputes: tuple[Reviewed, ...]  # clauses spoken of about which reviewers differ now; all their words are kept
    older: tuple[RefusedRow, ...] = ()  # what a workbook says that was saved before its reviewer said something else


def take(
    paths: Sequence[Path],
    reports: Sequence[Report],
    catalogue: Catalogue,
    store: ReviewStore,
    *,
    when: str,
    who: str = "",
) -> Taken:
    """Take what reviewers set in workbooks into the store, each word as that of its reviewer.

    Where reviewers contradict each other, in these workbooks or with what the store holds, every word is kept and the
    clause is disputed.

    :raises UsageError: a workbook or the store cannot be read.
    """
    history = list(store.history())
    decisions = Decisions(conflicts.current(history))
    words = {id: word for report in reports for id, word in decisions.words(report).items()}
    marks = {id: one.mark for report in reports for id, one in fill(report, decisions, catalogue).items()}
    imported: list[tuple[Path, Imported]] = []
    kept: list[Reviewed] = []
    older: list[RefusedRow] = []
    known = 0
    for path in paths:
        found = importing.place(
            reviewed_workbooks.read(path),
            reports,
            catalogue,
            source=path.name,
            when=when,
            who=who,
            words=words,
            marks=marks,
        )
        fresh, same, repeated = importing.news(found, history, reviewed_workbooks.saved_at(path))
        history += fresh
        kept += fresh
        known += len(same)
        older += repeated
        imported.append((path, found))
    store.add(kept)
    compared = tuple(
        (one, two, agreements.compare(first.decisions, second.decisions))
        for (one, first), (two, second) in combinations(imported, 2)
    )
    spoken = {item.key for _, found in imported for item in found.decisions}
    disputes = tuple(item for item in conflicts.current(history) if item.verdict == "DISPUTED" and item.key in spoken)
    return Taken(tuple(imported), compared, tuple(kept), known, disputes, tuple(older))
