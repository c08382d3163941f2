"""The whole way of one file, one visible line a stage.

    file --read--> Document --split--> Outline --extract--> Profiles --match, decide--> Report

`process` is that way, wherever it is called from: a worker process, a Dask worker, a single stage, a notebook. A
`Pipeline` holds what is open for one configuration (catalogue, models, cache); whoever runs something opens one and
passes it along. Each result is kept under all it depends on; a stage is only run when its own is not there yet.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline import documents
from pipeline.config import located as located
from pipeline.errors import ConfigError, ReadError
from pipeline.matching import profiles
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.matching.catalogue import oem_aliases
from pipeline.records import Document, Outline, Profile, Report
from pipeline.storage import cache, stage
from pipeline.storage.stage import Stage, digest_of

if TYPE_CHECKING:
    from pipeline.config import Config, DecideSettings, SplitSettings
    from pipeline.keywords import Extractor
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.catalogue.oem_aliases import Supplement
    from pipeline.matching.embeddings import Embedder
    from pipeline.matching.matcher import Matcher
    from pipeline.matching.profiles import Share

_MATCHER_VERSION = "10"  # raised whenever matching.channels or matching.decisions give another result

Until = Literal["split", "keywords", "match"]
OnPhase = Callable[..., None]  # (stage, pages=, clauses=, done=)


@dataclass(frozen=True)
class FileJob:
    """One file to be processed."""

    path: str
    document: str  # the document's id within the run
    fresh: bool = False  # do not use stored results, but store new ones
    until: Until = "match"  # the last stage wanted
    etag: str = ""  # of a remote file: what its storage says about this version of it
    digest: str = ""  # SHA-256 of its bytes, where it is known already


@dataclass(frozen=True)
class Processed:
    """What is known of a file after the last stage wanted."""

    report: Report  # without decisions where the match was not wanted
    profiles: tuple[Profile, ...] = ()  # one a clause where the match was not wanted; after the split clauses alone
    seconds: dict[str, float] = field(default_factory=dict)  # stage -> wall seconds, of the stages that were run
    others: tuple[Processed, ...] = ()  # further documents of the same file: a bundle


class Pipeline:
    """What is open for one configuration: catalogue, models, cache. Each is loaded when it is first used.

    :param supplement: what single OEMs call the tests; None reads the configured file. A run reads it once and hands
        it to all its workers, so that a file changed meanwhile cannot split the run in two.
    """

    def __init__(self, config: Config, supplement: Supplement | None = None) -> None:
        self.config = config
        self.store = cache.load(config.store)
        self._supplement = supplement

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the cache."""
        self.store.close()

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
    def supplement(self) -> Supplement:
        """What single OEMs call the tests, where a person accepted anything.

        :raises ConfigError: the file cannot be read.
        """
        if self._supplement is not None:
            return self._supplement
        path = self.config.review.aliases
        return oem_aliases.load(Path(path)) if path else oem_aliases.NOTHING

    @cached_property
    def weights_digest(self) -> str:
        """SHA-256 over the files of learned weights and examples.

        :raises ConfigError: one of them cannot be read.
        """
        match, digests = self.config.match, []
        promises = Path(match.weights).with_name("promises.json").as_posix()
        files = [match.weights, match.plain_weights, *match.examples] + [promises] * located(promises).is_file()
        for name in files:
            try:
                digests.append(digest_of(located(name)))
            except OSError as error:
                raise ConfigError(f"{name}: cannot be read ({error.strerror}); see [match].") from None
        return stage.key(*digests)

    @cached_property
    def models(self) -> tuple[str, ...]:
        """What else the decisions depend on: the embedding model with its weights, and how it is used."""
        return (self.embedder.name if self.embedder is not None else "none", _MATCHER_VERSION)

    def known_digest(self, etag: str) -> str:
        """Return the digest of a remote file, if this version of it was fetched before; "" otherwise."""
        return (self.store.get(stage.key("mark", etag)) or b"").decode("ascii") if etag else ""

    def remember_digest(self, etag: str, path: Path) -> None:
        """Remember the digest of a remote file, so that it need not be fetched again to be recalled."""
        self.store.put(stage.key("mark", etag), digest_of(path).encode("ascii"))


class _Stages:
    """The stages of one file, and the key of each result: a chain from the file's bytes to the decisions."""

    def __init__(self, job: FileJob, pipeline: Pipeline, on_phase: OnPhase, share: Share | None) -> None:
        config = pipeline.config
        self._job, self.pipeline = job, pipeline
        read = partial(documents.read, Path(job.path), document_id=job.document)
        self.read = Stage("read", 10, read, Document, config.read)
        self.split = Stage("split", 16, _split, Outline, config.split)
        build = partial(profiles.build, pipeline, on_phase, share)
        self.extract = Stage("keywords", 3, build, tuple[Profile, ...], config.keywords)
        self.match = Stage("match", 4, partial(_match, pipeline), Report, config.decide)

    @cached_property
    def source(self) -> list[str]:
        """What the document depends on: the bytes of the file, and what the run calls it.

        :raises ReadError: the file cannot be opened.
        """
        try:
            return [self._job.digest or digest_of(Path(self._job.path)), self._job.document]
        except OSError as error:
            why = f"cannot be opened ({error.strerror or error}); check the path and the permissions."
            raise ReadError("unreadable", why) from None

    @cached_property
    def outline(self) -> list[str]:
        """What the keywords depend on."""
        pipeline = self.pipeline
        return [self.split.key(self.read.key(self.source)), pipeline.catalogue.digest, *pipeline.extractor.packages]

    @cached_property
    def profiles(self) -> list[str]:
        """What the decisions depend on."""
        pipeline, aliases = self.pipeline, self.pipeline.supplement.content
        keys = [self.extract.key(self.outline), pipeline.catalogue.digest, pipeline.weights_digest, *pipeline.models]
        return [*keys, stage.key(aliases)] if aliases else keys

    @cached_property
    def count(self) -> str:
        """Key of the number of clauses of the report."""
        return stage.key("clauses", self.match.key(self.profiles))


def _quiet(*_: object, **__: object) -> None:
    """Tell nobody."""


def process(job: FileJob, pipeline: Pipeline, on_phase: OnPhase = _quiet, share: Share | None = None) -> Processed:
    """Take one file from its bytes to the last stage wanted.

    :param on_phase: told each stage as it begins, with `pages` and `clauses` as far as they are known, and within the
        keywords the clauses that are `done`.
    :param share: does pieces of a long document in several processes; None does all here.
    :raises ReadError: the file cannot be read.
    """
    seconds: dict[str, float] = {}
    run = partial(stage.run, store=pipeline.store, fresh=job.fresh, seconds=seconds)
    on_phase("read")
    stages_of = partial(_Stages, pipeline=pipeline, on_phase=on_phase, share=share)
    stages = stages_of(job)
    read: Document = run(stages.read, stages.source)
    first, *others = (_process(one, job, stages_of, run, on_phase) for one in (read, *read.others))
    return replace(first, seconds=seconds, others=tuple(others))


def _process(
    document: Document,
    job: FileJob,
    stages_of: Callable[[FileJob], _Stages],
    run: Callable[..., Any],
    on_phase: OnPhase,
) -> Processed:
    """Take one document of a file from what was read to the last stage wanted."""
    on_phase("split", pages=document.pages or 0)
    stages = stages_of(replace(job, document=document.id))
    outline: Outline = run(stages.split, stages.read.key(stages.source), document)
    bare, count = job.until == "split", len(outline.clauses)
    on_phase("keywords", pages=document.pages or 0, clauses=count)
    described = tuple(map(Profile, outline.clauses)) if bare else run(stages.extract, stages.outline, outline)
    if job.until != "match":
        return Processed(_begin(document, outline), described)
    on_phase("match", pages=document.pages or 0, clauses=count)
    report: Report = run(stages.match, stages.profiles, document, outline, described)
    stages.pipeline.store.put(stages.count, str(len(report.decisions)).encode())
    return Processed(report)


def recall(job: FileJob, pipeline: Pipeline) -> tuple[bytes, int] | None:
    """Return what `process` made of the same file under the same settings, if it is stored.

    :return: the packed report and the number of its clauses; None where it has to be made.
    """
    if job.fresh or job.until != "match" or (job.etag and not job.digest) or not pipeline.store.keeps:
        return None
    try:
        digest = job.digest or digest_of(Path(job.path))
    except OSError:
        return None  # whoever reads the file will say so
    stages = _Stages(replace(job, digest=digest), pipeline, _quiet, None)
    keys = (stages.match.key(stages.profiles), stages.count)
    stored = pipeline.store.get_many(keys, packed=True)
    return (stored[keys[0]], int(zlib.decompress(stored[keys[1]]))) if len(stored) == len(keys) else None


def _split(document: Document, settings: SplitSettings) -> Outline:
    from pipeline import clauses  # which takes longer to load than to recall what is stored

    return clauses.split(document, settings)


def _match(
    pipeline: Pipeline, document: Document, outline: Outline, profiles: tuple[Profile, ...], settings: DecideSettings
) -> Report:
    number = document.title_block.number
    report, said = _begin(document, outline), pipeline.supplement.describe(document.id, number)
    decisions = pipeline.matcher.decide(profiles, settings, pipeline.supplement.of(document.id, number))
    problems = pipeline.matcher.doubt_catalogue(document.id, profiles)
    told = (said, *(one.message for one in problems), pipeline.matcher.pledge(settings, fits=not problems))
    notes = (*report.notes, *filter(None, told))
    return replace(report, decisions=decisions, notes=notes, problems=(*report.problems, *problems))


def _begin(document: Document, outline: Outline) -> Report:
    """What is known of a document before anything is decided."""
    return Report(
        document=document.id,
        sha256=document.sha256,
        format=document.format,
        pages=document.pages or 0,
        title_block=document.title_block,
        loss=document.loss,
        fidelity=outline.fidelity,
        decisions=(),
        mismatches=outline.mismatches,
        notes=document.notes,
        problems=(*document.problems, *outline.problems),
        preamble=outline.preamble,
    )
