"""Review: the clauses a person should look at, those first that are worth most. Worth a look: what else is.

The order is that of the review page. The second sheet holds the best of those the program decided by itself, and at the
end those a person decided already.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from pipeline.reports.grids import Column, Grid
from pipeline.reports.links import OPEN
from pipeline.reports.phrases import NO_TEST, describe, list_alternatives, list_evidence, show_text
from pipeline.reports.sheets.inputs import INPUTS, KEYS, NO_INPUT, ReviewInput, keys, offer_choices
from pipeline.reports.styles import show_bars

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.workbook import Workbook

    from pipeline.reports.grids import Value
    from pipeline.reports.links import Links
    from pipeline.reports.review_priority import Worth
    from pipeline.reports.styles import Styles

NAME, MORE = "Review", "Worth a look"
COLUMNS = (
    Column("Rank", 7, "1 = worth looking at first.", "centre"),
    Column("Document", 20, "File name."),
    Column("Number", 9, "Clause number as printed; click it to open the document, a PDF at its page."),
    Column("Title", 32, "Heading of the clause.", "wrap", tall=True, lines=12),
    Column("Outcome", 11, "review; on the second sheet what was decided all the same."),
    Column("Best guess", 30, "What it would be without you.", "wrap", tall=True),
    Column("Confidence", 11, "Probability that the guess is right.", "percent"),
    Column("Alternatives", 13, "What else it may be, with its probability.", "wrap", tall=True),
    Column("Text", 60, "What the clause says, its tables as lines a | b.", "wrap", tall=True),
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
_NOTHING = {NAME: "No clause is in review.", MORE: "Nothing else is worth a look."}


class Rows:
    """Collects the rows of all documents; of the clauses the program decided only the best are held and listed."""

    def __init__(self) -> None:
        self._asked: list[_Row] = []
        self._decided: list[_Row] = []
        self._persons: list[_Row] = []

    def add(
        self, worths: Sequence[Worth], names: Mapping[str, str], said: Mapping[str, ReviewInput], links: Links
    ) -> None:
        """Take the clauses of one document.

        :param worths: all of them, as `worths.rank_all` gives them.
        :param said: clause id -> what the reviewer said about it before.
        """
        decided = [worth for worth in worths if worth.turn == "decided" and worth.value >= LEAST_WORTH][:MOST_DECIDED]
        for worth in worths:
            if worth.turn != "decided":
                rows = self._asked if worth.turn == "review" else self._persons
                rows.append(_row(worth, names, said, links))
        self._decided += [_row(worth, names, said, links) for worth in decided]
        self._decided = heapq.nsmallest(MOST_DECIDED, self._decided, key=_place)

    def write(self, book: Workbook, styles: Styles) -> None:
        """Write both sheets, each in its order."""
        for name, rows in ((NAME, self._asked), (MORE, [*self._decided, *self._persons])):
            grid = Grid(book.get_worksheet_by_name(name), COLUMNS, styles, frozen=4, highest=8)
            if not rows:
                grid.add(("", "", "", _NOTHING[name], *[""] * (len(COLUMNS) - 4)))
            for rank, (_, cells, link) in enumerate(sorted(rows, key=_place), start=1):
                if not grid.full:
                    row = grid.add((rank, *cells))
                    grid.link(row, "Number", link, str(cells[1]), OPEN)
            last = grid.end(texts=("Number",))
            grid.styles.colour_outcomes(grid.sheet, grid.index("Outcome"), last)
            show_bars(grid.sheet, grid.index("Confidence"), last)
            offer_choices(grid, last)
            grid.print_to("Reason")


_Row = tuple[tuple[int, float, str, int, str], "tuple[Value, ...]", str]  # its place, its cells but the rank, its link


def _place(row: _Row) -> tuple[int, float, str, int, str]:
    return row[0]


def _row(worth: Worth, names: Mapping[str, str], known: Mapping[str, ReviewInput], links: Links) -> _Row:
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
        "\n".join(list_alternatives(decision, guess.tests)),
        show_text(clause),
        *said.cells,
        worth.why,
        decision.reason,
        " › ".join(clause.path),
        clause.page,
        list_evidence(decision),
        *keys(clause, said),
    )
    return worth.place, cells, links.find(clause)
