"""A run: find the files, carry them, ask the model, measure, write the run folder."""

from pipeline.runs.orders import Order, Result, StageName
from pipeline.runs.resuming import resume
from pipeline.runs.running import do
from pipeline.runs.watching import Watch

__all__ = ["Order", "Result", "StageName", "Watch", "do", "resume"]
