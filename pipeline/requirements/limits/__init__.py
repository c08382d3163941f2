"""Every limit, level and pulse that a document demands, as one record each."""

from pipeline.requirements.limits.reading import read
from pipeline.requirements.limits.records import LimitRecord
from pipeline.requirements.limits.writing import FILE, as_row, say

__all__ = ["FILE", "LimitRecord", "as_row", "read", "say"]
