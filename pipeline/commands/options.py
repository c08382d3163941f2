"""Options that several commands have, declared once, and what they come to."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.config import Config, Values

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
INPUT = click.Path(path_type=Path)  # whoever reads it says what is wrong with it, with exit code 4
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
RUN = click.Path(exists=True, file_okay=False, path_type=Path)


def place(value: str) -> Path | str:
    """Take a folder as a path, and the address of a storage (s3://bucket/folder) as it is."""
    from pipeline.config import is_address

    if is_address(value):
        return value
    folder: Path = FOLDER.convert(value, None, None)
    return folder


_SETTINGS = (
    click.option(
        "--config", "config_file", type=INPUT, help="TOML file with the settings that differ from the defaults."
    ),
    click.option(
        "--references", multiple=True, type=INPUT, help="Catalogue of tests (.toml, .xlsx), or auto; may be repeated."
    ),
)
_BATCH = (
    click.option("--engine", type=click.Choice(["local", "dask"]), help="Where the work is done (default: local)."),
    click.option("--jobs", type=click.IntRange(min=0), help="Files at a time; 0 = one for each core (default)."),
    click.option("--scheduler", metavar="ADDR", help="Address of a Dask scheduler: tcp://host:8786."),
    click.option("--fresh", is_flag=True, help="Do everything again instead of using stored results."),
)
_REVIEWS = click.option(
    "--reviews", type=NEW_FILE, help="Store of reviewed decisions to apply (default: outputs/reviews.sqlite)."
)


_ALLOW_REMOTE = click.option(
    "--allow-remote", is_flag=True, help="Let text of the specifications go to a model server on another machine."
)


def allow_remote_option(function: F) -> F:
    """Add --allow-remote."""
    return _ALLOW_REMOTE(function)


def consent(config: Config, allow_remote: bool) -> Config:
    """Lay --allow-remote over a configuration; without the option its own allow_remote in [llm] holds."""
    if not allow_remote:
        return config
    return config.model_copy(update={"llm": config.llm.model_copy(update={"allow_remote": True})})


_FORCE = click.option(
    "--force", is_flag=True, help="Write into a folder that holds other files, or a workbook that seems to be open."
)


def force_option(function: F) -> F:
    """Add --force."""
    return _FORCE(function)


def reviews_option(function: F) -> F:
    """Add --reviews."""
    return _REVIEWS(function)


def settings_options(function: F) -> F:
    """Add --config and --references."""
    return _add(_SETTINGS, function)


def batch_options(function: F) -> F:
    """Add --engine, --jobs, --scheduler and --fresh."""
    return _add(_BATCH, function)


def _add(options: tuple[Callable[[F], F], ...], function: F) -> F:
    for option in reversed(options):
        function = option(function)
    return function


def configure(
    config_file: Path | None,
    references: tuple[Path, ...] = (),
    *,
    base: Values | None = None,
    reviews: Path | None = None,
    **batch: Any,  # noqa: ANN401 - as click gives them
) -> Config:
    """Read the configuration and lay the options of the command line over it.

    :param config_file: None takes the settings of the workspace that the command is called in, where it is one.
    :param base: the configuration of an earlier run, in the place of the defaults.
    :param reviews: the store of reviewed decisions; None where the option was not given.
    :param batch: engine, jobs and scheduler; None where the option was not given.
    :raises ConfigError: everything wrong in it, and in the catalogues where something is wrong in it.
    """
    from pipeline import config

    given = override(references, **batch)
    if reviews is not None:
        given["review"] = {"store": str(reviews)}
    path, values = (config_file, base) if base else settings(config_file)
    if lying := _shadowed():
        values = {**values, "match": {**lying, **values.get("match", {})}}
    found, faults = config.check(path, given, values)
    if faults:
        raise ConfigError("\n".join([*faults, *_faults_of_catalogues(found)]))
    return found


def settings(named: Path | None) -> tuple[Path | None, Values]:
    """Return the file of settings that --config names, else that of the workspace, which is said, for nobody named it.

    :return: the file, and in its place the settings that count of a workspace which nobody trusted.
    :raises ConfigError: the file of such a workspace cannot be read.
    """
    from pipeline import config
    from pipeline.commands import workspace
    from pipeline.storage import own, settings_trust

    found = workspace.settings() if named is None else None
    if found is None:
        return named, {}
    if own.trusts(found.resolve().parent):
        click.echo(f"Settings: {found} of this folder.", err=True)
        return found, {}
    kept, ignored = settings_trust.restrict(config.values(found))
    said = (
        f" Not used, because nobody trusted this folder: {', '.join(ignored)}; emcmatch trust . does."
        if ignored
        else ""
    )
    click.echo(f"Settings: {found} of this folder.{said}", err=True)
    return None, kept


def _shadowed() -> dict[str, Any]:
    """Name the program's own catalogues, examples and weights where a folder nobody trusted holds files of their names.

    :return: key of [match] -> path or paths; nothing where the folder is trusted or holds none.
    """
    from pipeline import config
    from pipeline.storage import own

    match = config.load().match
    names = [*match.references, *match.examples, match.weights, match.plain_weights, "references/promises.json"]
    lying = [name for name in names if Path(name).exists() and not Path(name).samefile(config.resource(name))]
    if not lying or own.trusts(Path.cwd()):
        return {}
    said = "Not used, because nobody trusted this folder"
    click.echo(f"{said}: {', '.join(lying)}; emcmatch trust . does. The program's own are used.", err=True)
    return {
        "references": [str(config.resource(name)) for name in match.references],
        "examples": [str(config.resource(name)) for name in match.examples],
        "weights": str(config.resource(match.weights)),
        "plain_weights": str(config.resource(match.plain_weights)),
    }


def _faults_of_catalogues(config: Config) -> list[str]:
    """Say what is wrong in the catalogues too, so that a user need not come back for it."""
    from pipeline import flow

    try:
        _ = flow.Pipeline(config).catalogue
    except ConfigError as error:
        return [str(error)]
    return []


def override(references: tuple[Path, ...] = (), **batch: Any) -> Values:  # noqa: ANN401
    """Return what the command line says about the configuration."""
    if batch.get("scheduler") and not batch.get("engine"):
        batch["engine"] = "dask"
    given: Values = {"batch": {key: value for key, value in batch.items() if value is not None}}
    if references:
        given["match"] = {"references": [str(path) for path in references]}
    return given


def typed() -> str:
    """Return the command line as it was typed."""
    return " ".join(["emcmatch", *sys.argv[1:]])
