"""accuracy.xlsx and accuracy.json: an evaluation to look at, and to compute with."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.evaluation.figures import Proportion
from pipeline.reports.staging import stage

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.evaluation import Evaluation, Figures
    from pipeline.matching.decisions.risk_guarantee import Promise

FILES = ("accuracy.xlsx", "accuracy.json")


def write(folder: Path, evaluation: Evaluation) -> None:
    """Write both files into a folder, together or not at all.

    :raises UsageError: a file is open in another program, or the folder cannot be written.
    """
    with stage(folder) as staging:
        save(staging, evaluation)


def save(folder: Path, evaluation: Evaluation) -> None:
    """Write both files as they come."""
    from pipeline.reports.accuracy_book import save as save_book

    save_book(folder / FILES[0], evaluation)
    text = json.dumps(to_json(evaluation), indent=2, ensure_ascii=True)
    (folder / FILES[1]).write_text(text + "\n", encoding="utf-8", newline="\n")


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return all figures as plain values: each share with count, n and its 95 % interval."""
    return {
        "figures": _figures(evaluation.figures),
        "baseline": None if evaluation.baseline is None else _figures(evaluation.baseline),
        "macro_f1": evaluation.macro_f1,
        "expected_calibration_error": evaluation.calibration_error,
        "brier": evaluation.brier,
        "tests": {
            score.test: {
                "labelled": score.labelled,
                "precision": _share(score.precision),
                "recall": _share(score.recall),
                "f1": score.f1,
                "f1_interval": score.f1_interval,
            }
            for score in evaluation.tests
        },
        "confusion": asdict(evaluation.confusion),
        "reliability": [
            {"low": item.low, "high": item.high, "confidence": item.confidence, "right": _share(item.right)}
            for item in evaluation.bins
        ],
        "curve": [
            {"confidence": point.confidence, "coverage": point.coverage.value, "right": _share(point.right)}
            for point in evaluation.curve
        ],
        "wrong": [
            {
                "id": item.decision.clause.id,
                "title": item.label.title,
                "label": item.label.answers,
                "guess": item.decision.tests,
                "outcome": item.decision.outcome,
                "confidence": item.decision.confidence,
            }
            for item in evaluation.wrong
            if item.decision is not None
        ],
        "not_found": [f"{label.document}#{label.number}" for label in evaluation.not_found],
        "invented": [decision.clause.id for decision in evaluation.invented],
        "promise": None if evaluation.promise is None else _promise(evaluation.promise),
        "model": None if evaluation.effect is None else asdict(evaluation.effect),
        **{name: getattr(evaluation, name) for name in ("without_labels", "without_result")},
        "learned_from": evaluation.seen,
    }


def _promise(promise: Promise) -> dict[str, Any]:
    names = ("threshold", "limit", "sure", "labelled", "n", "wrong", "bound", "sentence")
    return {name: getattr(promise, name) for name in names}


def _figures(figures: Figures) -> dict[str, Any]:
    named = {
        name: _share(value)
        for name in figures.__dataclass_fields__
        if isinstance(value := getattr(figures, name), Proportion)
    }
    return {**named, "documents": {document: _share(share) for document, share in figures.documents}}


def _share(share: Proportion) -> dict[str, Any]:
    return {"value": share.value, "count": share.count, "n": share.n, "interval": share.interval}
