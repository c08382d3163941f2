"""What a file is, by its first bytes: names lie, and a wrong reader gives a wrong reason."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, Literal

from pipeline.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["docx", "pdf", "doc", "rtf"]

_HEAD = 4096
_SECTOR = 512  # bytes; streams of an OLE file begin at multiples of it
_WORD_BLOCK = b"\xec\xa5"
_UNPROTECTED = "open it in Word and save an unprotected copy"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_DRM = (
    b"\x9b DRMONE", b"<## NASCA DRM FILE", b"SCDSA0", b"%TSD-Header-###%", b"<DOCUMENT SAFER", b"MarkAny", b".pfile",
)  # fmt: skip
_SAFENET = b"E-SafeNet"


def sniff(path: Path) -> Kind:
    """Tell what a file is.

    :raises ReadError: it is nothing that can be read: "lock file", "empty", "drm", "password", "plain text",
        "other format" ...
    """
    if path.name.startswith("~$"):
        raise ReadError(
            "lock file", "is the lock file Word keeps while a document is open; close Word and use the document itself."
        )
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise ReadError("empty", "is empty (0 bytes); copy or download it again.")
    _refuse_rights(head)
    if head.startswith(_OLE):
        return _ole(path)
    if head.startswith(b"PK"):
        return "docx"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    raise _unknown(head)


def _refuse_rights(head: bytes) -> None:
    if head.startswith(_DRM) or _SAFENET in head[:512]:
        raise ReadError(
            "drm",
            "is wrapped by a document-rights system (DRM header); open it in the program that has the rights and save "
            "an unprotected copy.",
        )


def _ole(path: Path) -> Kind:
    """An OLE file: an old .doc, or the wrapper of an encrypted document."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if _named(data, "DRMEncryptedDataSpace") or _named(data, "\tDRMContent"):
            raise ReadError("drm", f"is protected by Microsoft rights management; {_UNPROTECTED}.")
        if _named(data, "EncryptedPackage") or (_named(data, "WordDocument") and _encrypted(data)):
            raise ReadError(
                "password", "is protected by a password; open it in Word and save a copy without a password."
            )
        if _named(data, "WordDocument"):
            return "doc"
        for name, what in (("Workbook", "an Excel workbook"), ("PowerPoint Document", "a PowerPoint presentation")):
            if _named(data, name):
                raise ReadError("other format", f"is {what}, not a Word or PDF document.")
    raise ReadError("other format", "is an old Office file (OLE) without a Word document in it.")


def _named(data: mmap.mmap, stream: str) -> bool:
    return data.find(stream.encode("utf-16-le")) >= 0


def _encrypted(data: mmap.mmap) -> bool:
    """The flag fEncrypted of the file information block that begins the stream WordDocument ([MS-DOC] 2.5.2)."""
    at = data.find(_WORD_BLOCK, _SECTOR)
    while at >= 0 and at % _SECTOR:
        at = data.find(_WORD_BLOCK, at + 1)
    return at >= 0 and at + 11 < len(data) and bool(data[at + 11] & 0x01)


def _unknown(head: bytes) -> ReadError:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"mime-version:", b"from:")):
        return ReadError("other format", "is a web page; open it in Word and save it as .docx.")
    if start.startswith((b"<?xml", b"<?mso")):
        return ReadError("other format", "is an XML file; open it in Word and save it as .docx.")
    if not head.strip(b"\x00"):
        return ReadError("damaged", "holds only zero bytes, as after a failed copy; copy or download it again.")
    if _is_text(head):
        return ReadError(
            "plain text", "is a plain text file, whatever its name says; open it in Word and save it as .docx."
        )
    return ReadError("unknown format", "is neither a Word nor a PDF document (its first bytes are unknown).")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    strange = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    return strange == 0
