"""What a run leaves behind: workbook, CSV, JSON lines, HTML."""

from pipeline.reports.folders import load, write
from pipeline.reports.runs import RunInfo

__all__ = ["RunInfo", "load", "write"]
