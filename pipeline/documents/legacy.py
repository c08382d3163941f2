"""Old Word files (.doc): converted by LibreOffice where it is installed, else refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.config import ReadSettings
    from pipeline.records import Document


def read_legacy(path: Path, settings: ReadSettings, document_id: str) -> Document:
    """Read an old .doc.

    :raises ReadError: "legacy doc".
    """
    raise ReadError("legacy doc", "is an old Word file (.doc); open it in Word and save it as .docx.")
