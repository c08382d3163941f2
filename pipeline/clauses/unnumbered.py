"""Documents without numbers: split at their headings, named by the ids these begin with or else §1, §2 ...

Headings are those by style. Where there are none, they are the short lines that stand over text in bold or in larger
type, if the document has several of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.clauses.content import write
from pipeline.clauses.tree import ClauseSection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.sequence import Choice
    from pipeline.records import Block

_NAMED = 0.5  # share of the headings of an unnumbered document that begin with an id, from which ids name its clauses
_NAME = re.compile(r"(?P<name>\d{1,3}|[A-Z][A-Z0-9]*(?:[-_.][A-Z0-9]+)*[-_.]?\d{2,6})[.:]?\s+(?=\S)")
_NUMBERED = 0.25  # share of headings with a number below which a document without subclauses counts as unnumbered
_FEWEST = 3  # lines in bold or larger type that are headings
_LONGEST = 90  # characters of one
_LARGER = 0.8  # by which its type is larger than that of the text [points]
_MOST = 0.4  # share of the paragraphs above which bold or larger type marks no headings


def tell(choices: Sequence[Choice], blocks: Sequence[Block]) -> bool:
    """No clause, or only single numbers here and there where the document has headings, or ids in them, to go by."""
    if not choices or any(choice.candidate.opening.number.depth > 1 for choice in choices):
        return not choices
    headings = {position for position, block in enumerate(blocks) if block.outline is not None}
    numbered = headings & {choice.candidate.position for choice in choices}
    names = [_NAME.match(write(blocks[position])) for position in headings]
    ids = sum(found is not None and found["name"][0].isalpha() for found in names)
    return len(headings) > 1 and (len(numbered) < _NUMBERED * len(headings) or ids >= _NAMED * len(headings))


def cut(blocks: Sequence[Block], body_size: float | None) -> tuple[list[Block], list[ClauseSection]]:
    """Preamble and sections of a document without numbers.

    :param body_size: type size of the text [points]; None where it is not known.
    """
    if not any(_opens(block) for block in blocks):
        blocks = _mark_headings(blocks, body_size)
    preamble: list[Block] = []
    sections: list[ClauseSection] = []
    blocks = [block for block in blocks if not block.struck or _opens(block)]
    heads = [write(block) for block in blocks if _opens(block)]
    named = sum(_NAME.match(head) is not None for head in heads) >= _NAMED * len(heads)
    for block in blocks:
        if _opens(block):
            head = write(block)
            name = _NAME.match(head) if named else None
            number = name["name"] if name else f"§{len(sections) + 1}"
            sections.append(ClauseSection(number, head[name.end() :] if name else head, block))
        else:
            (sections[-1].blocks if sections else preamble).append(block)
    return preamble, sections


def _opens(block: Block) -> bool:
    return block.kind == "paragraph" and block.outline is not None and bool(write(block))


def _mark_headings(blocks: Sequence[Block], body_size: float | None) -> list[Block]:
    """The blocks with the lines that look like headings as such; the larger the type, the higher the level."""
    looks = [_look(block, body_size) for block in blocks]
    for index, (one, two) in enumerate(pairwise(looks)):
        if one is not None and two is not None and one <= two:
            looks[index] = None  # no text below it: a title page, a form
    if looks:
        looks[-1] = None
    found = [look for look in looks if look is not None]
    if len(found) < _FEWEST or len(found) > _MOST * len(blocks) + 1:
        return list(blocks)
    levels = {look: level for level, look in enumerate(sorted(set(found), reverse=True), 1)}
    return [
        block if look is None else replace(block, outline=levels[look])
        for block, look in zip(blocks, looks, strict=True)
    ]


def _look(block: Block, body_size: float | None) -> tuple[float, bool] | None:
    """Size and boldness of a line set off from the text; None of any other block."""
    text = block.text.strip()
    if block.kind != "paragraph" or block.label or block.rows or block.struck or block.place.story != "body":
        return None
    if not text or len(text) > _LONGEST or text[-1] in ".;,:。" or not any(map(str.isalpha, text)):
        return None
    larger = block.size is not None and body_size is not None and block.size >= body_size + _LARGER
    return (round(block.size or 0.0), block.bold) if larger or block.bold else None
