"""Clauses that the scores could not settle: retrieval, a question to a model, and an answer that must be proven.

Names are imported when they are first used: most runs ask no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import lazily

if TYPE_CHECKING:
    from pipeline.answers.estimates import Estimate, estimate
    from pipeline.answers.llm_client import Asker
    from pipeline.answers.llm_impact import LLMImpact, measure
    from pipeline.answers.reliability import KIND, Gate, Measured
    from pipeline.answers.resolving import Settled, resolve, settle

__all__ = [
    "KIND",
    "Asker",
    "Estimate",
    "Gate",
    "LLMImpact",
    "Measured",
    "Settled",
    "estimate",
    "measure",
    "resolve",
    "settle",
]
__getattr__ = lazily(
    __name__,
    {
        "pipeline.answers.estimates": ("Estimate", "estimate"),
        "pipeline.answers.llm_client": ("Asker",),
        "pipeline.answers.llm_impact": ("LLMImpact", "measure"),
        "pipeline.answers.reliability": ("KIND", "Gate", "Measured"),
        "pipeline.answers.resolving": ("Settled", "resolve", "settle"),
    },
)
