"""Make the builders of this folder and the model server importable."""

import sys
from pathlib import Path

for folder in (Path(__file__).parent, Path(__file__).parents[1] / "llms"):
    sys.path.insert(0, str(folder))
