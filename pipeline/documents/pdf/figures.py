"""Figures: where one is drawn, and the labels and legends in it.

The text of a figure is kept, as one text box each, but apart from the paragraphs: axis marks and callouts look like
clause numbers when they stand among them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.documents.pdf.lines import cell_text, rows
from pipeline.documents.pdf.pieces import Area, Line, Page, Piece

_CELL = 12.0  # shapes nearer than about this belong to one figure [points]
_SMALLEST = (60.0, 45.0)  # width and height of a figure [points]
_SHAPES = 3  # curves and slanted lines that make a figure
_RULINGS = 10  # straight lines that make one, as in a block diagram
_LARGEST = 0.85  # share of the page beyond which a figure is a background
_IMAGE = 0.5  # share of the page beyond which an image is one
_LABEL = 5  # words that the label of an axis or of a part has at most
_NEAR = 1.1  # type sizes from a figure within which its labels stand
_TICK = 6  # characters that the number at an axis has less than
_TICK_REACH = 3.0  # times as far as other labels such numbers may stand from it, sideways
_SAME = 3.0  # lines that begin less than this apart begin at one edge [points]
_CAPTION = re.compile(r"fig|tab|bild|abb|[图表圖]", re.IGNORECASE)
_SHEET = 40_000_000  # square points of a page beyond which it is a poster
_LONGEST = 0.6  # share of the page beyond which a ruling is part of a frame


@dataclass(slots=True)
class _Patch:
    """Neighbouring shapes."""

    images: int = 0
    shapes: int = 0
    rulings: int = 0
    cells: list[tuple[int, int]] = field(default_factory=list)

    def area(self) -> Area:
        columns, rows = [cell[0] for cell in self.cells], [cell[1] for cell in self.cells]
        return Area(min(columns) * _CELL, min(rows) * _CELL, (max(columns) + 1) * _CELL, (max(rows) + 1) * _CELL)

    def is_figure(self, page: Page) -> bool:
        """Whether it is large enough, and drawn as figures are."""
        area = self.area()
        width, height = area.x1 - area.x0, area.y1 - area.y0
        if width < _SMALLEST[0] or height < _SMALLEST[1] or width * height > _LARGEST * page.width * page.height:
            return False
        return bool(self.images) or self.shapes >= _SHAPES or self.rulings >= _RULINGS


def find(page: Page, tables: list[Line]) -> list[Line]:
    """Find the figures of a page and take their text off it, in place.

    :return: the text of each figure as one tall line of the story "text box".
    """
    found = []
    for area, drawn in _areas(page, tables):
        inside = [piece for piece in page.pieces if _is_in(piece, area)]
        outside = [piece for piece in page.pieces if not _is_in(piece, area)]
        if drawn:
            area = _reach(area, inside, outside)
        if inside:
            page.pieces = outside
            found.append(label(page, inside, area))
    return found


def _reach(area: Area, inside: list[Piece], outside: list[Piece]) -> Area:
    """Take the labels around a figure in, as far as they hang together, in place.

    :return: the figure with its labels.
    """
    lines = rows(outside)
    edges = {round(row[0].x0) for row in map(_sorted, lines) if _is_running(row)}
    labels = [row for row in map(_sorted, lines) if _is_label(row, edges)]
    while reached := [row for row in labels if any(_is_near(piece, area) for piece in row)]:
        labels = [row for row in labels if row not in reached]
        pieces = [piece for row in reached for piece in row]
        inside += pieces
        gone = set(map(id, pieces))
        outside[:] = [piece for piece in outside if id(piece) not in gone]
        area = _around(area, pieces)
    return area


def _sorted(row: list[Piece]) -> list[Piece]:
    return sorted(row, key=lambda piece: piece.x0)


def _is_running(row: list[Piece]) -> bool:
    """Whether a line is running text."""
    return any(piece.length > _LABEL for piece in row)


def _is_label(row: list[Piece], edges: set[int]) -> bool:
    """Whether a line is too short for running text, and does not begin where lines of text begin."""
    if _is_running(row) or _CAPTION.match(" ".join(piece.text for piece in row)):
        return False
    return not any(abs(row[0].x0 - edge) < _SAME for edge in edges)


def _is_near(piece: Piece, area: Area) -> bool:
    reach = _NEAR * piece.size
    sideways = reach * (_TICK_REACH if len(piece.text) < _TICK else 1.0)
    beside = piece.x1 > area.x0 - sideways and piece.x0 < area.x1 + sideways
    return beside and piece.bottom > area.y0 - reach and piece.top < area.y1 + reach


def _around(area: Area, pieces: list[Piece]) -> Area:
    """Stretch an area around pieces."""
    return Area(
        min(area.x0, *(piece.x0 for piece in pieces), area.x0),
        min(area.y0, *(piece.top for piece in pieces), area.y0),
        max(area.x1, *(piece.x1 for piece in pieces), area.x1),
        max(area.y1, *(piece.bottom for piece in pieces), area.y1),
    )


def gather(page: Page, found: list[Line]) -> list[Line]:
    """Make one more figure of all the text that is left on a view of a page."""
    if not page.pieces:
        return found
    area = Area(0.0, 0.0, page.width, page.height)
    return [*found, label(page, page.pieces, area)]


def label(page: Page, pieces: list[Piece], area: Area) -> Line:
    """Make one tall line of all the text of a figure."""
    size = max({piece.size for piece in pieces}, key=lambda size: sum(piece.size == size for piece in pieces))
    text = " ".join(cell_text(pieces).split())
    line = Line(page.number, text, area.x0, area.x1, area.y0, size, False, tuple(pieces), pieces[0].ocr)
    line.story, line.bottom = "text box", area.y1
    return line


def _is_in(piece: Piece, area: Area) -> bool:
    return area.holds((piece.x0 + piece.x1) / 2, piece.y - 0.3 * piece.size)


def _areas(page: Page, tables: list[Line]) -> list[tuple[Area, bool]]:
    """Group shapes that lie near each other.

    :return: figures, and whether each is drawn rather than a picture.
    """
    if page.width * page.height > _SHEET or not (page.images or page.shapes or len(page.rulings) >= _RULINGS):
        return []
    marks: dict[tuple[int, int], _Patch] = {}
    limit = _IMAGE * page.width * page.height
    for image in page.images:
        if (image.x1 - image.x0) * (image.y1 - image.y0) < limit:
            _mark(marks, image, page).images += 1
    for shape in page.shapes:
        if (shape.x1 - shape.x0) * (shape.y1 - shape.y0) < limit:
            _mark(marks, shape, page).shapes += 1
    for ruling in page.rulings:
        x, y = (ruling.x0 + ruling.x1) / 2, (ruling.y0 + ruling.y1) / 2
        long = ruling.x1 - ruling.x0 > _LONGEST * page.width or ruling.y1 - ruling.y0 > _LONGEST * page.height
        if not long and not any(
            table.x0 - 3 <= x <= table.x1 + 3 and table.y - 3 <= y <= table.bottom + 3 for table in tables
        ):
            _mark(marks, Area(*ruling), page).rulings += 1
    patches = {id(patch): patch for patch in marks.values()}
    return [
        (patch.area(), patch.shapes + patch.rulings >= _SHAPES) for patch in patches.values() if patch.is_figure(page)
    ]


def _mark(marks: dict[tuple[int, int], _Patch], shape: Area, page: Page) -> _Patch:
    """Mark the cells that a shape touches, and join the patches it connects."""
    columns = range(int(max(0.0, shape.x0) // _CELL), int(min(page.width, shape.x1) // _CELL) + 1)
    rows = range(int(max(0.0, shape.y0) // _CELL), int(min(page.height, shape.y1) // _CELL) + 1)
    cells = [(column, row) for column in columns for row in rows] or [(0, 0)]
    patch = max((marks[cell] for cell in cells if cell in marks), key=lambda patch: len(patch.cells), default=_Patch())
    for cell in cells:
        other = marks.get(cell)
        if other is None:
            marks[cell] = patch
            patch.cells.append(cell)
        elif other is not patch:
            _merge(marks, patch, other)
    return patch


def _merge(marks: dict[tuple[int, int], _Patch], patch: _Patch, other: _Patch) -> None:
    patch.images += other.images
    patch.shapes += other.shapes
    patch.rulings += other.rulings
    patch.cells += other.cells
    for cell in other.cells:
        marks[cell] = patch
