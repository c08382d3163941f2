"""Tuning on a user's labelled documents, and what it is worth on documents it did not see.

Everything is nested. Each fold of documents is held out in turn; what is chosen for it (by a study of its own over the
other folds, which holds out documents among these), the weights and the examples come from the other folds only. The
figures of a fold are therefore those of a specification nobody labelled. A last study over all folds makes the choice
that is handed out; nothing is measured with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.evaluation import Proportion
from pipeline.matching.decisions import risk_guarantee
from pipeline.tuning.dataset import is_right
from pipeline.tuning.folds import OF_USER
from pipeline.tuning.learning import guess, learn
from pipeline.tuning.parameters import ParameterChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.matching.channels.features import Features
    from pipeline.matching.decisions.risk_guarantee import Promise
    from pipeline.matching.decisions.weights import Weights
    from pipeline.tuning.dataset import Alternatives
    from pipeline.tuning.folds import Material

    Search = Callable[[str, Callable[[ParameterChoice], float], ParameterChoice], ParameterChoice]
    """Name of a study, what to maximise, where to begin -> the best choice."""

REVIEW = 0.2  # what a review costs beside a wrong decision nobody looks at: the default review_below of 0.8 says so
STANDARD = {"penalty": 1.0, "copies": 1}  # where there are too few documents to search


@dataclass(frozen=True, slots=True)
class Guess:
    """What is said about a clause."""

    tests: tuple[str, ...]
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class TuningRow:
    """One labelled clause, as it is decided now and as it would be after tuning on other documents."""

    document: str
    number: str
    title: str
    label: Alternatives
    before: Guess
    after: Guess


@dataclass(frozen=True)
class Tuned:
    """What tuning found."""

    rows: tuple[TuningRow, ...]  # held out, in document order
    start: ParameterChoice
    choice: ParameterChoice  # from all documents
    held: tuple[ParameterChoice, ...]  # the choice for each fold, made without it
    searched: bool  # False: too few documents to choose among settings; the standard ones were taken
    shipped: Weights
    weights: Weights  # learned from all documents
    promise: Promise  # about the held-out decisions after tuning
    standing: Promise  # about those before

    @property
    def before(self) -> Proportion:
        """Right clauses before."""
        return Proportion(sum(row.before.right for row in self.rows), len(self.rows))

    @property
    def after(self) -> Proportion:
        """Right clauses after."""
        return Proportion(sum(row.after.right for row in self.rows), len(self.rows))

    @property
    def helps(self) -> bool:
        """Whether more clauses of held-out documents are right."""
        return self.after.count > self.before.count

    @property
    def chance(self) -> float:
        """Probability of as large a difference by chance alone, two-sided (McNemar 1947, exact)."""
        from scipy.stats import binomtest

        mended = sum(row.after.right and not row.before.right for row in self.rows)
        broken = sum(row.before.right and not row.after.right for row in self.rows)
        return float(binomtest(mended, mended + broken).pvalue) if mended + broken else 1.0

    @property
    def review_below(self) -> float:
        """The threshold to hand out: that of the promise where one can be made, else the one that was chosen."""
        return self.choice.review_below if self.promise.threshold is None else self.promise.threshold


def tune(material: Material, search: Search) -> Tuned:
    """Choose, learn and measure.

    :param search: maximises a function of a Choice; see `studies.Studies`.
    """
    folds = range(len(material.folds))
    start = ParameterChoice.of(material.config, material.shipped.temperature)
    standard = replace(start, penalty=STANDARD["penalty"], copies=int(STANDARD["copies"]))
    searched = len(folds) > 2
    rows: list[TuningRow] = []
    held: list[ParameterChoice] = []
    for fold in folds:
        choice = search(f"without part {fold + 1}", _aim(material, {fold}), start) if searched else standard
        held.append(choice)
        before, after = (decide(material, one, frozenset({fold}), fold) for one in (start, choice))
        rows += [replace(old, after=new.after) for old, new in zip(before, after, strict=True)]
    final = search("all documents", _aim(material, set()), start) if searched else standard
    settings = material.config.decide
    pledge = (settings.allowed_wrong, settings.promise_confidence)
    return Tuned(
        tuple(rows),
        start,
        final,
        tuple(held),
        searched,
        material.shipped,
        fit(material, final, frozenset()),
        risk_guarantee.promise([(row.after.right, row.after.confidence) for row in rows], *pledge),
        risk_guarantee.promise([(row.before.right, row.before.confidence) for row in rows], *pledge),
    )


def fit(material: Material, choice: ParameterChoice, held: frozenset[int]) -> Weights:
    """Learn the weights of a choice from the folds that are not held out."""
    if choice.penalty is None:
        return replace(material.shipped, temperature=choice.temperature)
    keywords = (choice.count, choice.longest)
    taught = material.taught(keywords)
    features: dict[str, Features] = {}
    for index, fold in enumerate(material.folds):
        if index not in held:  # what a document's own words taught would look better than it is
            features |= {
                name: material.features(name, keywords, held | {index}, choice.copies) for name in fold
            }  # fmt: skip
    documents = [taught[name] for name in features]
    weights = learn(documents, features, material.states, start=material.shipped, penalty=choice.penalty)
    count = sum(label is not None for one in documents for label in one.labels)
    note = f"{material.shipped.learned_on}; then {len(documents)} documents {OF_USER}, {count} labelled clauses"
    return replace(weights, temperature=choice.temperature, learned_on=note)


def decide(material: Material, choice: ParameterChoice, held: frozenset[int], fold: int) -> list[TuningRow]:
    """Decide the labelled clauses of one of the folds that are held out."""
    keywords = (choice.count, choice.longest)
    weights = fit(material, choice, held)
    rows = []
    for name in material.folds[fold]:
        one = material.taught(keywords)[name]
        guesses = guess(material.features(name, keywords, held, choice.copies), material.states, weights)
        for profile, label, (tests, confidence) in zip(one.profiles, one.labels, guesses, strict=True):
            if label is not None:
                made = Guess(tests, confidence, is_right(tests, label))
                rows.append(TuningRow(name, profile.clause.number, profile.clause.title, label, made, made))
    return rows


def worth(rows: Iterable[TuningRow], review_below: float) -> float:
    """What decisions are worth, at most 1: the share that is right, less the Brier score, less the work they cause.

    A clause in review costs REVIEW, a wrong one that is decided without review costs 1.
    """
    total = count = 0.0
    for row in rows:
        made = row.after
        cost = REVIEW if made.confidence < review_below else float(not made.right)
        total += made.right - (made.confidence - made.right) ** 2 - cost
        count += 1
    return total / count if count else 0.0


def _aim(material: Material, outside: set[int]) -> Callable[[ParameterChoice], float]:
    """What a study maximises: the worth of decisions on each of its folds, held out in turn."""
    folds = [index for index in range(len(material.folds)) if index not in outside]

    def value(choice: ParameterChoice) -> float:
        rows = [row for fold in folds for row in decide(material, choice, frozenset({*outside, fold}), fold)]
        return worth(rows, choice.review_below)

    return value
