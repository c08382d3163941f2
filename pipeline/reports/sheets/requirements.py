"""Requirements: what each test section demands, one row a section; the place of each value is in requirements.jsonl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.grids import Column
from pipeline.requirements.writing import HEAD, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.grids import Grid
    from pipeline.requirements import Requirement

NAME = "Requirements"
_KNOWN = {
    "document": (20.0, "File name."),
    "number": (9.0, "Number of the first clause of the test section."),
    "test as written": (36.0, "Heading of the section."),
    "tests": (12.0, "Tests of the catalogue the section is about."),
    "standards": (28.0, "Base standards of the test, with edition where it is given."),
    "frequency bands": (30.0, "In one form for all documents: 150 kHz - 108 MHz."),
    "levels": (34.0, "Levels and limits, in the order in which the document has them."),
    "read from": (24.0, "Clauses and tables the values stand in."),
    "by model": (24.0, "Values that a language model found and words of the section prove."),
}
COLUMNS = tuple(
    Column(head.capitalize(), *_KNOWN.get(head, (20.0, f"{head.capitalize()} the section names.")), "wrap", tall=True)
    for head in HEAD
)


def add(grid: Grid, requirements: Sequence[Requirement]) -> None:
    """Write the test sections of one document."""
    for cells in write_rows(requirements)[1]:
        if not grid.full:
            grid.add(cells)


def end(grid: Grid) -> None:
    """Put the filters on."""
    grid.end(texts=("Number",))
