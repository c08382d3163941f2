"""What a run leaves behind: workbook, CSV, JSON lines, HTML."""

from pipeline.reports.folders import Written, check, load, names, write, write_drafts
from pipeline.reports.runs import RunInfo

__all__ = ["RunInfo", "Written", "check", "load", "names", "write", "write_drafts"]
