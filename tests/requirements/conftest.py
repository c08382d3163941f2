"""Make the builders of this folder and of the model step importable."""

import sys
from pathlib import Path

from hypothesis import settings

_TESTS = Path(__file__).parents[1]
for folder in (_TESTS / "requirements", _TESTS / "answers", _TESTS / "llms"):
    sys.path.insert(0, str(folder))
settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
