"""emcmatch chat: a conversation about the indexed specifications."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from pipeline.commands.indexed import filter_options, index_options, ready, say
from pipeline.commands.options import NEW_FILE, RUN, allow_remote_option, consent

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.search.chats import Chat

_EPILOG = """\b
Examples:
  emcmatch chat outputs/mine
  > Which field strength does the ALSE test demand in the Nordhavn standard?
  > and above 1 GHz?
  > /quit

A follow-up question is made whole with the words of the one before; how it was understood is shown.
"""
_END = ("/quit", "/exit", "/q")


@click.command(epilog=_EPILOG)
@click.argument("folder", metavar="[RUN]", required=False, type=RUN)
@filter_options
@click.option("--top", type=click.IntRange(1, 50), default=3, show_default=True, help="Clauses shown at most.")
@click.option("--llm/--no-llm", default=False, help="Let the language model of [llm] rewrite and answer.")
@click.option("--save", type=NEW_FILE, help="Write the conversation here at the end; without it nothing is kept.")
@allow_remote_option
@index_options
def chat(
    folder: Path | None,
    documents: tuple[str, ...],
    oems: tuple[str, ...],
    tests: tuple[str, ...],
    top: int,
    llm: bool,
    allow_remote: bool,
    save: Path | None,
    index_file: Path | None,
    config_file: Path | None,
) -> None:
    """Talk about RUN, or about all runs that were indexed; /quit ends it."""
    from pipeline.runs.asking import asker
    from pipeline.search.chats import Chat

    with ready([folder] if folder else [], index_file, config_file) as opened:
        scope = opened.choose(documents, oems, tests)
        with asker(consent(opened.config, allow_remote), None, say) if llm else nullcontext() as model:
            opened.asker.warm()
            talk = Chat(opened.asker, scope, top, model)
            click.echo(f"{len(scope.digests)} documents. Ask, or /quit.")
            _talk(talk)
    if save is not None:
        _write(talk, save)


def _talk(talk: Chat) -> None:
    from pipeline.search.writing import to_lines

    while True:
        try:
            text = click.prompt(">", prompt_suffix=" ", default="", show_default=False).strip()
        except (click.Abort, EOFError):
            click.echo()
            return
        if text.lower() in _END:
            return
        if not text:
            continue
        turn = talk.ask(text)
        if turn.asked != text:
            click.echo(f"(asked: {turn.asked})")
        for line in to_lines(turn.answer):
            click.echo(line)


def _write(talk: Chat, path: Path) -> None:
    from pipeline.errors import UsageError
    from pipeline.search.writing import to_values

    turns = [{"typed": turn.typed, "asked": turn.asked, **to_values(turn.answer)} for turn in talk.turns]
    try:
        path.write_text(json.dumps(turns, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}).") from None
    click.echo(f"{len(turns)} questions written to {path}")
