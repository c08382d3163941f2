"""Tables with a column of clause numbers, as requirement databases export them, taken apart into rows.

A row of such a table is offered to the sequence like a paragraph with a generated number. Matrices that refer to
clauses, revision histories and tables of values stay tables.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.clauses.numbering import Key, Number
from pipeline.records import Block, Box, Place, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.clauses.number_candidates import Grammar

MARK = "row:"  # beginning of the list id of a block that was a table row

_NOWHERE = Place(0)
_CELL = 20  # a longer cell is no number [characters]
_WORDY = 25  # mean length from which the longest cells of the rows are text and no values [characters]
_REVISION = re.compile(r"(?i)\b(?:rev|revision|version|issue|ausgabe|stand|change|index|date|datum)\b|版本|修订|日期")
_DATE = re.compile(r"\b(?:19|20)\d\d[-./年]\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b")


def expand(blocks: Sequence[Block], grammar: Grammar) -> tuple[Block, ...]:
    """The blocks with every table of numbered clauses replaced by its rows."""
    typed: set[Key] | None = None  # the numbers of all paragraphs; read only where a table calls for it
    expanded: list[Block] = []
    for block in blocks:
        column, numbers = _find_column(block, grammar)
        if numbers:
            typed = _read_paragraphs(blocks, grammar) if typed is None else typed
        if typed is not None and _adds_clauses(numbers, typed):
            expanded.extend(_take_apart(block, numbers, column))
            typed.update(number.key for number in numbers if number)
        else:
            expanded.append(block)
    return tuple(expanded)


def _find_column(block: Block, grammar: Grammar) -> tuple[int, list[Number | None]]:
    """The column that holds clause numbers, the first or the one behind an id, and what stands in it."""
    for column in (0, 1) if block.kind == "table" else ():
        numbers = [_read(row, grammar, column) for row in block.rows]
        if _looks_numbered(block.rows, numbers):
            return column, numbers
    return 0, []


def _read_paragraphs(blocks: Sequence[Block], grammar: Grammar) -> set[Key]:
    paragraphs = (block for block in blocks if block.kind == "paragraph")
    readings = (opening for block in paragraphs for opening in grammar.read(block))
    return {opening.number.key for opening in readings if not opening.quantity}


def _read(row: Row, grammar: Grammar, column: int) -> Number | None:
    """The number that fills a cell of a row."""
    cell = row[column].strip() if column < len(row) else ""
    if not cell or len(cell) > _CELL:
        return None
    for opening in grammar.read(Block("paragraph", cell, _NOWHERE)):
        if not opening.title and not opening.quantity and opening.number.family != "part":
            return opening.number
    return None


def _looks_numbered(rows: Sequence[Row], numbers: Sequence[Number | None]) -> bool:
    """Ascending dotted numbers in front of sentences, and no history of revisions."""
    found = [number for number in numbers if number is not None]
    if not any(number.depth > 1 for number in found) or 2 * len(found) < len(rows):
        return False
    if any(one.key >= two.key for one, two in itertools.pairwise(found)):
        return False
    texts = [_longest(row) for row, number in zip(rows, numbers, strict=True) if number is not None]
    if sum(map(len, texts)) < _WORDY * len(texts):
        return False
    header = " ".join(rows[0]) if numbers[0] is None else ""
    dated = any(_DATE.search(cell) for row in rows for cell in row if len(cell) < 20)
    return not dated and not _REVISION.search(header)


def _adds_clauses(numbers: Sequence[Number | None], typed: set[Key]) -> bool:
    """Whether no paragraph has these numbers and the first dotted one has its parent in a row or a paragraph."""
    found = [number for number in numbers if number is not None]
    if any(number.key in typed for number in found):
        return False
    known = set(typed)
    for number in found:
        if number.depth == 1:
            known.add(number.key)
            continue
        parents = (Number("", number.family, parts).key for parts in number.ancestors)
        return any(parent in known for parent in parents)
    return False


def _longest(row: Row) -> str:
    return max(row, key=len, default="").strip()


def _take_apart(block: Block, numbers: Sequence[Number | None], column: int) -> Iterator[Block]:
    """One block a numbered row, and one for every stretch of other rows."""
    mark = f"{MARK}{block.place.index}"
    boxes: Sequence[tuple[Box, ...]] = [(box,) for box in block.boxes] or [()] * len(block.rows)
    others: list[int] = []
    for index, (row, number) in enumerate(zip(block.rows, numbers, strict=True)):
        if number is None:
            others.append(index)
            continue
        if others:
            yield _table(block, mark, others)
            others = []
        rest = [cell.strip() for place, cell in enumerate(row) if place != column and cell.strip()]
        text = next((cell for cell in rest if len(cell) > _CELL or " " in cell), "")
        opened = replace(block, kind="paragraph", label=row[column].strip(), text=text, list_id=mark)
        yield replace(opened, rows=(row,), boxes=boxes[index])
    if others:
        yield _table(block, mark, others)


def _table(block: Block, mark: str, indices: Sequence[int]) -> Block:
    """What is left of a table: the rows at some indices."""
    rows = tuple(block.rows[index] for index in indices)
    boxes = tuple(block.boxes[index] for index in indices) if block.boxes else ()
    return replace(block, text="\n".join(map("\t".join, rows)), rows=rows, boxes=boxes, list_id=mark)
