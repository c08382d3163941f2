"""emcmatch: match every clause of an OEM's EMC specification to the test of the catalogue it is about.

In Python: `import pipeline as emcmatch`; then `emcmatch.run("specs/").matches` and the like, see docs/python.md. What
is named here is loaded when it is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.errors import EmcMatchError
    from pipeline.runs.notebook import Run, evaluate, open_run, run, split

__version__ = "0.1.0"
__all__ = ["EmcMatchError", "Run", "__version__", "evaluate", "open_run", "run", "split"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is named
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    home = "pipeline.errors" if name == "EmcMatchError" else "pipeline.runs.notebook"
    return getattr(importlib.import_module(home), name)
