"""envelope.xlsx: the strictest levels as tables and charts, all limits they are made from, and what was left apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.plans import envelope_charts
from pipeline.plans.envelopes import by_document
from pipeline.plans.pages import RULES, level
from pipeline.reports.cells import flatten
from pipeline.reports.grids import Column, Grid
from pipeline.reports.styles import INK, Styles
from pipeline.reports.workbook import open_book
from pipeline.requirements.quantities import write_hertz

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from pipeline.plans.envelopes import Envelope, LevelPiece
    from pipeline.plans.records import Limit

_PIECES = (
    Column("Envelope", 44, "", "wrap"),
    Column("From", 12, ""),
    Column("To", 12, ""),
    Column("Level", 22, ""),
    Column("Class", 20, "", "wrap", tall=True),
    Column("Given by", 60, "", "wrap", tall=True),
    Column("Quote", 60, "", "wrap", tall=True),
    Column("From, Hz", 14, "", "number"),
    Column("To, Hz", 14, "", "number"),
    Column("At lower end", 12, ""),
    Column("At upper end", 12, ""),
    Column("Unit", 10, ""),
)
_LIMITS = (
    Column("Document", 26, ""),
    Column("Clause", 12, ""),
    Column("Place", 20, ""),
    Column("Page", 7, ""),
    Column("Band", 24, ""),
    Column("Level", 24, ""),
    Column("Class", 14, ""),
    Column("Detector", 12, ""),
    Column("Column of the table", 30, "", "wrap", tall=True),
    Column("Row", 20, "", "wrap", tall=True),
    Column("Quote", 70, "", "wrap", tall=True),
)
_APART = (Column("Why it is not compared", 44, "", "wrap", tall=True), *_LIMITS)


def save(
    path: Path,
    test: str,
    envelopes: Sequence[Envelope],
    apart: Sequence[tuple[Limit, str]],
    *,
    emission: bool,
) -> None:
    """Write the workbook.

    :param apart: limits that could not be compared, each with the reason.
    :raises OSError: the file cannot be written.
    """
    whole = [envelope for envelope in envelopes if not envelope.severity and envelope.pieces]
    with open_book(path, f"Strictest levels: {flatten(test)}") as book:
        styles = Styles(book)
        names = ("Envelope", "Chart", "By class", "All limits", "Not compared", "Data of the charts")
        sheets = {name: book.add_worksheet(name) for name in names}
        _write_pieces(Grid(sheets["Envelope"], _PIECES, styles), whole)
        _write_pieces(Grid(sheets["By class"], _PIECES, styles), [each for each in envelopes if each.severity])
        sheets["Chart"].write_string(0, 0, f"{flatten(test)}. {RULES[emission]}")
        _draw(book, sheets["Chart"], sheets["Data of the charts"], whole, emission=emission)
        grid = Grid(sheets["All limits"], _LIMITS, styles)
        for limit in dict.fromkeys(limit for envelope in whole for limit in envelope.limits):
            if not grid.full:
                grid.add(_cells(limit))
        grid.end(texts=("Clause", "Page"))
        grid = Grid(sheets["Not compared"], _APART, styles)
        for limit, why in apart:
            if not grid.full:
                grid.add((why, *_cells(limit)))
        grid.end(texts=("Clause", "Page"))


def _write_pieces(grid: Grid, envelopes: Sequence[Envelope]) -> None:
    for envelope in envelopes:
        for piece in envelope.pieces:
            if not grid.full:
                grid.add(
                    (
                        envelope_charts.name(envelope),
                        write_hertz(piece.low),
                        write_hertz(piece.high),
                        level(piece, envelope.unit),
                        "; ".join(dict.fromkeys(limit.severity for limit in piece.limits if limit.severity)),
                        envelope_charts.sources(piece),
                        "\n".join(dict.fromkeys(limit.quote for limit in piece.limits)),
                        piece.low,
                        piece.high,
                        f"{piece.start:.6g}",
                        f"{piece.end:.6g}",
                        envelope.unit,
                    )
                )
    grid.end(texts=("At lower end", "At upper end"))


def _cells(limit: Limit) -> tuple[str, ...]:
    page = str(limit.page or "")
    named = (limit.document, limit.number, limit.place, page, limit.band, limit.value, limit.severity, limit.detector)
    return (*named, limit.head, limit.row, limit.quote)


def _draw(book: Workbook, sheet: Worksheet, data: Worksheet, envelopes: Sequence[Envelope], *, emission: bool) -> None:
    """Draw a chart for each envelope; its points stand on a sheet of their own, with gaps where no limit holds."""
    columns: list[tuple[str, list[tuple[float, float] | None]]] = []
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for count, envelope in enumerate(envelopes):
        chart = book.add_chart({"type": "scatter", "subtype": "straight"})
        for name, pieces, colour, width in _lines(envelope, emission=emission):
            points = list(_points(pieces))
            place, last = 3 * len(columns), len(points) + 1
            columns.append((f"{envelope_charts.name(envelope)}: {name}", points))
            chart.add_series(
                {
                    "name": flatten(name),
                    "categories": [data.name, 2, place, last, place],
                    "values": [data.name, 2, place + 1, last, place + 1],
                    "line": {"color": colour, "width": width, "transparency": 65 if width > 2 else 0},
                }
            )
        _set_axes(chart, envelope)
        chart.set_size({"width": 1100, "height": 460})
        sheet.insert_chart(2 + 25 * count, 0, chart)
    _write_points(data, columns)


def _lines(envelope: Envelope, *, emission: bool) -> Iterator[tuple[str, tuple[LevelPiece, ...], str, float]]:
    """Give the lines of a chart: name, pieces, colour, points of width."""
    yield "envelope", envelope.pieces, INK, 6.0
    for place, (document, pieces) in enumerate(by_document(envelope, emission=emission)):
        yield document, pieces, envelope_charts.COLOURS[place % len(envelope_charts.COLOURS)], 1.75


def _set_axes(chart: object, envelope: Envelope) -> None:
    linear = not envelope.unit.startswith("dB")
    lows = [limit.low for limit in envelope.limits if limit.low]
    highs = [limit.high for limit in envelope.limits if limit.high]
    grid = {"visible": True, "line": {"color": "#E3E7EC"}}
    chart.set_title({"name": envelope_charts.name(envelope), "name_font": {"size": 12}})  # type: ignore[attr-defined]
    chart.set_x_axis(  # type: ignore[attr-defined]
        {"name": "Hz", "log_base": 10, "min": _decade(min(lows), up=False), "max": _decade(max(highs), up=True),
         "num_format": "0.E+0", "major_gridlines": grid, "crossing": "min", "label_position": "low"}
    )  # fmt: skip
    chart.set_y_axis(  # type: ignore[attr-defined]
        {"name": envelope.unit, "major_gridlines": grid, "crossing": "min", "label_position": "low",
         **({"log_base": 10} if linear else {})}
    )  # fmt: skip
    chart.set_legend({"position": "bottom"})  # type: ignore[attr-defined]
    chart.show_blanks_as("gap")  # type: ignore[attr-defined]


def _decade(frequency: float, *, up: bool) -> float:
    import math

    power = math.log10(frequency)
    return float(10 ** (math.ceil(power - 1e-9) if up else math.floor(power + 1e-9)))


def _write_points(sheet: Worksheet, columns: Sequence[tuple[str, list[tuple[float, float] | None]]]) -> None:
    """Write the points of all lines, row by row, as the workbook takes them: two columns and a gap for each line."""
    for place, (name, _) in enumerate(columns):
        sheet.write_string(0, 3 * place, flatten(name))
    for place in range(len(columns)):
        sheet.write_string(1, 3 * place, "Hz")
        sheet.write_string(1, 3 * place + 1, "level")
    for row in range(max((len(points) for _, points in columns), default=0)):
        for place, (_, points) in enumerate(columns):
            if row < len(points) and (point := points[row]) is not None:
                sheet.write_number(row + 2, 3 * place, point[0])
                sheet.write_number(row + 2, 3 * place + 1, point[1])


def _points(pieces: Sequence[LevelPiece]) -> Iterator[tuple[float, float] | None]:
    last: LevelPiece | None = None
    for piece in pieces:
        if last is not None and last.high < piece.low:
            yield None
        yield piece.low, piece.start
        yield piece.high, piece.end
        last = piece
