"""Tables whose first column holds clause numbers, as requirement databases export them, taken apart into rows.

A row of such a table is offered to the sequence like a paragraph with a generated number. Matrices that refer to
clauses, revision histories and tables of values stay tables.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.numbering import Key, Number
from pipeline.records import Block, Place, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.clauses.openings import Grammar

MARK = "row:"  # beginning of the list id of a block that was a table row

_NOWHERE = Place(0)
_WORDY = 25  # mean length from which the longest cells of the rows are text and no values [characters]
_REVISION = re.compile(r"(?i)\b(?:rev|revision|version|issue|ausgabe|stand|change|index|date|datum)\b|版本|修订|日期")
_DATE = re.compile(r"\b(?:19|20)\d\d[-./年]\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d\b")


def expand(blocks: Sequence[Block], grammar: Grammar) -> tuple[Block, ...]:
    """The blocks with every table of numbered clauses replaced by its rows."""
    if not any(block.kind == "table" and len(block.rows) > 0 for block in blocks):
        return tuple(blocks)
    typed = {
        opening.number.key
        for block in blocks
        if block.kind == "paragraph"
        for opening in grammar.read(block)
        if not opening.quantity
    }
    expanded: list[Block] = []
    for block in blocks:
        numbers = [_read(row, grammar) for row in block.rows] if block.kind == "table" else []
        if _holds_clauses(block.rows, numbers, typed):
            expanded.extend(_take_apart(block, numbers))
            typed.update(number.key for number in numbers if number)
        else:
            expanded.append(block)
    return tuple(expanded)


def _read(row: Row, grammar: Grammar) -> Number | None:
    """The number that fills the first cell of a row."""
    if not row or not row[0].strip() or len(row[0]) > 20:
        return None
    for opening in grammar.read(Block("paragraph", row[0].strip(), _NOWHERE)):
        if not opening.title and not opening.quantity and opening.number.family != "part":
            return opening.number
    return None


def _holds_clauses(rows: Sequence[Row], numbers: Sequence[Number | None], typed: set[Key]) -> bool:
    found = [number for number in numbers if number is not None]
    if not any(number.depth > 1 for number in found) or 2 * len(found) < len(rows):
        return False
    if any(one.key >= two.key for one, two in itertools.pairwise(found)):
        return False
    if any(number.key in typed for number in found):
        return False
    texts = [_longest(row) for row, number in zip(rows, numbers, strict=True) if number is not None]
    if sum(map(len, texts)) < _WORDY * len(texts):
        return False
    header = " ".join(rows[0]) if numbers[0] is None else ""
    dated = any(_DATE.search(cell) for row in rows for cell in row if len(cell) < 20)
    return not dated and not _REVISION.search(header) and _has_parent(found, typed)


def _has_parent(found: Iterable[Number], typed: set[Key]) -> bool:
    """Whether the first dotted number continues something: its parent stands before it, in a row or a paragraph."""
    known = set(typed)
    for number in found:
        if number.depth == 1:
            known.add(number.key)
            continue
        parents = (Number("", number.family, parts).key for parts in number.ancestors)
        return any(parent in known for parent in parents)
    return False


def _longest(row: Row) -> str:
    return max(row[1:], key=len, default="").strip()


def _take_apart(block: Block, numbers: Sequence[Number | None]) -> Iterator[Block]:
    """One block a numbered row, and one for every stretch of other rows."""
    mark = f"{MARK}{block.place.index}"
    others: list[Row] = []
    for row, number in zip(block.rows, numbers, strict=True):
        if number is None:
            others.append(row)
            continue
        if others:
            yield _table(block, mark, others)
            others = []
        cells = [cell for cell in row[1:] if cell.strip()]
        yield replace(
            block, kind="paragraph", label=row[0].strip(), text=cells[0] if cells else "", list_id=mark, rows=(row,)
        )
    if others:
        yield _table(block, mark, others)


def _table(block: Block, mark: str, rows: Sequence[Row]) -> Block:
    text = "\n".join("\t".join(row) for row in rows)
    return replace(block, text=text, rows=tuple(rows), list_id=mark)
