"""Clauses that the scores could not settle: retrieval, a question to a model, and an answer that must be proven."""

from pipeline.answers.estimates import Estimate, estimate
from pipeline.answers.llm_client import Asker
from pipeline.answers.llm_impact import LLMImpact, measure
from pipeline.answers.reliability import Gate, Measured
from pipeline.answers.resolving import KIND, Settled, resolve, settle

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
