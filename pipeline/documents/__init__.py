"""Files into Documents: one door, `read`, and a room for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.sniff import sniff
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.config import ReadSettings
    from pipeline.records import Document


def read(path: Path, settings: ReadSettings, *, document_id: str | None = None) -> Document:
    """Read a Word or PDF file; what it is, is told by its first bytes and not by its name.

    :param document_id: what the document is called in all results; the file name by default.
    :raises ReadError: the file cannot be read; `kind` and `message` say why and what to do.
    """
    name = document_id or path.name
    try:
        kind = sniff(path)
        if kind == "pdf":
            from pipeline.documents.pdf import read_pdf

            return read_pdf(path, settings, name)
        if kind == "docx":
            from pipeline.documents.word import read_docx

            return read_docx(path, settings, name)
        from pipeline.documents.legacy import read_legacy

        return read_legacy(path, settings, name, kind)
    except PermissionError:
        raise ReadError(
            "unreadable",
            "cannot be opened (access denied); close it in other programs, or ask for the right to read it.",
        ) from None
    except OSError as error:
        raise ReadError("unreadable", f"cannot be opened ({error.strerror or error}).") from None
    except RecursionError:
        raise ReadError("nesting", "nests its parts deeper than any real document; it was not read.") from None
