"""emcmatch envelope: the strictest level of several specifications for one test."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FOLDER, configure, settings_options, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.records import TestEntry
    from pipeline.plans.envelopes import Envelope
    from pipeline.plans.records import Limit

_EPILOG = """\b
Examples:
  emcmatch envelope outputs/mine --test BCI
  emcmatch envelope outputs/mine --test RE --documents oem_a --documents oem_b --out re
  emcmatch envelope specs/ --test BCI --class "Level 2"    only limits whose class or column says so
"""


@click.command(epilog=_EPILOG)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--test", required=True, help="Id of a test of the catalogue: BCI, RE, CE-V ...")
@click.option("--documents", multiple=True, help="Only documents whose name begins so; may be repeated.")
@click.option("--class", "severity", help="Only limits with this text in their class or in the head of their column.")
@click.option("--out", type=FOLDER, help="Where the files go (default: a new folder under outputs/).")
@settings_options
def command(
    source: Path,
    test: str,
    documents: tuple[str, ...],
    severity: str | None,
    out: Path | None,
    config_file: Path | None,
    references: tuple[Path, ...],
) -> None:
    """Compare the levels of a test over all documents of SOURCE, a run folder or specifications.

    Immunity: the highest level of each band; emission: the lowest limit. Values of one quantity are converted into one
    unit (mA and dBµA), other quantities and detectors are compared apart, and what is unclear is listed and never mixed
    in.
    """
    from pipeline.commands.decided_documents import load
    from pipeline.errors import UsageError
    from pipeline.plans import envelopes, limits

    out = out or Path("outputs") / f"{datetime.now():%Y-%m-%d_%H%M%S}_envelope"
    loaded, catalogue = load(source, out / "run", configure(config_file, references), typed())
    entry = _entry(catalogue, test)
    found: list[Limit] = []
    names = []
    for report, _ in loaded:
        if documents and not any(report.document.casefold().startswith(each.casefold()) for each in documents):
            continue
        names.append(report.document)
        found += [limit for limit in limits.read(report.decisions, catalogue) if entry.id in limit.tests]
    if not names:
        raise UsageError(f"No document of {source} has a name that begins with {' or '.join(documents)}.")
    chosen = [
        limit for limit in found if not severity or severity.casefold() in f"{limit.severity} {limit.head}".casefold()
    ]
    apart = [(limit, why) for limit in chosen if (why := envelopes.apart(limit))]
    made = envelopes.envelop(chosen, emission=entry.group == "emission")
    _write(out, entry, names, made, apart)
    _say(out, names, found, made, apart)


def _entry(catalogue: Catalogue, test: str) -> TestEntry:
    from pipeline.errors import UsageError

    for entry in catalogue.tests:
        if entry.id.casefold() == test.casefold():
            return entry
    raise UsageError(f"The catalogue has no test '{test}'; it has {', '.join(catalogue.ids)}.")


def _write(
    out: Path,
    entry: TestEntry,
    names: Sequence[str],
    made: Sequence[Envelope],
    apart: Sequence[tuple[Limit, str]],
) -> None:
    from pipeline.plans import envelope_book, pages
    from pipeline.reports.staging import stage

    emission, title = entry.group == "emission", f"{entry.id} {entry.name}"
    with stage(out) as place:
        envelope_book.save(place / "envelope.xlsx", title, made, apart, emission=emission)
        pages.save(place / "envelope.html", title, names, made, apart, emission=emission)


def _say(
    out: Path,
    names: Sequence[str],
    found: Sequence[Limit],
    made: Sequence[Envelope],
    apart: Sequence[tuple[Limit, str]],
) -> None:
    from pipeline.plans import envelope_charts

    given = {limit.document for limit in found}
    for envelope in made:
        if not envelope.severity:
            click.echo(f"{envelope_charts.name(envelope)}: {len(envelope.limits)} limits, {len(envelope.pieces)} bands")
    if apart:
        click.echo(f"{len(apart)} levels are not compared; the sheet 'Not compared' says why.")
    without = [name for name in names if name not in given]
    if without:
        click.echo(f"No level of this test was found in {', '.join(without)}.")
    click.echo(f"Open {out / 'envelope.html'} or {out / 'envelope.xlsx'}")
