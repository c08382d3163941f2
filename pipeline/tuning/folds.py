"""A user's labelled documents, cut into folds, with the examples channel as it is while some folds are held out."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.errors import ReadError, UsageError
from pipeline.evaluation import labels as label_files
from pipeline.keywords import stopwords
from pipeline.matching.channels.examples import Example, WordModel
from pipeline.matching.channels.examples import read as read_examples
from pipeline.matching.channels.features import CHANNELS
from pipeline.matching.channels.featurizer import Featurizer
from pipeline.matching.decisions import weights as weight_files
from pipeline.matching.decisions.states import States
from pipeline.runs import inputs
from pipeline.storage import stage
from pipeline.tuning.dataset import Taught, teach, with_examples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.config import Config
    from pipeline.evaluation.labels import Label
    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.weights import Weights
    from pipeline.runs.inputs import Source

    Floats = NDArray[np.float64]

TRAINED = "fine_tuning.json"  # beside a model that `train` made: what it was trained on
OF_USER = "of the user"  # in the note of weights that were tuned
FOLDS = 4  # most parts the documents are cut into; each is held out in turn

_EXAMPLES = CHANNELS.index("examples")

Keywords = tuple[int, int]
"""Keywords of a clause, and words of the longest."""


@dataclass
class Material:
    """The labelled documents of one configuration."""

    config: Config
    sources: Mapping[str, Source]  # document -> file
    labels: Mapping[str, tuple[Label, ...]]  # document -> labels
    folds: tuple[tuple[str, ...], ...]  # documents held out together
    _taught: dict[Keywords, dict[str, Taught]] = field(default_factory=dict)
    _models: dict[tuple[frozenset[int], int], WordModel] = field(default_factory=dict)
    _scores: dict[tuple[str, frozenset[int], int], Floats] = field(default_factory=dict)

    @property
    def keywords(self) -> Keywords:
        """The keyword settings there are."""
        return self.config.keywords.count, self.config.keywords.longest

    @cached_property
    def pipeline(self) -> flow.Pipeline:
        """Catalogue, embedder and store."""
        return flow.Pipeline(self.config)

    @cached_property
    def featurizer(self) -> Featurizer:
        """The channels, without examples."""
        return Featurizer(self.pipeline.catalogue, self.pipeline.embedder, stopwords.ALL)

    @cached_property
    def states(self) -> States:
        """What a clause can be about."""
        return States.of(self.featurizer.entries, self.pipeline.catalogue.together)

    @cached_property
    def shipped(self) -> Weights:
        """The weights there are: those a run with this configuration would use."""
        match = self.config.match
        trained = self._model(frozenset(), 0).trained
        return weight_files.load(flow.located(match.weights if trained else match.plain_weights))

    @cached_property
    def others(self) -> tuple[Example, ...]:
        """The examples there are, but for those of the documents themselves."""
        mine = {_stem(name) for name in self.labels}
        found = (one for name in self.config.match.examples for one in read_examples(flow.located(name)))
        return tuple(one for one in found if _stem(one.document) not in mine)

    @cached_property
    def digests(self) -> dict[str, str]:
        """Labelled document -> digest of its file."""
        return {name: stage.digest_of(self.sources[name].path) for name in self.labels}

    @cached_property
    def digest(self) -> str:
        """Digest of everything a trial depends on but for its choice."""
        files = [f"{name} {digest}" for name, digest in sorted(self.digests.items())]
        parts = [str(sorted(self.labels.items())), str(self.folds), self.pipeline.catalogue.digest]
        settings = self.config.model_dump_json(exclude={"batch", "store", "llm", "expand"})
        parts += [self.pipeline.weights_digest, *self.pipeline.models, settings]
        return hashlib.sha256(stage.key(*files, *parts).encode()).hexdigest()

    def taught(self, keywords: Keywords) -> dict[str, Taught]:
        """Document -> its clauses, channels and labels; read once."""
        if keywords not in self._taught:
            self._taught[keywords] = {name: self._teach(name, keywords) for fold in self.folds for name in fold}
        return self._taught[keywords]

    def _teach(self, name: str, keywords: Keywords) -> Taught:
        count, longest = keywords
        extract = self.config.keywords.model_copy(update={"count": count, "longest": longest})
        pipeline = flow.Pipeline(self.config.model_copy(update={"keywords": extract}))
        try:
            profiles = flow.process(_job(self.sources[name]), pipeline).profiles
        finally:
            pipeline.close()
        return teach(name, _stem(name), profiles, self.labels[name], self.featurizer)

    def features(self, document: str, keywords: Keywords, held: frozenset[int], copies: int) -> Features:
        """Channels of a document whose examples come from the folds that are not held out."""
        taught = self.taught(keywords)[document]
        where = (document, held if copies else frozenset(), copies)
        if where not in self._scores:
            self._scores[where] = with_examples(taught, self._model(held, copies)).scores[:, :, _EXAMPLES].copy()
        scores = taught.features.scores.copy()
        scores[:, :, _EXAMPLES] = self._scores[where]
        return replace(taught.features, scores=scores)

    def _model(self, held: frozenset[int], copies: int) -> WordModel:
        where = (held if copies else frozenset(), copies)
        if where not in self._models:
            taught = self.taught(self.keywords) if copies else {}
            folds = self.folds if copies else ()
            own = [one for index, fold in enumerate(folds) if index not in held for one in _lend(taught, fold)]
            self._models[where] = WordModel([*self.others, *own * copies], self.featurizer.entries)
        return self._models[where]

    @property
    def examples(self) -> tuple[Example, ...]:
        """All labelled clauses as examples."""
        taught = self.taught(self.keywords)
        return tuple(one for fold in self.folds for one in _lend(taught, fold))


def gather(
    config: Config, specs: Sequence[str], labels: Path, folds: int = FOLDS, tell: Callable[[str], None] = lambda _: None
) -> Material:
    """Find the documents that have labels and cut them into folds; a document and its PDF twin stay together.

    :param folds: most parts.
    :param tell: told of files that cannot be used.
    :raises UsageError: fewer than two documents have labels, so that none can be held out.
    :raises ConfigError: labels, catalogue, weights or examples are wrong.
    :raises NoInputError: there is no specification.
    """
    sources, problems = inputs.find(specs)
    pipeline = flow.Pipeline(config)
    known = label_files.read(labels, pipeline.catalogue.ids)
    for problem in problems:
        tell(problem.message)
    readable = [source for source in sources if _is_readable(pipeline, source, tell)]
    pipeline.close()
    mine = _assign(known, readable)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(mine):
        groups[_stem(name)].append(name)
    if len(groups) < 2:
        raise UsageError(
            f"{labels}: {len(groups)} of the {len(readable)} documents that could be read have labels; at least 2 "
            "must, so that each can be held out while the others are learned from. Label another specification."
        )
    ordered = [tuple(groups[stem]) for stem in sorted(groups)]
    parts = min(folds, len(ordered))
    cut = tuple(tuple(name for group in ordered[index::parts] for name in group) for index in range(parts))
    material = Material(config, {source.document: source for source in readable}, mine, cut)
    _check_unseen(material)
    return material


def _check_unseen(material: Material) -> None:
    """Refuse weights and models that have seen labels of the user: on these documents nothing could be held out.

    :raises UsageError: they have.
    """
    if OF_USER in material.shipped.learned_on:
        raise UsageError(
            f"{material.config.match.weights}: these weights were tuned already, so no document can be held out from "
            "them; start with the configuration from before that tuning."
        )
    model = material.pipeline.embedder
    note = model.folder / TRAINED if model is not None else None
    if note is None or not note.is_file():
        return
    seen = set(json.loads(note.read_text(encoding="utf-8")).get("documents", {}).values())
    both = [name for name, digest in material.digests.items() if digest in seen]
    if both:
        raise UsageError(
            f"{model.folder if model else ''}: this model was trained on {', '.join(sorted(both))}, which therefore "
            "cannot be held out; name specifications it was not trained on, or the model from before."
        )


def _assign(labels: Sequence[Label], sources: Sequence[Source]) -> dict[str, tuple[Label, ...]]:
    """Document -> its labels, by name, else by the name without its ending where only one file has it."""
    stems: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        stems[_stem(source.document)].append(source.document)
    names = {source.document for source in sources}
    found: dict[str, tuple[Label, ...]] = defaultdict(tuple)
    for label in labels:
        twins = stems.get(_stem(label.document), [])
        name = label.document if label.document in names else twins[0] if len(twins) == 1 else ""
        if name:
            found[name] += (label,)
    return {name: some for name, some in found.items() if any(label.scored for label in some)}


def _is_readable(pipeline: flow.Pipeline, source: Source, tell: Callable[[str], None]) -> bool:
    try:
        return bool(flow.process(_job(source), pipeline).profiles)
    except ReadError as error:
        tell(f"{source.document}: {error.message} It is left out.")
        return False


def _job(source: Source) -> flow.FileJob:
    return flow.FileJob(str(source.path), source.document, until="keywords")


def _lend(taught: Mapping[str, Taught], fold: Sequence[str]) -> list[Example]:
    return [one for name in fold for one in taught[name].examples]


def _stem(name: str) -> str:
    return PurePath(name).with_suffix("").as_posix().casefold()
