"""Cells that hold several clauses one below the other, cut into a row for each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.records import Block, Place, Row

if TYPE_CHECKING:
    from pipeline.clauses.number_candidates import Grammar

_NOWHERE = Place(0)
_LONGEST = 120  # a longer line is no heading [characters]
_FEWEST = 2  # headings within a cell that make it worth cutting

Segment = tuple[object, str]  # key of the number (None in front of the first), text


def separate(block: Block, grammar: Grammar) -> Block:
    """A table whose rows have several headings in a cell with a row for each; any other block as it is."""
    if block.kind != "table" or not any("\n" in cell for row in block.rows for cell in row):
        return block
    parted = [_separate(row, grammar) for row in block.rows]
    if all(len(rows) == 1 for rows in parted):
        return block
    boxes = tuple(box for rows, box in zip(parted, block.boxes, strict=True) for _ in rows) if block.boxes else ()
    rows = tuple(row for rows in parted for row in rows)
    return replace(block, rows=rows, boxes=boxes, text="\n".join(map("\t".join, rows)))


def _separate(row: Row, grammar: Grammar) -> list[Row]:
    """One row for each heading; cells with the same headings stay side by side, any other with the first."""
    segments = [_cut(cell, grammar) for cell in row]
    keys = [[key for key, _ in found if key is not None] for found in segments]
    longest = max(keys, key=len)
    if len(longest) < _FEWEST:
        return [row]
    rows: list[list[str]] = []
    places: list[object] = [None, *longest] if any(found[0][0] is None for found in segments if found) else [*longest]
    for index, place in enumerate(places):
        cells = []
        for own, found, cell in zip(keys, segments, row, strict=True):
            if own == longest:
                cells.append(next((text for key, text in found if key == place), ""))
            else:
                cells.append(cell if index == 0 else "")
        rows.append(cells)
    return [tuple(cells) for cells in rows if any(cells)]


def _cut(cell: str, grammar: Grammar) -> list[Segment]:
    """The text of a cell up to its first heading, and from each to the next."""
    segments: list[tuple[object, list[str]]] = []
    seen: set[object] = set()
    for line in cell.split("\n"):
        key = _heads(line, grammar)
        if not segments or (key is not None and key not in seen):
            segments.append((key, [line]))
            seen.add(key)
        else:
            segments[-1][1].append(line)
    return [(key, "\n".join(lines)) for key, lines in segments]


def _heads(line: str, grammar: Grammar) -> object:
    """The key of the dotted number a line has in front of a title; None where it has none."""
    for opening in grammar.read(Block("paragraph", line.strip(), _NOWHERE)) if len(line) <= _LONGEST else ():
        title = opening.title
        if opening.number.depth > 1 and not opening.quantity and title[:1].isupper() and not title.endswith((";", ",")):
            return opening.number.key
    return None
