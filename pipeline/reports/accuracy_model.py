"""What the model step changed, as two sheets of accuracy.xlsx: the figures, and each clause that it turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.evaluation.figures import Proportion
from pipeline.reports.grids import Column, Grid

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from pipeline.answers import LLMImpact
    from pipeline.reports.styles import Styles

SHEETS = ("Model", "Model changes")

_COLUMNS = (
    Column("Figure", 34, "", "wrap", tall=True),
    Column("Value", 11, "", "percent"),
    Column("Count", 9, "", "number"),
    Column("n", 7, "", "number"),
    Column("95 % from", 9, "", "percent"),
    Column("95 % to", 9, "", "percent"),
    Column("What it is", 70, "", "wrap", tall=True),
)
_CHANGES = (
    Column("Clause id", 30, ""),
    Column("Title", 44, "", "wrap", tall=True),
    Column("Became", 9, ""),
    Column("Before", 18, "", "wrap", tall=True),
    Column("After", 18, "", "wrap", tall=True),
    Column("Reason", 60, "", "wrap", tall=True),
    Column("Quote", 50, "", "wrap", tall=True),
)


def write_model(book: Workbook, styles: Styles, effect: LLMImpact) -> None:
    """Add both sheets to a workbook."""
    _write_figures(Grid(book.add_worksheet(SHEETS[0]), _COLUMNS, styles, frozen=1), effect)
    _write_changes(Grid(book.add_worksheet(SHEETS[1]), _CHANGES, styles, frozen=1), effect)


def _write_figures(grid: Grid, effect: LLMImpact) -> None:
    labelled = effect.labelled
    shares = (
        ("Right before the model", effect.right_before, labelled, "Best guess of the scores, of the labelled clauses."),
        (
            "Right after the model",
            effect.right_after,
            labelled,
            "The same clauses with the answers that were accepted.",
        ),
        ("  wrong to right", effect.wrong_to_right, labelled, "Put right by the model."),
        ("  right to wrong", effect.right_to_wrong, labelled, "Made wrong by the model."),
        ("Decided by the model", effect.decided, effect.clauses, "Of all clauses in review."),
        (
            "  of those right",
            effect.decided_right,
            effect.decided_labelled,
            "Of the labelled ones it decided.",
        ),
        ("Suggestions of the model", effect.suggestions, effect.clauses, "Shown beside the guess; the clause stays."),
        *(
            (f"No answer: {kind}", count, effect.clauses, "Left in review for this reason.")
            for kind, count in effect.refusals
        ),
    )
    for title, count, n, meaning in shares:
        share = Proportion(count, n)
        low, high = share.interval or (None, None)
        grid.add((title, share.value, count, n, low, high, meaning), {0: "bold"} if title[0] != " " else {})
    for title, value, meaning in (
        ("Seconds a clause", effect.seconds, "Of the model, for each clause it was asked about; as first recorded."),
        ("Tokens a clause", effect.tokens, "Prompt and answer, as the server counts them."),
    ):
        grid.add((title, value, *[None] * 4, meaning), {0: "bold", 1: "ratio"})


def _write_changes(grid: Grid, effect: LLMImpact) -> None:
    for flip in effect.flips:
        became = "right" if flip.right else "wrong"
        tests = (";".join(flip.before) or "NONE", ";".join(flip.after) or "NONE")
        grid.add((flip.clause, flip.title, became, *tests, flip.reason, flip.quote))
    if grid.next == 1:
        grid.add(("", "No labelled clause was turned by the model.", *[""] * 5))
    grid.end()
