"""Review: the clauses a person should look at, those first that are worth most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.grids import Column, Grid
from pipeline.reports.phrases import describe_tests, list_candidates, list_evidence
from pipeline.reports.sheets.inputs import BLANK, INPUTS, KEYS, keys, offer_choices
from pipeline.reports.styles import show_bars

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.reports.grids import Value
    from pipeline.reports.worths import Worth

NAME = "Review"
COLUMNS = (
    Column("Rank", 7, "1 = worth looking at first.", "centre"),
    Column("Document", 20, "File name."),
    Column("Number", 9, "Clause number as printed."),
    Column("Title", 36, "Heading of the clause.", "wrap", tall=True),
    Column("Best guess", 30, "What it would be without you.", "wrap", tall=True),
    Column("Confidence", 11, "Probability that the guess is right.", "percent"),
    Column("Candidates", 18, "The three best, with their probabilities.", "wrap", tall=True),
    Column("Text", 60, "The clause's own text; tables and notes stand in clauses.jsonl.", "wrap", tall=True),
    *INPUTS,
    Column("Worth a look because", 34, "Doubt, clauses that hang on it, tests not found otherwise.", "wrap", tall=True),
    Column("Reason", 40, "Why it was decided so.", "wrap", tall=True),
    Column("Under", 32, "Headings above the clause, outermost first.", "wrap"),
    Column("Page", 7, "Page of the PDF.", "centre"),
    Column("Evidence", 34, "Method codes, standards, units, bands; in brackets: only referred to.", "wrap"),
    *KEYS,
)

Item = tuple[float, str, int, "tuple[Value, ...]"]  # negative worth, document, index, cells but for the rank


def collect(worths: Iterable[Worth], names: Mapping[str, str]) -> list[Item]:
    """Turn the clauses of one document into rows that can be ordered with those of others."""
    return [_item(worth, names) for worth in worths]


def write(grid: Grid, items: list[Item]) -> None:
    """Write all rows, best worth first."""
    for rank, (_, _, _, cells) in enumerate(sorted(items, key=lambda item: item[:3]), start=1):
        if not grid.full:
            grid.add((rank, *cells))
    if not items:
        grid.add(("", "", "", "No clause is in review.", *[""] * (len(COLUMNS) - 4)))
        return
    last = grid.end(texts=("Number",))
    show_bars(grid.sheet, grid.index("Confidence"), last)
    offer_choices(grid, last)
    grid.print_to("Reason")


def _item(worth: Worth, names: Mapping[str, str]) -> Item:
    decision = worth.decision
    clause = decision.clause
    cells = (
        clause.document,
        clause.number,
        clause.title,
        describe_tests(decision, names),
        decision.confidence,
        "\n".join(list_candidates(decision)),
        clause.text,
        *BLANK,
        worth.why,
        decision.reason,
        " › ".join(clause.path),
        clause.page,
        list_evidence(decision),
        *keys(clause),
    )
    return -worth.value, clause.document, clause.index, cells
