"""emcmatch references: look after catalogues of tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import FILE, allow_remote_option, configure, consent, settings_options

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue

_OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """Look after catalogues of tests: draft passages with a language model, accept them, keep them as a workbook."""


@command.command()
@settings_options
@click.option("--test", "tests", multiple=True, metavar="ID", help="Only this test; may be repeated.")
@click.option("--out", type=_OUT, required=True, help="Where the drafts are written (.toml).")
@allow_remote_option
def expand(
    config_file: Path | None, references: tuple[Path, ...], tests: tuple[str, ...], out: Path, allow_remote: bool
) -> int:
    """Ask the language model of [llm] for paraphrases of the passages, as drafts for a person to accept."""
    from pipeline.answers import Asker, expanding, llms
    from pipeline.errors import ConfigError, DependencyError, ExitCode
    from pipeline.matching import embeddings
    from pipeline.storage import cache

    config = consent(configure(config_file, references), allow_remote)
    catalogue = _load(config)
    if unknown := sorted(set(tests) - set(catalogue.ids)):
        raise ConfigError(f"The catalogue has no test {', '.join(unknown)}; its tests are {', '.join(catalogue.ids)}.")
    llm = llms.connect(config.llm)
    if llm is None:
        raise ConfigError("No language model is configured: set provider in [llm] of the file given with --config.")
    with cache.load(config.store) as kept:
        asker = Asker(llm, config.llm, kept)
        try:
            embedder = embeddings.load(config.embedding, kept)
            drafts = expanding.expand(catalogue, asker, embedder, config.expand, tests, click.echo)
        finally:
            asker.close()
    if asker.stopped and not drafts:
        raise DependencyError(f"There is no draft: {asker.stopped}")
    expanding.write(drafts, out)
    count = "1 draft" if len(drafts) == 1 else f"{len(drafts)} drafts"
    click.echo(f"{count} in {out}. Read them, set accepted = true where one is sound, then run:")
    click.echo(f"  emcmatch references accept {out} --out {out.with_suffix('.xlsx')}")
    return ExitCode.SOME_FAILED if asker.stopped else ExitCode.DONE


@command.command()
@click.argument("drafts", type=FILE)
@settings_options
@click.option("--out", type=_OUT, required=True, help="The new catalogue (.xlsx).")
def accept(drafts: Path, config_file: Path | None, references: tuple[Path, ...], out: Path) -> None:
    """Write a catalogue with the accepted passages of DRAFTS added to those there are."""
    from pipeline.answers import expanding
    from pipeline.matching.catalogue import save_xlsx

    catalogue = _load(configure(config_file, references))
    proposed = expanding.read(drafts)
    save_xlsx(expanding.accept(catalogue, proposed), out)
    count = sum(draft.accepted for draft in proposed)
    click.echo(f"{count} of {len(proposed)} drafts accepted. Use the catalogue with: --references {out}")


@command.command("to-xlsx")
@settings_options
@click.option("--out", type=_OUT, required=True, help="The workbook (.xlsx).")
def to_xlsx(config_file: Path | None, references: tuple[Path, ...], out: Path) -> None:
    """Write the catalogue as a workbook, which --references reads back."""
    from pipeline.matching.catalogue import save_xlsx

    save_xlsx(_load(configure(config_file, references)), out)
    click.echo(f"Written to {out}.")


def _load(config: Config) -> Catalogue:
    from pipeline.flow import located
    from pipeline.matching import catalogue as catalogues

    return catalogues.load([located(name) for name in config.match.references])
