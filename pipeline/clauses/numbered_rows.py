"""Tables that hold clauses taken apart into rows: requirement tables, documents set as one table, two languages.

A row of such a table is offered to the sequence like a paragraph with a generated number. Tables that only refer to
clauses stay tables: their numbers stand elsewhere too, as paragraphs or in a table with more text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.clauses import cards, row_numbers
from pipeline.clauses.cell_segments import separate
from pipeline.clauses.languages import tell
from pipeline.clauses.numbering import Key, Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.clauses.number_candidates import Grammar
    from pipeline.clauses.row_numbers import Numbered
    from pipeline.records import Block, Box, Row

MARK = "row:"  # beginning of the list id of a block that was a table row

_CELL = 20  # a shorter cell without a space is no text [characters]
_MOST = 0.5  # share of a document's text from which a table is the document

_Shape = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Table:
    block: Block
    numbered: Numbered

    @property
    def weight(self) -> float:
        """Characters for each of its numbers."""
        return len(self.block.text) / len(self.numbered.found)

    @property
    def shape(self) -> _Shape:
        """Count of columns, and which of them has the numbers."""
        return len(self.block.rows[0]), self.numbered.column


def expand(blocks: Sequence[Block], grammar: Grammar, language: str = "") -> tuple[Block, ...]:
    """The blocks with every table of numbered clauses replaced by its rows.

    :param language: in which titles are wanted where a table has its text in several (ISO 639-1); "" = the first one.
    """
    parted = [separate(block, grammar) for block in blocks]
    tables = _find_tables(parted, grammar)
    if not tables:
        return tuple(blocks)
    typed = _read_paragraphs(blocks, grammar)
    heaviest = _heaviest(tables.values())
    taken: dict[int, _Table] = {}
    for index, table in tables.items():
        if _adds_clauses(table, typed, heaviest):
            taken[index] = table
            typed.update(number.key for number in table.numbered.found)
    columns = _find_title_columns(taken.values())
    expanded: list[Block] = []
    for index, block in enumerate(blocks):
        if index in taken:
            expanded.extend(_take_apart(taken[index], columns, language))
        else:
            expanded.append(block)
    return tuple(expanded)


def _find_tables(blocks: Sequence[Block], grammar: Grammar) -> dict[int, _Table]:
    """Position -> table, of those that hold several clauses, and of those that hold one as others do."""
    size = sum(len(block.text) for block in blocks)
    tables = {index: block for index, block in enumerate(blocks) if block.kind == "table" and block.rows}
    found: dict[int, _Table] = {}
    for index, block in tables.items():
        numbered = row_numbers.find(block.rows, grammar, whole=len(block.text) > _MOST * size)
        if numbered is not None:
            found[index] = _Table(block, numbered)
    others = [(index, block) for index, block in tables.items() if index not in found]
    found |= {index: _Table(tables[index], card) for index, card in cards.find(others, grammar).items()}
    return dict(sorted(found.items()))


def _find_title_columns(tables: Iterable[_Table]) -> dict[_Shape, int | None]:
    """Count of columns and column of the numbers -> column of the titles."""
    alike: defaultdict[_Shape, list[tuple[Sequence[Row], Numbered]]] = defaultdict(list)
    for table in tables:
        alike[table.shape].append((table.block.rows, table.numbered))
    columns: dict[_Shape, int | None] = {}
    steps: Counter[int] = Counter()  # from the numbers to the titles, in the tables before
    for shape in sorted(alike, key=lambda shape: -len(alike[shape])):
        wanted = shape[1] + steps.most_common(1)[0][0] if steps else None
        column = columns[shape] = row_numbers.title_column(alike[shape], wanted)
        if column is not None:
            steps[column - shape[1]] += len(alike[shape])
    return columns


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


def _take_apart(table: _Table, columns: Mapping[_Shape, int | None], language: str) -> Iterator[Block]:
    """One block a numbered row, and one for every stretch of other rows."""
    block, numbered = table.block, table.numbered
    mark = f"{MARK}{block.place.index}"
    boxes: Sequence[tuple[Box, ...]] = [(box,) for box in block.boxes] or [()] * len(block.rows)
    column = _wanted(table, language) if numbered.titled else columns[table.shape]
    others: list[int] = []
    for index, row in enumerate(block.rows):
        if not numbered.labels[index]:
            others.append(index)
            continue
        if others:
            yield _table(block, mark, others)
            others = []
        label = numbered.labels[index]
        if numbered.titled:
            title = _titled(row, numbered, column, label) or _title(row, numbered.column, None)
        else:
            title = numbered.titles[index] or _title(row, numbered.column, column)
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
