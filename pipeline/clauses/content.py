"""The blocks of one clause -> its text, tables, captions and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.clauses.numbered_rows import MARK
from pipeline.records import Block, Box, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIGURE = re.compile(r"(?i)\s*(?:fig|picture|photo|diagram|chart|bild|abb|图)")


@dataclass(frozen=True, slots=True)
class Body:
    """What stands in a clause beside its number and title."""

    text: str
    tables: tuple[Table, ...]
    captions: tuple[str, ...]  # of figures and tables alike, in order
    notes: tuple[str, ...]
    boxes: tuple[Box, ...]


def gather(blocks: Sequence[Block]) -> Body:
    """Sort the blocks by kind; every character of every block comes back."""
    return Body(
        text="\n".join(write(block) for block in blocks if _is_text(block) and write(block)),
        tables=_build_tables(blocks),
        captions=tuple(write(block) for block in blocks if block.kind == "caption"),
        notes=tuple(write(block) for block in blocks if block.kind == "note"),
        boxes=tuple(box for block in blocks for box in block.boxes),
    )


def write(block: Block) -> str:
    """A block as a reader sees it, its generated label in front."""
    if block.list_id.startswith(MARK) and block.rows:
        return "\n".join("\t".join(cell for cell in row if cell) for row in block.rows)
    return f"{block.label} {block.text}".strip() if block.label else block.text.strip()


def _is_text(block: Block) -> bool:
    return (block.kind == "paragraph" and not block.list_id.startswith(MARK)) or (
        block.kind == "table" and not block.rows
    )


def _build_tables(blocks: Sequence[Block]) -> tuple[Table, ...]:
    """Tables with their captions; rows that were offered as clauses and are none come together again."""
    tables: list[Table] = []
    rows: list[Row] = []
    boxes: list[Box] = []
    captions = _assign_captions(blocks)
    for index, block in enumerate(blocks):
        if not block.rows:
            continue
        rows.extend(block.rows)
        boxes.extend(block.boxes)
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.list_id.startswith(MARK) and following is not None and following.list_id == block.list_id:
            continue
        tables.append(Table(tuple(rows), captions.get(index, ""), block.place.page, tuple(boxes)))
        rows, boxes = [], []
    return tuple(tables)


def _assign_captions(blocks: Sequence[Block]) -> dict[int, str]:
    """Table position -> caption: the one right above it, else the one right below it."""
    assigned: dict[int, str] = {}
    used: set[int] = set()
    for index, block in enumerate(blocks):
        if not block.rows:
            continue
        for beside in (index - 1, index + 1):
            if beside in used or not 0 <= beside < len(blocks) or blocks[beside].kind != "caption":
                continue
            above_next = beside > index and beside + 1 < len(blocks) and blocks[beside + 1].rows
            if not _FIGURE.match(blocks[beside].text) and not above_next:
                assigned[index] = write(blocks[beside])
                used.add(beside)
                break
    return assigned
