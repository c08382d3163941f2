"""What each test section demands: standards, bands, levels and the rest, each with the place it was read from."""

from pipeline.requirements.extracting import extract
from pipeline.requirements.records import Fact, Requirement

__all__ = ["Fact", "Requirement", "extract"]
