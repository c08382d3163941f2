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


@dataclass(frozen=True, slots=True)
class Limit:
    """A level or limit over one band, as one cell or one sentence gives it."""

    document: str
    clause: str  # id
    place: str  # "table 1, row 3", "text"
    page: int | None
    tests: tuple[str, ...]
    band: str  # as requirements write bands: "1 MHz - 20 MHz"; "" where none was found for it
    low: float | None  # Hz
    high: float | None  # Hz
    start: float  # at the lower end of the band, in `unit`
    end: float  # at its upper end; another value where the limit slopes, in a straight line over log f in dB
    unit: str  # "mA", "dBµV/m" ...
    head: str  # of its column: "Class 2 (mA)"
    row: str  # of its row: "MW"
    detector: str  # "peak", "quasi-peak", "average", "" = not said
    severity: str  # severity level or limit class as written: "Class 2", "L1"; "" = not said
    wording: str  # the cell or the value in the sentence as written
    quote: str  # the row or sentence as written
    sign: str = ""  # "±" or "+" where that is written
    unclear: str = ""  # why it cannot be compared with others, "" = it can

    @property
    def number(self) -> str:
        """The number of its clause."""
        return self.clause.rpartition("#")[2]

    @property
    def source(self) -> str:
        """Where it stands, for people: "spec.docx 5.6.8.1, table 1, row 3"."""
        page = f", page {self.page}" if self.page else ""
        return f"{self.document} {self.number}, {self.place}{page}"

    @property
    def value(self) -> str:
        """The value with its unit: "60 mA", "89 to 100 dBµA"."""
        if self.unclear:
            named = "" if self.unit in self.wording else f" {self.unit}"
            return f"{self.wording}{named}"
        ends = f"{self.start:.10g}" if self.start == self.end else f"{self.start:.10g} to {self.end:.10g}"
        return f"{self.sign if self.start > 0 else ''}{ends} {self.unit}"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a plan with its source."""

    kind: str  # "base standard", "frequency band", "functional status" ...
    text: str
    document: str
    number: str  # of the clause
    page: int | None
    place: str  # "title", "text", "table 1, row 3"
    quote: str  # verbatim: the sentence or the row of the table
    note: str = ""  # heads of row and column, "by a model" ...

    @property
    def source(self) -> str:
        """Where it stands, for people, its document left out: "5.6.8.1, table 1, row 3, page 12"."""
        page = f", page {self.page}" if self.page else ""
        return f"{self.number}, {self.place}{page}"


@dataclass(frozen=True, slots=True)
class Point:
    """Something a person has to settle before the plan is released."""

    test: str  # as the plan names it, "" for the plan as a whole
    kind: str  # "missing value", "condition", "footnote", "clause in review", "conflict", "matrix"
    text: str


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """One test of a plan."""

    item: str  # the line of the matrix, or the heading, as the document writes it
    tests: tuple[str, ...]  # ids; empty = none of the catalogue
    names: tuple[str, ...]  # of those tests
    meaning: Meaning
    entries: tuple[Entry, ...]  # of the matrix; empty where the document has none
    sections: tuple[str, ...]  # numbers of the clauses that head its sections
    values: tuple[Value, ...]
    limits: tuple[Limit, ...]
    others: tuple[str, ...] = ()  # numbers of clauses the matrix names that are about no test of the catalogue
    part: str = ""  # the test of the catalogue, where a line of the matrix covers several

    @property
    def name(self) -> str:
        """The line as one name, with the test that is meant where it covers several: "BCI, ALSE [BCI]"."""
        return self.item.replace(" | ", ", ") + (f" [{self.part}]" if self.part else "")

    def of(self, kind: str) -> tuple[Value, ...]:
        """Return the values of one kind."""
        return tuple(value for value in self.values if value.kind == kind)


@dataclass(frozen=True, slots=True)
class Plan:
    """The draft of a test plan for one document and the categories of one component."""

    document: str
    title: str
    number: str
    revision: str
    date: str
    categories: tuple[str, ...]
    tests: tuple[PlannedTest, ...]
    left_out: tuple[Entry, ...]  # that the matrix says are not to be run
    matrices: tuple[Matrix, ...]
    points: tuple[Point, ...]
    general: tuple[Value, ...] = ()  # said for all tests, outside the sections of tests
