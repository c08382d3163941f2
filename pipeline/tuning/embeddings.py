"""Fine-tuning the embedding model on a user's labelled documents, kept only where it helps held-out ones.

Each fold of documents is held out in turn and matched with a model that was trained on the others: by the embedding
channels alone, and by the whole matcher with the weights and examples there are.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.evaluation import Proportion
from pipeline.keywords import stopwords
from pipeline.matching.channels.entries import names
from pipeline.matching.channels.examples import WordModel
from pipeline.matching.channels.features import CHANNELS
from pipeline.matching.channels.featurizer import Featurizer
from pipeline.matching.embeddings import Embedder
from pipeline.matching.embeddings.fine_tuning import Effort, Pair, fine_tune
from pipeline.tuning.dataset import is_right, teach, with_examples
from pipeline.tuning.learning import guess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.matching.embeddings import Embedder as Model
    from pipeline.tuning.dataset import Taught
    from pipeline.tuning.folds import Material

    Tell = Callable[[str, int, int], None]
    """Told what is trained, the step and the number of steps."""

_CHANNELS = [index for index, name in enumerate(CHANNELS) if name.startswith("embedding")]
_LONGEST = 600  # characters of a clause that are learned from
_FEWEST = 20  # clauses about a test, below which there is nothing to learn


@dataclass(frozen=True, slots=True)
class Score:
    """How right held-out documents are decided."""

    alone: Proportion  # clauses about a test whose nearest test by the embedding channels is right
    matcher: Proportion  # all labelled clauses, by the whole matcher


@dataclass(frozen=True, slots=True)
class TrainingEffect:
    """What fine-tuning is worth."""

    before: Score
    after: Score
    pairs: int  # in the training on all documents

    @property
    def helps(self) -> bool:
        """Whether the whole matcher is right more often, and the channel no less."""
        better = self.after.matcher.count > self.before.matcher.count
        return better and self.after.alone.count >= self.before.alone.count


def train(material: Material, out: Path, effort: Effort | None = None, tell: Tell = lambda *_: None) -> TrainingEffect:
    """Measure fine-tuning on held-out documents and, where it helps, train on all of them and keep the model in `out`.

    :param out: folder for the model; it is only made when the model is kept.
    :raises UsageError: no embedding model is configured, or there are too few labelled clauses about tests.
    :raises DependencyError: torch, sentence-transformers or the model is missing.
    """
    base = material.pipeline.embedder
    if base is None:
        raise UsageError("embedding.backend is 'none', so there is no model to fine-tune; name another backend.")
    if base.backend == "static":
        raise UsageError("A table of token vectors is not fine-tuned; name all-MiniLM-L6-v2 in embedding.model.")
    pairs = {index: make_pairs(material, [index]) for index in range(len(material.folds))}
    count = sum(len(some) for some, _ in pairs.values()) // 2
    if count < _FEWEST:
        raise UsageError(f"Only {count} labelled clauses are about one test; fine-tuning needs at least {_FEWEST}.")
    befores, afters = [], []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        for fold in pairs:
            folder = Path(scratch) / str(fold)
            part = f"without part {fold + 1}"
            _fit(base, material, [index for index in pairs if index != fold], folder, effort, tell, part)
            befores.append(score(material, fold, base))
            afters.append(score(material, fold, Embedder(folder, base.backend, material.config.embedding)))
        effect = TrainingEffect(_total(befores), _total(afters), 2 * count)
        if effect.helps:
            final = Path(scratch) / "all"
            _fit(base, material, list(pairs), final, effort, tell, "all documents")
            shutil.copytree(final, out, dirs_exist_ok=True)
    return effect


def _fit(
    base: Model, material: Material, folds: Sequence[int], out: Path, effort: Effort | None, tell: Tell, name: str
) -> None:
    pairs, negatives = make_pairs(material, folds)
    if len({pair.group for pair in pairs}) < 2:
        raise UsageError(f"Training {name}: the labelled clauses are about fewer than two tests.")
    fine_tune(base.folder, pairs, negatives, out, effort, lambda step, steps: tell(name, step, steps))


def make_pairs(material: Material, folds: Iterable[int]) -> tuple[list[Pair], list[str]]:
    """Pair each clause about one test with words of the catalogue: its title with a name, its text with a passage.

    :return: the pairs, two a clause, and the titles and texts of clauses about none.
    """
    entries = {entry.id: entry for entry in material.featurizer.entries.tests}
    taught = material.taught(material.keywords)
    pairs: list[Pair] = []
    negatives: list[str] = []
    for one in (one for fold in folds for name in material.folds[fold] for one in taught[name].examples):
        if not one.tests:
            negatives += [text for text in (one.title, one.text[:_LONGEST]) if text]
        elif len(one.tests) == 1 and one.tests[0] in entries:
            entry = entries[one.tests[0]]
            dice = random.Random(f"{one.document} {one.number}")  # noqa: S311 - not for secrets
            pairs.append(Pair(dice.choice(list(names(entry))), one.title or one.text[:_LONGEST], entry.id))
            pairs.append(Pair(dice.choice(list(entry.passages or names(entry))), one.text[:_LONGEST], entry.id))
    return pairs, negatives


def score(material: Material, fold: int, embedder: Model) -> Score:
    """Decide the documents of a fold with an embedding model."""
    featurizer = Featurizer(material.pipeline.catalogue, embedder, stopwords.ALL)
    words = WordModel(material.others, featurizer.entries)
    totals = []
    for name in material.folds[fold]:
        known = material.taught(material.keywords)[name]
        taught = replace(
            teach(name, known.group, known.profiles, (), featurizer), labels=known.labels, examples=known.examples
        )
        totals.append(Score(_nearest(taught, material), _matched(taught, material, words)))
    return _total(totals)


def _nearest(taught: Taught, material: Material) -> Proportion:
    tests = material.featurizer.entries.tests
    cosines = taught.features.scores[:, : len(tests), _CHANNELS].max(axis=2)
    found = [
        is_right((tests[int(row.argmax())].id,), label)
        for row, label in zip(cosines, taught.labels, strict=True)
        if label is not None and frozenset() not in label
    ]
    return Proportion(sum(found), len(found))


def _matched(taught: Taught, material: Material, words: WordModel) -> Proportion:
    guesses = guess(with_examples(taught, words), material.states, material.shipped)
    found = [
        is_right(tests, label)
        for (tests, _), label in zip(guesses, taught.labels, strict=True)
        if label is not None
    ]  # fmt: skip
    return Proportion(sum(found), len(found))


def _total(scores: Sequence[Score]) -> Score:
    def add(shares: Sequence[Proportion]) -> Proportion:
        return Proportion(sum(share.count for share in shares), sum(share.n for share in shares))

    return Score(add([one.alone for one in scores]), add([one.matcher for one in scores]))
