"""What each test section demands: standards, bands, levels and the rest, each with the place it was read from."""

from pipeline.requirements.extracting import extract
from pipeline.requirements.records import Fact, Requirement
from pipeline.requirements.writing import FILE, write_jsonl, write_rows

__all__ = ["FILE", "Fact", "Requirement", "extract", "write_jsonl", "write_rows"]
