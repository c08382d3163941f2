"""Make the builders of other folders and of this one importable."""

import sys
from pathlib import Path

for folder in ("", "reports", "reviews", "documents", "exports"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
