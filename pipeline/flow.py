"""The whole way of one file, one visible line a stage.

    file --read--> Document --split--> Outline --extract--> Profiles --match, decide--> Report

A `Pipeline` is opened once in each process: it holds the catalogue, the model and the store, and processes one file
after the other. Each result is kept under all it depends on; a stage is only run when its own is not there yet.
"""

from __future__ import annotations

import hashlib
import time
import zlib
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pipeline.config import resource
from pipeline.errors import ConfigError, ReadError
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.matching.catalogue import oem_aliases
from pipeline.records import Document, Outline, Profile, Report
from pipeline.storage import cache, stage
from pipeline.storage.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.config import Config, DecideSettings, KeywordSettings, ReadSettings, SplitSettings
    from pipeline.keywords import Extractor
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.oem_aliases import Supplement
    from pipeline.matching.embeddings import Embedder
    from pipeline.matching.matcher import Matcher

_MATCHER_VERSION = "7"  # raised whenever pipeline.matching.channels or pipeline.matching.decisions give another result

T = TypeVar("T")
Until = Literal["split", "keywords", "match"]


@dataclass(frozen=True)
class Job:
    """One file to be carried through, with all that a process needs to know for it."""

    path: str
    document: str  # the document's id within the run
    config: Config
    fresh: bool = False  # do not use stored results, but store new ones
    until: Until = "match"  # the last stage wanted
    mark: str = ""  # of a file that lies elsewhere: what its storage says about it
    digest: str = ""  # SHA-256 of its bytes, where it is known already
    supplement: Supplement = oem_aliases.NOTHING  # what single OEMs call the tests; read once for all workers


@dataclass(frozen=True)
class Draft:
    """A document on which nothing is decided yet."""

    report: Report  # without decisions
    profiles: tuple[Profile, ...]  # one a clause; after the split alone without keywords and evidence


class Pipeline:
    """The stages with everything they need, open for one configuration."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.seconds: dict[str, float] = {}
        self.store = cache.load(config.store)
        self._fresh = False

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of tests."""
        return load_catalogue([located(name) for name in self.config.match.references])

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
        from pipeline.matching import embeddings

        return embeddings.load(self.config.embedding, self.store)

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher, fitted on the catalogue."""
        from pipeline.matching.channels import examples
        from pipeline.matching.matcher import Matcher

        files = [located(name) for name in self.config.match.examples]
        known = [one for file in files for one in examples.read(file)]
        shelf = examples.Shelf([file.with_suffix(".npz") for file in files], self.store)
        weights, plain = located(self.config.match.weights), located(self.config.match.plain_weights)
        return Matcher(self.catalogue, self.embedder, weights, plain, known, shelf)

    @cached_property
    def weights_digest(self) -> str:
        """SHA-256 over the files of learned weights and examples.

        :raises ConfigError: one of them cannot be read.
        """
        digests = []
        for name in (self.config.match.weights, self.config.match.plain_weights, *self.config.match.examples):
            try:
                digests.append(digest_of(located(name)))
            except OSError as error:
                raise ConfigError(f"{name}: cannot be read ({error.strerror}); see [match].") from None
        return stage.key(*digests)

    @cached_property
    def models(self) -> tuple[str, ...]:
        """What else the decisions depend on: the embedding model with its weights, and how it is used."""
        return (self.embedder.name if self.embedder is not None else "none", _MATCHER_VERSION)

    def carry(self, job: Job, tell: Callable[[str], None]) -> Report:
        """Carry one file from its bytes to its decisions.

        :param tell: told "read" and "match", the phases with different limits.
        :raises ReadError: the file cannot be read.
        """
        return self._way(job, tell).report

    def recall(self, job: Job) -> tuple[bytes, int] | None:
        """Give back what `carry` made of the same file under the same settings, if it is stored.

        :return: the report packed as `spools` does and the number of its clauses; None where it has to be made.
        """
        if job.fresh or job.until != "match" or (job.mark and not job.digest):
            return None
        return self._way(job, lambda phase: None).recall()

    def known(self, mark: str) -> str:
        """Return the digest of a file that lies elsewhere, if it was fetched before; "" otherwise."""
        return (self.store.get(stage.key("mark", mark)) or b"").decode("ascii") if mark else ""

    def remember(self, mark: str, path: Path) -> None:
        """Remember the digest of a file that was fetched, so that it need not be fetched again to be recalled."""
        self.store.put(stage.key("mark", mark), digest_of(path).encode("ascii"))

    def draft(self, job: Job, tell: Callable[[str], None]) -> Draft:
        """Carry one file to the clauses (`job.until` is "split") or to their keywords ("keywords"), and no further.

        :raises ReadError: the file cannot be read.
        """
        way = self._way(job, tell)
        bare = job.until == "split"
        profiles = tuple(map(Profile, way.outline.clauses)) if bare else way.profiles
        return Draft(_head(way.document, way.outline), profiles)

    def _way(self, job: Job, tell: Callable[[str], None]) -> _FileRun:
        self._fresh, self.seconds = job.fresh, {}
        tell("read")
        return _FileRun(self, job, tell)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def run(self, which: Stage[T], inputs: str | Sequence[str]) -> T:
        """Run a stage, through the store, and note the seconds it took by itself."""
        before = sum(self.seconds.values())
        start = time.perf_counter()
        result = stage.run(which, inputs, store=self.store, fresh=self._fresh)
        inner = sum(self.seconds.values()) - before
        self.seconds[which.name] = self.seconds.get(which.name, 0.0) + time.perf_counter() - start - inner
        return result


class _FileRun:
    """The stages of one file. Each is run at most once, and only when its result is asked for and not stored."""

    def __init__(self, line: Pipeline, job: Job, tell: Callable[[str], None]) -> None:
        self._line, self._tell, self._config = line, tell, line.config
        self._path, self._name, self._supplement = Path(job.path), job.document, job.supplement
        self._digest = job.digest
        self._read = Stage("read", 3, self._do_read, Document, self._config.read)
        self._split = Stage("split", 3, self._do_split, Outline, self._config.split)
        self._keywords = Stage("keywords", 1, self._do_keywords, tuple[Profile, ...], self._config.keywords)
        self._match = Stage("match", 1, self._do_match, Report, self._config.decide)

    @cached_property
    def _source(self) -> list[str]:
        try:
            return [self._digest or digest_of(self._path), self._name]
        except OSError as error:
            why = f"cannot be opened ({error.strerror or error}); check the path and the permissions."
            raise ReadError("unreadable", why) from None

    @cached_property
    def _outline_key(self) -> str:
        return self._read.key(self._source)

    @cached_property
    def _profiles_key(self) -> list[str]:
        return [self._split.key(self._outline_key), self._line.catalogue.digest, *self._line.extractor.packages]

    @cached_property
    def _report_key(self) -> list[str]:
        line = self._line
        keys = [self._keywords.key(self._profiles_key), line.catalogue.digest, line.weights_digest, *line.models]
        return [*keys, stage.key(self._supplement.content)] if self._supplement.content else keys

    @cached_property
    def document(self) -> Document:
        return self._line.run(self._read, self._source)

    @cached_property
    def outline(self) -> Outline:
        return self._line.run(self._split, self._outline_key)

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        return self._line.run(self._keywords, self._profiles_key)

    @cached_property
    def report(self) -> Report:
        report = self._line.run(self._match, self._report_key)
        self._line.store.put(self._count_key, str(len(report.decisions)).encode())
        return report

    @property
    def _count_key(self) -> str:
        return stage.key("clauses", self._match.key(self._report_key))

    def recall(self) -> tuple[bytes, int] | None:
        try:
            keys = (self._match.key(self._report_key), self._count_key)
        except ReadError:
            return None  # whoever reads the file will say so
        stored = self._line.store.get_many(keys, packed=True)  # as a spool packs it too
        if len(stored) < len(keys):
            return None
        return stored[keys[0]], int(zlib.decompress(stored[keys[1]]))

    def _do_read(self, settings: ReadSettings) -> Document:
        from pipeline import documents

        return documents.read(self._path, settings, document_id=self._name)

    def _do_split(self, settings: SplitSettings) -> Outline:
        from pipeline import clauses

        return clauses.split(self.document, settings)

    def _do_keywords(self, _: KeywordSettings) -> tuple[Profile, ...]:
        from pipeline.matching import evidence

        extractor, phrases = self._line.extractor, self._line.catalogue.phrases
        return tuple(
            Profile(clause, extractor.extract(clause.all_text, phrases), evidence.collect(clause))
            for clause in self.outline.clauses
        )

    def _do_match(self, settings: DecideSettings) -> Report:
        document, outline, profiles = self.document, self.outline, self.profiles
        self._tell("match")
        aliases = self._supplement.of(document.id, document.title_block.number)
        decisions = self._line.matcher.decide(profiles, settings, aliases)
        head = _head(document, outline)
        said = self._supplement.describe(document.id, document.title_block.number)
        return replace(head, decisions=decisions, notes=(*head.notes, said) if said else head.notes)


def _head(document: Document, outline: Outline) -> Report:
    """What is known of a document before anything is decided."""
    return Report(
        document=document.id,
        sha256=document.sha256,
        format=document.format,
        pages=document.pages,
        title_block=document.title_block,
        loss=document.loss,
        fidelity=outline.fidelity,
        decisions=(),
        mismatches=outline.mismatches,
        notes=document.notes,
        problems=(*document.problems, *outline.problems),
    )


def supplement(config: Config) -> Supplement:
    """Read what single OEMs call the tests, where a person accepted anything.

    :raises ConfigError: the file cannot be read.
    """
    return oem_aliases.load(Path(config.review.aliases)) if config.review.aliases else oem_aliases.NOTHING


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
def line(config: Config) -> Pipeline:
    """The line of this process for a configuration, opened at the first call."""
    return Pipeline(config)
