"""Make the model server importable."""

import sys
from pathlib import Path

for folder in ("llms", "answers"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
