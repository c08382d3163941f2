"""The pages of a PDF with their text: from the text layer, or by recognition where a page has none."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.documents.pdf import ocr, photographs, scans, tesseract
from pipeline.documents.pdf.pieces import Page, visible
from pipeline.documents.pdf.words import Fonts
from pipeline.errors import ReadError
from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypdfium2 import PdfDocument

    from pipeline.config import ReadSettings

_MEANINGLESS = re.compile(r"[\ue000-\uf8ff\ufffd]")
_GARBLED = 0.3  # share of meaningless characters from which a text layer is worth nothing
_MOST_FAILED = 500  # damaged pages after which the count of pages is not believed
_STAMP = 100  # characters up to which the text on a scanned page is a stamp or page number, put on it later
_SCAN = 0.5  # share of the page that a picture covers on a scanned page


def read_pages(
    document: PdfDocument, settings: ReadSettings, name: str, drawn: bool
) -> tuple[list[Page], list[Problem]]:
    """Read every page; one that fails does not cost the others.

    :param name: the file, in the problems.
    :raises ReadError: not one page can be read.
    """
    pages, problems = _scan(document, name, drawn)
    blind = [page for page in pages if page.is_scan or page.is_garbled]
    if blind:
        problems += _recognise(document, blind, settings, name)
    return pages, problems


def explain(settings: ReadSettings) -> str:
    """Say why nothing came out of the pictures of a file: words for a message."""
    if settings.ocr == "never":
        return "and recognition of pictures is switched off (read.ocr)"
    return (
        "and no text was recognised in them"
        if tesseract.is_installed()
        else "and Tesseract, which reads them, is not installed"
    )


def _scan(document: PdfDocument, name: str, drawn: bool) -> tuple[list[Page], list[Problem]]:
    import pypdfium2

    pages, failed, fonts = [], [], Fonts()
    for index in range(len(document)):
        try:
            page = scans.scan(document, index, fonts, drawn=drawn)
        except pypdfium2.PdfiumError:
            failed.append(index + 1)
            page = Page(index + 1, 0.0, 0.0)
            if len(failed) > _MOST_FAILED:
                break
        _judge(page)
        pages.append(page)
    if len(failed) >= len(pages):
        raise ReadError("damaged", "has no page that can be read; print it to PDF again or get another copy.")
    if not failed:
        return pages, []
    message = f"{_name(failed)} cannot be read because the file is damaged there; the rest was read."
    return pages, [Problem(name, "damaged page", message, fatal=False)]


def _judge(page: Page) -> None:
    """See whether a page is a picture, or its text layer meaningless."""
    area = max(1.0, page.width * page.height)
    pictured = sum((image.x1 - image.x0) * (image.y1 - image.y0) for image in page.images)
    bare = not page.found and bool(page.images or page.shapes or len(page.rulings) > 1)
    page.is_scan = bare or (page.found <= _STAMP and pictured > _SCAN * area)
    text = "".join(piece.text for piece in page.pieces)
    page.is_garbled = len(text) > 20 and len(_MEANINGLESS.findall(text)) > _GARBLED * len(text)


def _recognise(document: PdfDocument, blind: list[Page], settings: ReadSettings, name: str) -> list[Problem]:
    """Read pages by recognition, and say what was and what was not."""
    scanned = [page.number for page in blind if page.is_scan]
    garbled = [page.number for page in blind if page.is_garbled]
    problems = []
    if garbled:
        message = f"The fonts of {_name(garbled, 'page')} do not say which letters they draw; "
        problems.append(Problem(name, "unreadable font", message + "its text layer was left out.", fatal=False))
    if settings.ocr == "never" or not tesseract.is_installed():
        why = "recognition is switched off (read.ocr)" if settings.ocr == "never" else "Tesseract is not installed"
        message = f"{_name(scanned or garbled)} {_have(scanned or garbled)} no text layer that can be used, and {why}; "
        problems.append(Problem(name, "no text layer", message + "what they say is missing.", fatal=False))
        return problems
    for page in blind:
        if page.is_garbled:
            page.drop("font without meaning", sum(visible(piece.text) for piece in page.pieces))
            page.pieces = []
    shown = [page for page in blind if not page.is_garbled and photographs.is_photograph(document, page)]
    if shown:
        numbers = [page.number for page in shown]
        message = f"{_name(numbers)} {_have(numbers)} photographs and no text layer; "
        problems.append(Problem(name, "photographs", message + "what may be written in them is missing.", fatal=False))
    blind = [page for page in blind if page not in shown]
    outcome = ocr.read(document, blind, settings.ocr_language, settings.time_limit)
    return problems + list(_report(outcome, blind, name))


def _report(outcome: ocr.OcrResult, blind: list[Page], name: str) -> Iterable[Problem]:
    counts = Counter({page.number: len(page.pieces) for page in blind})
    read = [number for number in outcome.done if counts[number]]
    if read:
        message = f"{_name(read)} {_have(read)} no text layer; read by OCR, so check what matters."
        yield Problem(name, "ocr", message, fatal=False)
    if outcome.unsure:
        message = f"{_name(outcome.unsure)} could hardly be read by OCR: a poor scan, or not in the language of "
        yield Problem(name, "ocr doubtful", message + "read.ocr_language; read the original.", fatal=False)
    if outcome.late:
        message = f"{_name(outcome.late)} {_have(outcome.late)} no text layer and were not read for lack of time; "
        yield Problem(name, "no text layer", message + "raise read.time_limit.", fatal=False)
    if outcome.failed:
        message = f"{_name(outcome.failed)} could not be read by Tesseract; what they say is missing."
        yield Problem(name, "no text layer", message, fatal=False)
    if outcome.missing:
        message = f"Tesseract has no data for {', '.join(outcome.missing)}; install it or change read.ocr_language."
        yield Problem(name, "ocr language", message, fatal=False)


def _name(numbers: Iterable[int], word: str = "Page") -> str:
    """Name pages in short: "Pages 3-7, 9"."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    named = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
    single = len(spans) == 1 and spans[0][0] == spans[0][1]
    return f"{word if single else word + 's'} {named}"


def _have(numbers: Iterable[int]) -> str:
    return "has" if len(list(numbers)) == 1 else "have"
