"""What a selection matrix says and what a test plan is made of, each value with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Meaning = Literal["required", "conditional", "not", "text"]
"""What a cell of a matrix means: the test is run, it may have to be run, it is not run, or a wording to be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a selection matrix: whether a test applies to a component category."""

    document: str
    clause: str  # id of the clause the matrix stands in
    table: int  # 1-based among the tables of the clause
    caption: str
    page: int | None
    row: int  # 1-based row of the table
    column: int  # 1-based column of the table
    item: str  # the test as the matrix writes it, its heads joined by " | "
    tests: tuple[str, ...]  # ids of the catalogue's tests it names; empty = none of them
    clauses: tuple[str, ...]  # ids of the clauses it names, by number, code or name
    category: str  # of components, as written
    group: str  # what stands over the category, "" for nothing
    meaning: Meaning
    text: str  # the cell as written
    legend: str  # the document's own words for the mark, "" where it gives none
    notes: tuple[str, ...] = ()  # remarks in the cell, and the footnotes it calls

    @property
    def number(self) -> str:
        """The number of the clause the matrix stands in."""
        return self.clause.rpartition("#")[2]

    @property
    def place(self) -> str:
        """Where the cell stands, for people: "7.0, table 1, row 4, column 3, page 8"."""
        page = f", page {self.page}" if self.page else ""
        return f"{self.number}, table {self.table}, row {self.row}, column {self.column}{page}"


@dataclass(frozen=True, slots=True)
class Matrix:
    """A selection matrix of one document: its tests and its categories in the order of the table, and every cell."""

    document: str
    clause: str
    caption: str
    page: int | None
    categories: tuple[str, ...]
    items: tuple[str, ...]
    entries: tuple[Entry, ...]
    doubts: tuple[str, ...] = ()  # what the reader is not sure of, one sentence each
