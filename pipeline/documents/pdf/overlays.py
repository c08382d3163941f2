"""What lies on a page as annotations: text typed onto it, form fields, lines through text, and notes, by PDFium.

Text typed onto a page and the values of form fields are part of it and are read where they stand. Notes that open in a
window of their own are remarks about the document; they are said and not read.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents.pdf.words import Raw, Style

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypdfium2 import PdfDocument, PdfPage

    from pipeline.documents.pdf.turns import Box

_MOST = 5_000  # annotations of one page that are looked at
_LONGEST = 20_000  # characters of one
_HIDDEN = 0b100010  # flags: hidden, not shown on a screen
_SIZES = (6.0, 12.0)  # type sizes that text typed onto a page is taken to have
_LINE = 1.25  # type sizes from line to line
_WIDTH = 0.5  # type sizes that a letter is wide
_CHECKED = "☒"


@dataclass(slots=True)
class Annotations:
    """What lies on one page, in the coordinates of the file."""

    words: list[Raw] = field(default_factory=list)  # text that is part of the page
    struck: list[Box] = field(default_factory=list)  # lines through text
    notes: list[str] = field(default_factory=list)  # remarks, which are no part of it


def collect(document: PdfDocument, page: PdfPage) -> Annotations:
    """Collect what lies on a page; a damaged annotation is left out."""
    import pypdfium2.raw as pdfium

    found = Annotations()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            if not pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                _sort(document, annotation, -page.get_rotation() % 360, found)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _sort(document: PdfDocument, annotation: object, angle: int, found: Annotations) -> None:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        found.words += _lines(_field(document, annotation), _rectangle(annotation), angle)
    elif kind in (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP):
        found.words += _lines(_string(annotation, "Contents"), _rectangle(annotation), angle)
    elif kind in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
        return
    else:
        if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
            found.struck += _quads(annotation)
        if note := " ".join(_string(annotation, "Contents").split()):
            found.notes.append(note)


def _field(document: PdfDocument, annotation: object) -> str:
    """The value of a form field as it is shown."""
    import pypdfium2.raw as pdfium

    form = document.formenv
    if form is None:
        return _string(annotation, "V")
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        return _CHECKED if pdfium.FPDFAnnot_IsChecked(form, annotation) else ""
    if kind == pdfium.FPDF_FORMFIELD_PUSHBUTTON:
        return ""
    return _text(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _string(annotation: object, key: str) -> str:
    import pypdfium2.raw as pdfium

    name = key.encode("ascii")
    return _text(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, name, buffer, size))


def _text(ask: Callable[[object, int], int]) -> str:
    """Read a text that PDFium writes into a buffer, as UTF-16 with a final zero."""
    import pypdfium2.raw as pdfium

    size = min(ask(None, 0), 2 * _LONGEST)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip("\x00")


def _rectangle(annotation: object) -> Box:
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, rect)
    return (
        min(rect.left, rect.right),
        min(rect.bottom, rect.top),
        max(rect.left, rect.right),
        max(rect.bottom, rect.top),
    )


def _quads(annotation: object) -> list[Box]:
    """The lines through text that a strike-out annotation draws: along the middle of each of its areas."""
    import pypdfium2.raw as pdfium

    lines: list[Box] = []
    quad = pdfium.FS_QUADPOINTSF()
    for index in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MOST)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            middle = (min(ys) + max(ys)) / 2
            lines.append((min(xs), middle, max(xs), middle))
    return lines


def _lines(text: str, box: Box, angle: int) -> list[Raw]:
    """Text within a rectangle as words of a page, a line at a time from its top."""
    texts = [" ".join(line.split()) for line in text.replace("\r", "\n").split("\n")]
    texts = [line for line in texts if line]
    left, bottom, right, top = box
    if not texts or not right > left:
        return []
    height = top - bottom
    size = max(_SIZES[0], min(_SIZES[1], height / (_LINE * len(texts))))
    style = Style(size, bold=False, angle=angle, hidden=False, widths=defaultdict(lambda: _WIDTH * size))
    middle = max(0.0, (height - _LINE * size * len(texts)) / 2)
    words = []
    for index, line in enumerate(texts):
        baseline = top - middle - size * (0.95 + _LINE * index)
        reach = max(left + 1, min(right, left + _WIDTH * size * len(line)))
        words.append(Raw(line, (left, baseline), (reach, baseline), style, joins=False, broken=False))
    return words
