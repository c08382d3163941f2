"""Files that cannot be read, and files that are only pictures."""

from __future__ import annotations

import shutil

import pytest
from pdf_files import SETTINGS, Sheet, filler, paragraphs, photograph, read_sheets, write

from pipeline.documents.pdf import ocr, photographs, read_pdf
from pipeline.errors import ReadError

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")
ROWS = [["Band", "Range", "Limit"], ["First", "30 to 75", "62 dB"], ["Second", "75 to 400", "52 dB"]]


def _read(path):
    return read_pdf(path, SETTINGS, path.name)


def _scan(tmp_path, **how):
    sheet = Sheet(size=12).lines("5.1 Limits of the field", bold=True, size=14)
    sheet.lines("The field of the component is measured from four sides and every", "result is written down.")
    return photograph(write(tmp_path / "scan.pdf", sheet.table(ROWS, width=130, height=24)), **how)


def test_a_password_is_named(tmp_path):
    key = "41" * 32
    encryption = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<{key}> <{key}>]"
    path = write(tmp_path / "locked.pdf", Sheet().lines("secret"), trailer=encryption)
    with pytest.raises(ReadError, match="protected by a password") as caught:
        _read(path)
    assert caught.value.kind == "password"


def test_rights_management_is_named(tmp_path):
    path = write(
        tmp_path / "rights.pdf",
        Sheet().lines("secret"),
        trailer="/Encrypt << /Filter /Some.Rights /V 4 >> /ID [<41> <41>]",
    )
    with pytest.raises(ReadError, match="protected in a way that is not supported") as caught:
        _read(path)
    assert caught.value.kind == "security"


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"", "empty", "0 bytes"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Cat", "truncated", "breaks off before its end"),
        (b"%PDF-1.4\nnothing of use\n%%EOF\n", "damaged", "is damaged"),
        (b"<html></html>", "damaged", "does not begin with %PDF"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(tmp_path, content, kind, message):
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=message) as caught:
        _read(path)
    assert caught.value.kind == kind


def test_blank_pages_are_refused_as_empty(tmp_path):
    with pytest.raises(ReadError, match="no text on any of its pages"):
        _read(write(tmp_path / "blank.pdf", Sheet(), Sheet()))


def test_pictures_are_refused_where_recognition_is_off(tmp_path):
    settings = SETTINGS.model_copy(update={"ocr": "never"})
    with pytest.raises(ReadError, match="recognition of pictures is switched off") as caught:
        read_pdf(_scan(tmp_path), settings, "scan.pdf")
    assert caught.value.kind == "no text"


def test_pictures_are_refused_where_tesseract_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadError, match="Tesseract, which reads them, is not installed"):
        _read(_scan(tmp_path))


def test_pages_without_text_are_named_and_the_others_read(tmp_path):
    picture = Sheet(picture=(2, 2, bytes([255, 0, 255, 0])))
    settings = SETTINGS.model_copy(update={"ocr": "never"})
    document = read_sheets(tmp_path, Sheet().lines("1 Scope"), picture, picture, settings=settings)
    assert paragraphs(document) == ["1 Scope"]
    assert [(problem.kind, problem.fatal) for problem in document.problems] == [("no text layer", False)]
    assert document.problems[0].message.startswith("Pages 2-3 have no text layer")


@needs_tesseract
def test_a_scan_is_read_and_flagged(tmp_path):
    document = _read(_scan(tmp_path))
    assert document.blocks[0].text == "5.1 Limits of the field"
    assert all(block.ocr for block in document.blocks)
    assert [problem.kind for problem in document.problems] == ["ocr"]
    assert [list(row) for block in document.blocks for row in block.rows] == ROWS


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("how", [{"quarter_turns": 1}, {"quarter_turns": 2}, {"degrees": 1.2}])
def test_a_scan_may_lie_on_its_side_or_askew(tmp_path, how):
    sheet = (
        Sheet(size=12)
        .lines("5.1 Limits of the field", bold=True, size=14)
        .lines(*filler(25))
        .table(ROWS, width=130, height=24)
    )
    document = _read(photograph(write(tmp_path / "scan.pdf", sheet), **how))
    assert document.blocks[0].text == "5.1 Limits of the field"
    assert [list(row) for block in document.blocks for row in block.rows] == ROWS


@needs_tesseract
def test_a_language_that_is_not_installed_is_named(tmp_path):
    settings = SETTINGS.model_copy(update={"ocr_language": "eng+tlh"})
    document = read_pdf(_scan(tmp_path), settings, "scan.pdf")
    assert [problem.kind for problem in document.problems] == ["ocr", "ocr language"]
    assert "no data for tlh" in document.problems[1].message


@needs_tesseract
def test_pages_that_the_time_does_not_reach_are_named(tmp_path):
    settings = SETTINGS.model_copy(update={"time_limit": 0.001})
    pages = [Sheet(picture=(2, 2, bytes([255, 0, 255, 0]))) for _ in range(3)]
    document = read_sheets(tmp_path, Sheet().lines("1 Scope"), *pages, settings=settings)
    assert "Pages 2-4 have no text layer and were not read for lack of time" in document.problems[0].message


def _picture(kind: str) -> bytes:
    """A picture without print: the statistics of a photograph, or a soft sky."""
    import numpy

    chance = numpy.random.default_rng(7)
    if kind == "sky":
        return numpy.linspace(30, 230, 800 * 600).astype(numpy.uint8).tobytes()
    rows, columns = numpy.fft.fftfreq(800)[:, None], numpy.fft.fftfreq(600)[None]
    distance = numpy.hypot(rows, columns)
    distance[0, 0] = 1.0
    field = numpy.real(numpy.fft.ifft2(numpy.fft.fft2(chance.normal(size=(800, 600))) / distance))
    return numpy.clip(128 + 55 * (field - field.mean()) / field.std(), 0, 255).astype(numpy.uint8).tobytes()


@pytest.mark.parametrize("kind", ["scenery", "sky"])
def test_photographs_are_said_and_not_read_like_scans(tmp_path, kind, monkeypatch):
    seen = []
    monkeypatch.setattr(ocr, "recognise", lambda *call: seen.append(call))
    sheets = [Sheet().lines(*filler(5)), Sheet(picture=(600, 800, _picture(kind)))]
    document = read_sheets(tmp_path, *sheets)
    assert seen == []
    assert [problem.kind for problem in document.problems] == ["photographs"]


def test_no_scanned_page_is_taken_for_a_photograph(tmp_path):
    import numpy
    import pypdfium2

    sheet = Sheet().lines(*filler(30)).table(ROWS, width=130, height=24)
    page = pypdfium2.PdfDocument(write(tmp_path / "a.pdf", sheet).read_bytes())[0]
    plain = page.render(scale=160 / 72, grayscale=True).to_numpy().squeeze().astype(float)
    grain = numpy.random.default_rng(3).normal(0, 10, plain.shape)
    shadow = numpy.linspace(0.5, 1, plain.shape[1])[None]
    for picture in (plain, plain * 0.8 + 20 + grain, plain * shadow, plain * 0.4 + 60):
        assert not photographs.shows_things(numpy.clip(picture, 0, 255).astype(numpy.uint8))
