"""Limits that once went wrong in silence between a specification and the plan, the envelope, the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_builders import catalogue, clause, decide, report, table

from pipeline.plans import drafts, envelopes
from pipeline.plans import limits as planned
from pipeline.requirements import extract

if TYPE_CHECKING:
    from pipeline.plans.records import Limit, Plan, PlannedTest
    from pipeline.records import Decision


def draft(*decisions: Decision) -> Plan:
    made = report(matrix=None)
    fields = {name: getattr(made, name) for name in made.__slots__} | {"decisions": decisions}
    whole = type(made)(**fields)
    return drafts.draft(whole, extract(decisions, catalogue()), catalogue(), ())


def of(plan: Plan, test: str) -> PlannedTest:
    (found,) = [each for each in plan.tests if each.tests == (test,)]
    return found


def ends(limit: Limit) -> tuple[float | None, float | None, float, float]:
    return limit.low, limit.high, limit.start, limit.end


@pytest.mark.parametrize(
    "cell", ["132 falling 20 dB per decade", "132, decreasing 20 dB/decade", "132 fallend 20 dB je Dekade"]
)
def test_a_level_that_falls_is_planned_and_compared_as_a_slope(cell: str) -> None:
    rows = table(("Frequency", "Limit dBpT"), ("0.5 kHz - 5 kHz", cell), ("5 kHz - 150 kHz", "112"))
    plan = draft(decide(clause("5.1", "Magnetic field emission", tables=(rows,)), "MFE"))
    first, second = of(plan, "MFE").limits
    assert ends(first) == (500, 5000, 132, 112)
    assert ends(second) == (5000, 150_000, 112, 112)
    (envelope,) = [each for each in envelopes.envelop([first, second], emission=True) if not each.severity]
    assert [(piece.low, piece.high, piece.start, piece.end) for piece in envelope.pieces][:1] == [(500, 5000, 132, 112)]


def test_levels_of_prose_stand_in_the_plan_beside_those_of_the_table() -> None:
    rows = table(("Pulse", "Us in V", "Ri"), ("ICC slow", "6", "2 Ω"))
    text = "CCC: fast a -110 V, fast b +80 V. DCC: fast a -150 V, fast b +150 V."
    plan = draft(decide(clause("5.1", "Transients on signal lines", text, tables=(rows,)), "TI-L"))
    assert {limit.start for limit in of(plan, "TI-L").limits} == {6, -110, 80, -150, 150}


def test_rows_of_steady_fields_stand_under_the_field_and_not_under_the_radar_pulse() -> None:
    rows = table(
        ("Frequency", "Level (V/m)", "Modulation"),
        ("400 - 800 MHz", "100", "CW, AM 80 %"),
        ("1.2 - 1.4 GHz", "600", "pulse 3 µs, 300 Hz"),
    )
    steady = decide(
        clause("5.1", "Field of an antenna in the chamber", "The level is 100 V/m from 80 MHz to 400 MHz."), "ALSE-I"
    )
    plan = draft(steady, decide(clause("6.1", "Radar pulse", tables=(rows,)), "RADAR"))
    assert [limit.start for limit in of(plan, "RADAR").limits] == [600]
    assert sorted(limit.low or 0 for limit in of(plan, "ALSE-I").limits) == [80e6, 400e6]


@pytest.mark.parametrize("status", ["B/C", "A/B", "II/III"])
def test_a_status_of_two_letters_is_never_a_severity_class(status: str) -> None:
    rows = table(("MHz", "Current (mA)", "Status"), ("1 - 400", "100", status))
    plan = draft(decide(clause("5.1", "Bulk current injection", tables=(rows,)), "BCI"))
    (limit,) = of(plan, "BCI").limits
    assert (limit.severity, f"status {status}" in limit.row) == ("", True)
    assert not [value for value in of(plan, "BCI").values if value.kind == "severity or limit class"]


def test_several_classes_of_one_band_are_rows_of_their_own() -> None:
    rows = table(("MHz", "Class 1 (mA)", "Class 2 (mA)", "Class 3 (mA)"), ("200 - 400", "30", "75", "100"))
    plan = draft(decide(clause("5.1", "Bulk current injection", tables=(rows,)), "BCI"))
    assert [(each.severity, each.start) for each in of(plan, "BCI").limits] == [
        ("Class 1", 30), ("Class 2", 75), ("Class 3", 100),
    ]  # fmt: skip


def test_a_limit_that_is_not_sure_is_named_among_the_open_points() -> None:
    rows = table(("MHz", "Level (mA)", "Level (mA)"), ("200 - 400", "30", "75"))
    plan = draft(decide(clause("5.1", "Bulk current injection", tables=(rows,)), "BCI"))
    assert all(
        limit.unclear
        for limit in planned.read([decide(clause("5.1", "Bulk current injection", tables=(rows,)), "BCI")], catalogue())
    )
    (text,) = [point.text for point in plan.points if point.text.startswith("Levels to be read by a person")]
    assert "what tells 30, 75 apart was not read" in text
