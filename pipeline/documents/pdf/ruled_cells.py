"""The cells that rulings make, merged cells included.

Rulings that touch make a grid. Every gap between two neighbouring rulings of the grid is a small field; fields with no
ruling between them are one cell. That is linear in the fields, where looking for the corners of each cell, as
pdfplumber does, takes seconds for the paper of a diagram.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf.pieces import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.documents.pdf.pieces import Ruling

_SNAP = 3.0  # rulings closer than this are one: double lines, and the two edges of a thin rectangle [points]
_SHORTEST = 6.0  # a ruling of a table is at least this long once its parts are joined [points]
_MOST = 600  # rulings in one direction beyond which a page is a drawing
_MOST_FIELDS = 40_000


class Edge(NamedTuple):
    """A ruling by its place across and its two ends along its direction."""

    at: float
    start: float
    end: float


class TableGrid(NamedTuple):
    """Cells that belong together."""

    cells: tuple[Area, ...]
    whole: Area


def find(rulings: Iterable[Ruling]) -> list[TableGrid]:
    """Find the grids that rulings make, top to bottom."""
    lying, standing = [], []
    for ruling in rulings:
        if ruling.horizontal:
            lying.append(Edge((ruling.y0 + ruling.y1) / 2, ruling.x0, ruling.x1))
        else:
            standing.append(Edge((ruling.x0 + ruling.x1) / 2, ruling.y0, ruling.y1))
    if len(lying) < 2 or len(standing) < 2:
        return []
    across, down = _tidy(lying), _tidy(standing)
    if max(len(across), len(down)) > _MOST:
        return []
    grids = [grid for group in _groups(across, down) if (grid := _cells(*group)) is not None]
    return sorted(grids, key=lambda grid: (grid.whole.y0, grid.whole.x0))


def _tidy(edges: list[Edge]) -> list[Edge]:
    """Put edges that nearly lie on one line on it, and join those that touch there."""
    edges.sort()
    lines: list[list[Edge]] = []
    for edge in edges:
        if lines and edge.at - lines[-1][-1].at <= _SNAP and edge.at - lines[-1][0].at <= 2 * _SNAP:
            lines[-1].append(edge)
        else:
            lines.append([edge])
    joined: list[Edge] = []
    for line in lines:
        at = sum(edge.at for edge in line) / len(line)
        first = len(joined)
        for edge in sorted(line, key=lambda edge: edge.start):
            if len(joined) > first and edge.start <= joined[-1].end + _SNAP:
                joined[-1] = Edge(at, joined[-1].start, max(joined[-1].end, edge.end))
            else:
                joined.append(Edge(at, edge.start, edge.end))
    return [edge for edge in joined if edge.end - edge.start >= _SHORTEST]


def _groups(across: list[Edge], down: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Group edges that touch."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    ats = [edge.at for edge in across]
    for number, edge in enumerate(down, len(across)):
        for index in range(bisect_left(ats, edge.start - _SNAP), len(across)):
            if ats[index] > edge.end + _SNAP:
                break
            if across[index].start - _SNAP <= edge.at <= across[index].end + _SNAP:
                parent[root(index)] = root(number)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = defaultdict(lambda: ([], []))
    for index, edge in enumerate(across):
        groups[root(index)][0].append(edge)
    for number, edge in enumerate(down, len(across)):
        groups[root(number)][1].append(edge)
    return list(groups.values())


def _cells(across: list[Edge], down: list[Edge]) -> TableGrid | None:
    """Return the cells of one grid, None when there are fewer than two."""
    ys, xs = sorted({edge.at for edge in across}), sorted({edge.at for edge in down})
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows < 2 or columns * rows > _MOST_FIELDS:
        return None
    walls = _walls(down, xs, ys)  # (x index, row): a ruling to the left of this field
    floors = _walls(across, ys, xs)  # (y index, column): a ruling above this field
    seen = [[False] * columns for _ in range(rows)]
    cells = []
    for row in range(rows):
        for column in range(columns):
            if not seen[row][column]:
                fields, closed = _flood(column, row, (columns, rows), walls, floors, seen)
                if closed:
                    cells += _rectangles(fields, xs, ys)
    if len(cells) < 2:
        return None
    whole = Area(min(c.x0 for c in cells), min(c.y0 for c in cells), max(c.x1 for c in cells), max(c.y1 for c in cells))
    return TableGrid(tuple(cells), whole)


def _walls(edges: Sequence[Edge], places: list[float], steps: list[float]) -> set[tuple[int, int]]:
    """Return which fields have a ruling on the side that `places` count."""
    index = {place: number for number, place in enumerate(places)}
    walls = set()
    for edge in edges:
        for step in range(len(steps) - 1):
            reach = min(edge.end, steps[step + 1]) - max(edge.start, steps[step])
            if reach > 0.5 * (steps[step + 1] - steps[step]):
                walls.add((index[edge.at], step))
    return walls


def _flood(
    column: int,
    row: int,
    size: tuple[int, int],
    walls: set[tuple[int, int]],
    floors: set[tuple[int, int]],
    seen: list[list[bool]],
) -> tuple[list[tuple[int, int]], bool]:
    """Collect the fields that have no ruling between them and the first.

    :return: (row, column) of each, and whether rulings close them in on all sides.
    """
    stack, fields, closed = [(row, column)], [], True
    seen[row][column] = True
    while stack:
        r, c = stack.pop()
        fields.append((r, c))
        steps = (
            (r, c - 1, (c, r) in walls),
            (r, c + 1, (c + 1, r) in walls),
            (r - 1, c, (r, c) in floors),
            (r + 1, c, (r + 1, c) in floors),
        )
        for next_row, next_column, barred in steps:
            if barred:
                continue
            if not (0 <= next_row < size[1] and 0 <= next_column < size[0]):
                closed = False
            elif not seen[next_row][next_column]:
                seen[next_row][next_column] = True
                stack.append((next_row, next_column))
    return fields, closed


def _rectangles(fields: list[tuple[int, int]], xs: list[float], ys: list[float]) -> list[Area]:
    """Return one cell for a rectangle of fields, and one for each row of any other shape."""
    rows, columns = [field[0] for field in fields], [field[1] for field in fields]
    top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
    if len(fields) == (bottom - top + 1) * (right - left + 1):
        return [Area(xs[left], ys[top], xs[right + 1], ys[bottom + 1])]
    cells = []
    for row in sorted(set(rows)):
        inside = sorted(column for r, column in fields if r == row)
        start = inside[0]
        for column, following in zip(inside, [*inside[1:], -1], strict=True):
            if following != column + 1:
                cells.append(Area(xs[start], ys[row], xs[column + 1], ys[row + 1]))
                start = following
    return cells
