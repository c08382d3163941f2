"""Nothing that was read of limits vanishes on the way into a plan."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from plan_builders import catalogue, clause, decide, report, table

from pipeline import clauses, documents
from pipeline.config import load
from pipeline.plans import drafts, limits, matrices
from pipeline.requirements import extract

if TYPE_CHECKING:
    from pipeline.records import Decision, Report

FOLDERS = sorted((Path(__file__).parents[2] / "benchmarks" / "documents").glob("limits*"))
PATHS = [path for folder in FOLDERS for path in sorted(folder.glob("*.docx")) + sorted(folder.glob("*.pdf"))]


def plan_of(made: Report) -> tuple[drafts.Plan, tuple[limits.Limit, ...]]:
    categories = [name for matrix in matrices.read(made.decisions, catalogue()) for name in matrix.categories]
    own = drafts.draft(made, extract(made.decisions, catalogue()), catalogue(), categories)
    return own, limits.read(made.decisions, catalogue())


def lost(made: Report) -> list[limits.Limit]:
    """Return the limits that stand neither in a test of the plan nor in a clause that an open point names."""
    plan, found = plan_of(made)
    planned = {limit for test in plan.tests for limit in test.limits}
    named = [point.text for point in plan.points if point.kind == "limit"]
    return [
        limit
        for limit in found
        if limit not in planned and not any(f"Clause {limit.number}:" in text for text in named)
    ]


def labelled(path: Path) -> Report:
    """A report of a document as its labels decide it."""
    config = load(None)
    with (path.parent / "labels.csv").open(encoding="utf-8") as file:
        labels = {
            row["number"]: row["tests"].split(";") for row in csv.DictReader(file) if row["document"] == path.stem
        }
    outline = clauses.split(documents.read(path, config.read), config.split)
    known = set(catalogue().ids)
    made = [decide(each, *(test for test in labels.get(each.number, ()) if test in known)) for each in outline.clauses]
    return report_of(made)


def report_of(decisions: list[Decision]) -> Report:
    made = report(matrix=None)
    fields = {name: getattr(made, name) for name in made.__slots__}
    return type(made)(**fields | {"document": decisions[0].clause.document, "decisions": tuple(decisions)})


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_limit_of_a_document_stands_in_its_plan_or_among_the_open_points(path: Path) -> None:
    made = labelled(path)
    assert len(limits.read(made.decisions, catalogue())) > 0
    assert lost(made) == []


def test_a_limit_of_a_clause_about_no_test_is_an_open_point() -> None:
    rows = table(("Frequency MHz", "Limit dBµV/m"), ("30 - 54", "40"))
    plan, _ = plan_of(report_of([decide(clause("5.1", "Stripline", tables=(rows,)))]))
    assert [point.text for point in plan.points if point.kind == "limit"] == [
        "Clause 5.1: 40 dBµV/m at 30 MHz - 54 MHz – read, not placed: its clause is about no test."
    ]


def test_a_limit_that_stands_in_a_standard_or_a_figure_is_an_open_point() -> None:
    text = "For squibs the levels of Table 7 of ISO 11452-4 apply. The limit is the curve of Figure 3."
    plan, _ = plan_of(report_of([decide(clause("5.1", "Levels", text), "BCI")]))
    points = {point.kind: point.text for point in plan.points if point.kind in ("reference", "figure")}
    assert points["reference"].startswith("Table 7 of ISO 11452-4: read the limit there by hand.")
    assert points["figure"].startswith("Figure 3: read the limit there by hand.")
