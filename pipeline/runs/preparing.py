"""What a run needs, found missing before the first file is opened; and what its workers need, made once for all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline import batch, flow, stage, workers
from pipeline.errors import ConfigError
from pipeline.labels import read
from pipeline.workers import Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.config import Config
    from pipeline.labels import Label
    from pipeline.references import Catalogue
    from pipeline.runs.watching import Watch


def prepare(config: Config, labels: Path | None = None) -> tuple[Catalogue, tuple[Label, ...]]:
    """See to it that the files, packages and models of a run are there.

    :return: the catalogue and the labels.
    :raises ConfigError: everything wrong in the catalogues and labels, and weights that cannot be read.
    :raises DependencyError: the embedding model cannot be had.
    """
    line = flow.line(config)
    faults: list[str] = []
    with _collect(faults):
        _ = line.catalogue
    with _collect(faults):
        _ = line.weights_digest
    with _collect(faults):
        _ = flow.supplement(config)
    known: tuple[Label, ...] = ()
    with _collect(faults):
        known = read(labels, () if faults else line.catalogue.ids) if labels is not None else ()
    if faults:
        raise ConfigError("\n".join(faults))
    _ = line.embedder
    return line.catalogue, known


@contextmanager
def _collect(faults: list[str]) -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        faults.append(str(error))


def fit(config: Config, files: int, watch: Watch) -> None:
    """Fit the matcher once, before each worker of a first run would: what it is made of is in the store then.

    It is done in a process of its own, since the model it takes would stay in this one's memory. That it was done is
    remembered, so that a later run need not even look.
    """
    line = flow.line(config)
    if not line.store.keeps or config.batch.engine != "local" or batch.processes(config, files) < 2:
        return
    done = stage.key("fitted", line.catalogue.digest, line.weights_digest, *line.models)
    if line.store.get(done) is not None:
        return
    watch.say("Preparing the catalogue; this is done once ...")
    limit = Limit(config.batch.time_limit, config.batch.memory_limit)
    for outcome in workers.run(_fit, [config], jobs=1, limits={"fit": limit}, first_phase="fit"):
        if outcome.failure is None:
            line.store.put(done, b"1")


def _fit(config: Config, _tell: Callable[[str], None]) -> bool:
    return flow.line(config).matcher is not None
