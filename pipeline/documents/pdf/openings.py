"""Opening a PDF, and saying truly why one cannot be opened."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument, PdfiumError

_PASSWORD, _SECURITY = 4, 5  # FPDF_GetLastError


@contextmanager
def opened(content: bytes) -> Iterator[PdfDocument]:
    """Open a PDF for reading.

    :param content: the bytes of the file.
    :raises ReadError: it cannot be opened; the kind says why.
    """
    import pypdfium2

    if not content:
        raise ReadError("empty", "is empty (0 bytes); copy or download it again.")
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error, content) from None
    try:
        yield document
    finally:
        document.close()


def _refusal(error: PdfiumError, content: bytes) -> ReadError:
    code = getattr(error, "err_code", None)
    if code == _PASSWORD:
        return ReadError("password", "is protected by a password; save a copy without one.")
    if code == _SECURITY:
        return ReadError(
            "security",
            "is protected in a way that is not supported (rights management or certificate); "
            "ask its owner for an unprotected copy.",
        )
    if b"%PDF-" not in content[:1024]:
        return ReadError("damaged", "is no PDF although it is named so: it does not begin with %PDF; check what it is.")
    if b"%%EOF" not in content[-2048:]:
        return ReadError(
            "truncated", "breaks off before its end, so it was copied or downloaded in part; get it again."
        )
    return ReadError("damaged", "is damaged and cannot be opened; print it to PDF again or get another copy.")
