"""Opening a PDF, and saying truly why one cannot be opened."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import ReadError
from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument, PdfiumError

_PASSWORD, _SECURITY = 4, 5  # FPDF_GetLastError
_TEXT, _HEAD = 200, 400  # characters from which a form says something itself, and among which it may say "wait"
_ADVICE = re.compile(r"please wait|adobe\s+reader|acrobat|bitte warten|veuillez patienter|espere", re.IGNORECASE)


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
        if document.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


def reservations(document: PdfDocument, name: str) -> list[Problem]:
    """Say what of an open file is not among its pages.

    :param name: the file, in the problems.
    :raises ReadError: the pages only say that another program is needed.
    """
    import pypdfium2

    if document.get_formtype() in (pypdfium2.raw.FORMTYPE_XFA_FULL, pypdfium2.raw.FORMTYPE_XFA_FOREGROUND):
        if len(document) == 1 and not _says_something(document):
            raise ReadError("form", "is an XFA form, whose text only Adobe Reader can show; print it to PDF there.")
        message = "The file is an XFA form; what Adobe Reader fills in when it opens the form is missing."
        return [Problem(name, "form", message, fatal=False)]
    count = document.count_attachments()
    if count:
        message = f"What is attached to the file was not read (attached: {count}); save it and run it too."
        return [Problem(name, "attachments", message, fatal=False)]
    return []


def _says_something(document: PdfDocument) -> bool:
    """Whether the only page of a form holds text, and not just the advice to wait or to take another program."""
    text = document[0].get_textpage().get_text_bounded()
    return len("".join(text.split())) >= _TEXT and not _ADVICE.search(text[:_HEAD])


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
