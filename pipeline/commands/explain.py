"""emcmatch explain: why a clause was decided so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import RUN

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from pipeline.records import Decision
    from pipeline.reports import RunInfo
    from pipeline.reports.explanations import Explanation

_WIDE = 12  # characters of the longest bar
_EPILOG = """\b
Examples:
  emcmatch explain "spec.docx#8.2.1" --run outputs/mine
  emcmatch explain 8.2.1 --run outputs/mine                  where the run has one document
  emcmatch explain "spec.docx#8.2.1" --sheet why.xlsx        the newest run; also as a workbook

What is shown: the evidence for the decision over its runner-up in log-odds (+0.7 makes it twice as likely, +2.3 ten
times), first the words of the clause itself, then what the clauses above and below say.
"""


@click.command(epilog=_EPILOG)
@click.argument("clause", metavar="DOCUMENT#NUMBER")
@click.option("--run", "folder", type=RUN, help="Run folder (default: the newest one under outputs/).")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Also write it as a workbook (.xlsx).")
def command(clause: str, folder: Path | None, sheet: Path | None) -> None:
    """Show why a clause was decided so, and what would change it."""
    from pipeline.reports import explanations
    from pipeline.reports import runs as run_files
    from pipeline.runs import decided

    folder = folder or _newest()
    run = run_files.load(folder / "run.json")
    report, decision = explanations.find(decided(folder), clause)
    found = explanations.explain(report, decision, float(run.configuration.get("decide", {}).get("review_below", 0.0)))
    names = _names(run)
    _show(found, names)
    if sheet is not None:
        from pipeline.reports import explanation_book

        explanation_book.save(sheet, found, names)
        click.echo(f"Written to {sheet}")


def _newest() -> Path:
    from pipeline.errors import UsageError

    found = [path.parent for path in Path("outputs").glob("*/run.json")]
    if not found:
        raise UsageError("There is no run under outputs/; name one with --run.")
    return max(found, key=lambda folder: (folder / "run.json").stat().st_mtime)


def _names(run: RunInfo) -> dict[str, str]:
    """Return the names of the tests, where the catalogue of the run is still to be had."""
    from pipeline.commands.decided_documents import catalogue_of
    from pipeline.errors import ConfigError

    try:
        return {test.id: test.name for test in catalogue_of(run.configuration).tests}
    except ConfigError:
        return {}


def _show(found: Explanation, names: dict[str, str]) -> None:
    from rich.console import Console

    from pipeline.reports.phrases import describe_tests, list_candidates, list_evidence, list_keywords

    decision = found.decision
    clause = decision.clause
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(f"{clause.id}  {clause.title}", style="bold", soft_wrap=True)
    if clause.path:
        console.print(f"under {' > '.join(clause.path)}", style="dim", soft_wrap=True)
    console.print(
        f"{decision.outcome}: {describe_tests(decision, names)}, {decision.confidence:.1%} sure, by {decision.by}"
    )
    console.print(decision.reason, soft_wrap=True)
    if decision.quote:
        console.print(f"Quote: {decision.quote}", soft_wrap=True)
    console.print()
    console.print(_table(found))
    for what, text in (
        ("Probabilities", ", ".join(list_candidates(decision, 6))),
        (f"Words shared with {found.chosen}", "; ".join(found.words)),
        (f"Words shared with {found.rival}", "; ".join(found.rival_words)),
        ("Coded evidence", list_evidence(decision)),
        ("Keywords", list_keywords(decision)),
    ):
        console.print(f"{what}: {text or 'none'}", soft_wrap=True)
    _show_family(console, found)
    console.print("What would change it:")
    for change in found.changes:
        console.print(f"  {change}", soft_wrap=True)


def _table(found: Explanation) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{found.chosen} over {found.rival}", title_justify="left")
    table.add_column("Evidence", no_wrap=True)
    for head in (found.chosen, found.rival, "log-odds", "sum"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    most = max((abs(step.odds) for step in found.steps), default=1.0) or 1.0
    reached = 0.0
    for step in found.steps:
        reached += step.odds
        bar = Text("█" * round(abs(step.odds) / most * _WIDE), style="green" if step.odds > 0 else "red")
        values = ["" if value is None else f"{value:.2f}" for value in (step.mine, step.other)]
        table.add_row(step.name, *values, f"{step.odds:+.2f}", f"{reached:+.2f}", bar)
    return table


def _show_family(console: Console, found: Explanation) -> None:
    def say(each: Decision) -> str:
        tests = "; ".join(each.tests) or "none"
        return f"{each.clause.number} {each.clause.title[:70]}: {tests}, {each.confidence:.0%}"

    if found.parent is not None:
        console.print(f"Parent: {say(found.parent)}", soft_wrap=True)
    for child in found.children:
        console.print(f"Subclause: {say(child)}", soft_wrap=True)
