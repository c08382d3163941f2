"""Tables of limits -> records: each value with what its row, its heads, the caption and the notes say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.requirements.limits import cells, columns, foots, heads, rows, sharing, value_notes
from pipeline.requirements.limits.making import LimitContext, LimitDraft, Said
from pipeline.requirements.limits.vocabulary import STATE
from pipeline.requirements.quantities import same, unit_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.requirements.limits.cells import CellValue, Span
    from pipeline.requirements.limits.columns import LimitColumn
    from pipeline.requirements.limits.grids import Sheet, SheetLine

_POINTS = re.compile(
    r"\bpoints?\b|stützpunkt|eckpunkt|knickpunkt|kurve|\bcurve|broken line|\bline through|"
    r"interpol|\bcorner|polygon|\bpoints?\b|straight line|拐点|折线|courbe",
    re.IGNORECASE,
)
_STATE_BESIDE = re.compile(rf"\s?[;,/(]\s?(?P<s>{STATE}(?:\s?/\s?{STATE})*)\s?\)?\s*$")
_NAMES_STATUS = re.compile(
    r"\bFPSC|\bstatus|\bcriteri|\bcrit\b|funktionszustand|kriterium|statut|critère|状态", re.IGNORECASE
)
_LOGARITHMIC = "dB"


@dataclass(frozen=True, slots=True)
class _LimitRow:
    """One row of values with what it says."""

    line: SheetLine
    said: Said
    spans: list[Span]
    why: str = ""  # why its values are not sure


@dataclass(frozen=True, slots=True)
class _LimitTable:
    """A sheet with its columns, and what its caption and its rows of remarks say for all of it."""

    sheet: Sheet
    columns: tuple[LimitColumn, ...]
    caption: Said
    unit: str  # of values that name none
    under: dict[int, Said] = field(default_factory=dict)  # what a row at the foot says of each column


def read(context: LimitContext) -> Iterator[LimitDraft]:
    """Read the limits in the tables of a clause."""
    for sheet in context.sheets:
        found = columns.read(sheet, context.allowed)
        if any(column.kind in ("level", "headed") for column in found):
            yield from _read(_table(sheet, found, context), context)


def _table(sheet: Sheet, found: tuple[LimitColumn, ...], context: LimitContext) -> _LimitTable:
    caption = heads.said(sheet.caption, heads=True)
    in_heads = {column.unit for column in found if column.kind == "level" and column.unit}
    captioned = columns.unit_of(sheet.caption, context.allowed)
    in_cells = {
        unit
        for line in sheet.lines
        for place, column in enumerate(found)
        if column.kind == "level"
        and (unit := unit_in(re.sub(r"(?<=\d)(?=[A-Za-zµ])", " ", line.cells[place]), context.allowed))
        in context.allowed
    }
    unit = captioned or (in_heads.pop() if len(in_heads) == 1 else "") or (in_cells.pop() if len(in_cells) == 1 else "")
    return _LimitTable(sheet, found, caption, unit or context.unit, foots.read(sheet, found))


def _read(table: _LimitTable, context: LimitContext) -> Iterator[LimitDraft]:
    kept = list(_rows(table))
    curve = _is_curve(table, kept, context)
    kept = _merged(table, kept)
    ends = _ends(table)
    for place, column in enumerate(table.columns):
        if place == ends[1]:
            continue
        if column.kind == "headed":
            for row in kept:
                yield from _headed(table, column, place, row, context)
        if column.kind == "level":
            if curve:
                yield from _curve(table, column, place, kept, context)
            elif place == ends[0]:
                for row in kept:
                    yield from _gliding(table, ends, row, context)
            else:
                for row in kept:
                    yield from _cell(table, column, place, row, context)


def _rows(table: _LimitTable) -> Iterator[_LimitRow]:
    filled = rows.inherit(table.sheet.lines, table.columns)
    spans: list[Span] = []
    section: Said = {}
    for line, row in zip(table.sheet.lines, filled, strict=True):
        written = [cell for cell in line.cells if cell]
        if len(written) == 1 and not re.search(r"\d\s?[kMG]?Hz", written[0]) and len(line.cells) > 1 and line.cells[0]:
            section = heads.said(written[0], heads=True)
            continue
        if foots.kind_of(line) and not table.sheet.turned:
            continue
        spans = rows.bands_of(line, table.columns, spans)
        yield _LimitRow(line, {**section, **rows.said_by(row, table.columns)}, spans)


def _merged(table: _LimitTable, kept: Sequence[_LimitRow]) -> list[_LimitRow]:
    """Give a row that has a band or pulse and no value at all the values above: their cells are merged, it seems."""
    places = [place for place, column in enumerate(table.columns) if column.kind == "level"]
    filled: list[_LimitRow] = []
    for row in kept:
        own = [cell for cell in row.line.cells if cell]
        named = any(row.line.cells[place] for place, column in enumerate(table.columns) if column.kind in _NAMING)
        if filled and places and named and len(own) > 1 and not any(row.line.cells[place] for place in places):
            above = filled[-1].line.cells
            cells_now = tuple(above[at] if at in places else cell for at, cell in enumerate(row.line.cells))
            row = replace(
                row, line=replace(row.line, cells=cells_now), why="taken from the row above: its cell is empty"
            )
        filled.append(row)
    return filled


_NAMING = ("band", "low", "pulse")
_AT_START = re.compile(
    r"\b(?:start|begin\w*|anfang\w*|lower (?:edge|end|freq\w*)|f[ _]?(?:1|low|min|start)|début)\b", re.IGNORECASE
)
_AT_END = re.compile(r"\b(?:end|stop|ende|upper (?:edge|end|freq\w*)|f[ _]?(?:2|high|max|stop)|fin)\b", re.IGNORECASE)


def _ends(table: _LimitTable) -> tuple[int, int]:
    """Find the two columns that give the level at the lower and at the upper end of the band; (-1, -1) for none."""
    levels = [place for place, column in enumerate(table.columns) if column.kind == "level"]
    if len(levels) == 2:
        one, two = (table.columns[place].head for place in levels)
        if _AT_START.search(one) and not _AT_END.search(one) and _AT_END.search(two):
            return levels[0], levels[1]
    return -1, -1


def _gliding(table: _LimitTable, ends: tuple[int, int], row: _LimitRow, context: LimitContext) -> Iterator[LimitDraft]:
    column = table.columns[ends[0]]
    both = [cells.read(cells.note_of(row.line.cells[at])[0], context.units(column.unit), banded=False) for at in ends]
    if len(both[0]) == 1 and len(both[1]) == 1:
        end = both[1][0].level
        value = replace(both[0][0], level_end=end if end != both[0][0].level else None)
        for span in row.spans or [(None, None)]:
            yield _draft(
                table, column, ends[0], row, value, _merge(table, column, ends[0], row), span, context, row.why
            )
    else:
        for at in ends:
            yield from _cell(table, table.columns[at], at, row, context)


def _cell(
    table: _LimitTable, column: LimitColumn, place: int, row: _LimitRow, context: LimitContext
) -> Iterator[LimitDraft]:
    text = row.line.cells[place]
    if not text:
        return
    bare, mark = cells.note_of(text)
    beside = _STATE_BESIDE.search(text) if _NAMES_STATUS.search(f"{table.sheet.caption} {column.head}") else None
    if beside and re.search(r"\d", text[: beside.start()]):
        text = bare = text[: beside.start()]
    note = context.note(mark, table.sheet.notes) if mark else ""
    spans: Sequence[Span] = [*column.spans] or row.spans
    values = cells.read(bare if note or mark else text, context.units(column.unit), banded=bool(spans))
    more = f"the cell has more numbers than were read: {text}" if cells.unread(bare, values) else ""
    values, doubt = value_notes.apply(values, note, context.allowed)
    said = _merge(table, column, place, row)
    if beside:
        said["status"] = re.sub(r"\s", "", beside["s"])
    for value, own, why in sharing.told(values, said, table.sheet, context):
        for span in spans or [(None, None)]:
            yield _draft(table, column, place, row, value, own, span, context, why or doubt or more or row.why)


def _headed(
    table: _LimitTable, column: LimitColumn, place: int, row: _LimitRow, context: LimitContext
) -> Iterator[LimitDraft]:
    """Read a level that stands in the head over cells of statuses: "±4 kV" over "A"."""
    if cells.is_empty(row.line.cells[place]):
        return
    status = rows.said_by((row.line.cells[place],), (columns.LimitColumn("status", ""),))
    said = {**_merge(table, column, place, row), **status}
    for value in cells.read(column.head, context.units(column.unit), banded=False):
        for span in row.spans or [(None, None)]:
            yield _draft(table, column, place, row, value, said, span, context, "")


def _merge(table: _LimitTable, column: LimitColumn, place: int, row: _LimitRow) -> Said:
    """Put together what is said of a value: the nearer word wins, what differs between columns is theirs."""
    merged = {**table.caption, **row.said, **column.said, **table.under.get(place, {})}
    if beside := _status_beside(table, place, row):
        merged["status"] = beside
    if "status" in column.said and "status" in row.said:
        merged["status"] = row.said["status"]
    if "pulse" in row.said:
        merged["pulse"] = row.said["pulse"]
    if row.said.get("mode") == "indirect":
        merged["mode"] = "indirect"
    merged["condition"] = "; ".join(
        dict.fromkeys(part for part in (row.said.get("condition", ""), _condition(column)) if part)
    )
    return merged


def _status_beside(table: _LimitTable, place: int, row: _LimitRow) -> str:
    """Return the status that stands in the column of statuses under the same top head, where each top has its own."""
    tops = [head[0] for head in table.sheet.heads]
    kinds = [column.kind for column in table.columns]
    if kinds.count("status") < 2:
        return ""
    own = [other for other, kind in enumerate(kinds) if kind == "status" and tops[other] == tops[place]]
    if len(own) != 1 or not row.line.cells[own[0]]:
        return ""
    return rows.said_by((row.line.cells[own[0]],), (table.columns[own[0]],)).get("status", "")


def _condition(column: LimitColumn) -> str:
    left = columns.rest(column.head)
    return left if len(left) > 2 and left != column.said.get("class") and not columns.CODE.fullmatch(left) else ""


def _draft(
    table: _LimitTable,
    column: LimitColumn,
    place: int,
    row: _LimitRow,
    value: CellValue,
    said: Said,
    span: Span,
    context: LimitContext,
    why: str,
) -> LimitDraft:
    unit = value.unit or column.unit or table.unit
    scale = next(
        (each.prefix for each in table.columns if each.kind in ("band", "low") and each.prefix is not None), ""
    )
    ended = cells.at_ends(
        value,
        *span,
        {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "m": 1e6}[scale],
        linear=not unit.startswith(_LOGARITHMIC),
    )
    at = (row.line.row, place + 1) if not table.sheet.turned else (place + 1, row.line.row)
    head = column.head
    return LimitDraft(
        value=ended, unit=unit, span=span, said=said, head=head, wording=row.line.wording, page=table.sheet.page,
        place=f"table {row.line.table}, row {at[0]}, column {at[1]}", why=why,
    )  # fmt: skip


def _is_curve(table: _LimitTable, kept: Sequence[_LimitRow], context: LimitContext) -> bool:
    """Tell a table of the points of a line: single, rising frequencies, and words that say so."""
    spots = [row.spans[0][0] for row in kept if len(row.spans) == 1 and row.spans[0][0] == row.spans[0][1]]
    rising = len(spots) == len(kept) > 1 and all(a is not None and b is not None and a < b for a, b in pairwise(spots))
    return rising and any(
        _POINTS.search(text) for text in (table.sheet.caption, same(context.clause.title), same(context.clause.text))
    )


def _curve(
    table: _LimitTable, column: LimitColumn, place: int, kept: Sequence[_LimitRow], context: LimitContext
) -> Iterator[LimitDraft]:
    points = []
    for row in kept:
        found = cells.read(cells.note_of(row.line.cells[place])[0], context.units(column.unit), banded=False)
        if len(found) == 1:
            points.append((row, found[0]))
    for (one, first), (other, second) in pairwise(points):
        value = replace(first, level_end=second.level if second.level != first.level else None)
        span = (one.spans[0][0], other.spans[0][0])
        yield _draft(table, column, place, one, value, _merge(table, column, place, one), span, context, "")
