"""emcmatch: match every clause of an OEM's EMC specification to the test of the catalogue it is about.

In Python: `import pipeline as emcmatch`; then `emcmatch.run("specs/").matches` and the like, see docs/python.md. What
is named here is loaded when it is first used.
"""

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.errors import EmcMatchError
    from pipeline.runs.notebook import Run, evaluate, open_run, run, split

__version__ = "0.1.0"
__all__ = ["EmcMatchError", "Run", "__version__", "evaluate", "open_run", "run", "split"]


def lazily(package: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """Make the `__getattr__` of a package whose names are imported when they are first used.

    :param package: its `__name__`.
    :param homes: module -> names that the package takes from it.
    """
    found = {name: home for home, names in homes.items() for name in names}

    def get(name: str) -> Any:  # noqa: ANN401 - whatever is named
        if name not in found:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(found[name]), name)

    return get


_NOTEBOOK = ("Run", "evaluate", "open_run", "run", "split")
__getattr__ = lazily(__name__, {"pipeline.errors": ("EmcMatchError",), "pipeline.runs.notebook": _NOTEBOOK})
