"""The whole way of one file, one visible line a stage.

    file --read--> Document --split--> Outline --extract--> Profiles --match, decide--> Report

A `Line` is opened once in each process: it holds the catalogue, the model and the store, and carries one file after the
other. Each stage's result is kept under all it depends on; a stage is only run, and its input only fetched, when its
own result is not there yet.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline import references, stage, store
from pipeline.records import Document, Outline, Profile, Report
from pipeline.resources import resource
from pipeline.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.config import Config
    from pipeline.embeddings import Embedder
    from pipeline.keywords import Extractor
    from pipeline.matches.matcher import Matcher
    from pipeline.references import Catalogue

T = TypeVar("T")
STAGES = ("read", "split", "keywords", "match")


@dataclass(frozen=True)
class Job:
    """One file to be carried through, with all that a process needs to know for it."""

    path: str
    document: str  # the document's id within the run
    config: Config
    fresh: bool = False  # do not use stored results, but store new ones


class Line:
    """The stages with everything they need, open for one configuration."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.seconds: dict[str, float] = {}
        self._store = store.load(config.store)
        self._fresh = False

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of tests."""
        return references.load([located(name) for name in self.config.match.references])

    @cached_property
    def extractor(self) -> Extractor:
        """The keyword extractors."""
        from pipeline import keywords

        return keywords.load(self.config.keywords)

    @cached_property
    def embedder(self) -> Embedder | None:
        """The embedding model; None where the configuration names none."""
        if self.config.embedding.backend == "none":
            return None
        from pipeline import embeddings

        return embeddings.load(self.config.embedding, self._store)

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher, fitted on the catalogue."""
        from pipeline.matches.matcher import Matcher

        return Matcher(self.catalogue, self.embedder, located(self.config.match.weights))

    @cached_property
    def weights_digest(self) -> str:
        """SHA-256 of the file of learned weights."""
        return digest_of(located(self.config.match.weights))

    def carry(self, job: Job, tell: Callable[[str], None]) -> Report:
        """Carry one file from its bytes to its decisions.

        :param tell: told "read" and "match", the phases with different limits.
        :raises ReadError: the file cannot be read.
        """
        self._fresh, self.seconds = job.fresh, {}
        path, name, config = Path(job.path), job.document, self.config
        tell("read")
        reading = Stage("read", 1, _read, Document, config.read)
        splitting = Stage("split", 1, _split, Outline, config.split)
        extracting = Stage("keywords", 1, self._extract, tuple[Profile, ...], config.keywords)
        matching = Stage("match", 1, self._match, Report, config.decide)

        source = [digest_of(path), name]
        read_key = reading.key(source)
        split_key = splitting.key(read_key)
        extract_key = extracting.key([split_key, self.catalogue.digest])
        match_key = [extract_key, self.catalogue.digest, self.weights_digest, *_models(config)]

        def document() -> Document:
            return self._run(reading, source, path, name)

        def outline() -> Outline:
            return self._run(splitting, read_key, document)

        def profiles() -> tuple[Profile, ...]:
            return self._run(extracting, [split_key, self.catalogue.digest], outline)

        def prepare() -> tuple[Document, Outline, tuple[Profile, ...]]:
            read, split, extracted = document(), outline(), profiles()
            tell("match")
            return read, split, extracted

        return self._run(matching, match_key, prepare)

    def outline(self, job: Job, tell: Callable[[str], None]) -> Outline:
        """Read and split one file, and no more."""
        self._fresh, path, name = job.fresh, Path(job.path), job.document
        tell("read")
        reading = Stage("read", 1, _read, Document, self.config.read)
        splitting = Stage("split", 1, _split, Outline, self.config.split)
        source = [digest_of(path), name]
        return self._run(splitting, reading.key(source), lambda: self._run(reading, source, path, name))

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def _extract(self, outline: Callable[[], Outline], _: object) -> tuple[Profile, ...]:
        from pipeline import evidence

        clauses = outline().clauses
        phrases = self.catalogue.phrases
        return tuple(
            Profile(clause, self.extractor.extract(clause.all_text, phrases), evidence.collect(clause))
            for clause in clauses
        )

    def _match(self, prepare: Callable[[], tuple[Document, Outline, tuple[Profile, ...]]], settings: object) -> Report:
        document, outline, profiles = prepare()
        decisions = self.matcher.decide(profiles, self.config.decide)
        return Report(
            document=document.id,
            sha256=document.sha256,
            format=document.format,
            pages=document.pages,
            title_block=document.title_block,
            loss=document.loss,
            fidelity=outline.fidelity,
            decisions=decisions,
            mismatches=outline.mismatches,
            notes=document.notes,
            problems=(*document.problems, *outline.problems),
        )

    def _run(self, which: Stage[T], inputs: str | Sequence[str], *arguments: object) -> T:
        """Run a stage, through the store, and note the seconds it took by itself."""
        before = sum(self.seconds.values())
        start = time.perf_counter()
        if self._fresh:
            settings = () if which.settings is None else (which.settings,)
            result = which.function(*arguments, *settings)
            self._store.put(which.key(inputs), stage.encode(which, result))
        else:
            result = stage.run(which, inputs, *arguments, store=self._store)
        inner = sum(self.seconds.values()) - before
        self.seconds[which.name] = self.seconds.get(which.name, 0.0) + time.perf_counter() - start - inner
        return result


def _read(path: Path, name: str, settings: object) -> Document:
    from pipeline import documents

    return documents.read(path, settings, document_id=name)  # type: ignore[arg-type]


def _split(document: Callable[[], Document], settings: object) -> Outline:
    from pipeline import clauses

    return clauses.split(document(), settings)  # type: ignore[arg-type]


def _models(config: Config) -> list[str]:
    """What else the decisions depend on: the embedding model and how it is run."""
    return [
        config.embedding.model_dump_json(exclude={"batch"}),
        config.match.model_dump_json(exclude={"references", "weights"}),
    ]


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def located(name: str) -> Path:
    """Where a file named in the configuration lies: as given, or among the files that come with the program."""
    path = Path(name).expanduser()
    if path.exists():
        return path
    try:
        return resource(name)
    except FileNotFoundError:
        return path


@lru_cache(maxsize=2)
def line(config: Config) -> Line:
    """The line of this process for a configuration, opened at the first call."""
    return Line(config)
