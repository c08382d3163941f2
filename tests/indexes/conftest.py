"""Make the builders of the questions, of the answers and of the reports importable."""

import sys
from pathlib import Path

for folder in (
    Path(__file__).parents[1] / "questions",
    *(Path(__file__).parents[1] / name for name in ("answers", "llms", "reports")),
):
    sys.path.insert(0, str(folder))
