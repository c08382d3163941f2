"""emcmatch ask: a question about the indexed specifications, answered with its sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from pipeline.commands.indexed import filter_options, index_options, ready, say
from pipeline.commands.options import RUN, allow_remote_option, consent

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  emcmatch ask "Which BCI level holds above 100 MHz?" outputs/mine
  emcmatch ask "200 V/m at 400 MHz" --oem Nordhavn        in all that was indexed
  emcmatch ask "dwell time" outputs/mine --test BCI --top 3 --json
  emcmatch ask "How many samples?" outputs/mine --llm --config configs/ollama.toml

Without a model the best clauses are shown with the lines that answer; with one, a short answer in which every
sentence has a source and a quote that was verified.
"""


@click.command(epilog=_EPILOG)
@click.argument("question")
@click.argument("folder", metavar="[RUN]", required=False, type=RUN)
@filter_options
@click.option("--top", type=click.IntRange(1, 50), default=5, show_default=True, help="Clauses shown at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--llm/--no-llm", default=False, help="Let the language model of [llm] write the answer.")
@allow_remote_option
@index_options
def ask(
    question: str,
    folder: Path | None,
    documents: tuple[str, ...],
    oems: tuple[str, ...],
    tests: tuple[str, ...],
    top: int,
    as_json: bool,
    llm: bool,
    allow_remote: bool,
    index_file: Path | None,
    config_file: Path | None,
) -> None:
    """Answer QUESTION from the clauses of RUN, or of all runs that were indexed."""
    from pipeline.search.writing import to_lines, to_values

    with ready([folder] if folder else [], index_file, config_file) as opened:
        scope = opened.choose(documents, oems, tests)
        answer = opened.asker.ask(question, scope, top)
        if llm:
            from pipeline.runs.asking import asker
            from pipeline.search.llm_answers import answer_with

            with asker(consent(opened.config, allow_remote), None, say) as model:
                answer = answer_with(model, answer)
    if as_json:
        click.echo(json.dumps(to_values(answer), indent=2, ensure_ascii=False))
    else:
        for line in to_lines(answer):
            click.echo(line)
