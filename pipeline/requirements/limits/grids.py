"""Tables as a reader sees them: cut tables joined, heads of several rows told from values, transposed ones turned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.scripts import RAISED_SIGNS, levelled
from pipeline.requirements import bands
from pipeline.requirements.joining import Joined, join
from pipeline.requirements.limits import head_kinds
from pipeline.requirements.quantities import LEVEL_UNIT, NUMBER, same, unit_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.records import Clause
    from pipeline.requirements.decimal_marks import DecimalMark, Marks

_VALUE_LINE = re.compile(rf"[<>≤≥]?\s*(?:\+\s?/\s?-|[+\-±−])?\s*{NUMBER}\s*(?:{LEVEL_UNIT})?\s*")
_NO_LIST = re.compile(  # heads of columns whose cells name one thing, broken over lines or not
    r"freq|fréq|\bband|\brange|(?<![A-Za-z])[kMG]?Hz\b|频|class|klasse|puls|脉冲", re.IGNORECASE
)
_RAISED = re.compile(rf"(?<=\w)\s?([{RAISED_SIGNS}]{{1,4}})\s*$")
_HEAD_ROWS = 4  # at most
_NUMERIC = re.compile(rf"[<>≤≥]?\s*+(?:(?:\+\s?/\s?-|[+\-±])\s*+)?{NUMBER}")
_HEADED = re.compile(  # begins with a number and is a head for all that
    rf"{NUMBER}\s?(?:k|M|G)?(?:V(?![/\w])|Hz|[mc]?m(?![A-Za-z])|m?s\b|Ω|%).*|(?:class|level|klasse|stufe|[CL])\s?\d.*",
    re.IGNORECASE,
)
_BAND_HEAD = re.compile(r"freq|\bband|\brange|[kMG]?Hz\b|\bf\b|频率|频段|fréq|puls|impuls|脉冲", re.IGNORECASE)
_SIGNED = re.compile(rf"(?:\+\s?/\s?-|[+\-±])\s*{NUMBER}\s?k?V?")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row of values."""

    cells: tuple[str, ...]  # as `quantities.same` gives them, white space folded; labels inherited from above
    wording: str  # the row as written
    table: int  # 1-based table of the clause and row of it
    row: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of limits."""

    caption: str
    heads: tuple[tuple[str, ...], ...]  # of each column, from the top
    lines: tuple[SheetLine, ...]
    notes: tuple[str, ...]  # rows that are footnotes or legends
    page: int | None
    turned: bool = False  # it was transposed: the columns of `heads` are the rows of the file

    def head(self, column: int) -> str:
        """Write what stands above a column."""
        return " ".join(dict.fromkeys(part for part in self.heads[column] if part))


def read(clause: Clause, marks: Marks) -> Iterator[Sheet]:
    """Take the tables of a clause apart.

    :param marks: decimal marks of the document.
    """
    for joined in join(clause.tables):
        if len(joined.rows) > 1:
            yield _turn(_sheet(joined, marks.of_table(clause, clause.tables[joined.places[0][0] - 1])))


def fold(text: str, mark: DecimalMark | None = None, *, listed: bool = True) -> str:
    """Write a cell in one way, white space folded; the raised mark of a note behind it becomes " a)".

    :param listed: values one below another are a list; a cell of a frequency, class or pulse is none.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    several = listed and len(lines) > 1 and all(_VALUE_LINE.fullmatch(line) for line in map(same, lines))
    folded = " ".join(same(" / ".join(lines) if several else text, mark).split())
    noted = _RAISED.search(text)
    if noted and not folded.endswith(noted[1]):
        return f"{folded} {levelled(noted[1]).strip('() ')})"
    return folded


def _sheet(joined: Joined, mark: DecimalMark) -> Sheet:
    width = max(len(row) for row in joined.rows)
    named = [bool(_NO_LIST.search(cell)) and not unit_in(same(cell)) for cell in joined.rows[0]] + [False] * width
    rows = [
        tuple(fold(cell, mark, listed=bool(place) and not named[at]) for at, cell in enumerate(row))
        + ("",) * (width - len(row))
        for place, row in enumerate(joined.rows)
    ]
    first = _first_values(rows)
    heads = _heads(rows[:first], width)
    lines: list[SheetLine] = []
    notes: list[str] = []
    for place in range(first, len(rows)):
        filled = [cell for cell in rows[place] if cell]
        if len(filled) == 1 and len(filled[0]) > _LONG:
            notes.append(filled[0])
        elif filled:
            table, row, _ = joined.place(place)
            wording = " | ".join(" ".join(cell.split()) for cell in joined.rows[place] if cell.strip())
            above = lines[-1].cells if lines else rows[place]
            cells = tuple(above[at] if _DITTO.fullmatch(cell) else cell for at, cell in enumerate(rows[place]))
            lines.append(SheetLine(cells, wording, table, row))
    return Sheet(fold(joined.caption, mark), heads, tuple(lines), tuple(notes), joined.page)


_DITTO = re.compile(r"[\"″〃”“„]|''|,,|-\s?[\"”″]\s?-|(?:ditto|dito|do\.|idem|dto\.?)", re.IGNORECASE)


def _words_below(rows: Sequence[tuple[str, ...]], place: int, filled: Sequence[str]) -> bool:
    """Tell a second row of heads, "from | to | QP | AV", under one whose cells span columns."""
    if place != 1 or len(filled) < 2 or place + 1 >= len(rows) or all(rows[0][1:]):
        return False
    worded = all(_WORD.fullmatch(cell) for cell in filled)
    return worded and sum(map(_is_value, rows[place + 1])) > len(filled) / 2


def _bands_below(rows: Sequence[tuple[str, ...]], place: int, filled: Sequence[str]) -> bool:
    """Tell the bands of the names above, "LW | MW" over "0.15 - 0.3 MHz | ...", from a row of values."""
    own = not rows[place][0] or rows[place][0] == rows[0][0]
    if place != 1 or place + 1 >= len(rows) or not own:
        return False
    last = [cell for cell in rows[place + 1][1:] if cell]
    banded = [any(bands.find(cell)) for cell in filled if cell != rows[0][0]]
    return len(banded) > 1 and all(banded) and bool(last) and not any(any(bands.find(cell)) for cell in last)


_WORD = re.compile(r"[^\d|]*[^\W\d_][^\d|]*(?<!n/a)(?<!none)(?<!keine)")  # without figures
_FURTHER_HEAD = re.compile(r"[\[(]?(?:(?:in|en)\s)?(?:f\s?/\s?)?[kMG]?Hz[\])]?", re.IGNORECASE)  # "in MHz" below "Band"
_CODE = re.compile(r"\d|[IVX]{1,4}|[A-E]|[CL]\d|.*[^\W\d].*")  # what stands beside it in a head: classes, words
_LONG = 60  # signs of a single cell of a row from which it is a note


def _first_values(rows: Sequence[tuple[str, ...]]) -> int:
    """Count the rows of the head: the first, and the next ones while they hold no value."""
    for place in range(1, min(len(rows), _HEAD_ROWS + 1)):
        filled = [cell for cell in rows[place] if cell]
        if not filled or (not rows[place][0] and len(filled) == 1 and not _is_value(filled[0])):
            continue
        if len(filled) == 1 and rows[place][0]:
            return place
        first = rows[place][0]
        if place == 1 and len(filled) > 1 and _FURTHER_HEAD.fullmatch(first) and all(map(_CODE.fullmatch, filled[1:])):
            continue
        if _words_below(rows, place, filled) or _bands_below(rows, place, filled):
            continue
        values = [cell for cell in filled if _is_value(cell)]
        if values or (first and first != rows[0][0] and not _below(rows[0][0], first)):
            return place
    return min(len(rows), 1)


def _below(top: str, cell: str) -> bool:
    """Tell a unit or a continuation under a head from the label of a row of values."""
    return bool(re.fullmatch(rf"[\[(]?(?:(?:in|en)\s)?(?:{LEVEL_UNIT}|[kMG]?Hz)[\])]?", cell)) or not top


def _is_value(cell: str) -> bool:
    if any(bands.find(cell)):
        return True
    return bool(_NUMERIC.match(cell)) and (not _HEADED.fullmatch(cell) or bool(_SIGNED.match(cell)))


def _heads(rows: Sequence[tuple[str, ...]], width: int) -> tuple[tuple[str, ...], ...]:
    """Carry heads that span columns to the right: an empty cell belongs to its left neighbour under the same top."""
    filled: list[list[str]] = []
    for depth, row in enumerate(rows):
        line: list[str] = []
        for column in range(width):
            cell = row[column]
            if not cell and column and line[column - 1] and _spans(rows, depth, column):
                cell = line[column - 1]
            line.append(cell)
        filled.append(line)
    return tuple(tuple(line[column] for line in filled) for column in range(width))


def _spans(rows: Sequence[tuple[str, ...]], depth: int, column: int) -> bool:
    """Tell whether an empty cell of a head is covered by the one to its left.

    In the first row it is. Below, it is where no cell above begins at this column; the last row of a head spans nothing
    that a row above has begun.
    """
    return all(not rows[above][column] for above in range(depth)) or depth == 0


def _lies(sheet: Sheet) -> bool:
    """Tell a table whose rows are what columns are elsewhere: "Start, MHz" over "Stop, MHz", "Ri" over "Number"."""
    labels = [head_kinds.kind_of(line.cells[0], united=False) if line.cells[0] else "" for line in sheet.lines]
    if any(head_kinds.kind_of(sheet.head(place), united=False) in _ASIDE for place in range(1, len(sheet.heads))):
        return False
    for line, kind in zip(sheet.lines, labels, strict=True):
        prefix = bands.prefix_in(line.cells[0])
        spans = [
            any(bands.find(cell)) or (prefix is not None and any(bands.find_bare(cell, prefix)))
            for cell in line.cells[1:]
        ]
        if kind == "band" and not any(bands.find(line.cells[0])) and all(spans):
            return True
    return {"low", "high"} <= set(labels) or len(set(labels) & _ASIDE) > 1


_ASIDE = frozenset(("ri", "count", "network", "low", "high"))


def _turn(sheet: Sheet) -> Sheet:
    """Turn a table whose head holds the bands or pulses: its rows are its columns."""
    first = sheet.heads[0][0] if sheet.heads else ""
    tops = [" ".join(dict.fromkeys(part for part in head if part)) for head in sheet.heads[1:]]
    banded = [
        bool(
            any(bands.find(top))
            or re.fullmatch(
                rf"{NUMBER}\s?[kMG]?Hz|{NUMBER}\s?-\s?{NUMBER}|d\.?c\.?|(?:pulse |Impuls )?[1-5][ab]?",
                top,
                re.IGNORECASE,
            )
        )
        for top in tops
    ]
    pulses = sum(bool(re.fullmatch(r"(?:test )?(?:pulse|impuls) [1-5][ab]?", top, re.IGNORECASE)) for top in tops)
    prefix = bands.prefix_in(first)
    if prefix is not None and all(re.fullmatch(NUMBER, top) for top in tops):
        banded = [True] * len(tops)
    headed = bool(_BAND_HEAD.search(first)) or not first or pulses > 1
    across = headed and sum(banded) >= 0.7 * len(tops)
    if len(tops) < 2 or not sheet.lines or not (across or _lies(sheet)):
        return sheet
    corner = "Pulse" if pulses and not _BAND_HEAD.search(first) else sheet.head(0) or "Frequency"
    heads = ((corner,), *((line.cells[0],) for line in sheet.lines))
    lines = []
    for column, top in enumerate(tops, start=1):
        cells = (top, *(line.cells[column] for line in sheet.lines))
        wording = f"{sheet.head(0)}: {top} | " + " | ".join(
            f"{line.cells[0]}: {line.cells[column]}" for line in sheet.lines
        )
        lines.append(SheetLine(cells, wording, sheet.lines[0].table, column + 1))
    return Sheet(sheet.caption, heads, tuple(lines), sheet.notes, sheet.page, turned=True)
