"""Limits: every limit, level and pulse that the documents demand, one row each, with the words it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.cells import clean
from pipeline.reports.grids import Column
from pipeline.requirements.quantities import write_hertz

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reports.grids import Grid, Value
    from pipeline.requirements.limits import LimitRecord

NAME = "Limits"
_MOST_LINKS = 65_000  # Excel takes 65,530 in a sheet
COLUMNS = (
    Column("Document", 20, "File name."),
    Column("Number", 11, "Clause it stands in; click it to go to the clause in Matches.", "link"),
    Column("Tests", 12, "Tests of the catalogue it is for; empty = not placed."),
    Column("Kind", 15, "emission limit, immunity level, esd, pulse, transient limit, shift, ripple."),
    Column("Sure", 7, "no = the words allow another reading, or something is missing; see Why not sure."),
    Column("From", 11, "Lower end of the band; empty where none is said."),
    Column("To", 11, "Upper end of the band; the same as From at one frequency."),
    Column("From Hz", 13, "Lower end in Hz, for filters and formulas.", hidden=True),
    Column("To Hz", 13, "Upper end in Hz.", hidden=True),
    Column("Level", 9, "At the lower end of the band; negative where the polarity is -."),
    Column("Level at end", 9, "At the upper end, where the limit moves over the band."),
    Column("Unit", 9, "Unit of both."),
    Column("Class", 13, "Class, level or severity as printed."),
    Column("Detector", 9, "PK peak, QP quasi-peak, AV average, RMS."),
    Column("Status", 9, "Functional status demanded."),
    Column("Pulse or discharge", 14, "Test pulse with its coupling, or contact, air, indirect."),
    Column("Polarity", 8, "+, -, ±."),
    Column("Supply V", 8, "Supply system it holds for."),
    Column("Holds for", 28, "Band, zone, position or other words that say what it holds for.", "wrap", tall=True),
    Column(
        "Further", 34, "Modulation, bandwidth, dwell time, number, source impedance, network, slope.", "wrap", tall=True
    ),
    Column("Place", 26, "Table, row and column, or text."),
    Column("Wording", 60, "The row or sentence it was read from.", "wrap", tall=True),
    Column("Why not sure", 40, "What the reading leaves open.", "wrap", tall=True),
)


def add(grid: Grid, records: Sequence[LimitRecord], rows: Mapping[str, int]) -> int:
    """Write the limits of one document.

    :param rows: clause id -> its 0-based row in Matches.
    :return: how many there was no room for.
    """
    for place, record in enumerate(records):
        if grid.full:
            return len(records) - place
        row = grid.add(_cells(record))
        if record.clause in rows and row < _MOST_LINKS:
            target = f"internal:'Matches'!A{rows[record.clause] + 1}"
            grid.sheet.write_url(row, 1, target, grid.styles["link"], clean(record.number) or " ", "Go to the clause")
    return 0


def end(grid: Grid) -> None:
    """Put the filters on."""
    grid.end(texts=("Number", "Class", "Pulse or discharge"))


def _cells(record: LimitRecord) -> tuple[Value, ...]:
    return (
        record.document,
        record.number,
        ";".join(record.tests),
        record.kind,
        "yes" if record.sure else "no",
        _hertz(record.low_hz),
        _hertz(record.high_hz),
        record.low_hz,
        record.high_hz,
        record.level,
        record.level_end,
        record.unit + (" p-p" if record.pp else ""),
        record.grade,
        record.detector,
        record.status,
        record.pulse or record.mode,
        record.polarity,
        record.supply_v,
        record.condition,
        further(record),
        record.place,
        record.wording,
        "; ".join(record.candidates),
    )


def _hertz(value: float | None) -> str | None:
    return None if value is None else "DC" if value == 0 else write_hertz(value)


def _edition(record: LimitRecord) -> str:
    if not record.edition:
        return ""
    return f" {record.edition}" if record.edition.startswith("Ed") else f":{record.edition}"


def further(record: LimitRecord) -> str:
    """Write what a limit says beside its main columns, in one line."""
    parts = (
        (record.modulation, "{}"),
        (record.bandwidth_hz and write_hertz(record.bandwidth_hz), "RBW {}"),
        (record.dwell_s, "{:g} s"),
        (record.count, "{} times"),
        (record.ri_ohm, "Ri {:g} Ω"),
        (record.network, "{}"),
        (record.slope, "{:g} dB/decade"),
        (record.formula, "{}"),
        (record.standard and f"{record.standard}{_edition(record)}", "{}"),
        (record.operating_mode, "mode {}"),
    )
    return "; ".join(form.format(value) for value, form in parts if value is not None and value != "")
