"""Levels, bands and single frequencies of a clause, read as the requirements are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements import bands, levels, quantities
from pipeline.requirements.decimal_marks import Marks
from pipeline.requirements.tables import join, take_apart
from pipeline.search.index.index_records import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Clause
    from pipeline.requirements.bands import Band
    from pipeline.requirements.decimal_marks import DecimalMark
    from pipeline.requirements.quantities import Quantity

_FREQUENCY = re.compile(rf"(?<![\w.,\-])(?P<value>{quantities.NUMBER})\s?(?:{quantities.HERTZ})")
_ALL_UNITS = levels.allow(())


def collect(clause: Clause, marks: Marks | None = None) -> tuple[Amount, ...]:
    """Find the values of a clause, each once, in text and tables.

    :param marks: the decimal marks of its document; found out from the clause alone by default.
    """
    marks = marks or Marks.of([clause])
    mark = marks.of_clause(clause)
    found: dict[Amount, None] = {}
    for text in (clause.title, *clause.text.splitlines(), *clause.notes):
        found.update(dict.fromkeys(read(text, mark)))
    for table in join(clause.tables):
        grid = take_apart(table, marks.of_table(clause, table))
        for _, band in bands.find_in_table(grid):
            found.update(dict.fromkeys(_bands(band)))
        for level in levels.find_in_table(grid, _ALL_UNITS, ""):
            found.update(dict.fromkeys(_levels(level.quantity)))
        for cell in grid.cells:
            found.update(dict.fromkeys(read(cell.wording, marks.of_table(clause, table))))
    return tuple(found)


def read(text: str, mark: DecimalMark | None = None) -> Iterator[Amount]:
    """Find the values in one piece of text, with all readings; a frequency within a band is no single one.

    :param mark: decimal mark of the text; see `quantities.same`.
    """
    text = quantities.same(text, mark)
    spans = []
    for band in bands.find(text):
        spans.append((band.start, band.end))
        yield from _bands(band)
    for match in _FREQUENCY.finditer(text):
        if not any(start <= match.start() < end for start, end in spans):
            for number in quantities.numbers(match["value"]):
                value = quantities.hertz(number, match["prefix"])
                yield Amount("frequency", value, value, "Hz")
    yield from (amount for quantity in quantities.find(text) for amount in _levels(quantity))


def _bands(band: Band) -> Iterator[Amount]:
    for low, high in ((band.low, band.high), *([band.other] if band.other else [])):
        yield Amount("band", low, high, "Hz")


def _levels(quantity: Quantity) -> Iterator[Amount]:
    for value in (quantity.value, *([] if quantity.other is None else [quantity.other])):
        amount = abs(value) if quantity.sign != "-" or not quantity.unit.startswith("dB") else value
        yield Amount("level", amount, amount, quantity.unit)
