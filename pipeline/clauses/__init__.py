"""Document -> Outline: find the clauses, build their tree, lose no text.

blocks -> rows -> surroundings -> candidates -> sequence -> tree -> parts, fidelity
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.clauses import chunks, preambles, run_in_titles, translations
from pipeline.clauses.candidates import propose
from pipeline.clauses.content import write
from pipeline.clauses.house_style import favour
from pipeline.clauses.layout_context import survey
from pipeline.clauses.number_candidates import Grammar, grammar
from pipeline.clauses.numbered_rows import expand
from pipeline.clauses.parts import open_parts
from pipeline.clauses.sequence import Choice, choose
from pipeline.clauses.toc_agreement import compare
from pipeline.clauses.tree import ClauseSection, cut, grow, seat, seat_headings
from pipeline.records import Block, BlockKind, Clause, Document, Outline, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.chunks import Encoder
    from pipeline.config import SplitSettings

__all__ = ["split"]

_NAMED = 0.5  # share of the headings of an unnumbered document that begin with an id, from which ids name its clauses
_NAME = re.compile(r"(?P<name>\d{1,3}|[A-Z][A-Z0-9]*(?:[-_.][A-Z0-9]+)*[-_.]?\d{2,6})[.:]?\s+(?=\S)")
_NUMBERED = 0.25  # share of headings with a number below which a document without subclauses counts as unnumbered


def split(document: Document, settings: SplitSettings, encoder: Encoder | None = None) -> Outline:
    """Split a document into its numbered clauses.

    Every character of the document's blocks comes back exactly once, in the preamble or in one clause (the words and
    punctuation around a number excepted: "Annex B." is the number "B"; a table's caption stands with the table and
    among the captions). A document without numbers is split at its headings, named by the ids they begin with ("LVS-110
    Supply voltage") or else §1, §2 ...; without headings it has no clauses, which is a Problem.

    :param encoder: sentences -> vectors, for the cuts within long clauses; TF-IDF by default.
    """
    rules = grammar(settings)
    blocks = _mark_captions(expand(document.blocks, rules, settings.language), rules)
    blocks, repeats = translations.fold(blocks, rules, settings.language)
    around = survey(blocks, document.contents, rules, repeats)
    candidates = propose(around)
    choices = choose(favour(candidates, choose(candidates, around), around), around)
    if _is_unnumbered(choices, blocks):
        preamble, sections = _cut_at_headings(blocks)
        seats = seat_headings(sections)
    else:
        preamble, sections = cut(blocks, choices)
        run_in_titles.part(sections)
        sections, seats = open_parts(sections, seat(choices))
    clauses = [_divide(clause, settings, encoder) for clause in grow(document.id, sections, seats)]
    share, mismatches = compare(around.lines, clauses, rules)
    before = "\n".join(write(block) for block in preamble if write(block))
    return Outline(
        document=document.id,
        clauses=tuple(clauses),
        preamble=before,
        fidelity=share,
        mismatches=mismatches,
        problems=_report(document, before, clauses),
    )


def _mark_captions(blocks: Sequence[Block], rules: Grammar) -> tuple[Block, ...]:
    """Paragraphs that are captions as captions, and second halves of sentences ("figures.") as paragraphs."""
    kinds = (_tell_caption(block, rules) for block in blocks)
    return tuple(
        block if kind == block.kind else replace(block, kind=kind) for block, kind in zip(blocks, kinds, strict=True)
    )


def _tell_caption(block: Block, rules: Grammar) -> BlockKind:
    if block.kind == "paragraph" and block.outline is None and rules.is_caption(write(block)):
        return "caption"
    return "paragraph" if block.kind == "caption" and block.text[:1].islower() else block.kind


def _is_unnumbered(choices: Sequence[Choice], blocks: Sequence[Block]) -> bool:
    """No clause, or only single numbers here and there where the document has headings, or ids in them, to go by."""
    if not choices or any(choice.candidate.opening.number.depth > 1 for choice in choices):
        return not choices
    headings = {position for position, block in enumerate(blocks) if block.outline is not None}
    numbered = headings & {choice.candidate.position for choice in choices}
    names = [_NAME.match(write(blocks[position])) for position in headings]
    ids = sum(found is not None and found["name"][0].isalpha() for found in names)
    return len(headings) > 1 and (len(numbered) < _NUMBERED * len(headings) or ids >= _NAMED * len(headings))


def _cut_at_headings(blocks: Sequence[Block]) -> tuple[list[Block], list[ClauseSection]]:
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


def _divide(clause: Clause, settings: SplitSettings, encoder: Encoder | None) -> Clause:
    pieces = chunks.cut(
        clause.text,
        settings.part_length,
        overlap=settings.part_overlap_sentences,
        semantic=settings.semantic,
        encoder=encoder,
    )
    return replace(clause, parts=pieces) if pieces else clause


def _report(document: Document, before: str, clauses: Sequence[Clause]) -> tuple[Problem, ...]:
    if not clauses:
        return (_report_none(document),)
    return (
        *preambles.describe(document.id, before, clauses),
        *preambles.report_loss(document, before, clauses),
    )


def _report_none(document: Document) -> Problem:
    return Problem(
        file=document.id,
        kind="no clauses",
        message="No numbered clause and no heading was found; look whether it is a specification and how it numbers.",
        fatal=False,
    )
