"""emcmatch summarize: what a document demands, or what all documents say about a test, every line with its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from pipeline.commands.indexed import index_options, ready, say
from pipeline.commands.options import RUN, allow_remote_option, consent

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.commands.indexed import Ready
    from pipeline.search.index import Found

_EPILOG = """\b
Examples:
  emcmatch summarize nordhavn --run outputs/mine           a document, chapter by chapter
  emcmatch summarize --test BCI --run outputs/mine         what each document says about BCI
  emcmatch summarize nordhavn --test BCI --lines 5 --json
"""


@click.command(epilog=_EPILOG)
@click.argument("document", required=False)
@click.option("--test", "tests", multiple=True, metavar="ID", help="Only clauses matched to this test.")
@click.option("--run", "folder", type=RUN, help="Run folder (default: all that was indexed).")
@click.option("--lines", type=click.IntRange(1, 40), default=4, show_default=True, help="Lines of a chapter at most.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--llm/--no-llm", default=False, help="Let the language model of [llm] write it, every line proven.")
@allow_remote_option
@index_options
def summarize(
    document: str | None,
    tests: tuple[str, ...],
    folder: Path | None,
    lines: int,
    as_json: bool,
    llm: bool,
    allow_remote: bool,
    index_file: Path | None,
    config_file: Path | None,
) -> None:
    """Summarize DOCUMENT (its name, or part of it) chapter by chapter, or a test document by document."""
    from dataclasses import replace

    from pipeline.errors import UsageError
    from pipeline.search import summaries

    if not document and not tests:
        raise UsageError("Name a document, or a test with --test.")
    with ready([folder] if folder else [], index_file, config_file) as opened:
        chapters = summaries.divide(_clauses(opened, document, tests), by_document=bool(tests))
        note = ""
        if llm:
            from pipeline.runs.asking import asker
            from pipeline.search.llm_summaries import tell

            with asker(consent(opened.config, allow_remote), None, say) as model:
                chapters, note = tell(model, chapters, lines, lambda title: click.echo(f"... {title}", err=True))
        else:
            chapters = tuple(replace(each, lines=summaries.extract(each, lines)) for each in chapters)
    if as_json:
        click.echo(json.dumps(summaries.to_values(chapters), indent=2, ensure_ascii=False))
    else:
        for line in summaries.to_lines(chapters):
            click.echo(line)
    if note:
        click.echo(note, err=True)


def _clauses(opened: Ready, document: str | None, tests: tuple[str, ...]) -> list[Found]:
    """Return the clauses to be told, in their order; each file name once."""
    from pipeline.errors import UsageError

    scope = opened.choose([document] if document else [], [], tests)
    sources = {source.document: source for source in opened.sources if source.digest in scope.digests}
    found = [each for source in sources.values() for each in opened.index.clauses_of(source.digest)]
    found = [each for each in found if not scope.tests or set(each.tests) & set(scope.tests)]
    if not found:
        raise UsageError(f"No clause was matched to {', '.join(tests)}.")
    return found
