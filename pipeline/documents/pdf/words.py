"""The words of a PDF page with position, size and weight, by PDFium.

PDFium gives the text of a page in one call and the position of a character in one call each. Asking for every character
costs more than all the rest together, so only the ends of words are asked for, and the font only where it can change.
"""

from __future__ import annotations

import ctypes
import math
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2.raw import FPDF_PAGEOBJECT, FPDF_TEXTPAGE, FS_MATRIX

_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff]+")
_BREAKS = ("\x02", "\ufffe")  # PDFium writes these for a hyphen at the end of a line
_GLUED = re.compile(r"(?:(?:[A-Z]\.)?\d+(?:\.\d+)*\.?)(?=[^\d\s.,:;%/)\]°-])")
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18


class Style(NamedTuple):
    """How text is set."""

    size: float
    bold: bool
    angle: int | None  # 0, 90, 180 or 270 degrees; None for text at any other angle
    hidden: bool  # drawn invisibly, as a scanner's own recognition does


class Raw(NamedTuple):
    """A word in the coordinates of the file."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float]
    style: Style
    joins: bool  # follows the word before it after an ordinary space or none
    broken: bool


def read_text(textpage: FPDF_TEXTPAGE) -> str:
    """Return the text with exactly one Python character for each of PDFium's, so that positions agree."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = ctypes.create_string_buffer((count * 2 + 1) * 2)
    written = pdfium.FPDFText_GetText(textpage, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    text = buffer.raw[: max(0, written - 1) * 2].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    return "".join(chr(min(pdfium.FPDFText_GetUnicode(textpage, i), 0x10FFFF)) for i in range(count))


class Words:
    """Asks PDFium where the words of a page begin and end."""

    def __init__(self, textpage: FPDF_TEXTPAGE, text: str) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._textpage = textpage
        self._text = text
        self._styles: dict[int, Style] = {}
        self._fonts: dict[int, bool] = {}
        self._rect = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rect_ref, self._x_ref, self._y_ref = map(ctypes.byref, (self._rect, self._x, self._y))

    def read(self) -> list[Raw]:
        """Return the words in the order of the file."""
        words: list[Raw] = []
        for line in _LINE.finditer(self._text):
            spans = [match.span() for match in _WORD.finditer(self._text, line.start(), line.end())]
            if spans:
                self._read_line(spans, words)
        return words

    def _read_line(self, spans: list[tuple[int, int]], words: list[Raw]) -> None:
        first = self._object(spans[0][0])
        alike = first == self._object(spans[-1][1] - 1)
        if not alike:
            spans[0:1] = self._unglue(*spans[0])
        style = self._style(spans[0][0], first)
        joins = False
        text = self._text
        for start, end in spans:
            if not alike:
                style = self._style(start, self._object(start))
            broken = text[end : end + 1] in _BREAKS and end < len(text)
            words.append(Raw(text[start:end], self._origin(start), self._end(end - 1, style), style, joins, broken))
            joins = not broken

    def _unglue(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut a number from the title that touches it, where the two were drawn apart."""
        match = _GLUED.match(self._text, start, end)
        if match and self._object(match.end() - 1) != self._object(match.end()):
            return [(start, match.end()), (match.end(), end)]
        return [(start, end)]

    def _object(self, index: int) -> int:
        handle = self._pdfium.FPDFText_GetTextObject(self._textpage, index)
        return ctypes.addressof(handle.contents) if handle else 0

    def _origin(self, index: int) -> tuple[float, float]:
        self._pdfium.FPDFText_GetCharOrigin(self._textpage, index, self._x_ref, self._y_ref)
        return self._x.value, self._y.value

    def _end(self, index: int, style: Style) -> tuple[float, float]:
        self._pdfium.FPDFText_GetLooseCharBox(self._textpage, index, self._rect_ref)
        rect = self._rect
        if style.angle == 90:
            return rect.right, rect.top
        if style.angle == 180:
            return rect.left, rect.bottom
        if style.angle == 270:
            return rect.left, rect.bottom
        return rect.right, rect.bottom

    def _style(self, index: int, key: int) -> Style:
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._ask_style(index)
        return style

    def _ask_style(self, index: int) -> Style:
        pdfium = self._pdfium
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._textpage, index, ctypes.byref(matrix))
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = pdfium.FPDFText_GetFontSize(self._textpage, index) * scale
        handle = pdfium.FPDFText_GetTextObject(self._textpage, index)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
        bold = mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE or (bool(handle) and self._is_bold(handle))
        return Style(round(size, 1), bold, _angle(matrix), mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)

    def _is_bold(self, handle: FPDF_PAGEOBJECT) -> bool:
        font = self._pdfium.FPDFTextObj_GetFont(handle)
        if not font:
            return False
        key = ctypes.addressof(font.contents)
        if key not in self._fonts:
            name = ctypes.create_string_buffer(256)
            self._pdfium.FPDFFont_GetBaseFontName(font, name, 256)
            heavy = self._pdfium.FPDFFont_GetWeight(font) >= 600
            forced = self._pdfium.FPDFFont_GetFlags(font) & _FORCE_BOLD
            self._fonts[key] = bool(heavy or forced or _BOLD.search(name.value.decode("utf-8", "replace")))
        return self._fonts[key]


def _angle(matrix: FS_MATRIX) -> int | None:
    degrees = math.degrees(math.atan2(matrix.b, matrix.a))
    right = round(degrees / 90) * 90
    return right % 360 if abs(degrees - right) < 3 else None
