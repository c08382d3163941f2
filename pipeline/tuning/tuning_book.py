"""The report of a tuning as a workbook: result, documents, settings, weights, and every clause that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.grids import Column, Grid
from pipeline.reports.styles import Styles
from pipeline.reports.workbook import open_book
from pipeline.tuning.findings import by_document, list_settings, list_weights, show_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.evaluation import Proportion
    from pipeline.reports.grids import Value
    from pipeline.tuning.tuning import Guess, Tuned

SHEETS = ("Result", "Settings", "Weights", "Clauses")

_SHARE = ("Right", "n", "95 % from", "95 % to")
_RESULT = (
    Column("Documents, each held out", 44, "", "wrap", tall=True),
    *(
        Column(f"{head} {when}" if head == "Right" else head, 10, "", "number" if head == "n" else "percent")
        for when in ("before", "after")
        for head in _SHARE
    ),
)
_SETTINGS = (
    Column("Setting", 52, "", "bold"),
    Column("Before", 12, ""),
    Column("After", 12, ""),
    Column("With each part of the documents held out", 60, "", "wrap"),
)
_WEIGHTS = (
    Column("Block", 12, ""),
    Column("Of", 24, ""),
    Column("For", 30, ""),
    Column("Before", 10, "", "ratio"),
    Column("After", 10, "", "ratio"),
)
_CLAUSES = (
    Column("Document", 26, ""),
    Column("Number", 10, ""),
    Column("Title", 50, "", "wrap", tall=True),
    Column("Label", 18, "", "wrap"),
    Column("Before", 16, "", "wrap"),
    Column("Confidence before", 11, "", "percent"),
    Column("After", 16, "", "wrap"),
    Column("Confidence after", 11, "", "percent"),
    Column("Change", 12, ""),
)


def save(path: Path, tuned: Tuned, text: Sequence[str]) -> None:
    """Write the workbook.

    :param text: what was found, a sentence a line.
    """
    with open_book(path, "emcmatch tuning") as book:
        styles = Styles(book)
        sheets = {name: book.add_worksheet(name) for name in SHEETS}
        _write_result(Grid(sheets["Result"], _RESULT, styles, frozen=1), tuned, text)
        settings = Grid(sheets["Settings"], _SETTINGS, styles, frozen=1)
        for setting in list_settings(tuned):
            settings.add(setting)
        weights = Grid(sheets["Weights"], _WEIGHTS, styles)
        for weight in list_weights(tuned.shipped, tuned.weights):
            weights.add(weight)
        weights.end()
        _write_clauses(Grid(sheets["Clauses"], _CLAUSES, styles, frozen=2), tuned)


def _write_result(grid: Grid, tuned: Tuned, text: Sequence[str]) -> None:
    grid.add(("All", *_cells(tuned.before), *_cells(tuned.after)), {0: "bold"})
    for name, before, after in by_document(tuned.rows):
        grid.add((name, *_cells(before), *_cells(after)))
    row = grid.end() + 2
    for line in text:
        grid.sheet.write_string(row, 0, line)
        row += 1


def _write_clauses(grid: Grid, tuned: Tuned) -> None:
    for row in tuned.rows:
        if grid.full:
            break
        change = {(False, True): "put right", (True, False): "made wrong"}.get((row.before.right, row.after.right), "")
        guesses = (*_guess(row.before), *_guess(row.after))
        grid.add((row.document, row.number, row.title, show_label(row.label), *guesses, change))
    grid.end(texts=("Number",))


def _guess(guess: Guess) -> tuple[str, float]:
    return ";".join(guess.tests) or "NONE", guess.confidence


def _cells(share: Proportion) -> tuple[Value, ...]:
    low, high = share.interval or (None, None)
    return share.value, share.n, low, high
