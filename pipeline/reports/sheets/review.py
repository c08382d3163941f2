"""Review: the clauses a person should look at, those first that are worth most; then what else is worth a look.

The order is that of the review page. Behind the clauses in review stand the best of those the program decided by
itself, and at the end those a person decided already.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from pipeline.reports.grids import Column, Grid
from pipeline.reports.phrases import NO_TEST, describe, list_candidates, list_evidence
from pipeline.reports.sheets.inputs import INPUTS, KEYS, NO_INPUT, ReviewInput, keys, offer_choices
from pipeline.reports.styles import show_bars

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reports.grids import Value
    from pipeline.reports.review_priority import Worth
    from pipeline.reports.styles import Styles

NAME = "Review"
COLUMNS = (
    Column("Rank", 7, "1 = worth looking at first.", "centre"),
    Column("Document", 20, "File name."),
    Column("Number", 9, "Clause number as printed."),
    Column("Title", 36, "Heading of the clause.", "wrap", tall=True),
    Column("Outcome", 11, "review first; then what was decided and is worth a look all the same."),
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

MOST_DECIDED = 100  # clauses that are not in review and worth a look all the same
LEAST_WORTH = 0.005  # expected number of wrong clauses below which a look is not worth the time
_NOTHING = "No clause is in review."


class Rows:
    """Collects the rows of all documents; of the clauses that are not in review only the best are held and listed."""

    def __init__(self) -> None:
        self._asked: list[_Row] = []
        self._decided: list[_Row] = []

    def add(self, worths: Sequence[Worth], names: Mapping[str, str], said: Mapping[str, ReviewInput]) -> None:
        """Take the clauses of one document.

        :param worths: all of them, as `worths.rank_all` gives them.
        :param said: clause id -> what the reviewer said about it before.
        """
        decided = [worth for worth in worths if worth.turn == "decided" and worth.value >= LEAST_WORTH][:MOST_DECIDED]
        self._asked += [_row(worth, names, said) for worth in worths if worth.turn != "decided"]
        self._decided += [_row(worth, names, said) for worth in decided]
        self._decided = heapq.nsmallest(MOST_DECIDED, self._decided, key=_place)

    def write(self, grid: Grid, styles: Styles) -> None:
        """Write all rows in their order."""
        rows = sorted((*self._asked, *self._decided), key=_place)
        if not rows or rows[0][0][0]:
            grid.add(("", "", "", _NOTHING, *[""] * (len(COLUMNS) - 4)))
        for rank, (_, cells) in enumerate(rows, start=1):
            if not grid.full:
                grid.add((rank, *cells))
        last = grid.end(texts=("Number",))
        styles.colour_outcomes(grid.sheet, grid.index("Outcome"), last)
        show_bars(grid.sheet, grid.index("Confidence"), last)
        offer_choices(grid, last)
        grid.print_to("Reason")


_Row = tuple[tuple[int, float, str, int, str], "tuple[Value, ...]"]  # its place, its cells but for the rank


def _place(row: _Row) -> tuple[int, float, str, int, str]:
    return row[0]


def _row(worth: Worth, names: Mapping[str, str], known: Mapping[str, ReviewInput]) -> _Row:
    decision = worth.decision
    clause = decision.clause
    guess = decision.unreviewed or decision
    said = known.get(clause.id, NO_INPUT)
    cells = (
        clause.document,
        clause.number,
        clause.title,
        decision.outcome,
        "\n".join(describe(test, names) for test in guess.tests) or NO_TEST,
        guess.confidence,
        "\n".join(list_candidates(decision)),
        clause.text,
        *said.cells,
        worth.why,
        decision.reason,
        " › ".join(clause.path),
        clause.page,
        list_evidence(decision),
        *keys(clause, said),
    )
    return worth.place, cells
