"""emcmatch cache: what is kept between runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.options import INPUT, configure

if TYPE_CHECKING:
    from pathlib import Path

_CONFIG = click.option("--config", "config_file", type=INPUT, help="TOML file that names another store in [store].")


@click.group()
def command() -> None:
    """Show or clear the results kept between runs.

    They only save time: a run after clearing them gives the same decisions.
    """


@command.command()
@_CONFIG
def info(config_file: Path | None) -> None:
    """Say where the store is, what is in it and how large it may grow."""
    from pipeline.storage import cache

    with cache.load(configure(config_file).store) as opened:
        found = opened.info()
    if found.path is None:
        click.echo("Nothing is kept between runs: store.path is empty.")
    elif found.trouble:
        click.echo(found.trouble)
    else:
        click.echo(str(found.path if isinstance(found.path, str) else found.path.resolve()))
        click.echo(f"  {found.entries['results']:,} results of stages")
        click.echo(f"  {found.entries['vectors']:,} vectors of texts")
        click.echo(f"  {found.size / 1e6:,.1f} of at most {found.size_limit / 1e6:,.0f} MB")


@command.command()
@_CONFIG
def clear(config_file: Path | None) -> None:
    """Drop everything that is kept."""
    from pipeline.storage import cache

    with cache.load(configure(config_file).store) as opened:
        dropped = opened.clear()
        trouble = opened.trouble if opened.keeps else ""
    click.echo(trouble or f"Dropped {dropped:,} results and vectors.")
