"""The report of a tuning as a workbook: result, documents, settings, weights, and every clause that changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.evaluation import Proportion
from pipeline.matching.decisions import weights as weight_files
from pipeline.reports.grids import Column, Grid
from pipeline.reports.styles import Styles
from pipeline.reports.workbook import open_book
from pipeline.tuning.parameters import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.matching.decisions.weights import Weights
    from pipeline.reports.grids import Value
    from pipeline.tuning.dataset import Alternatives
    from pipeline.tuning.tuning import Guess, Tuned, TuningRow

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


def by_document(rows: Iterable[TuningRow]) -> list[tuple[str, Proportion, Proportion]]:
    """Shares of right clauses of each document, before and after."""
    groups: dict[str, list[TuningRow]] = defaultdict(list)
    for row in rows:
        groups[row.document].append(row)
    return [
        (name, _share([row.before for row in some]), _share([row.after for row in some]))
        for name, some in groups.items()
    ]  # fmt: skip


def _share(made: list[Guess]) -> Proportion:
    return Proportion(sum(one.right for one in made), len(made))


def list_settings(tuned: Tuned) -> list[tuple[str, str, str, str]]:
    """What is chosen: (what, before, after, what was chosen with each part of the documents held out)."""
    rows = describe(tuned.start.as_dict(), tuned.choice.as_dict())
    parts = [describe(tuned.start.as_dict(), choice.as_dict()) for choice in tuned.held]
    listed = [(*row, ", ".join(part[index][2] for part in parts)) for index, row in enumerate(rows)]
    used = f"{tuned.review_below:g}" if tuned.helps else "-"
    return [*listed, ("decide.review_below, as written", f"{tuned.start.review_below:g}", used, "")]


def list_weights(before: Weights, after: Weights, least: float = 0.05) -> list[tuple[str, str, str, float, float]]:
    """Weights that moved: (block, row, column, before, after), those that moved most first."""
    moved = []
    for block, (rows, columns) in weight_files.BLOCKS.items():
        old, new = getattr(before, block), getattr(after, block)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                if abs(new[i, j] - old[i, j]) >= least:
                    moved.append((block, row, column, float(old[i, j]), float(new[i, j])))
    return sorted(moved, key=lambda one: -abs(one[4] - one[3]))


def show_label(label: Alternatives) -> str:
    """Return a label as it is written in a labels file."""
    return "|".join(";".join(sorted(tests)) or "NONE" for tests in label)
