"""Which documents the weights were learned from: digests of their names, so that no foreign name is kept.

The file lies beside the weights: one SHA-256 of a lower-case file name a line, sorted.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE = "learned_documents.txt"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def digest(name: str) -> str:
    """Return the SHA-256 of a document's file name in lower case, as hexadecimal digits."""
    return hashlib.sha256(PurePath(name).name.lower().encode("utf-8", "surrogatepass")).hexdigest()


def read(path: Path) -> frozenset[str]:
    """Return the digests in a file that `write` made; none where there is no such file.

    :raises ConfigError: the file cannot be read, or holds something else.
    """
    try:
        lines = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: the list of documents learned from cannot be read ({error}).") from None
    if wrong := next((line for line in lines if not _DIGEST.fullmatch(line)), None):
        raise ConfigError(f"{path}: {wrong[:80]!r} is no SHA-256 of a document's name; make the file with the weights.")
    return frozenset(lines)


def write(path: Path, names: Iterable[str]) -> None:
    """Keep the digests of the documents of these names."""
    lines = sorted({digest(name) for name in names})
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii", newline="\n")
