"""The predecessor's method, kept beside every figure: keyword TF-IDF, cosine, the best test, and never none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Decision, OutcomeName, Report

_CHANNEL = "keywords"


def decide_by_keywords(report: Report) -> Report:
    """Decide every clause of a report again by its keyword channel alone.

    A clause without any keyword in common with any test is left without one.
    """
    return replace(report, decisions=tuple(_decide(decision) for decision in report.decisions))


def _decide(decision: Decision) -> Decision:
    scores = {
        candidate.test: sum(share.score for share in candidate.shares if share.channel == _CHANNEL)
        for candidate in decision.match.candidates
    }
    best = min(scores, key=lambda test: (-scores[test], test), default="")
    tests = (best,) if best and scores[best] > 0 else ()
    outcome: OutcomeName = "matched" if tests else "unmatched"
    return replace(
        decision, outcome=outcome, tests=tests, confidence=scores.get(best, 0.0), reason="keyword TF-IDF alone"
    )
