"""Each label with the decision about its clause, and whether that is right.

A clause is right when it was found under its number and its guess is empty where the label is empty, or non-empty and
within the label's tests where it is not.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline.documents.bundle_names import file_of, means

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.evaluation.labels import Label
    from pipeline.records import Decision, Report

_SAME_TITLE = 0.9  # similarity from which a spreadsheet number may stand for another writing of it (8.1 for 8.10)


@dataclass(frozen=True, slots=True)
class Scored:
    """One label and what was decided about its clause."""

    label: Label
    decision: Decision | None  # None: the clause was not found

    @property
    def right(self) -> bool:
        """Whether the clause was found and its guess is within the label."""
        return self.decision is not None and self.label.accepts(self.decision.tests)

    @property
    def exact(self) -> bool:
        """Whether the guess is one of the label's answers in full: all of its tests and no other."""
        return self.decision is not None and set(self.decision.tests) in map(set, self.label.answers)

    @property
    def decided(self) -> bool:
        """Whether the clause was found and not left to a person."""
        return self.decision is not None and self.decision.outcome != "review"


@dataclass(frozen=True, slots=True)
class Scoring:
    """All labels that can be scored, and what they leave over."""

    scored: tuple[Scored, ...]  # in the order of the labels
    invented: tuple[Decision, ...]  # clauses of a labelled document that no label stands for
    without_labels: tuple[str, ...]  # documents of the run
    without_result: tuple[str, ...]  # labelled documents that were not in the run; not scored


def pair(reports: Sequence[Report], labels: Sequence[Label], failed: Sequence[str] = ()) -> Scoring:
    """Find each label's decision.

    :param failed: files of the run that could not be read: every clause of theirs counts as not found.
    """
    by_document: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_document[label.document].append(label)
    names = _match_names(by_document, [report.document for report in reports], failed)
    found: dict[int, Decision] = {}
    invented: list[Decision] = []
    judged: set[str] = set()
    for document, own in by_document.items():
        members = [report for report in reports if document in names and means(names[document], report.document)]
        if members:
            pairs, left = _align(own, [decision for report in members for decision in report.decisions])
            found |= pairs
            invented += left
            judged.update(report.document for report in members)
    scored = [label for label in labels if label.scored and label.document in names]
    return Scoring(
        scored=tuple(Scored(label, found.get(id(label))) for label in scored),
        invented=tuple(invented),
        without_labels=tuple(sorted({report.document for report in reports} - judged)),
        without_result=tuple(sorted(set(by_document) - set(names))),
    )


def _match_names(labelled: Mapping[str, object], documents: Sequence[str], failed: Sequence[str]) -> dict[str, str]:
    """Match labelled documents to those of the run: by name, else by the name without its ending (.pdf for .docx).

    The name of a file that holds several documents stands for all of them.
    """
    files = dict.fromkeys(file_of(document) for document in documents)
    available = list(dict.fromkeys((*documents, *files, *failed)))
    names = {name: name for name in labelled if name in available}
    stems: dict[str, list[str]] = defaultdict(list)
    for name in available:
        if name not in names and name == file_of(name):
            stems[_stem(name)].append(name)
    wanted = [name for name in labelled if name not in names]
    for name in wanted:
        twins = [other for other in wanted if _stem(other) == _stem(name)]
        if len(stems[_stem(name)]) == 1 and len(twins) == 1:
            names[name] = stems[_stem(name)][0]
    return names


def _align(labels: Sequence[Label], decisions: Sequence[Decision]) -> tuple[dict[int, Decision], list[Decision]]:
    """Pair labels with decisions of the same number; where a number repeats, by title, then by order."""
    free: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        free[_key(decision.clause.number)].append(decision)
    groups: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        groups[_key(label.number)].append(label)
    pairs: dict[int, Decision] = {}
    for key, group in groups.items():
        for label, decision in _pair_by_title(group, free.get(key, [])):
            pairs[id(label)] = decision
    taken = {decision.clause.id for decision in pairs.values()}
    left = [decision for decision in decisions if decision.clause.id not in taken]
    for label in labels:
        if label.numeric and id(label) not in pairs and (other := _same_value(label, left)) is not None:
            pairs[id(label)] = other
            left.remove(other)
    return pairs, left


def _pair_by_title(labels: Sequence[Label], decisions: Sequence[Decision]) -> list[tuple[Label, Decision]]:
    if len(labels) <= 1 and len(decisions) <= 1:
        return list(zip(labels, decisions, strict=False))
    ordered = sorted(
        (-_likeness(label.title, decision.clause.title), abs(row - column), row, column)
        for row, label in enumerate(labels)
        for column, decision in enumerate(decisions)
    )
    rows: dict[int, int] = {}
    for _, _, row, column in ordered:
        if row not in rows and column not in rows.values():
            rows[row] = column
    return [(labels[row], decisions[column]) for row, column in rows.items()]


def _same_value(label: Label, decisions: Sequence[Decision]) -> Decision | None:
    for decision in decisions:
        same = _value(decision.clause.number) is not None and _value(decision.clause.number) == _value(label.number)
        if same and _likeness(label.title, decision.clause.title) >= _SAME_TITLE:
            return decision
    return None


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return ratio(_fold(one)[:500], _fold(other)[:500]) / 100


def _value(number: str) -> float | None:
    try:
        return float(number)
    except ValueError:
        return None


def _key(number: str) -> str:
    """Return a number without what typing it may add: full-width digits, spaces, trailing punctuation."""
    return "".join(unicodedata.normalize("NFKC", number).split()).rstrip(".:)")


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()
