"""emcmatch review aliases: what single OEMs call the tests, proposed from decisions and accepted by a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FILE, INPUT, NEW_FILE, RUN, configure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import Config
    from pipeline.matching.catalogue.oem_aliases import Alias, Oem
    from pipeline.records import Profile
    from pipeline.reviews.alias_evaluation import Effect
    from pipeline.reviews.records import Reviewed

_STORE = click.option("--store", "store_file", type=NEW_FILE, help="Store of reviewed decisions (default: [review]).")
_EPILOG = """\b
Examples:
  emcmatch review aliases propose outputs/mine --oem Meridian --documents "mcs*" --out drafts.xlsx
  emcmatch review aliases accept drafts.xlsx       those marked "yes" count from the next run on
  emcmatch review aliases list                     what counts now
"""


@click.group(epilog=_EPILOG)
def aliases() -> None:
    """Learn what an OEM calls the tests: its codes, abbreviations, names.

    Words are proposed from reviewed decisions, with the clauses that speak for and against each, and with what they
    do to decisions they were not proposed from. None counts before a person accepts it.
    """


@aliases.command()
@click.argument("folder", metavar="RUN", type=RUN)
@click.option("--oem", required=True, help="Name of the OEM whose words they are.")
@click.option(
    "--documents", required=True, multiple=True, metavar="PATTERN",
    help="Its documents: file names or document numbers, with * and ?; may be repeated.",
)  # fmt: skip
@click.option("--out", type=NEW_FILE, default=Path("aliases.xlsx"), show_default=True, help="Workbook to write.")
@_STORE
def propose(folder: Path, oem: str, documents: tuple[str, ...], out: Path, store_file: Path | None) -> int:
    """Propose words of one OEM from the decisions about its documents, RUN among them."""
    from pipeline import flow, runs
    from pipeline.matching.catalogue.oem_aliases import Oem
    from pipeline.reviews import alias_books, stores
    from pipeline.reviews.proposals import propose as find

    config = configure(None, base=runs.resume(folder)[1])
    catalogue = flow.Pipeline(config).catalogue
    whose = Oem(oem, documents)
    store = stores.configured(config.review.store, store_file)
    words = [word for word in store.current() if word.settled and whose.has(word.document, word.document_number)]
    found = find(words, catalogue)
    if not found:
        click.echo(f"{len(words)} decisions about documents of {oem}; they suggest no word the catalogue lacks.")
        return 0
    effect = _measure(folder, config, whose, words)
    alias_books.save(out, oem, documents, found, effect, catalogue)
    click.echo(f"{len(words)} decisions about documents of {oem} suggest {len(found)} words.")
    click.echo(str(effect))
    click.echo(f'Mark those that are right with "yes" in {out}, then: emcmatch review aliases accept {out}')
    return 0


@aliases.command()
@click.argument("workbook", type=FILE)
@click.option("--config", "config_file", type=INPUT, help="TOML file that names catalogue and aliases file.")
@click.option("--reviewer", default="", help="Name for rows without one.")
def accept(workbook: Path, config_file: Path | None, reviewer: str) -> int:
    """Take the words marked in WORKBOOK into the file of aliases, which every later run reads."""
    from datetime import datetime

    from pipeline import flow
    from pipeline.errors import ExitCode
    from pipeline.matching.catalogue import oem_aliases
    from pipeline.reviews import alias_books

    config = configure(config_file)
    path = _file(config)
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    read = alias_books.read(workbook, flow.Pipeline(config).catalogue, reviewer, when)
    supplement = oem_aliases.load(path)
    for oem, documents, alias in read.found:
        supplement = oem_aliases.add(supplement, oem, documents, (alias,))
    if read.found:
        oem_aliases.save(path, supplement)
    for line in read.refused:
        click.echo(f"{workbook}, {line}")
    click.echo(f"{len(read.found)} words accepted and kept in {path}; {read.left} proposals were not accepted.")
    return ExitCode.SOME_FAILED if read.refused else ExitCode.DONE


@aliases.command("list")
@click.option("--config", "config_file", type=INPUT, help="TOML file that names the aliases file.")
def list_(config_file: Path | None) -> None:
    """Show the words that count, by OEM. To take one out, delete it from the file."""
    from pipeline.matching.catalogue import oem_aliases

    path = _file(configure(config_file))
    found = oem_aliases.load(path)
    click.echo(f"{path}: {sum(len(oem.alias) for oem in found.oem)} words")
    for oem in found.oem:
        for line in _describe(oem):
            click.echo(line)


def _describe(oem: Oem) -> Sequence[str]:
    from pipeline.reports.choices import join

    def say(alias: Alias) -> str:
        return f"  {alias.kind} {alias.text}: {join(alias.tests)} ({alias.accepted or 'nobody named'})"

    return [f"{oem.name} ({', '.join(oem.documents)})", *map(say, oem.alias)]


def _measure(folder: Path, config: Config, whose: Oem, words: Sequence[Reviewed]) -> Effect:
    """Measure on the documents of the run what the words of the other documents, or chapters, are worth."""
    from pipeline import flow, runs
    from pipeline.reports.phrases import digest
    from pipeline.reviews import alias_evaluation

    known = {word.key: word for word in words}
    readings = []
    for report in runs.decided(folder):
        if whose.has(report.document, report.title_block.number):
            clauses = [decision.clause for decision in report.decisions]
            held = {one.id: word for one in clauses if (word := known.get((one.id, digest(one)))) is not None}
            readings.append(alias_evaluation.ReviewedDocument.of(report, held))
    pipeline = flow.Pipeline(config)

    def guess(profiles: Sequence[Profile], aliases: tuple[Alias, ...]) -> list[tuple[str, ...]]:
        return [decision.tests for decision in pipeline.matcher.decide(profiles, config.decide, aliases)]

    return alias_evaluation.measure(readings, pipeline.catalogue, guess)


def _file(config: Config) -> Path:
    from pipeline.errors import UsageError

    if not config.review.aliases:
        raise UsageError("The configuration names no file of aliases; set [review] aliases.")
    return Path(config.review.aliases)
