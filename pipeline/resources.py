"""Files that come with the program: the default configuration, the catalogues, the learned weights.

In a checkout they lie in `configs/` and `references/`; a wheel carries the same folders under `pipeline/data/`.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Path of a file that comes with the program.

    :param name: path within the checkout, with forward slashes: "configs/default.toml".
    :raises FileNotFoundError: it is in neither place; the installation is broken.
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"{name} is missing from this installation of emcmatch; install it again.")
