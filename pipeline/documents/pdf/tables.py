"""Tables by their rulings: cells as pdfplumber finds them, filled with the words that PDFium gave.

Only the geometry of pdfplumber is used, on rulings that are known already. Its own reading of a page costs a hundred
times as much, and its words would not be the same as those of the paragraphs around the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.pdf.lines import cell_text
from pipeline.documents.pdf.pieces import Area, Line, Page, Piece
from pipeline.documents.pdf.turns import place, unplace

if TYPE_CHECKING:
    from pipeline.documents.pdf.pieces import Ruling, Word

_SNAP = 3.0  # rulings closer than this are one: double lines, and the two edges of a thin rectangle [points]
_MOST_CROSSINGS = 20_000  # pairs of rulings beyond which a grid is a diagram
_FRAME = 0.35  # share of the page height from which a cell alone in its row is a frame around text
_FILLED = 0.2  # share of the cells of a table that hold text, at least


def find(page: Page) -> list[Line]:
    """Find the tables of a page and take their words off it, in place.

    :return: each table as one tall line.
    """
    found = []
    for cells in _grids(page):
        table = _fill(page, cells)
        if table is not None:
            found.append(table)
    return found


def _grids(page: Page) -> list[list[Area]]:
    """Return the cells of each grid of rulings."""
    lying = [ruling for ruling in page.rulings if ruling.horizontal]
    standing = len(page.rulings) - len(lying)
    if len(lying) < 2 or standing < 2:
        return []
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    edges = merge_edges([_edge(ruling) for ruling in page.rulings], _SNAP, _SNAP, _SNAP, _SNAP)
    across = sum(1 for edge in edges if edge["orientation"] == "h")
    if across * (len(edges) - across) > _MOST_CROSSINGS:
        return []
    cells = intersections_to_cells(edges_to_intersections(edges, _SNAP, _SNAP))
    return [[Area(*cell) for cell in grid] for grid in cells_to_tables(_without_frames(cells, page))]


def _edge(ruling: Ruling) -> dict[str, object]:
    """Describe a ruling as pdfplumber does."""
    x0, y0, x1, y1 = ruling
    if ruling.horizontal:
        y0 = y1 = (y0 + y1) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    orientation = "h" if ruling.horizontal else "v"
    return {
        "x0": x0,
        "x1": x1,
        "top": y0,
        "bottom": y1,
        "width": x1 - x0,
        "height": y1 - y0,
        "orientation": orientation,
        "object_type": "line",
    }


def _without_frames(
    cells: list[tuple[float, float, float, float]], page: Page
) -> list[tuple[float, float, float, float]]:
    """Leave out cells that frame a good part of the page: they hold paragraphs."""
    kept = []
    for cell in cells:
        alone = not any(other is not cell and other[1] < cell[3] and other[3] > cell[1] for other in cells)
        if not (alone and cell[3] - cell[1] > _FRAME * page.height):
            kept.append(cell)
    return kept


def _fill(page: Page, cells: list[Area]) -> Line | None:
    """Put the words of a page into the cells of a grid."""
    xs, ys = sorted({cell.x0 for cell in cells}), sorted({cell.y0 for cell in cells})
    if len(xs) < 2 and len(ys) < 2:
        return None
    whole = Area(xs[0], ys[0], max(cell.x1 for cell in cells), max(cell.y1 for cell in cells))
    held: dict[Area, list[Piece]] = {cell: [] for cell in cells}
    left = _pour(page.pieces, whole, held)
    texts = {cell: cell_text(pieces) for cell, pieces in held.items()}
    leftovers = {id(view): _pour_turned(page, view, whole, texts) for view in page.turned}
    filled = sum(1 for text in texts.values() if text)
    if filled < 2 or filled < _FILLED * len(cells) or len(xs) < 2:
        return None
    page.pieces = left
    for view in page.turned:
        view.pieces = leftovers[id(view)]
    rows = tuple(tuple(texts[cell] if cell else "" for cell in row) for row in _rows(cells, xs, ys))
    pieces = [piece for cell in cells for piece in held[cell]]
    size = pieces[0].size if pieces else 0.0
    return Line(page.number, "", whole.x0, whole.x1, whole.y0, size, False, (), rows=rows, bottom=whole.y1)


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


def cut_piece(piece: Piece, words: list[Word]) -> Piece:
    """Return the part of a piece that these of its words make."""
    if len(words) == len(piece.words):
        return piece
    text = " ".join(word.text for word in words)
    broken = piece.broken and words[-1] is piece.words[-1]
    return piece._replace(
        text=text + "-" if broken else text, x0=words[0].x0, x1=words[-1].x1, words=tuple(words), broken=broken
    )


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
