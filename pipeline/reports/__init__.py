"""What a run leaves behind: workbook, CSV, JSON lines, HTML.

Names are imported when they are first used: a run that leaves its folder as it is writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import lazily

if TYPE_CHECKING:
    from pipeline.reports.folders import Written, check, load, names, write, write_drafts
    from pipeline.reports.runs import RunInfo

__all__ = ["RunInfo", "Written", "check", "load", "names", "write", "write_drafts"]
__getattr__ = lazily(
    __name__,
    {
        "pipeline.reports.folders": ("Written", "check", "load", "names", "write", "write_drafts"),
        "pipeline.reports.runs": ("RunInfo",),
    },
)
