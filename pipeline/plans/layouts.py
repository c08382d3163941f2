"""Where in a table the marks stand, and what its rows and columns are headed by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.plans import marks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipeline.records import Row

_SHARE = 0.6  # of the filled cells of a column that are marks, at least, for it to be a column of marks
_LEAST = 2  # columns and rows of a matrix
_WORDY = 16  # signs, at most, of a cell that may stand for a mark
_REMARK = re.compile(
    r"remark|note|comment|bemerkung|hinweis|anmerkung|remarque|备注|説明|备考|備考|说明", re.IGNORECASE
)
_OPEN_END = re.compile(r"(?:[,;/&+(–-]|\b(?:and|or|of|the|to|und|oder|et))$")  # of a text that goes on
_POSITIVE = frozenset("x●√◎■o△")


@dataclass(frozen=True, slots=True)
class LayoutLabel:
    """One row or column of marks: what heads it, outermost first, with the head of each head."""

    place: int  # 0-based row or column of the table
    parts: tuple[
        tuple[str, str], ...
    ]  # (what kind of label by the corner, "Clause"; the label, "8.2"), never empty text
    group: str = ""  # a row or column of its own that stands over several

    @property
    def text(self) -> str:
        """The label as one line."""
        return " | ".join(dict.fromkeys(text for _, text in self.parts))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table of marks taken apart."""

    rows: tuple[LayoutLabel, ...]
    columns: tuple[LayoutLabel, ...]
    remarks: tuple[tuple[int, str], ...]  # row -> remark in a column of its own
    footers: tuple[str, ...]  # texts below the marks

    def remark(self, row: int) -> tuple[str, ...]:
        """Return the remarks that stand in a row."""
        return tuple(text for place, text in self.remarks if place == row)


def square(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Make all rows of a table equally long, white space folded."""
    width = max((len(row) for row in rows), default=0)
    return tuple(tuple(" ".join(cell.split()) for cell in row) + ("",) * (width - len(row)) for row in rows)


def find(rows: Sequence[Row], legend: Collection[str]) -> Layout | None:
    """Find the block of marks in a table; None where there is none.

    :param rows: as `square` gives them.
    :param legend: signs that the document explains.
    """
    known = [[bool(cell) and marks.read(cell, legend).known for cell in row] for row in rows]
    first = _first_row(rows, known)
    columns = _mark_columns(rows, known, first)
    if len(columns) < _LEAST:
        return None
    first = _head_end(rows, columns, first)
    last = max(place for place in range(first, len(rows)) if any(known[place][column] for column in columns))
    body = range(first, last + 1)
    signs = [marks.fold(rows[place][column]).strip("()[]") for place in body for column in columns]
    answers = sum(known[place][column] for place in body for column in columns)
    if len(body) < _LEAST or not (any(sign in _POSITIVE for sign in signs) or answers > len(columns)) or first == 0:
        return None
    labels = [c for c in range(len(rows[0])) if c not in columns and not _REMARK.search(_above(rows, first, c))]
    if not any(column < columns[0] for column in labels):
        return None
    return Layout(
        _row_labels(rows, body, labels, columns, first),
        _column_labels(rows, columns, first, labels),
        _remarks(rows, body, [c for c in range(len(rows[0])) if c not in columns and c not in labels]),
        tuple(" ".join(dict.fromkeys(cell for cell in row if cell)) for row in rows[last + 1 :] if any(row)),
    )


def _first_row(rows: Sequence[Row], known: Sequence[Sequence[bool]]) -> int:
    """Return the first row in which marks begin: below the heads, whose letters may look like marks."""
    for place in range(1, len(rows)):
        filled = sum(bool(cell) for cell in rows[place][1:])
        if filled and sum(known[place][1:]) * 2 >= filled - 2 and any(known[place][1:]):
            return place
    return len(rows)


def _mark_columns(rows: Sequence[Row], known: Sequence[Sequence[bool]], first: int) -> list[int]:
    width = len(rows[0]) if rows else 0
    found = []
    for column in range(width):
        filled = sum(bool(row[column]) for row in rows[first:])
        if filled and sum(line[column] for line in known[first:]) >= _SHARE * filled:
            found.append(column)
    if len(found) < _LEAST:
        return found
    between = [c for c in range(found[0], found[-1]) if c not in found and _is_short(rows[first:], c)]
    headed = [c for c in between if any(row[c] for row in rows[:first])]
    after = [c for c in range(found[-1] + 1, width) if not any(row[c] for row in rows[first:])]
    before = [c for c in range(1, found[0]) if not any(row[c] for row in rows[first:])]
    edges = [c for c in (*before, *after) if any(row[c] for row in rows[:first]) and not _is_remark(rows, first, c)]
    return sorted({*found, *headed, *edges})


def _is_short(rows: Sequence[Row], column: int) -> bool:
    """Tell a column whose marks are words or codes from one of remarks."""
    return all(len(row[column]) <= _WORDY for row in rows)


def _is_remark(rows: Sequence[Row], first: int, column: int) -> bool:
    return bool(_REMARK.search(_above(rows, first, column)))


def _head_end(rows: Sequence[Row], columns: Sequence[int], first: int) -> int:
    """Take back what has no mark and yet is no head: a test that no category has to run."""
    leaf = next((place for place in range(first - 1, -1, -1) if any(rows[place][c] for c in columns)), None)
    return first if leaf is None else leaf + 1


def _above(rows: Sequence[Row], first: int, column: int) -> str:
    return " ".join(dict.fromkeys(row[column] for row in rows[:first] if row[column]))


def _row_labels(
    rows: Sequence[Row], body: range, labels: Sequence[int], columns: Sequence[int], first: int
) -> tuple[LayoutLabel, ...]:
    found: list[LayoutLabel] = []
    group = ""
    carried: dict[int, str] = {}
    for place in body:
        texts = {column: rows[place][column] for column in labels}
        filled = [column for column in labels if texts[column]]
        bare = not any(rows[place][column] for column in columns)
        if bare and found and filled and (tail := _continuation(texts, filled, carried)):
            carried.update(tail)
            found[-1] = LayoutLabel(found[-1].place, _parts(rows, first, labels, carried), found[-1].group)
            continue
        if bare and (_spans(filled, labels) or not filled):
            group = texts[filled[0]] if filled else group  # "Emission" in a row of its own
            carried = {}
            continue
        for column in labels:
            if texts[column]:
                carried[column] = texts[column]
                carried.update({other: "" for other in labels if other > column and not texts[other]})
        if parts := _parts(rows, first, labels, carried):
            found.append(LayoutLabel(place, parts, group))
    return tuple(found)


def _parts(
    rows: Sequence[Row], first: int, labels: Sequence[int], texts: Mapping[int, str]
) -> tuple[tuple[str, str], ...]:
    return tuple((_above(rows, first, column), texts[column]) for column in labels if texts.get(column))


def _continuation(texts: Mapping[int, str], filled: Sequence[int], before: Mapping[int, str]) -> dict[int, str]:
    """Return the labels of the row before with what a page break cut off them; nothing where none was cut."""
    open_ended = [column for column in filled if _OPEN_END.search(before.get(column, ""))]
    if not open_ended or len(open_ended) < len(filled):
        return {}
    return {column: f"{before[column]} {texts[column]}" for column in filled}


def _spans(filled: Sequence[int], labels: Sequence[int]) -> bool:
    """Tell a heading over rows from a test without any mark: it fills one of several columns of labels."""
    return len(filled) == 1 < len(labels)


def _column_labels(
    rows: Sequence[Row], columns: Sequence[int], first: int, labels: Sequence[int]
) -> tuple[LayoutLabel, ...]:
    """Head each column by what stands above it; what spans several is carried to the right while heads stand below."""
    parts: dict[int, list[tuple[str, str]]] = {column: [] for column in columns}
    for place in range(first):
        corner = next((rows[place][label] for label in labels if rows[place][label]), "")
        lower = [any(row[column] for row in rows[place + 1 : first]) for column in range(len(rows[0]))]
        carried, left = "", -1
        for column in columns:
            text = rows[place][column]
            if text:
                carried, left = text, column
            elif not (lower[column] and carried and _unbroken(left, column, columns)):
                continue
            if carried:
                parts[column].append((corner, carried))
    found = {column: parts[column] for column in columns if parts[column]}
    firsts = {of[0] for of in found.values()}
    if len(firsts) == 1 and all(len(of) > 1 for of in found.values()):
        found = {column: of[1:] for column, of in found.items()}  # "Component category" over all of them
    return tuple(_column(column, of) for column, of in found.items())


def _unbroken(left: int, column: int, columns: Sequence[int]) -> bool:
    return all(between in columns for between in range(left, column))


def _column(place: int, parts: list[tuple[str, str]]) -> LayoutLabel:
    own = [(corner, text) for corner, text in parts]
    group = " | ".join(dict.fromkeys(text for _, text in own[:-1] if text != own[-1][1]))
    return LayoutLabel(place, tuple(dict.fromkeys(own)), group)


def _remarks(rows: Sequence[Row], body: range, columns: Sequence[int]) -> tuple[tuple[int, str], ...]:
    return tuple((place, rows[place][column]) for place in body for column in columns if rows[place][column])
