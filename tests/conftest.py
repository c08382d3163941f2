"""Make the builders importable, and let hypothesis take its time on a busy machine."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "builders"))

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
