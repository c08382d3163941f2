"""Document -> Outline: find the clauses, build their tree, lose no text.

blocks -> rows -> surroundings -> candidates -> sequence -> tree -> fidelity
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.clauses import leftovers, preambles, run_in_titles, translations, unnumbered
from pipeline.clauses.candidates import propose
from pipeline.clauses.content import write
from pipeline.clauses.house_style import favour
from pipeline.clauses.layout_context import survey
from pipeline.clauses.number_candidates import Grammar, grammar
from pipeline.clauses.numbered_rows import expand
from pipeline.clauses.parts import open_parts
from pipeline.clauses.sequence import choose
from pipeline.clauses.toc_agreement import compare
from pipeline.clauses.tree import cut, grow, seat, seat_headings
from pipeline.records import Block, BlockKind, Clause, Document, Outline, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import SplitSettings

__all__ = ["split"]


def split(document: Document, settings: SplitSettings) -> Outline:
    """Split a document into its numbered clauses.

    Every character of the document's blocks comes back exactly once, in the preamble or in one clause (the words and
    punctuation around a number excepted: "Annex B." is the number "B"; a table's caption stands with the table and
    among the captions). A document without numbers is split at its headings, named by the ids they begin with ("LVS-110
    Supply voltage") or else §1, §2 ...; they are those by style, or else the lines in bold or larger type throughout.
    Without headings it has no clauses, which is a Problem.
    """
    rules = grammar(settings)
    blocks = _mark_captions(expand(document.blocks, rules, settings.language), rules)
    blocks, repeats = translations.fold(blocks, rules, settings.language)
    around = survey(blocks, document.contents, rules, repeats)
    candidates = propose(around)
    choices = choose(favour(candidates, choose(candidates, around), around), around)
    if unnumbered.tell(choices, blocks):
        preamble, sections = unnumbered.cut(blocks, around.body_size)
        seats = seat_headings(sections)
        left: tuple[Problem, ...] = ()
    else:
        preamble, sections = cut(blocks, choices)
        run_in_titles.part(sections)
        sections, seats = open_parts(sections, seat(choices))
        left = leftovers.report(document.id, candidates, choices, around)
    clauses = list(grow(document.id, sections, seats))
    share, mismatches = compare(around.lines, clauses, rules)
    before = "\n".join(write(block) for block in preamble if write(block))
    return Outline(
        document=document.id,
        clauses=tuple(clauses),
        preamble=before,
        fidelity=share,
        mismatches=mismatches,
        problems=(*_report(document, before, clauses), *left),
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
