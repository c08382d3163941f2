"""Make the model server and the builders of reports importable."""

import sys
from pathlib import Path

for folder in ("llms", "answers", "reports"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
