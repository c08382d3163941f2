"""A training set for a language model, as JSON lines in the form of a chat, with a card that says what is in it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.exports import splits
from pipeline.exports.gold_labels import check, collect
from pipeline.exports.near_duplicates import ALIKE
from pipeline.exports.training_examples import teach
from pipeline.reports.jsonl import to_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.config import LLMSettings
    from pipeline.evaluation.labels import Label
    from pipeline.exports.training_examples import TrainingExample
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Report
    from pipeline.reviews.records import Reviewed

CARD = "dataset.json"


@dataclass(frozen=True)
class Card:
    """What a training set holds, and what was left out of it."""

    catalogue: str
    digest: str  # of the catalogue
    seed: int
    alike: float  # ratio from which two clauses count as doubles, 0 to 100
    context: int  # tokens of a question with its answer, at most
    candidates: int  # tests offered
    documents: Mapping[str, tuple[str, ...]]  # set -> its documents
    lessons: Mapping[str, Mapping[str, int]]  # set -> test -> how many; "none" too
    sources: Mapping[str, int]  # "review", "label" -> how many
    left_out: Mapping[str, int]  # reason -> clauses
    missing: tuple[str, ...]  # tests of the catalogue of which there is nothing to train on


@dataclass(frozen=True)
class Dataset:
    """A training set before it is written."""

    sets: Mapping[str, tuple[TrainingExample, ...]]  # "train", "valid", "test"
    card: Card


def build(
    reports: Sequence[Report],
    reviewed: Sequence[Reviewed],
    labels: Sequence[Label],
    catalogue: Catalogue,
    settings: LLMSettings,
    seed: int,
) -> Dataset:
    """Make a training set.

    :param settings: of the questions, as in `[llm]`.
    :param seed: draws the documents that are held out.
    :raises UsageError: a run was made with another catalogue; there are too few documents or clauses of which the right
        answer is known.
    """
    check(reports, catalogue.ids)
    left_out: Counter[str] = Counter()
    truths = collect(reports, reviewed, labels, left_out)
    lessons = tuple(teach(reports, truths, catalogue, settings, left_out))
    made = splits.split(lessons, seed)
    if made.doubles:
        left_out["another one says nearly the same"] = made.doubles
    return Dataset(made.sets, _describe(made.sets, catalogue, settings, seed, left_out))


def save(folder: Path, dataset: Dataset) -> None:
    """Write train.jsonl, valid.jsonl, test.jsonl and dataset.json into a folder that exists."""
    for name, some in dataset.sets.items():
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(to_line(_flatten(lesson)) for lesson in some)
    text = json.dumps(asdict(dataset.card), indent=1, ensure_ascii=True)
    (folder / CARD).write_text(text + "\n", encoding="utf-8", newline="\n")


def _flatten(lesson: TrainingExample) -> dict[str, Any]:
    messages = [{"role": role, "content": content} for role, content in lesson.messages]
    return {"clause": lesson.clause, "test": lesson.test, "source": lesson.source, "messages": messages}


def _describe(
    sets: Mapping[str, Sequence[TrainingExample]],
    catalogue: Catalogue,
    settings: LLMSettings,
    seed: int,
    left_out: Mapping[str, int],
) -> Card:
    counts = {name: Counter(lesson.test for lesson in some) for name, some in sets.items()}
    return Card(
        catalogue=catalogue.name,
        digest=catalogue.digest,
        seed=seed,
        alike=ALIKE,
        context=settings.context,
        candidates=settings.candidates,
        documents={name: tuple(sorted({lesson.document for lesson in some})) for name, some in sets.items()},
        lessons={name: dict(sorted(found.items())) for name, found in counts.items()},
        sources=dict(sorted(Counter(lesson.source for some in sets.values() for lesson in some).items())),
        left_out=dict(sorted(left_out.items())),
        missing=tuple(test for test in catalogue.ids if not counts["train"][test]),
    )
