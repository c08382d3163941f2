"""The whole evaluation: figures, tables, curves and the wrong clauses themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.evaluation.calibrations import Bin, CurvePoint, draw_curve, make_bins, measure_brier, measure_error
from pipeline.evaluation.figures import Figures, TestScore, score_tests, summarise
from pipeline.evaluation.scores import Scored, Scoring, pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.answers import LLMImpact
    from pipeline.evaluation.labels import Label
    from pipeline.matching.catalogue import Catalogue
    from pipeline.matching.decisions.risk_guarantee import Promise
    from pipeline.records import Decision, Report

NONE, NOT_FOUND, INVENTED = "none", "not found", "no label"


@dataclass(frozen=True)
class Confusion:
    """How often each label met each guess; one count a clause."""

    labels: tuple[str, ...]  # rows: tests, none, no label (invented clauses)
    guesses: tuple[str, ...]  # columns: tests, none, not found
    counts: tuple[tuple[int, ...], ...]  # (labels, guesses)


@dataclass(frozen=True)
class Evaluation:
    """Decisions measured against labels."""

    figures: Figures
    baseline: Figures | None  # of the rival on the same labels; None when there is none
    tests: tuple[TestScore, ...]  # in catalogue order
    confusion: Confusion
    scored: tuple[Scored, ...]  # every label that counts, in label order
    invented: tuple[Decision, ...]
    bins: tuple[Bin, ...]
    calibration_error: float | None  # expected, 0 to 1
    brier: float | None  # 0 to 1, lower is better
    curve: tuple[CurvePoint, ...]
    without_labels: tuple[str, ...]  # documents of the run that no label speaks of; not scored
    without_result: tuple[str, ...]  # labelled documents that were not in the run; not scored
    seen: tuple[str, ...] = ()  # of the scored documents, those that the program learned from, by their names
    effect: LLMImpact | None = None  # of a language model on the clauses in review; None when none was asked
    promise: Promise | None = None  # about the clauses decided without review; None when none was asked for

    @property
    def wrong(self) -> tuple[Scored, ...]:
        """Clauses that were found and got a wrong guess, the surest first."""
        wrong = [item for item in self.scored if item.decision is not None and not item.right]
        return tuple(sorted(wrong, key=lambda item: -item.decision.confidence if item.decision else 0.0))

    @property
    def not_found(self) -> tuple[Label, ...]:
        """Labels whose clause was not found under its number."""
        return tuple(item.label for item in self.scored if item.decision is None)

    @property
    def macro_f1(self) -> float | None:
        """Mean F1 over the tests that are labelled or guessed; None where there are none."""
        values = [score.f1 for score in self.tests if score.f1 is not None]
        return sum(values) / len(values) if values else None


def evaluate(
    reports: Sequence[Report],
    labels: Sequence[Label],
    catalogue: Catalogue,
    baseline: Sequence[Report] | None = None,
    failed: Sequence[str] = (),
) -> Evaluation:
    """Measure decisions against labels.

    Labels of documents that were not in the run are named and not scored, unless the document is among `failed`.

    :param labels: from `pipeline.evaluation.labels.read`.
    :param baseline: reports of a rival (keyword TF-IDF alone, the best test whatever its score) on the same documents.
    :param failed: files of the run that gave no result; each of their clauses counts as not found.
    """
    scoring = pair(reports, labels, failed)
    bins = make_bins(scoring.scored)
    return Evaluation(
        figures=summarise(scoring),
        baseline=None if baseline is None else summarise(pair(baseline, labels, failed)),
        tests=score_tests(scoring.scored, catalogue.ids),
        confusion=_confuse(scoring, catalogue.ids),
        scored=scoring.scored,
        invented=scoring.invented,
        bins=bins,
        calibration_error=measure_error(bins),
        brier=measure_brier(scoring.scored),
        curve=draw_curve(scoring.scored),
        without_labels=scoring.without_labels,
        without_result=scoring.without_result,
    )


def promise(scored: Sequence[Scored], limit: float, sure: float) -> Promise:
    """Look for what can be promised about the clauses that the matcher itself decides without review.

    It holds for other documents only where nothing was learned from these;
    see `pipeline.matching.decisions.risk_guarantee`.

    :param limit: share of them that may be wrong, 0 to 1.
    :param sure: confidence of the promise, 0 to 1.
    """
    from pipeline.matching.decisions import risk_guarantee

    pairs = [(item.right, item.decision.confidence) for item in scored if item.decision and item.decision.by == "score"]
    return risk_guarantee.promise(pairs, limit, sure)


def _confuse(scoring: Scoring, tests: Sequence[str]) -> Confusion:
    import pandas  # half a second that only an evaluation needs

    guesses = [NOT_FOUND if item.decision is None else _first(item.decision.tests) for item in scoring.scored]
    labels = [
        guess if item.right else _first(item.label.tests) for item, guess in zip(scoring.scored, guesses, strict=True)
    ]
    guesses += [_first(decision.tests) for decision in scoring.invented]
    labels += [INVENTED] * len(scoring.invented)
    strange = sorted({*labels, *guesses} - {*tests, NONE, NOT_FOUND, INVENTED})
    rows, columns = (*tests, *strange, NONE, INVENTED), (*tests, *strange, NONE, NOT_FOUND)
    table = pandas.crosstab(pandas.Series(labels, dtype=object), pandas.Series(guesses, dtype=object))
    counts = table.reindex(index=list(rows), columns=list(columns), fill_value=0).to_numpy().tolist()
    return Confusion(rows, columns, tuple(tuple(int(count) for count in row) for row in counts))


def _first(tests: Sequence[str]) -> str:
    return tests[0] if tests else NONE
