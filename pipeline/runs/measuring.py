"""The accuracy of a run, with no more documents in memory than have labels."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline.evaluation import learned_documents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pipeline.answers import LLMImpact, Settled
    from pipeline.config import Config, DecideSettings
    from pipeline.evaluation import Evaluation
    from pipeline.evaluation.labels import Label
    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Decision, Problem, Report

_SHOWN = 10  # documents or clauses that are named


def measure(
    reports: Iterable[Report],
    labels: Sequence[Label],
    catalogue: Catalogue,
    problems: Iterable[Problem],
    settled: Sequence[Settled] = (),
    decide: DecideSettings | None = None,
    learned: Collection[str] = (),
) -> Evaluation:
    """Measure decisions against labels, with the predecessor's method beside them.

    :param problems: of the run; every clause of a labelled file that failed counts as not found.
    :param settled: what became of the clauses that a model was asked about.
    :param decide: what is to be promised about the clauses decided without review; None = nothing.
    :param learned: names, or digests of names, of documents that the program learned from; see `learned_from`.
    """
    from pipeline import evaluation
    from pipeline.matching.decisions.baseline import decide_by_keywords

    labelled = {_stem(label.document) for label in labels}
    kept = [report if _stem(report.document) in labelled else replace(report, decisions=()) for report in reports]
    failed = [problem.file for problem in problems if problem.fatal]
    found = evaluation.evaluate(kept, labels, catalogue, [decide_by_keywords(report) for report in kept], failed)
    stems = {_stem(name) for name in learned}
    names = [name for name, _ in found.figures.documents]
    seen = tuple(name for name in names if _stem(name) in stems or learned_documents.digest(name) in learned)
    found = replace(found, seen=seen)
    if decide is not None:
        found = replace(
            found, promise=evaluation.promise(found.scored, decide.allowed_wrong, decide.promise_confidence)
        )
    return replace(found, effect=_weigh(found, settled)) if settled else found


def learned_from(config: Config) -> frozenset[str]:
    """Return the names of documents among the examples, and digests of the names of those behind the weights.

    Weights that lie apart from a list of their own go on from those that come with the program, whose list then holds.

    :raises ConfigError: a file of examples or the list cannot be read.
    """
    from pipeline import flow
    from pipeline.config import resource
    from pipeline.matching.channels.examples import read

    own = flow.located(config.match.weights).with_name(learned_documents.FILE)
    beside = own if own.is_file() else resource(f"references/{learned_documents.FILE}")
    names = (one.document for name in config.match.examples for one in read(flow.located(name)) if one.document)
    return frozenset(names) | learned_documents.read(beside)


def _weigh(evaluation: Evaluation, settled: Sequence[Settled]) -> LLMImpact:
    """Compare the clauses that a model was asked about before and after."""
    from pipeline import answers

    labels = {item.decision.clause.id: item.label for item in evaluation.scored if item.decision is not None}

    def is_right(decision: Decision) -> bool | None:
        label = labels.get(decision.clause.id)
        return None if label is None else label.accepts(decision.tests)

    return answers.measure(settled, is_right)


def summarise(evaluation: Evaluation) -> list[str]:
    """Say the headline figures in a line or two."""
    figures, rival = evaluation.figures, evaluation.baseline
    lost = _say_lost(evaluation)
    if not figures.clauses.n:
        return ["The labels speak of none of these documents.", *lost]
    right, sure = figures.clauses, figures.decided_right
    line = f"Right: {right.count} of {right.n} clauses ({right.value:.1%})"
    if sure.n:
        line += f"; of the {sure.n} decided without review {sure.value:.1%}"
    if rival is not None:
        line += f"; the keyword baseline {rival.clauses.value:.1%}"
    lines = [f"{line}."]
    effect = evaluation.effect
    if effect is not None and effect.labelled:
        lines.append(
            f"Of {effect.labelled} clauses in review {effect.right_before} were right before the model and "
            f"{effect.right_after} after it ({effect.wrong_to_right} put right, {effect.right_to_wrong} made wrong)."
        )
    if effect is not None:
        lines.append(f"The model took {effect.seconds:.1f} s and {effect.tokens:.0f} tokens a clause that was asked.")
    if evaluation.seen:
        lines.append(f"Learned from before: {', '.join(evaluation.seen[:_SHOWN])}; their figures flatter the program.")
    return [*lines, *lost]


def _say_lost(evaluation: Evaluation) -> list[str]:
    """Name the labelled documents that were not scored and the labelled clauses that were not found."""
    names = evaluation.without_labels
    gone = [f"  {name}{_nearest(name, names)}" for name in evaluation.without_result]
    lines = [f"{len(gone)} labelled documents were not scored, for they are not in the run:"] if gone else []
    lines += _first(gone)
    missed = [label for label in evaluation.not_found if label.document not in evaluation.without_result]
    if missed:
        lines.append(f"{len(missed)} labelled clauses were not found and count as wrong:")
    spare: dict[str, list[Clause]] = {}
    for decision in evaluation.invented:
        spare.setdefault(_stem(decision.clause.document), []).append(decision.clause)
    found = []
    for label in missed:
        near = spare.get(_stem(label.document), [])
        keys = [f"{clause.number} {clause.title}" for clause in near]
        what = f"{label.number} {label.title}".strip()
        found.append(f"  {label.document} {what}{_nearest(what, keys)}")
    return [*lines, *_first(found)]


def _nearest(name: str, names: Sequence[str]) -> str:
    """Say which of the names is most like this one, where any is."""
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return f" (nearest: {close[0]})" if close else ""


def _first(lines: Sequence[str]) -> list[str]:
    more = [f"  ... and {len(lines) - _SHOWN} more; see accuracy.xlsx"] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more]


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()
