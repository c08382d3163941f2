"""comparison.xlsx: counts by test and kind, and one row for every clause of either revision."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.comparisons.changes import KINDS, MEANINGS
from pipeline.reports.grids import Column, Grid
from pipeline.reports.phrases import NO_TEST, describe
from pipeline.reports.styles import Styles
from pipeline.reports.workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.comparisons.changes import Change, Comparison

_COLUMNS = (
    Column("Kind", 12, "What became of the clause."),
    Column("Tests", 16, "Tests it is about, in either revision.", "wrap", tall=True),
    Column("Old number", 9, ""),
    Column("New number", 9, ""),
    Column("Title", 40, "", "wrap", tall=True),
    Column("What changed", 46, "Values with their units, and what else happened to it.", "wrap", tall=True),
    Column("Old text", 70, "With title, tables and notes.", "wrap"),
    Column("New text", 70, "", "wrap"),
    Column("Under", 34, "Headings above it.", "wrap"),
    Column("Document", 24, ""),
)
_KINDS = (Column("Kind", 14, ""), Column("Clauses", 9, "", "count"), Column("What it means", 60, "", "wrap"))


def save(path: Path, comparisons: Sequence[Comparison], names: Mapping[str, str]) -> None:
    """Write the workbook.

    :param names: test id -> name.
    """
    changes = [change for item in comparisons for change in item.changes]
    with open_book(path, "emcmatch comparison") as book:
        styles = Styles(book)
        tests, rows, kinds = (book.add_worksheet(name) for name in ("Tests affected", "Changes", "Kinds"))
        _write_tests(Grid(tests, _test_columns(), styles, frozen=1), changes, names)
        grid = Grid(rows, _COLUMNS, styles, frozen=4)
        for change in changes:
            if not grid.full:
                grid.add(_cells(change))
        grid.end(texts=("Old number", "New number"))
        counts = Counter(change.kind for change in changes)
        table = Grid(kinds, _KINDS, styles)
        for kind in KINDS:
            table.add((kind, counts[kind], MEANINGS[kind]))


def _test_columns() -> tuple[Column, ...]:
    return (Column("Test", 40, "", "wrap"), *(Column(kind, 12, "", "count") for kind in KINDS))


def _write_tests(grid: Grid, changes: Sequence[Change], names: Mapping[str, str]) -> None:
    """Write the tests, those with most that is not just counted on first; clauses about none stand last."""
    found: dict[str, Counter[str]] = {}
    for change in changes:
        for test in change.tests or ("",):
            found.setdefault(test, Counter())[change.kind] += 1
    weights = {test: sum(counts[kind] for kind in KINDS[:5]) for test, counts in found.items()}
    for test in sorted(found, key=lambda test: (not test, -weights[test], test)):
        grid.add((describe(test, names) if test else NO_TEST, *(found[test][kind] or None for kind in KINDS)))
    grid.end()


def _cells(change: Change) -> tuple[str, ...]:
    clause = change.decision.clause
    old = change.old.clause if change.old else None
    new = change.new.clause if change.new else None
    same = change.kind in ("unchanged", "renumbered", "moved")
    return (
        change.kind,
        "; ".join(change.tests) or NO_TEST,
        old.number if old else "",
        new.number if new else "",
        clause.title,
        "\n".join((*change.values, *change.notes)),
        old.all_text if old and not same else "",
        new.all_text if new else "",
        " › ".join(clause.path),
        clause.document,
    )
