"""Change marks that an author typed in the margin: "|" in front of, or behind, every line that a revision touched."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Block

BARS = "|¦│┃▌▐❘ǀ‖║▏▕"
WHAT = "change mark in the margin"

_BEFORE = re.compile(rf"^\s*[{BARS}]{{1,2}}(?:\s+|$)(?![{BARS}])")
_BEHIND = re.compile(rf"(?<!\s)\s++[{BARS}]{{1,2}}\s*$")


def strip(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], int]:
    """Take change marks off the edges of paragraphs, and off the first and last cells of table rows.

    :return: the blocks, and how many characters were taken off.
    """
    kept = tuple(_strip(block) for block in blocks)
    return kept, sum(_count(block.text) for block in blocks) - sum(_count(block.text) for block in kept)


def clean(text: str) -> str:
    """A line without the mark at its edge; a line that has marks within it too is a drawing and stays."""
    bare = _BEHIND.sub("", _BEFORE.sub("", text))
    return text if any(bar in bare for bar in BARS) else bare


def _strip(block: Block) -> Block:
    if not any(bar in block.text for bar in BARS):
        return block
    if not block.rows:
        text = "\n".join(map(clean, block.text.split("\n")))
        return replace(block, text=text) if text != block.text else block
    rows = tuple(_strip_row(row) for row in block.rows)
    return replace(block, rows=rows, text="\n".join(map("\t".join, rows))) if rows != block.rows else block


def _strip_row(row: tuple[str, ...]) -> tuple[str, ...]:
    """A row with its outermost cells cleaned; a cell between them keeps what it has."""
    cells = list(row)
    for edge in {0, len(cells) - 1} if cells else ():
        cells[edge] = "\n".join(map(clean, cells[edge].split("\n")))
    return tuple(cells)


def _count(text: str) -> int:
    return sum(text.count(bar) for bar in BARS)
