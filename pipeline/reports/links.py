"""Links from the workbook to the documents: a clause of a PDF opens at its page, one of a Word file at its bookmark.

Word finds no clause in a file without bookmarks, so the link goes to the annotated copy (`emcmatch export word`) where
that has the bookmark of this clause with these words, and to the document itself elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.config import is_address
from pipeline.reports.phrases import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.records import Clause

COPIES = "annotated"  # folder of the annotated copies in a run folder
OPEN = "Open the document"  # what is shown over a link
_PART = re.compile(r" \(\d{1,4} of \d{1,4}\)$")  # of a document in a bundle
_ESCAPED = re.compile(r'[%#"<>\[\]^`{} ]')  # what Excel escapes in the path of a link, and the sign before the page

_BOOKMARK = re.compile(rb"\bemcmatch_[0-9a-f]{24}\b")
_LARGEST = 500_000_000  # bytes of a copy that are unpacked at most


def copy_name(document: str) -> str:
    """Return the file name of the annotated copy of a document."""
    path = PurePosixPath(document.replace("/", "_"))
    return f"{path.stem}_annotated{path.suffix}"


def bookmark(clause: Clause) -> str:
    """Return the name of a clause's bookmark in an annotated copy: of its id and what it says, 33 characters."""
    key = f"{clause.id}\n{digest(clause)}".encode("utf-8", "replace")
    return f"emcmatch_{hashlib.sha256(key).hexdigest()[:24]}"


def bookmarks(copy: Path) -> frozenset[str]:
    """Return the bookmarks of clauses in an annotated copy; none where it is no copy or cannot be read."""
    found: set[str] = set()
    left = _LARGEST
    try:
        with zipfile.ZipFile(copy) as package:
            for part in package.infolist():
                left -= part.file_size
                if part.filename.lower().endswith(".xml") and left >= 0:
                    data = package.read(part).replace(b"\0", b"")  # of UTF-16
                    found.update(name.decode("ascii") for name in _BOOKMARK.findall(data))
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return frozenset()
    return frozenset(found)


class Links:
    """Where the documents of a run lie, as seen from its folder."""

    def __init__(self, folder: Path, inputs: Mapping[str, str]) -> None:
        """Take the places of the documents.

        :param inputs: document -> path of its file; addresses get no link.
        """
        self._folder = folder
        self._inputs = inputs
        self._copies: dict[str, frozenset[str]] = {}  # document -> bookmarks of its annotated copy

    def find(self, clause: Clause) -> str:
        """Return the link to a clause as XlsxWriter takes it, "" where the file has no place on this machine."""
        name = clause.document
        if clause.page is None and (mark := bookmark(clause)) in self._marks(name):
            return f"external:{_escape(f'{COPIES}/{copy_name(name)}')}#{mark}"
        place = self._inputs.get(name) or self._inputs.get(_PART.sub("", name), "")
        if not place or is_address(place):
            return ""
        return f"external:{_escape(self._see(place))}" + (f"#page={clause.page}" if clause.page else "")

    def _marks(self, document: str) -> frozenset[str]:
        if document not in self._copies:
            self._copies[document] = bookmarks(self._folder / COPIES / copy_name(document))
        return self._copies[document]

    def _see(self, place: str) -> str:
        """Return a path relative to the run folder, so that both can be moved together; whole on another drive."""
        try:
            return os.path.relpath(place, self._folder)
        except ValueError:
            return os.path.abspath(place)


def _escape(path: str) -> str:
    return _ESCAPED.sub(lambda found: f"%{ord(found.group()):02X}", path)
