"""How a document of a file that holds several is called: `file.pdf (2 of 4)`; `file.pdf` alone means all of them."""

from __future__ import annotations

import re

_PART = re.compile(r"(?P<file>.+) \((?P<number>\d+) of (?P<count>\d+)\)")


def name(file: str, number: int, count: int) -> str:
    """The name of one document of a bundle; `number` counts from 1."""
    return f"{file} ({number} of {count})"


def file_of(document: str) -> str:
    """The name of the file that a document stands in."""
    match = _PART.fullmatch(document)
    return match["file"] if match else document


def means(name: str, document: str) -> bool:
    """Whether a name is that of a document, or of the file that holds it and others."""
    return name in (document, file_of(document))
