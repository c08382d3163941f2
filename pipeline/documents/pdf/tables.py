"""Tables: grids of rulings, filled with the words that PDFium gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.pdf import ruled_cells
from pipeline.documents.pdf.lines import cell_text, cut_piece
from pipeline.documents.pdf.pieces import Area, Line, Page, Piece
from pipeline.documents.pdf.turns import place, unplace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.pieces import Word

_FRAME = 0.35  # share of the page height from which a cell alone in its row is a frame around text
_FILLED = 0.2  # share of the cells of a table that hold text, at least
_COVERED = 0.85  # share of a table's area that its cells cover, at least


def find(page: Page) -> list[Line]:
    """Find the tables of a page and take their words off it, in place.

    :return: each table as one tall line.
    """
    found = []
    for grid in ruled_cells.find(page.rulings):
        cells = _without_frames(grid.cells, page)
        table = _fill(page, cells) if _is_table(cells) else None
        if table is not None:
            found.append(table)
    return found


def _is_table(cells: list[Area]) -> bool:
    """Whether cells cover their rectangle, as those of a diagram do not, and stand in rows and columns."""
    if len(cells) < 2 or len({cell.x0 for cell in cells}) < 2:
        return False
    width = max(cell.x1 for cell in cells) - min(cell.x0 for cell in cells)
    height = max(cell.y1 for cell in cells) - min(cell.y0 for cell in cells)
    return sum((cell.x1 - cell.x0) * (cell.y1 - cell.y0) for cell in cells) >= _COVERED * width * height


def _without_frames(cells: Sequence[Area], page: Page) -> list[Area]:
    """Leave out cells that frame a good part of the page: they hold paragraphs."""
    kept = []
    for cell in cells:
        tall = cell.y1 - cell.y0 > _FRAME * page.height
        if not tall or any(other is not cell and other.y0 < cell.y1 and other.y1 > cell.y0 for other in cells):
            kept.append(cell)
    return kept


def _fill(page: Page, cells: list[Area]) -> Line | None:
    """Put the words of a page into the cells of a grid."""
    xs, ys = sorted({cell.x0 for cell in cells}), sorted({cell.y0 for cell in cells})
    whole = Area(xs[0], ys[0], max(cell.x1 for cell in cells), max(cell.y1 for cell in cells))
    held: dict[Area, list[Piece]] = {cell: [] for cell in cells}
    left = _pour(page.pieces, whole, held)
    texts = {cell: cell_text(pieces) for cell, pieces in held.items()}
    leftovers = {id(view): _pour_turned(page, view, whole, texts) for view in page.turned if not view.is_skewed}
    filled = sum(1 for text in texts.values() if text)
    if filled < (1 if len(xs) > 2 else 2) or filled < _FILLED * len(cells):
        return None
    page.pieces = left
    for view in page.turned:
        view.pieces = leftovers.get(id(view), view.pieces)
    rows = tuple(tuple(texts[cell] if cell else "" for cell in row) for row in _rows(cells, xs, ys))
    pieces = [piece for cell in cells for piece in held[cell]]
    size = pieces[0].size if pieces else 0.0
    table = Line(page.number, "", whole.x0, whole.x1, whole.y0, size, False, (), bool(pieces) and pieces[0].ocr)
    table.rows, table.stops, table.tops, table.bottom = rows, tuple(xs), tuple(ys), whole.y1
    return table


def _rows(cells: list[Area], xs: list[float], ys: list[float]) -> list[list[Area | None]]:
    """Lay the cells out in a grid; what a merged cell covers is None."""
    column = {x: index for index, x in enumerate(xs)}
    row = {y: index for index, y in enumerate(ys)}
    grid: list[list[Area | None]] = [[None] * len(xs) for _ in ys]
    for cell in cells:
        grid[row[cell.y0]][column[cell.x0]] = cell
    return grid


def _pour(pieces: list[Piece], whole: Area, held: dict[Area, list[Piece]]) -> list[Piece]:
    """Sort pieces into cells, cutting them between words where a ruling passes.

    :return: what lies in no cell.
    """
    left = []
    for piece in pieces:
        middle = piece.y - 0.3 * piece.size
        if not (whole.y0 <= middle <= whole.y1) or piece.x1 < whole.x0 or piece.x0 > whole.x1:
            left.append(piece)
            continue
        for cell, words in _cut(piece, middle, held):
            part = cut_piece(piece, words)
            (left if cell is None else held[cell]).append(part)
    return left


def _cut(piece: Piece, middle: float, cells: dict[Area, list[Piece]]) -> list[tuple[Area | None, list[Word]]]:
    parts: list[tuple[Area | None, list[Word]]] = []
    row = [cell for cell in cells if cell.y0 <= middle <= cell.y1]
    for word in piece.words:
        centre = (word.x0 + word.x1) / 2
        cell = next((cell for cell in row if cell.x0 <= centre <= cell.x1), None)
        if parts and parts[-1][0] == cell:
            parts[-1][1].append(word)
        else:
            parts.append((cell, [word]))
    return parts


def _pour_turned(page: Page, view: Page, whole: Area, texts: dict[Area, str]) -> list[Piece]:
    """Add text that stands upright in cells, as column heads do, to their texts.

    :return: what lies in no cell.
    """
    left = []
    inside: dict[Area, list[Piece]] = {}
    for piece in view.pieces:
        centre = ((piece.x0 + piece.x1) / 2, piece.y - 0.3 * piece.size)
        x, y = place(unplace(centre, view.box, view.angle), page.box, page.angle)
        cell = next((cell for cell in texts if cell.holds(x, y)), None) if whole.holds(x, y) else None
        if cell is None:
            left.append(piece)
        else:
            inside.setdefault(cell, []).append(piece)
    for cell, pieces in inside.items():
        texts[cell] = "\n".join(filter(None, (texts[cell], cell_text(pieces))))
    return left
