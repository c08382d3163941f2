"""emcmatch plan: a test plan draft for a component, from the specification's own selection matrix."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FOLDER, configure, settings_options, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.plans.records import Matrix, Plan

_EPILOG = """\b
Examples:
  emcmatch plan outputs/mine                              which categories are there?
  emcmatch plan outputs/mine --category AM                the draft: plan.docx and plan.xlsx
  emcmatch plan spec.docx --category A --category HV      one of two categories; the file is matched first
"""


@click.command(epilog=_EPILOG)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--document", help="Which document of the run, where it has several; the beginning of its name will do.")
@click.option("--category", "categories", multiple=True, help="Component category as the matrix writes it; repeatable.")
@click.option("--out", type=FOLDER, help="Where the plan goes (default: a new folder under outputs/).")
@settings_options
def command(
    source: Path,
    document: str | None,
    categories: tuple[str, ...],
    out: Path | None,
    config_file: Path | None,
    references: tuple[Path, ...],
) -> None:
    """Draft a test plan from SOURCE, a run folder or a specification.

    The specification's selection matrix says which tests a component category needs; the draft has them in order, with
    standards, bands, levels, status and all else that was read, each value with its source, and a list of open points.
    Without --category the categories are listed.
    """
    from pipeline.commands.decided_documents import choose, load
    from pipeline.plans import drafts, matrices

    out = out or Path("outputs") / f"{datetime.now():%Y-%m-%d_%H%M%S}_plan"
    documents, catalogue = load(source, out / "run", configure(config_file, references), typed())
    report, required = choose(documents, document)
    found = matrices.read(report.decisions, catalogue)
    if found and not categories:
        _list(report.document, found)
        return
    plan = drafts.draft(report, required, catalogue, categories)
    _write(out, plan)
    certain = sum(test.meaning == "required" for test in plan.tests)
    click.echo(
        f"{report.document}: {len(plan.tests)} tests ({certain} required, {len(plan.tests) - certain} to be settled), "
        f"{len(plan.points)} open points."
    )
    click.echo(f"Open {out / 'plan.docx'} or {out / 'plan.xlsx'}")


def _list(document: str, found: Sequence[Matrix]) -> None:
    for matrix in found:
        page = f", page {matrix.page}" if matrix.page else ""
        number = matrix.clause.rpartition("#")[2]
        click.echo(f"{document} {number}{page}: {matrix.caption or 'selection matrix'}")
        for name in matrix.categories:
            entries = [entry for entry in matrix.entries if entry.category == name]
            counts = [sum(entry.meaning == meaning for entry in entries) for meaning in ("required", "conditional")]
            group = f" ({entries[0].group})" if entries[0].group else ""
            click.echo(f'  --category "{name}"{group}: {counts[0]} tests required, {counts[1]} conditional')


def _write(out: Path, plan: Plan) -> None:
    from pipeline.plans import excel, tables, word
    from pipeline.reports.staging import stage

    with stage(out) as place:
        word.save(place / "plan.docx", plan)
        excel.save(place / "plan.xlsx", plan)
        tables.save(place, plan.matrices)
