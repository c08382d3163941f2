"""Text of documents made fit for XML: what XML 1.0 cannot hold is taken out or replaced, nothing else changes."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape as _escape

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_IMPOSSIBLE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?")


def legal(text: str) -> str:
    """Take out control characters, replace half surrogate pairs and noncharacters by U+FFFD, make line ends newlines.

    Source: XML 1.0, production 2 (Char) and 2.11 (End-of-Line Handling).
    """
    return _IMPOSSIBLE.sub("\ufffd", _UNSEEN.sub("", _BREAKS.sub("\n", text)))


def escape(text: str) -> str:
    """Make text legal and escape it for the content of an element or an attribute in double quotes."""
    return _escape(legal(text), {'"': "&quot;"})


def line(text: str) -> str:
    """Make text legal and one line, as the value of an attribute has to be."""
    return " ".join(legal(text).split())
