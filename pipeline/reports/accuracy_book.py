"""accuracy.xlsx: headline figures, tests, wrong clauses, what was not found, the charts, and what a model changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.accuracy_charts import write_confusion, write_curve, write_reliability
from pipeline.reports.accuracy_model import write_model
from pipeline.reports.accuracy_summary import write_documents, write_short
from pipeline.reports.grids import Column, Grid
from pipeline.reports.phrases import list_evidence, list_shares
from pipeline.reports.styles import Styles, show_bars
from pipeline.reports.workbook import open_book

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.evaluation import Evaluation, Proportion, Scored
    from pipeline.evaluation.labels import Label
    from pipeline.reports.grids import Value

SHEETS = ("In short", "Accuracy", "Documents", "Tests", "Confusion", "Wrong", "Not found", "Reliability", "Coverage")

_HEADLINES = (
    ("clauses", "Clauses right", "Of all labels; a clause that was not found is wrong."),
    ("sections", "  of those about a test", "Labels that only a test satisfies."),
    ("none", "  of those about none", "Labels that only 'no test of the catalogue' satisfies."),
    ("exact", "Clauses right in full", "All tests of the label and no other."),
    ("found", "Clauses found", "Labels whose clause was found under its number."),
    ("invented", "Clauses invented", "Of the clauses found, those no label stands for; lower is better."),
    ("decided", "Decided without review", "Of all labels."),
    ("decided_right", "  of those right", "Of the clauses decided without review."),
)


def _share_columns(what: str) -> tuple[Column, ...]:
    return (
        Column(what, 11, "", "percent"),
        Column("n", 7, "", "number"),
        Column("95 % from", 9, "", "percent"),
        Column("95 % to", 9, "", "percent"),
    )


_HEAD_COLUMNS = (
    Column("Figure", 34, "", "wrap", tall=True),
    *_share_columns("This run"),
    *_share_columns("Baseline"),
    Column("What it is", 70, "", "wrap", tall=True),
)
_TEST_COLUMNS = (
    Column("Test", 12, ""),
    Column("Labelled", 9, "", "number"),
    *_share_columns("Precision"),
    *_share_columns("Recall"),
    *_share_columns("F1"),
    Column("Right", 8, "", "number"),
    Column("Guessed wrongly", 10, "", "number"),
    Column("Missed", 8, "", "number"),
)
_WRONG_COLUMNS = (
    Column("Document", 22, ""),
    Column("Number", 9, ""),
    Column("Title", 44, "", "wrap", tall=True),
    Column("Label", 20, "", "wrap", tall=True),
    Column("Guess", 18, "", "wrap", tall=True),
    Column("Outcome", 11, ""),
    Column("Confidence", 11, "", "percent"),
    Column("Reason", 50, "", "wrap", tall=True),
    Column("Evidence", 36, "", "wrap"),
    Column("Channel shares of the guess", 36, "", "wrap"),
    Column("Under", 36, "", "wrap"),
)
_LOST_COLUMNS = (
    Column("Document", 26, ""),
    Column("Number", 10, ""),
    Column("Title", 60, "", "wrap", tall=True),
    Column("Tests", 20, ""),
    Column("What happened", 60, "", "wrap", tall=True),
)


def save(path: Path, evaluation: Evaluation) -> None:
    """Write the workbook."""
    with open_book(path, "emcmatch accuracy") as book:
        styles = Styles(book)
        sheets = {name: book.add_worksheet(name) for name in SHEETS}
        write_short(sheets["In short"], styles, evaluation)
        write_documents(sheets["Documents"], styles, evaluation, [score.test for score in evaluation.tests])
        _write_headlines(Grid(sheets["Accuracy"], _HEAD_COLUMNS, styles, frozen=1), evaluation)
        _write_tests(Grid(sheets["Tests"], _TEST_COLUMNS, styles, frozen=1), evaluation)
        write_confusion(sheets["Confusion"], styles, evaluation.confusion)
        _write_wrong(Grid(sheets["Wrong"], _WRONG_COLUMNS, styles, frozen=3), evaluation.wrong)
        _write_lost(Grid(sheets["Not found"], _LOST_COLUMNS, styles, frozen=2), evaluation)
        write_reliability(book, sheets["Reliability"], styles, evaluation)
        write_curve(book, sheets["Coverage"], styles, evaluation)
        if evaluation.effect is not None:
            write_model(book, styles, evaluation.effect)


def show(answers: tuple[tuple[str, ...], ...]) -> str:
    """Return the answers of a label as they are written in a labels file: "A;B|NONE"."""
    return "|".join(";".join(answer) or "NONE" for answer in answers)


def _write_headlines(grid: Grid, evaluation: Evaluation) -> None:
    own, rival = evaluation.figures, evaluation.baseline
    for name, title, meaning in _HEADLINES:
        other = getattr(rival, name) if rival else None
        grid.add((title, *_cells(getattr(own, name)), *_cells(other), meaning), {0: "bold"} if title[0] != " " else {})
    others = dict(rival.documents) if rival else {}
    for document, share in own.documents:
        grid.add((document, *_cells(share), *_cells(others.get(document)), "Clauses right in this document."))
    found = own.found.count
    singles = (
        ("Macro F1", evaluation.macro_f1, own.clauses.n, "Mean over the tests that are labelled or guessed."),
        ("Calibration error", evaluation.calibration_error, found, "Expected; mean distance of confidence and truth."),
        ("Brier score", evaluation.brier, found, "Mean squared distance of confidence and truth; lower is better."),
    )
    for title, value, count, meaning in singles:
        grid.add((title, value, count, *[None] * 6, meaning), {0: "bold", 1: "ratio"})
    if (promise := evaluation.promise) is not None:
        grid.add(("Promise: decide from", promise.threshold, promise.n, *[None] * 6, promise.sentence), {0: "bold"})
    for document in evaluation.without_result:
        grid.add((document, *[None] * 8, "Labelled, but not in this run: not scored."))
    for document in evaluation.without_labels:
        grid.add((document, *[None] * 8, "In this run, but without labels: not scored."))
    if rival is not None:
        grid.add(("Baseline", *[None] * 8, "Keyword TF-IDF alone: the most similar test, whatever its score."))


def _write_tests(grid: Grid, evaluation: Evaluation) -> None:
    for score in evaluation.tests:
        low, high = score.f1_interval or (None, None)
        count = score.hits + score.false + score.missed
        f1 = (score.f1, count, low, high)
        cells = (*_cells(score.precision), *_cells(score.recall), *f1, score.hits, score.false, score.missed)
        grid.add((score.test, score.labelled, *cells))
    last = grid.end()
    for head in ("Precision", "Recall", "F1"):
        show_bars(grid.sheet, grid.index(head), last)


def _write_wrong(grid: Grid, wrong: Iterable[Scored]) -> None:
    for item in wrong:
        decision = item.decision
        if decision is None or grid.full:
            continue
        clause = decision.clause
        grid.add(
            (
                clause.document,
                clause.number,
                clause.title,
                show(item.label.answers),
                ";".join(decision.tests) or "NONE",
                decision.outcome,
                decision.confidence,
                decision.reason,
                list_evidence(decision),
                list_shares(decision),
                " › ".join(clause.path),
            )
        )
    if grid.next == 1:
        grid.add(("", "", "No clause that was found is wrong.", *[""] * 8))
    last = grid.end(texts=("Number",))
    grid.styles.colour_outcomes(grid.sheet, grid.index("Outcome"), last)
    show_bars(grid.sheet, grid.index("Confidence"), last)


def _write_lost(grid: Grid, evaluation: Evaluation) -> None:
    for label in evaluation.not_found:
        grid.add((*_name(label), show(label.answers), "Labelled; not found under this number."))
    for decision in evaluation.invented:
        if not grid.full:
            clause = decision.clause
            tests = ";".join(decision.tests) or "NONE"
            grid.add((clause.document, clause.number, clause.title, tests, "Found; no label stands for it."))
    if grid.next == 1:
        grid.add(("", "", "Every labelled clause was found, and no other.", "", ""))
    grid.end(texts=("Number",))


def _cells(share: Proportion | None) -> tuple[Value, Value, Value, Value]:
    """Return a share as cells: value, n, and its 95 % interval."""
    if share is None:
        return None, None, None, None
    low, high = share.interval or (None, None)
    return share.value, share.n, low, high


def _name(label: Label) -> tuple[str, str, str]:
    return label.document, label.number, label.title
