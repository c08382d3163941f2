"""Labelled documents, ready to learn from: each clause with its channels and its label."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.matching.channels.examples import Example, WordModel
from pipeline.matching.channels.features import CHANNELS
from pipeline.matching.channels.featurizer import as_example
from pipeline.matching.channels.titles import Titles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.evaluation.labels import Label
    from pipeline.matching.channels.entries import Entries
    from pipeline.matching.channels.features import Features
    from pipeline.matching.channels.featurizer import Featurizer
    from pipeline.records import Profile

Alternatives = tuple[frozenset[str], ...]
"""What counts as right for one clause: any one of these sets of tests; the empty set is none."""


@dataclass(frozen=True)
class Taught:
    """One labelled document."""

    document: str
    group: str  # documents of one group (one author, one OEM) are held out together
    features: Features
    profiles: tuple[Profile, ...]
    labels: tuple[Alternatives | None, ...]  # one a clause; None where nothing is known or it is not to be scored
    examples: tuple[Example, ...]  # the same clauses as examples, without those that have no label


def teach(
    document: str, group: str, profiles: Sequence[Profile], labels: Sequence[Label], featurizer: Featurizer
) -> Taught:
    """Line up the clauses of a document with its labels, by number and, where a number repeats, by title and order.

    :param featurizer: its examples channel is left at 0; see `with_examples`.
    """
    waiting: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        waiting[label.number].append(label)
    found: list[Alternatives | None] = []
    for profile in profiles:
        mine = _take(waiting.get(profile.clause.number, []), profile.clause.title)
        found.append(tuple(map(frozenset, mine.answers)) if mine is not None and mine.scored else None)
    titles = Titles([profile.clause for profile in profiles])
    examples = tuple(
        as_example(profile.clause, titles, tuple(sorted(frozenset().union(*label))))
        for profile, label in zip(profiles, found, strict=True)
        if label is not None
    )
    return Taught(document, group, featurizer.compute(profiles), tuple(profiles), tuple(found), examples)


def _take(waiting: list[Label], title: str) -> Label | None:
    """Take the label of a clause from those of its number: its title's, else the next where it has none to tell by.

    Annexes that count their clauses from 1 anew repeat every number; one clause missed must not shift the rest.
    """
    if len(waiting) <= 1:
        return waiting[0] if waiting else None
    said = [_plain(label.title) for label in waiting]
    place = said.index(_plain(title)) if _plain(title) in said else 0 if not any(said) else -1
    return waiting.pop(place) if place >= 0 else None


def _plain(title: str) -> str:
    return "".join(sign for sign in title.casefold() if sign.isalnum())[:40]


def with_examples(taught: Taught, model: WordModel) -> Features:
    """Fill the examples channel of a document from a model that has not seen it."""
    titles = Titles([profile.clause for profile in taught.profiles])
    scores = taught.features.scores.copy()
    clauses = [as_example(profile.clause, titles) for profile in taught.profiles]
    scores[:, :, CHANNELS.index("examples")] = model.score(clauses)
    return replace(taught.features, scores=scores)


def crossfit(
    documents: Sequence[Taught], lent: Mapping[str, Sequence[Example]], entries: Entries, folds: int = 5
) -> dict[str, Features]:
    """Fill the examples channel of every document from examples of other groups, as it will be in use.

    :param lent: group -> examples that may be used for the documents of all other groups.
    :return: document -> features.
    """
    groups = sorted({taught.group for taught in documents})
    filled: dict[str, Features] = {}
    for fold in range(min(folds, len(groups))):
        held = set(groups[fold :: min(folds, len(groups))])
        model = WordModel([one for group, some in sorted(lent.items()) if group not in held for one in some], entries)
        filled |= {taught.document: with_examples(taught, model) for taught in documents if taught.group in held}
    return filled


def is_right(tests: tuple[str, ...], label: Alternatives) -> bool:
    """Tell whether a guess counts as right: none where none is, or tests that all lie within what is allowed."""
    guess = frozenset(tests)
    if not guess:
        return frozenset() in label
    return any(guess <= one for one in label) or guess <= frozenset().union(*label)
