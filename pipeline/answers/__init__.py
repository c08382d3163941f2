"""Clauses that the scores could not settle: retrieval, a question to a model, and an answer that must be proven."""

from pipeline.answers.askers import Asker
from pipeline.answers.effects import Effect, measure
from pipeline.answers.estimates import Estimate, estimate
from pipeline.answers.resolving import KIND, Settled, resolve, settle

__all__ = ["KIND", "Asker", "Effect", "Estimate", "Settled", "estimate", "measure", "resolve", "settle"]
