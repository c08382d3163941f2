"""A run: find the files, carry them, ask the model, measure, write the run folder."""

from pipeline.runs.evaluating import evaluate, folders
from pipeline.runs.mirrors import Mirror
from pipeline.runs.orders import Order, Result, StageName
from pipeline.runs.resuming import decided, resume
from pipeline.runs.running import do
from pipeline.runs.watching import Watch

__all__ = ["Mirror", "Order", "Result", "StageName", "Watch", "decided", "do", "evaluate", "folders", "resume"]
