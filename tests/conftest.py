"""Make the builders importable, let hypothesis take its time, and count its tests among the slow ones."""

import os
import sys
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # before numpy: small matrices only wait for more threads
    os.environ.setdefault(variable, "1")

import pytest  # noqa: E402
from hypothesis import is_hypothesis_test, settings  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent / "builders"))

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark properties slow: each is a hundred tests."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.slow)
