"""Tables that hold clauses taken apart into rows: requirement tables, documents set as one table, two languages.

A row of such a table is offered to the sequence like a paragraph with a generated number. Tables that only refer to
clauses stay tables: their numbers stand elsewhere too, as paragraphs or in a table with more text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.clauses import row_numbers
from pipeline.clauses.cell_segments import separate
from pipeline.clauses.languages import tell
from pipeline.clauses.numbering import Key, Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.clauses.number_candidates import Grammar
    from pipeline.clauses.row_numbers import Numbered
    from pipeline.records import Block, Box, Row

MARK = "row:"  # beginning of the list id of a block that was a table row

_CELL = 20  # a shorter cell without a space is no text [characters]
_MOST = 0.5  # share of a document's text from which a table is the document


@dataclass(frozen=True, slots=True)
class _Table:
    block: Block
    numbered: Numbered

    @property
    def weight(self) -> float:
        """Characters for each of its numbers."""
        return len(self.block.text) / len(self.numbered.found)


def expand(blocks: Sequence[Block], grammar: Grammar, language: str = "") -> tuple[Block, ...]:
    """The blocks with every table of numbered clauses replaced by its rows.

    :param language: in which titles are wanted where a table has its text in several (ISO 639-1); "" = the first one.
    """
    parted = [separate(block, grammar) for block in blocks]
    size = sum(len(block.text) for block in blocks)
    tables: dict[int, _Table] = {}
    for index, block in enumerate(parted):
        if block.kind == "table" and block.rows:
            numbered = row_numbers.find(block.rows, grammar, whole=len(block.text) > _MOST * size)
            if numbered is not None:
                tables[index] = _Table(block, numbered)
    if not tables:
        return tuple(blocks)
    typed = _read_paragraphs(blocks, grammar)
    heaviest = _heaviest(tables.values())
    expanded: list[Block] = []
    for index, block in enumerate(blocks):
        table = tables.get(index)
        if table is not None and _adds_clauses(table, typed, heaviest):
            expanded.extend(_take_apart(table, language))
            typed.update(number.key for number in table.numbered.found)
        else:
            expanded.append(block)
    return tuple(expanded)


def _read_paragraphs(blocks: Sequence[Block], grammar: Grammar) -> set[Key]:
    """The numbers of all paragraphs but for lines of a table of contents."""
    paragraphs = (
        block for block in blocks if block.kind == "paragraph" and not grammar.is_contents(block.text.strip())
    )
    readings = (opening for block in paragraphs for opening in grammar.read(block))
    return {opening.number.key for opening in readings if not opening.quantity}


def _heaviest(tables: Iterable[_Table]) -> dict[Key, float]:
    """Number -> characters a number of the table that has most of them."""
    heaviest: dict[Key, float] = {}
    for table in tables:
        for number in table.numbered.found:
            heaviest[number.key] = max(heaviest.get(number.key, 0.0), table.weight)
    return heaviest


def _adds_clauses(table: _Table, typed: set[Key], heaviest: dict[Key, float]) -> bool:
    """Whether these numbers stand nowhere else with more text, and the first dotted one has its parent somewhere."""
    found = table.numbered.found
    light = sum(table.weight < heaviest[number.key] for number in found)
    if any(number.key in typed for number in found) or 2 * light > len(found):
        return False
    known = set(typed)
    for number in found:
        if number.depth == 1:
            known.add(number.key)
            continue
        parents = (Number("", number.family, parts, series=number.series).key for parts in number.ancestors)
        return any(parent in known for parent in parents)
    return True


def _take_apart(table: _Table, language: str) -> Iterator[Block]:
    """One block a numbered row, and one for every stretch of other rows."""
    block, numbered = table.block, table.numbered
    mark = f"{MARK}{block.place.index}"
    boxes: Sequence[tuple[Box, ...]] = [(box,) for box in block.boxes] or [()] * len(block.rows)
    column = _wanted(table, language) if numbered.titled else row_numbers.title_column(block.rows, numbered)
    others: list[int] = []
    for index, row in enumerate(block.rows):
        if not numbered.labels[index]:
            others.append(index)
            continue
        if others:
            yield _table(block, mark, others)
            others = []
        label = numbered.labels[index]
        title = _titled(row, numbered, column, label) if numbered.titled else _title(row, numbered.column, column)
        opened = replace(block, kind="paragraph", label=label, text=title, list_id=mark)
        yield replace(opened, rows=(row,), boxes=boxes[index])
    if others:
        yield _table(block, mark, others)


def _wanted(table: _Table, language: str) -> int:
    """The column whose titles are taken: the one in the wanted language, else the one with the numbers."""
    numbered = table.numbered
    columns = [numbered.column, *numbered.twins] if numbered.twins else range(len(table.block.rows[0]))
    for column in columns if language else ():
        if tell("\n".join(row[column] for row in table.block.rows)) == language:
            return column
    return numbered.column


def _titled(row: Row, numbered: Numbered, wanted: int | None, label: str) -> str:
    """The title in a cell that has its number in front, or in the cell of another language beside it."""
    for column in (wanted, numbered.column):
        line = row[column].strip().split("\n", 1)[0].strip() if column is not None else ""
        if line.startswith(label) or (line and column != numbered.column):
            return line.removeprefix(label).strip()
    return ""


def _title(row: Row, number: int, column: int | None) -> str:
    """The title in a cell of its own: its first line where it has several, as the text of the clause goes on in it."""
    cell = row[column].strip() if column is not None else ""
    if not cell:
        rest = [each.strip() for place, each in enumerate(row) if place != number and each.strip()]
        cell = next((each for each in rest if len(each) > _CELL or " " in each), rest[0] if len(rest) == 1 else "")
    return cell.split("\n", 1)[0].strip()


def _table(block: Block, mark: str, indices: Sequence[int]) -> Block:
    """What is left of a table: the rows at some indices."""
    rows = tuple(block.rows[index] for index in indices)
    boxes = tuple(block.boxes[index] for index in indices) if block.boxes else ()
    return replace(block, text="\n".join(map("\t".join, rows)), rows=rows, boxes=boxes, list_id=mark)
