"""Matches: one row a clause, in document order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reports.grids import Column, Grid
from pipeline.reports.links import OPEN
from pipeline.reports.phrases import (
    describe_tests,
    list_alternatives,
    list_context,
    list_evidence,
    list_keywords,
    list_shares,
    list_words,
    show_text,
)
from pipeline.reports.sheets.inputs import COMMENT, INPUTS, KEYS, NO_INPUT, ReviewInput, keys, offer_choices
from pipeline.reports.styles import StyleName, show_bars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.records import Decision
    from pipeline.reports.grids import Value

NAME = "Matches"
_TEST, _VERDICT, _COMMENT, _REVIEWER = INPUTS
_DIAGNOSTICS = (
    Column("Reason", 44, "Why it was decided so.", "wrap"),
    Column("Under", 34, "Headings above the clause, outermost first.", "wrap"),
    Column("Page", 7, "Page of the PDF; empty for Word files, whose pages are made when they are shown.", "centre"),
    Column("Level", 7, "Depth in the clause tree, 1 = chapter.", "centre"),
    Column("Evidence", 34, "Method codes, standards, units, bands; in brackets: only referred to.", "wrap"),
    Column("Words in common", 30, "Words the clause shares with the catalogue's entry of the guess.", "wrap"),
    Column("Keywords", 40, "Keywords of the clause, heaviest first.", "wrap"),
    Column("Channel shares", 34, "What each channel adds to the score of the guess.", "wrap"),
    Column("Context", 34, "Log-odds of the guess over the runner-up: own words, subclauses, parent.", "wrap"),
    Column("Decided by", 10, "score, llm or person."),
    Column("Quote", 30, "Words of the clause that carry the decision, where a model or person gave them.", "wrap"),
)
COLUMNS = (
    Column("Document", 18, "File name."),
    Column("Number", 9, "Clause number as printed; click it to open the document, a PDF at its page."),
    Column(
        "Title",
        30,
        "Heading; the first paragraph where a clause has no heading of its own.",
        "wrap",
        tall=True,
        lines=12,
    ),
    Column("Text", 58, "What the clause says, its tables as lines a | b.", "wrap", tall=True),
    Column("Test", 28, "Best guess, also where the outcome is review.", "wrap", tall=True),
    Column("Outcome", 11, "matched, unmatched (no test of the catalogue), or review (a person should look)."),
    Column("Confidence", 11, "Probability that the guess is right.", "percent"),
    Column("Alternatives", 13, "What else it may be, with its probability.", "wrap", tall=True),
    _TEST,
    _COMMENT,
    *(replace(column, folded=True) for column in (_VERDICT, _REVIEWER, *_DIAGNOSTICS)),
    *KEYS,
)
"""Ten columns for the eye; how it came about stands right of them, folded."""


_LEVELS: tuple[StyleName, ...] = ("level 1", "level 2", "level 3", "level 4", "level 5")


def add(grid: Grid, decision: Decision, names: Mapping[str, str], said: ReviewInput = NO_INPUT, link: str = "") -> None:
    """Write the row of one clause.

    :param said: what the reviewer said about it before.
    :param link: to its place in the document, "" for none.
    """
    clause = decision.clause
    test, verdict, comment, reviewer = said.cells
    cells: tuple[Value, ...] = (
        clause.document,
        clause.number,
        clause.title,
        show_text(clause),
        describe_tests(decision, names),
        decision.outcome,
        decision.confidence,
        "\n".join(list_alternatives(decision, decision.tests)),
        test,
        comment,
        verdict,
        reviewer,
        decision.reason,
        " › ".join(clause.path),
        clause.page,
        clause.level,
        list_evidence(decision),
        list_words(decision),
        list_keywords(decision),
        list_shares(decision),
        list_context(decision),
        decision.by,
        decision.quote,
        *keys(clause, said),
    )
    row = grid.add(cells, {2: _LEVELS[min(max(clause.level, 1), len(_LEVELS)) - 1]})
    grid.link(row, "Number", link, clause.number, OPEN)


def end(grid: Grid) -> None:
    """Put filters, colours, bars and drop-downs on."""
    last = grid.end(texts=("Number",))
    grid.styles.colour_outcomes(grid.sheet, grid.index("Outcome"), last)
    show_bars(grid.sheet, grid.index("Confidence"), last)
    offer_choices(grid, last)
    grid.print_to(COMMENT)
