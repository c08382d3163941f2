"""Links from the workbook to the documents: a clause of a PDF opens at its page."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from pipeline.config import is_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.records import Clause

OPEN = "Open the document"  # what is shown over a link
_PART = re.compile(r" \(\d{1,4} of \d{1,4}\)$")  # of a document in a bundle
_ESCAPED = re.compile(r'[%#"<>\[\]^`{} ]')  # what Excel escapes in the path of a link, and the sign before the page


class Links:
    """Where the documents of a run lie, as seen from its folder."""

    def __init__(self, folder: Path, inputs: Mapping[str, str]) -> None:
        """Take the places of the documents.

        :param inputs: document -> path of its file; addresses get no link.
        """
        self._folder = folder
        self._inputs = inputs

    def find(self, clause: Clause) -> str:
        """Return the link to a clause as XlsxWriter takes it, "" where the file has no place on this machine."""
        name = clause.document
        place = self._inputs.get(name) or self._inputs.get(_PART.sub("", name), "")
        if not place or is_address(place):
            return ""
        path = _ESCAPED.sub(lambda found: f"%{ord(found.group()):02X}", self._see(place))
        return f"external:{path}" + (f"#page={clause.page}" if clause.page else "")

    def _see(self, place: str) -> str:
        """Return a path relative to the run folder, so that both can be moved together; whole on another drive."""
        try:
            return os.path.relpath(place, self._folder)
        except ValueError:
            return os.path.abspath(place)
