"""Make the builders of this folder and the model server importable."""

import sys
from pathlib import Path

from hypothesis import settings

for folder in (Path(__file__).parent, Path(__file__).parents[1] / "llms"):
    sys.path.insert(0, str(folder))

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
