"""The documents that a command works on: those of a run folder, or of specifications that are matched first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.requirements import Requirement

    Documents = Iterator[tuple[Report, tuple[Requirement, ...]]]


def catalogue_of(configuration: Mapping[str, Any], otherwise: Sequence[str] | None = None) -> Catalogue:
    """Load the catalogue a run was made with.

    :param configuration: that of the run.
    :param otherwise: what is loaded where the run names none; None = what the defaults name.
    :raises ConfigError: it is no longer to be had, or is damaged.
    """
    from pipeline import config, flow
    from pipeline.matching import catalogue

    used = configuration.get("match", {}).get("references") or otherwise
    return catalogue.load([flow.located(name) for name in used or config.load().match.references])


def load(source: Path, work: Path, config: Config, command: str) -> tuple[Documents, Catalogue]:
    """Give the documents of a source with their requirements, and the catalogue they were matched to.

    :param source: a run folder, a specification or a folder of specifications.
    :param work: the run folder that is made where the source is none.
    :param config: for specifications; a run folder keeps its own catalogue unless another one is named in it.
    """
    from pipeline import runs
    from pipeline.commands.progress import watch
    from pipeline.plans import run_documents
    from pipeline.reports import runs as run_files

    folder = source
    if not (source / "run.json").is_file():
        order = runs.Order(config=config, specs=(str(source),), out=work, until="match", command=command)
        runs.do(order, watch())
        folder = work
    catalogue = catalogue_of(run_files.load(folder / "run.json").configuration, config.match.references)
    return run_documents.load(folder, runs.decided(folder), catalogue), catalogue


def choose(documents: Documents, wanted: str | None) -> tuple[Report, tuple[Requirement, ...]]:
    """Return the one document that is meant.

    :param wanted: the beginning of its name; not needed where there is only one.
    :raises UsageError: none or several fit; names them.
    """
    found = [each for each in documents if wanted is None or each[0].document.casefold().startswith(wanted.casefold())]
    exact = [each for each in found if wanted and each[0].document.casefold() == wanted.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        raise UsageError(f"The run has no document whose name begins with '{wanted}'.")
    names = ", ".join(report.document for report, _ in found)
    raise UsageError(f"The run has several documents; name one with --document: {names}.")
