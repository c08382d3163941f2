"""The words of a PDF page with position, size and weight, by PDFium.

PDFium gives the text of a page in one call and the position of a character in one call each. Asking for every character
costs more than all the rest together. So the widths of the characters of a font are learned once, and a line whose end
is where they say it should be is taken as it stands; only in the others are the ends of the words asked for.
"""

from __future__ import annotations

import ctypes
import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents import scripts
from pipeline.documents.pdf.calls import bind

if TYPE_CHECKING:
    from pypdfium2.raw import FPDF_TEXTPAGE, FS_MATRIX

_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufffe\uffff]+")
_BREAKS = ("\x02", "\ufffe")  # PDFium writes these for a hyphen at the end of a line
_GLUED = re.compile(r"(?:(?:[A-Z]\.)?\d+(?:\.\d+)*\.?)(?=[^\d\s.,:;%/)\]°-])")
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_LONGER = 0.6  # type sizes by which a line may be longer than its characters are wide: less than any gap
_SHORTER = -2.5  # the same where it is set tighter
_FORCE_BOLD = 1 << 18
_SCRIPT = 0.86  # times the type size of a line that raised text has, at most
_RISE, _FALL, _FAR = 0.15, 0.07, 0.28  # type sizes by which it is raised or lowered at least; with ordinary type
_LARGEST = 5000.0  # type size [points]
_HEAVY = 600  # weight from which a font is bold
_OUTLINED, _INVISIBLE = 2, 3  # text render modes: filled and stroked, as bold is imitated; not drawn


class Style(NamedTuple):
    """How text is set."""

    size: float
    bold: bool
    angle: int | None  # 0, 90, 180 or 270 degrees; None for text at any other angle
    hidden: bool  # drawn invisibly, as a scanner's own recognition does
    widths: dict[str, float]  # of the characters met so far [points]


class Raw(NamedTuple):
    """Words in the coordinates of the file: a single one, or a line of them with ordinary spaces between."""

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


class Fonts:
    """What is known about the fonts of a document: its styles, and with them the widths of characters."""

    def __init__(self) -> None:
        self.styles: dict[tuple[object, ...], Style] = {}


class Words:
    """Asks PDFium where the words of a page begin and end."""

    def __init__(self, textpage: FPDF_TEXTPAGE, text: str, fonts: Fonts) -> None:
        import pypdfium2.raw as pdfium

        self._calls = bind()
        self._textpage = ctypes.cast(textpage, ctypes.c_void_p).value or 0
        self._text = text
        self._known = fonts
        self._is_odd = bool(_ODD.search(text))  # has signs that are none
        self._styles: dict[int, Style] = {}
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._rect, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rect_at, self._matrix_at = ctypes.addressof(self._rect), ctypes.addressof(self._matrix)
        self._x_at, self._y_at = ctypes.addressof(self._x), ctypes.addressof(self._y)

    def read(self) -> list[Raw]:
        """Return the words in the order of the file."""
        words: list[Raw] = []
        for match in _LINE.finditer(self._text):
            line = match[0].strip()
            if line:
                start = match.start() + match[0].index(line[0])
                self._read_line(start, start + len(line), words)
        return words

    def _read_line(self, start: int, end: int, words: list[Raw]) -> None:
        first = self._object(start)
        alike = first == self._object(end - 1)
        if alike and self._add(start, end, self._style(start, first), False, words):
            return
        spans = [match.span() for match in _WORD.finditer(self._text, start, end)]
        if spans:
            spans[0:1] = self._unglue(*spans[0])
        joins = False
        while spans:
            members, key = self._run(spans)
            del spans[: len(members)]
            style = self._style(members[0][0], key)
            mixed = [members.pop()] if self._object(members[-1][1] - 1) != key else []
            if members and (alike or not self._add(members[0][0], members[-1][1], style, joins, words)):
                for span in members:
                    words.append(self._word(*span, style, joins))
                    joins = not words[-1].broken
            for span in mixed:
                words.append(self._mixed_word(*span, joins=joins or bool(members)))
            joins = not words[-1].broken

    def _run(self, spans: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], int]:
        """Return the words at the beginning of a line that were drawn by one object, and the object."""
        key = self._object(spans[0][0])
        low, high = 1, len(spans)
        if high > 1 and self._object(spans[-1][0]) == key:
            return spans[:], key
        while low < high:
            middle = (low + high) // 2
            if self._object(spans[middle][0]) == key:
                low = middle + 1
            else:
                high = middle
        return spans[:low], key

    def _word(self, start: int, end: int, style: Style, joins: bool) -> Raw:
        broken = self._text[end : end + 1] in _BREAKS and end < len(self._text)
        return Raw(self._text[start:end], self._origin(start), self._end(end - 1, style), style, joins, broken)

    def _mixed_word(self, start: int, end: int, *, joins: bool) -> Raw:
        """Return a word that several objects draw, with what is raised or lowered in it written so."""
        cuts = [start, *(i for i in range(start + 1, end) if self._object(i) != self._object(i - 1)), end]
        parts = [(first, last, self._style(first, self._object(first))) for first, last in pairwise(cuts)]
        at, _, base = max(parts, key=lambda part: (part[2].size, part[1] - part[0]))
        word = self._word(start, end, base, joins)
        if base.angle != 0:
            return word
        line = self._origin(at)[1]
        texts = (
            write_script(self._text[first:last], style.size, self._origin(first)[1] - line, base.size)
            for first, last, style in parts
        )
        return word._replace(text="".join(texts))

    def _add(self, start: int, end: int, style: Style, joins: bool, words: list[Raw]) -> bool:
        """Add words of one style as they stand, unless they are longer or shorter than their characters are wide."""
        line = self._text[start:end]
        if style.angle != 0 or (self._is_odd and (_ODD.search(line) or self._text[end : end + 1] in _BREAKS)):
            return False
        origin, stop = self._origin(start), self._end(end - 1, style)
        try:
            width = sum(map(style.widths.__getitem__, line))
        except KeyError:
            self._learn(line, start, style.widths)
            width = sum(map(style.widths.__getitem__, line))
        if not _SHORTER * style.size < stop[0] - origin[0] - width < _LONGER * style.size:
            return False
        words.append(Raw(line, origin, stop, style, joins, False))
        return True

    def _learn(self, line: str, start: int, widths: dict[str, float]) -> None:
        """Ask for the widths of characters that were not met before."""
        for index, sign in enumerate(line, start):
            if sign not in widths:
                x, _ = self._origin(index)
                self._calls.FPDFText_GetLooseCharBox(self._textpage, index, self._rect_at)
                widths[sign] = self._rect.right - x

    def _unglue(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut a number from the title that touches it, where the two were drawn apart."""
        match = _GLUED.match(self._text, start, end)
        if match and self._object(match.end() - 1) != self._object(match.end()):
            return [(start, match.end()), (match.end(), end)]
        return [(start, end)]

    def _object(self, index: int) -> int:
        return self._calls.FPDFText_GetTextObject(self._textpage, index) or 0

    def _origin(self, index: int) -> tuple[float, float]:
        self._calls.FPDFText_GetCharOrigin(self._textpage, index, self._x_at, self._y_at)
        return self._x.value, self._y.value

    def _end(self, index: int, style: Style) -> tuple[float, float]:
        self._calls.FPDFText_GetLooseCharBox(self._textpage, index, self._rect_at)
        rect = self._rect
        if style.angle == 90:
            return rect.right, rect.top
        if style.angle in (180, 270):
            return rect.left, rect.bottom
        return rect.right, rect.bottom

    def _style(self, index: int, key: int) -> Style:
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._ask_style(index, key)
        return style

    def _ask_style(self, index: int, handle: int) -> Style:
        calls, matrix = self._calls, self._matrix
        calls.FPDFText_GetMatrix(self._textpage, index, self._matrix_at)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = round(abs(calls.FPDFText_GetFontSize(self._textpage, index) * scale), 1)
        size = size if 0.0 < size < _LARGEST else 1.0  # a damaged file may say anything, even that it is no number
        mode = calls.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
        name, bold = self._font(handle)
        key = (name, bold, mode, size, matrix.a, matrix.b)
        style = self._known.styles.get(key)
        if style is None:
            angle = 0 if matrix.b == 0.0 and matrix.a > 0.0 else _angle(matrix)
            style = Style(size, bold or mode == _OUTLINED, angle, mode == _INVISIBLE, {})
            self._known.styles[key] = style
        return style

    def _font(self, handle: int) -> tuple[str, bool]:
        """Return the name of the font of a text object, and whether it is bold."""
        key = self._calls.FPDFTextObj_GetFont(handle) if handle else None
        if not key:
            return "", False
        if key not in self._fonts:
            buffer = ctypes.create_string_buffer(256)
            self._calls.FPDFFont_GetBaseFontName(key, ctypes.addressof(buffer), 256)
            name = buffer.value.decode("utf-8", "replace")
            heavy = self._calls.FPDFFont_GetWeight(key) >= _HEAVY or self._calls.FPDFFont_GetFlags(key) & _FORCE_BOLD
            self._fonts[key] = name, bool(heavy or _BOLD.search(name))
        return self._fonts[key]


def write_script(text: str, size: float, rise: float, base: float) -> str:
    """Write text as raised or lowered where it is set so.

    :param size: its type size.
    :param rise: height of its baseline above that of the line [points].
    :param base: type size of the line.
    """
    if size > (_SCRIPT if abs(rise) < _FAR * base else 1.0) * base:
        return text
    if rise > _RISE * base:
        return scripts.raised(text)
    return scripts.lowered(text) if rise < -_FALL * base else text


def _angle(matrix: FS_MATRIX) -> int | None:
    if not math.isfinite(matrix.a + matrix.b):
        return None
    degrees = math.degrees(math.atan2(matrix.b, matrix.a))
    right = round(degrees / 90) * 90
    return right % 360 if abs(degrees - right) < 3 else None
