"""History: all that persons said about the clauses of these documents, oldest first, with what each word replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports.grids import Column, Grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.workbook import Workbook

    from pipeline.reports.styles import Styles

NAME = "History"
COLUMNS = (
    Column("Document", 20, "File name; that of an older revision where it was said about that."),
    Column("Number", 11, "Clause as it was numbered then; click it to go to its row in Matches."),
    Column("Title", 32, "Heading of the clause then.", "wrap", tall=True),
    Column("When", 17, "Date and time on the machine it was said on."),
    Column("Who", 14, "Name or initials, as given; empty = no name was given."),
    Column("From", 22, "File name of the workbook, or page.", "wrap", tall=True),
    Column("What was said", 24, "Tests, a verdict, a comment alone, or taken back.", "wrap", tall=True),
    Column("Comment", 34, "The words that came with it.", "wrap", tall=True),
    Column("What it replaced", 34, "What the reviewer had said before; else the program's guess.", "wrap", tall=True),
    Column("Holds now", 30, "What holds for the clause after all that was said.", "wrap", tall=True),
)
_NOTHING = "Nobody said anything about these documents yet."


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that one person said about one clause."""

    clause: str  # id
    document: str
    number: str
    title: str
    when: str  # ISO 8601, "" where it is not known
    who: str
    source: str  # file name of the workbook, or "page"
    said: str
    comment: str
    replaced: str
    holds: str

    @property
    def minute(self) -> str:
        """When it was said, to the minute, as a reader writes it: "2031-05-06 10:00"."""
        return self.when[:16].replace("T", " ")


def write(book: Workbook, styles: Styles, entries: Iterable[HistoryEntry], rows: Mapping[str, int]) -> None:
    """Write the sheet.

    :param entries: oldest first.
    :param rows: clause id -> its 0-based row in Matches, of clauses about which something holds.
    """
    grid = Grid(book.get_worksheet_by_name(NAME), COLUMNS, styles, frozen=2, highest=8)
    for each in entries:
        if grid.full:
            break
        row = grid.add(
            (each.document, each.number, each.title, each.minute, each.who, each.source, each.said, each.comment,
             each.replaced, each.holds)
        )  # fmt: skip
        if each.clause in rows:
            grid.link(row, "Number", f"internal:'Matches'!A{rows[each.clause] + 1}", each.number, "Go to the clause")
    if grid.next == 1:
        grid.add(("", "", _NOTHING, *[""] * (len(COLUMNS) - 3)))
    grid.end(texts=("Number",))
