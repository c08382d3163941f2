"""Levels, bands and single frequencies of a clause, read as the requirements are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements import bands, levels, quantities
from pipeline.requirements.tables import join, take_apart
from pipeline.search.index.records import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Clause
    from pipeline.requirements.quantities import Quantity

_FREQUENCY = re.compile(rf"(?<![\w.,\-])(?P<value>{quantities.NUMBER})\s?(?:{quantities.HERTZ})")
_ALL_UNITS = levels.allow(())


def collect(clause: Clause) -> tuple[Amount, ...]:
    """Find the values of a clause, each once, in text and tables."""
    found: dict[Amount, None] = {}
    for text in (clause.title, *clause.text.splitlines(), *clause.notes):
        found.update(dict.fromkeys(read(text)))
    for table in join(clause.tables):
        grid = take_apart(table)
        for _, band in bands.find_in_table(grid):
            found[Amount("band", band.low, band.high, "Hz")] = None
        for level in levels.find_in_table(grid, _ALL_UNITS, ""):
            found[_level(level.quantity)] = None
        for cell in grid.cells:
            found.update(dict.fromkeys(read(cell.text)))
    return tuple(found)


def read(text: str) -> Iterator[Amount]:
    """Find the values in one piece of text; a frequency within a band is no single one."""
    text = quantities.same(text)
    spans = []
    for band in bands.find(text):
        spans.append((band.start, band.end))
        yield Amount("band", band.low, band.high, "Hz")
    for match in _FREQUENCY.finditer(text):
        if not any(start <= match.start() < end for start, end in spans):
            value = quantities.hertz(quantities.number(match["value"]), match["prefix"])
            yield Amount("frequency", value, value, "Hz")
    yield from (_level(quantity) for quantity in quantities.find(text))


def _level(quantity: Quantity) -> Amount:
    value = abs(quantity.value) if quantity.sign != "-" or not quantity.unit.startswith("dB") else quantity.value
    return Amount("level", value, value, quantity.unit)
