"""Decisions against labels: how often they are right, how well they know it, and what they got wrong."""

from pipeline.evaluation.calibrations import Bin, CurvePoint
from pipeline.evaluation.evaluations import Evaluation, evaluate, promise
from pipeline.evaluation.figures import Figures, Proportion, TestScore
from pipeline.evaluation.scores import Scored

__all__ = ["Bin", "CurvePoint", "Evaluation", "Figures", "Proportion", "Scored", "TestScore", "evaluate", "promise"]
