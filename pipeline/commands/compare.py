"""emcmatch compare: what changed between two revisions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FOLDER, batch_options, configure, reviews_option, settings_options, typed

if TYPE_CHECKING:
    from pipeline.comparisons import Comparison
    from pipeline.config import Config
    from pipeline.records import Report

_EPILOG = """\b
Examples:
  emcmatch compare spec_rev_A.docx spec_rev_B.pdf            two files
  emcmatch compare outputs/2024 outputs/2026 --out changes   two runs that were made
"""


@click.command(epilog=_EPILOG)
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=FOLDER, help="Where comparison.xlsx and .html go (default: a new folder under outputs/).")
@settings_options
@reviews_option
@batch_options
def compare(
    old: Path,
    new: Path,
    out: Path | None,
    config_file: Path | None,
    references: tuple[Path, ...],
    reviews: Path | None,
    fresh: bool,
    engine: str | None,
    jobs: int | None,
    scheduler: str | None,
) -> None:
    """Compare two revisions of a specification: OLD and NEW are files, folders of files, or run folders.

    Clauses are unchanged, renumbered, moved, reworded, changed in a value, added or removed; values with units are
    compared as values. Clauses about a test stand first.
    """
    from pipeline import comparisons, flow
    from pipeline.comparisons import pages, workbook
    from pipeline.comparisons.pairings import pair
    from pipeline.matching import catalogue as catalogues
    from pipeline.reports.staging import stage

    config = configure(config_file, references, reviews=reviews, engine=engine, jobs=jobs, scheduler=scheduler)
    out = out or Path("outputs") / f"{datetime.now():%Y-%m-%d_%H%M%S}_comparison"
    before = _load(old, out / "old", config, fresh)
    after = _load(new, out / "new", config, fresh)
    catalogue = catalogues.load([flow.located(name) for name in config.match.references])
    names = {test.id: test.name for test in catalogue.tests}
    found = [comparisons.contrast(*both, catalogue) for both in pair(before, after)]
    with stage(out) as place:
        workbook.save(place / "comparison.xlsx", found, names)
        pages.save(place / "comparison.html", found, names)
    for item in found:
        click.echo(f"{item.old.document} → {item.new.document}: {_count(item)}")
    click.echo(f"Open {out / 'comparison.xlsx'} or {out / 'comparison.html'}")


def _count(item: Comparison) -> str:
    from collections import Counter

    from pipeline.comparisons import KINDS

    counts = Counter(change.kind for change in item.changes)
    return ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])


def _load(path: Path, folder: Path, config: Config, fresh: bool) -> tuple[Report, ...]:
    """Return the reports of a run folder, or those of specifications, which are matched first."""
    from pipeline import runs
    from pipeline.commands.progress import watch

    if (path / "run.json").is_file():
        return tuple(runs.decided(path))
    order = runs.Order(config=config, specs=(str(path),), out=folder, until="match", fresh=fresh, command=typed())
    runs.do(order, watch())
    return tuple(runs.decided(folder))
