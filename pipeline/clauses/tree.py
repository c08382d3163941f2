"""Chosen numbers and all blocks -> the tree of clauses; no block is left out and none is in two clauses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.clauses import revision_marks
from pipeline.clauses.content import Body, gather, write
from pipeline.clauses.title_matching import part_reference
from pipeline.records import Block, Box, Clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.numbering import Family, Number
    from pipeline.clauses.sequence import Choice

_STATUS = re.compile(r"[(（\[].{1,20}[)）\]]")
_DASHES = "-–—"
_SHORT = 40  # a longer cell is text [characters]
_SENTENCE = 60  # a shorter title is none that runs on in another block [characters]


@dataclass(slots=True)
class ClauseSection:
    """A clause before its place in the tree is known: the block that opens it and the blocks up to the next one."""

    number: str
    title: str
    opens: Block
    blocks: list[Block] = field(default_factory=list)
    struck: list[Block] = field(default_factory=list)  # blocks that are struck out, and no valid text
    rest: str = ""  # cells of the opening table row behind its title
    heading_boxes: tuple[Box, ...] = ()  # of paragraphs whose text joined its title


@dataclass(slots=True)
class Seat:
    """The place of a section in the tree."""

    level: int
    parent: int | None  # position among the sections


def cut(blocks: Sequence[Block], choices: Sequence[Choice]) -> tuple[list[Block], list[ClauseSection]]:
    """Preamble and sections; a number alone on its line takes the next paragraph as its title."""
    opened = {choice.candidate.position: choice.candidate.opening for choice in choices}
    preamble: list[Block] = []
    sections: list[ClauseSection] = []
    for position, block in enumerate(blocks):
        if position in opened:
            opening = opened[position]
            title = opening.title
            if opening.origin == "typed" and block.label:
                title = f"{block.label} {title}".strip()
            other, title = part_reference(title)
            marks, title = revision_marks.part(title)
            apart = " ".join(filter(None, (opening.mark, marks, other)))
            sections.append(ClauseSection(opening.number.text, title, block, rest=_join(apart, *_other_cells(block))))
        elif block.struck:
            if sections:
                sections[-1].struck.append(block)
        elif not sections:
            preamble.append(block)
        elif _is_title_of(block, sections[-1]):
            sections[-1].title = f"{sections[-1].title} {block.text.strip()}".strip()
            sections[-1].heading_boxes += block.boxes
        elif _continues(block, sections[-1], blocks[position + 1] if position + 1 < len(blocks) else None):
            sections[-1].title += f" {block.text.strip()}"
            sections[-1].heading_boxes += block.boxes
        else:
            sections[-1].blocks.append(block)
    return preamble, sections


def _other_cells(block: Block) -> list[str]:
    """What the cells of an opening table row hold beside its number and title."""
    cells = [cell.strip() for cell in block.rows[0] if cell.strip()] if block.rows else []
    for index, cell in enumerate(cells):
        if block.label and cell.startswith(block.label) and (cell == block.label or block.text in cell):
            cells[index] = cell[len(block.label) :].lstrip()
            break
    for index, cell in enumerate(cells):
        if block.text and cell.startswith(block.text):
            cells[index] = cell[len(block.text) :].lstrip()
            break
    return [cell for cell in cells if cell]


def _join(reference: str, *cells: str) -> str:
    """Text of several cells: short ones side by side, as values are, and longer ones below each other."""
    between = "\t" if all(len(cell) <= _SHORT and "\n" not in cell for cell in cells) else "\n"
    return "\n".join(piece for piece in (reference, between.join(cells)) if piece)


def _continues(block: Block, section: ClauseSection, following: Block | None) -> bool:
    """The second half of an opening paragraph that a page, or a dash at the start of a line, tore apart in a PDF."""
    page, title = section.opens.place.page, section.title
    if page is None or section.blocks or block.kind != "paragraph" or block.label or block.bold != section.opens.bold:
        return False
    torn = len(title) > _SENTENCE and title[-1] not in ".:;!?。" and block.place.page in (page, page + 1)
    if block.text.strip().startswith(section.number):
        return False  # the same heading in another language
    first = block.text.strip()[:1]
    alone = first in _DASHES and (following is None or following.text.strip()[:1] != first)  # no item of a list
    return torn and bool(first) and (first.islower() or first.isdigit() or alone)


def _is_title_of(block: Block, section: ClauseSection) -> bool:
    """Whether a paragraph is the title of a number alone, or what follows a mere "(normative)" set like it."""
    if section.blocks or section.opens.kind != "paragraph" or block.kind != "paragraph" or block.label:
        return False
    if not block.text.strip():
        return False
    look, other = ((each.bold, each.size, each.outline) for each in (section.opens, block))
    return not section.title or (
        bool(_STATUS.fullmatch(section.title)) and look == other and len(block.text) < _SENTENCE
    )


def seat(choices: Sequence[Choice]) -> list[Seat]:
    """Level and parent of every choice: by number, or by position where the number is a slip."""
    seats: list[Seat] = []
    known: dict[tuple[str, tuple[int, ...]], int] = {}
    owners: dict[Family, int] = {}  # the annex or part that a family numbered on its own stands in
    last: int | None = None  # the last one in the sequence
    for index, choice in enumerate(choices):
        number = choice.candidate.opening.number
        if choice.beside:
            seats.append(_seat_by_position(number, last, seats))
            continue
        before = choices[last].candidate.opening.number.family if last is not None else number.family
        if choice.restart and number.parts[0] <= 1:
            known = {key: place for key, place in known.items() if key[0] != number.line}
        _own(owners, number.family, before, last, choice.restart)
        owner = owners.get(number.family)
        parent = next((known[key] for parts in number.ancestors if (key := (number.line, parts)) in known), owner)
        base = seats[owner].level if owner is not None else 0
        level = max(number.level + base, seats[parent].level + 1 if parent is not None else 1)
        seats.append(Seat(level, parent))
        known[number.line, number.parts] = last = index
    return seats


def _own(owners: dict[Family, int], family: Family, before: Family, last: int | None, restart: bool) -> None:
    """Update which annex or part the numbers of each family stand in, on going from one family to another."""
    if family == before or last is None:
        return
    if before == "part" or (restart and family == "main"):
        owners[family] = last
    elif family == "main":
        owners.pop("main", None)
    if family == "part":
        owners.clear()
    elif family == "annex":
        owners.pop("main", None)


def _seat_by_position(number: Number, last: int | None, seats: Sequence[Seat]) -> Seat:
    parent = last
    while parent is not None and seats[parent].level >= number.level:
        parent = seats[parent].parent
    return Seat(number.level, parent)


def seat_headings(sections: Sequence[ClauseSection]) -> list[Seat]:
    """Level and parent by the headings' own levels, for a document without numbers."""
    seats: list[Seat] = []
    open_ones: list[tuple[int, int]] = []  # outline level, position
    for index, section in enumerate(sections):
        outline = section.opens.outline or 1
        while open_ones and open_ones[-1][0] >= outline:
            open_ones.pop()
        parent = open_ones[-1][1] if open_ones else None
        seats.append(Seat(len(open_ones) + 1, parent))
        open_ones.append((outline, index))
    return seats


def grow(document: str, sections: Sequence[ClauseSection], seats: Sequence[Seat]) -> list[Clause]:
    """The clauses of the sections, with ids, parents and paths; texts are not yet cut into parts."""
    clauses: list[Clause] = []
    seen: Counter[str] = Counter()
    for section, place in zip(sections, seats, strict=True):
        seen[section.number] += 1
        again = f"~{seen[section.number]}" if seen[section.number] > 1 else ""
        parent = clauses[place.parent] if place.parent is not None else None
        body: Body = gather(section.blocks)
        clauses.append(
            Clause(
                id=f"{document}#{section.number}{again}",
                document=document,
                number=section.number,
                title=" ".join(section.title.split()),
                level=place.level,
                parent=parent.id if parent else None,
                path=(*parent.path, parent.title) if parent else (),
                text="\n".join(piece for piece in (section.rest, body.text) if piece),
                page=section.opens.place.page,
                index=section.opens.place.index,
                tables=body.tables,
                captions=body.captions,
                notes=body.notes,
                ocr=section.opens.ocr or any(block.ocr for block in section.blocks),
                boxes=(*section.opens.boxes, *section.heading_boxes, *body.boxes),
                struck=section.opens.struck,
                struck_text="\n".join(map(write, section.struck)),
            )
        )
    return clauses
