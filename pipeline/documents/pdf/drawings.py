"""What is drawn on a page: rulings, images and other shapes, by PDFium."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents.pdf.pieces import Area, Ruling
from pipeline.documents.pdf.turns import Box, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdfium2 import PdfPage
    from pypdfium2.raw import FPDF_PAGEOBJECT

_THIN = 3.0  # a shape thinner than this is a ruling [points]
_SHORT = 4.0  # a ruling shorter than this is a dot [points]
_DEEPEST = 4  # forms within forms
_MOST_SEGMENTS = 1500  # of one path that are looked at; a shape with more is a drawing
_MOST_OBJECTS = 40_000  # of one page that are looked at
_FARTHEST = 100_000.0  # a page is at most 14 400 points wide
_WHITE = (255, 255, 255)


@dataclass(slots=True)
class Drawings:
    """Shapes of a page in the coordinates of the file: (x0, y0, x1, y1), y upward."""

    rulings: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    strikes: list[Box] = field(default_factory=list)  # lines through text, drawn by annotations
    shapes: list[Box] = field(default_factory=list)  # all that is neither straight along an axis nor a rectangle


class _Matrix:
    """An affine map: of a form onto the page."""

    def __init__(self, a: float = 1, b: float = 0, c: float = 0, d: float = 1, e: float = 0, f: float = 0) -> None:
        self.a, self.b, self.c, self.d, self.e, self.f = a, b, c, d, e, f

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, o: _Matrix) -> _Matrix:
        """Return the map that applies the other one first."""
        return _Matrix(
            o.a * self.a + o.b * self.c,
            o.a * self.b + o.b * self.d,
            o.c * self.a + o.d * self.c,
            o.c * self.b + o.d * self.d,
            o.e * self.a + o.f * self.c + self.e,
            o.e * self.b + o.f * self.d + self.f,
        )


def collect(page: PdfPage) -> Drawings:
    """Collect what is drawn on a page."""
    import pypdfium2.raw as pdfium

    drawings = Drawings()
    for handle, kind, matrix in _objects(page.raw):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            drawings.images.append(_bounds(handle, matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _sort_path(handle, matrix, drawings)
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            drawings.shapes.append(_bounds(handle, matrix))
    return drawings


def rulings(boxes: Iterable[Box], box: Box, angle: int) -> list[Ruling]:
    """Put rulings on a view of the page."""
    return [Ruling(*_turn(ruling, box, angle)) for ruling in boxes]


def areas(boxes: Iterable[Box], box: Box, angle: int) -> list[Area]:
    """Put shapes on a view of the page."""
    return [Area(*_turn(shape, box, angle)) for shape in boxes]


def _turn(shape: Box, box: Box, angle: int) -> Box:
    (x0, y0), (x1, y1) = place(shape[:2], box, angle), place(shape[2:], box, angle)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _objects(page: object) -> Iterator[tuple[FPDF_PAGEOBJECT, int, _Matrix]]:
    """Yield the objects of a page but for text, those within forms too."""
    import pypdfium2.raw as pdfium

    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    stack = [(pdfium.FPDFPage_GetObject(page, index), _Matrix(), 0) for index in reversed(range(count))]
    while stack:
        handle, matrix, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = matrix.after(_matrix(handle))
            count = min(pdfium.FPDFFormObj_CountObjects(handle), _MOST_OBJECTS)
            stack += [
                (pdfium.FPDFFormObj_GetObject(handle, index), inner, depth + 1) for index in reversed(range(count))
            ]
        elif kind != pdfium.FPDF_PAGEOBJ_TEXT:
            yield handle, kind, matrix


def _matrix(handle: FPDF_PAGEOBJECT) -> _Matrix:
    import pypdfium2.raw as pdfium

    values = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(handle, values)
    return _Matrix(values.a, values.b, values.c, values.d, values.e, values.f)


def _bounds(handle: FPDF_PAGEOBJECT, matrix: _Matrix) -> Box:
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    return _ordered(*matrix(left.value, bottom.value), *matrix(right.value, top.value))


def _ordered(x0: float, y0: float, x1: float, y1: float) -> Box:
    x0, y0, x1, y1 = (min(max(value, -_FARTHEST), _FARTHEST) if value == value else 0.0 for value in (x0, y0, x1, y1))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _sort_path(handle: FPDF_PAGEOBJECT, matrix: _Matrix, drawings: Drawings) -> None:
    """Tell rulings from shapes."""
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    if not (fill.value or stroke.value):
        return
    box = _bounds(handle, matrix)
    width, height = box[2] - box[0], box[3] - box[1]
    if min(width, height) <= _THIN:
        if max(width, height) >= _SHORT:
            drawings.rulings.append(box)
        return
    if not stroke.value and _fill_color(handle) == _WHITE:
        return
    count = pdfium.FPDFPath_CountSegments(handle)
    straight = list(_straight(handle, matrix, count)) if count <= _MOST_SEGMENTS else []
    drawings.rulings += straight
    if len(straight) < 0.3 * count:
        drawings.shapes.append(box)


def _fill_color(handle: FPDF_PAGEOBJECT) -> tuple[int, int, int]:
    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    return red.value, green.value, blue.value


def _straight(handle: FPDF_PAGEOBJECT, matrix: _Matrix, count: int) -> Iterator[Box]:
    """Yield the segments of a path that lie along an axis."""
    import pypdfium2.raw as pdfium

    own = matrix.after(_matrix(handle))
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = own(x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield from _along_axis(last, point)
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield from _along_axis(last, start)
            last = start


def _along_axis(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Box]:
    box = _ordered(*one, *other)
    width, height = box[2] - box[0], box[3] - box[1]
    if min(width, height) < 0.5 and max(width, height) >= _SHORT:
        yield box
