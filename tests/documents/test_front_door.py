"""What a file is, is told by its first bytes; what cannot be read is refused for its true reason."""

import zipfile
from pathlib import Path

import pytest
from word_files import SETTINGS, paragraph, settings, texts, write

from pipeline.documents import read
from pipeline.errors import ReadError

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
DRM = bytes.fromhex("9B2044524D4F4E45")


def ole(*streams: str, block: bytes = b"") -> bytes:
    """The parts of an OLE file that tell what it is: its directory names and the start of its main stream."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return (OLE.ljust(512, b"\0") + block.ljust(512, b"\0") + names).ljust(4096, b"\0")


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return path


REFUSED = {
    "empty": (b"", "is empty"),
    "drm": (DRM + b" some header" * 50, "document-rights system"),
    "password": (ole("EncryptionInfo", "EncryptedPackage"), "protected by a password"),
    "plain text": (b"8.2.1 Scope\r\nThis is only text.", "plain text file"),
    "other format": (b"<html><body>text", "web page"),
    "unknown format": (bytes(range(1, 200)), "first bytes are unknown"),
    "damaged": (b"\0" * 5000, "only zero bytes"),
    "truncated": (b"PK\x03\x04" + b"\x14\0" * 300, "incomplete"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_document_is_refused_for_its_true_reason(tmp_path, kind):
    data, words = REFUSED[kind]
    path = tmp_path / "spec.docx"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=words) as error:
        read(path, SETTINGS)
    assert error.value.kind == kind


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"<!DOCTYPE html><html><body>x", "web page"),
        (b"MIME-Version: 1.0\r\n", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "XML file"),
        (ole("Workbook"), "Excel workbook"),
        (ole("PowerPoint Document"), "PowerPoint"),
        (ole("Something"), "without a Word document"),
    ],
)
def test_other_formats_are_named(tmp_path, start, words):
    path = tmp_path / "spec.doc"
    path.write_bytes(start)
    with pytest.raises(ReadError, match=words):
        read(path, SETTINGS)


@pytest.mark.parametrize(
    "start",
    [b"<## NASCA DRM FILE - VER1.00 ##>", b"SCDSA002", b"%TSD-Header-###%", b"\x62\x14\x23\x65E-SafeNet   LOCK"],
)
def test_wrappers_of_other_rights_systems_are_known(tmp_path, start):
    path = tmp_path / "spec.docx"
    path.write_bytes(start + b"\0" * 100)
    with pytest.raises(ReadError, match="document-rights"):
        read(path, SETTINGS)


def test_microsoft_rights_management_is_told_from_a_password(tmp_path):
    path = tmp_path / "spec.docx"
    path.write_bytes(ole("DRMEncryptedDataSpace", "EncryptedPackage"))
    with pytest.raises(ReadError, match="rights management") as error:
        read(path, SETTINGS)
    assert error.value.kind == "drm"


def test_an_old_word_file_with_a_password_is_not_converted(tmp_path):
    path = tmp_path / "spec.doc"
    path.write_bytes(ole("WordDocument", block=b"\xec\xa5" + b"\0" * 8 + b"\x00\x01"))
    with pytest.raises(ReadError, match="password"):
        read(path, SETTINGS)


def test_an_old_word_file_is_named_where_it_may_not_be_converted(tmp_path):
    path = tmp_path / "spec.doc"
    path.write_bytes(ole("WordDocument", block=b"\xec\xa5"))
    with pytest.raises(ReadError, match=r"old Word file \(\.doc\); open it in Word") as error:
        read(path, settings(legacy="never"))
    assert error.value.kind == "legacy doc"


def test_a_rich_text_file_is_an_old_word_file_under_any_name(tmp_path):
    path = tmp_path / "spec.docx"
    path.write_bytes(b"{\\rtf1\\ansi text}")
    with pytest.raises(ReadError, match=r"old Word file \(\.rtf\)"):
        read(path, settings(legacy="never"))


def test_an_old_word_file_is_named_where_libreoffice_is_missing(tmp_path, monkeypatch):
    path = tmp_path / "spec.doc"
    path.write_bytes(ole("WordDocument", block=b"\xec\xa5"))
    monkeypatch.setattr("pipeline.documents.legacy.find_office", lambda: None)
    with pytest.raises(ReadError, match="or install LibreOffice"):
        read(path, SETTINGS)


def test_the_lock_file_of_an_open_document_is_named_whatever_it_holds(tmp_path):
    with pytest.raises(ReadError, match="lock file"):
        read(write(tmp_path / "~$spec.docx", paragraph("text")), SETTINGS)


def test_a_zip_without_a_document_says_what_it_is(tmp_path):
    with pytest.raises(ReadError, match="Excel workbook"):
        read(zipped(tmp_path / "a.docx", "xl/workbook.xml"), SETTINGS)
    with pytest.raises(ReadError, match="OpenDocument"):
        read(zipped(tmp_path / "b.docx", "mimetype", "content.xml"), SETTINGS)
    with pytest.raises(ReadError, match="no document part"):
        read(zipped(tmp_path / "c.docx", "readme.txt"), SETTINGS)


def test_a_truncated_word_file_is_refused(tmp_path):
    path = write(tmp_path / "spec.docx", paragraph("text"))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ReadError, match="copy or download it again"):
        read(path, SETTINGS)


def test_a_missing_file_is_an_error_of_reading(tmp_path):
    with pytest.raises(ReadError, match="cannot be opened"):
        read(tmp_path / "nowhere.docx", SETTINGS)


def test_a_pdf_named_docx_is_read_as_pdf(tmp_path):
    path = tmp_path / "spec.docx"
    path.write_bytes(b"%PDF-1.7\n%broken")
    with pytest.raises(ReadError) as error:
        read(path, SETTINGS)
    assert "Word" not in error.value.message


def test_word_files_are_read_under_any_name_and_as_macro_or_template_files(tmp_path):
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.ms-word.template.macroEnabledTemplate.main+xml"/></Types>'
    )
    path = write(
        tmp_path / "spec.dotm", paragraph("kept"), parts={"/[Content_Types].xml": types, "vbaProject.bin": b"\0\1\2"}
    )
    document = read(path, SETTINGS, document_id="spec~2.docx")
    assert texts(document) == ["kept"]
    assert document.id == "spec~2.docx"
    assert "macros were not run" in document.notes


def test_the_digest_is_that_of_the_file_and_the_same_file_reads_the_same(tmp_path):
    import hashlib

    path = write(tmp_path / "spec.docx", paragraph("one"), paragraph("two"))
    first, second = read(path, SETTINGS), read(path, SETTINGS)
    assert first == second
    assert first.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
