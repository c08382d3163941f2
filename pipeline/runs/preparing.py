"""What a run needs, found missing before the first file is opened; and what its workers need, made once for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import batch, flow, stage

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.references import Catalogue
    from pipeline.runs.watching import Watch


def prepare(config: Config) -> Catalogue:
    """See to it that the files, packages and models of a configuration are there.

    :raises ConfigError: a catalogue or the weights cannot be read, or something is wrong in them.
    :raises DependencyError: the embedding model cannot be had.
    """
    line = flow.line(config)
    catalogue = line.catalogue
    _ = line.weights_digest, line.embedder
    return catalogue


def embed_catalogue(config: Config, files: int, watch: Watch) -> None:
    """Put the catalogue's vectors into the store, so that not every worker of a first run makes them for itself.

    That they were made is remembered, so that a later run need not load what it takes to look.
    """
    line = flow.line(config)
    if line.embedder is None or line.store.path is None or batch.processes(config, files) < 2:
        return
    done = stage.key("catalogue embedded", line.catalogue.digest, line.embedder.name)
    if line.store.get(done) is not None:
        return
    from pipeline import embeddings
    from pipeline.matches.entries import Entries
    from pipeline.matches.semantic import Meanings

    watch.say("Preparing the catalogue; this is done once ...")
    Meanings(Entries.of(line.catalogue), embeddings.load(config.embedding, line.store))  # type: ignore[arg-type]
    line.store.put(done, b"1")
