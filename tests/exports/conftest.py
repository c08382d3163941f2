"""Make the builders of the reports, the Word files and this folder importable."""

import sys
from pathlib import Path

for folder in ("reports", "documents", "exports"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
