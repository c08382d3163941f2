"""What a run needs, found missing before the first file is opened."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError
from pipeline.evaluation.labels import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.evaluation.labels import Label
    from pipeline.flow import Pipeline


def prepare(pipeline: Pipeline, labels: Path | None = None) -> tuple[Label, ...]:
    """See to it that the files, packages and models of a run are there.

    :return: the labels.
    :raises ConfigError: everything wrong in the catalogues and labels, and weights that cannot be read.
    :raises DependencyError: the embedding model cannot be had.
    """
    faults: list[str] = []
    with _collect(faults):
        _ = pipeline.catalogue
    with _collect(faults):
        _ = pipeline.weights_digest
    with _collect(faults):
        _ = pipeline.supplement
    known: tuple[Label, ...] = ()
    with _collect(faults):
        known = read(labels, () if faults else pipeline.catalogue.ids) if labels is not None else ()
    if faults:
        raise ConfigError("\n".join(faults))
    _ = pipeline.embedder
    return known


@contextmanager
def _collect(faults: list[str]) -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        faults.append(str(error))
