"""Limits of two revisions are compared whole: value, slope, band, class, detector; labels of charts are no values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_builders import catalogue
from report_builders import decide, make_report

from pipeline.comparisons import contrast
from pipeline.records import Table

if TYPE_CHECKING:
    from pipeline.comparisons.changes import Change


def change(old: str | tuple[tuple[str, ...], ...], new: str | tuple[tuple[str, ...], ...], test: str) -> Change:
    """Compare a clause whose text or table changed."""
    sides = []
    for side in (old, new):
        text, tables = (side, ()) if isinstance(side, str) else ("As in the table.", (Table(side, "Limits"),))
        clause = {"text": text, "tables": tables, "path": ()}
        sides.append(make_report(decide("8.1", test, title="Levels", clause=clause)))
    (found,) = contrast(*sides, catalogue()).changes
    return found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "From 1 kHz to 100 kHz the limit is 132 dBpT, falling by 20 dB per decade.",
            "From 1 kHz to 100 kHz the limit is 132 dBpT, falling by 40 dB per decade.",
            "1 kHz - 100 kHz: 132 to 92 dBpT → 132 to 52 dBpT",
        ),
        (
            "The limit falls from 110 dBpT at 20 Hz to 70 dBpT at 2 kHz.",
            "The limit is 110 dBpT from 20 Hz to 2 kHz.",
            "20 Hz - 2 kHz: 110 to 70 dBpT → 110 dBpT",
        ),
    ],
)
def test_a_slope_that_changed_is_a_change_of_the_limit(old: str, new: str, said: str) -> None:
    found = change(old, new, "MFE")
    assert found.kind == "value"
    assert found.values[0] == said


def test_a_level_is_named_with_band_class_and_detector() -> None:
    head = ("MHz", "Class 3 PK dBµV", "Class 5 PK dBµV")
    found = change((head, ("0.15 - 0.3", "90", "70")), (head, ("0.15 - 0.3", "90", "64")), "CE-V")
    assert found.values == ("150 kHz - 300 kHz, Class 5, PK: 70 dBµV → 64 dBµV",)


def test_an_edge_that_moved_is_said_with_the_limit_it_is_of() -> None:
    head = ("MHz", "Level, V/m")
    found = change((head, ("200 - 800", "100")), (head, ("200 - 1000", "100")), "ALSE-I")
    assert found.values[0] == "100 V/m: 200 MHz - 800 MHz → 200 MHz - 1 GHz"


def test_a_limit_that_came_or_went_is_said_whole() -> None:
    head = ("Pulse", "Us 12 V")
    found = change((head, ("1", "-100 V")), (head, ("1", "-100 V"), ("3b", "+100 V")), "TI-S")
    assert "new: pulse 3b, 12 V supply: +100 V" in found.values


def test_detectors_that_changed_places_are_a_change_though_the_numbers_stay() -> None:
    found = change(
        (("MHz", "PK dBµV", "AV dBµV"), ("0.15 - 0.3", "70", "50")),
        (("MHz", "AV dBµV", "PK dBµV"), ("0.15 - 0.3", "70", "50")),
        "CE-V",
    )
    assert found.kind == "value"
    assert set(found.values) == {
        "150 kHz - 300 kHz, PK: 70 dBµV → 50 dBµV",
        "150 kHz - 300 kHz, AV: 50 dBµV → 70 dBµV",
    }


def test_a_status_that_changed_is_said_with_its_limit() -> None:
    head = ("MHz", "Current (mA)", "FPSC")
    found = change((head, ("1 - 400", "100", "A")), (head, ("1 - 400", "100", "B")), "BCI")
    assert found.values == ("1 MHz - 400 MHz, 100 mA: status A → B",)


def test_another_way_of_writing_a_limit_is_a_rewording() -> None:
    old, new = "From 1 MHz to 400 MHz 100 mA are injected.", "100 mA are injected from 1 MHz to 400 MHz."
    assert (change(old, new, "BCI").kind, change(old, new, "BCI").values) == ("reworded", ())


@pytest.mark.parametrize(
    ("ticks", "others"),
    [
        ("0.15\n1\n10\n100", "0.1\n1\n10\n1000"),
        ("20 40 60 80", "0 20 40 60 80 100"),
        ("10k 100k 1M\n40 60 80", "1k 1M 1G\n20 40 60"),
    ],
)
def test_labels_of_the_axes_of_a_chart_are_no_values(ticks: str, others: str) -> None:
    text = "The limit is 60 dBµV from 1 MHz to 10 MHz.\n{}\nFrequency in MHz"
    found = change(text.format(ticks), text.format(others), "CE-V")
    assert (found.kind, found.values) == ("reworded", ())


def test_a_number_that_stands_alone_on_its_line_is_a_value() -> None:
    found = change("Number of samples:\n3", "Number of samples:\n5", "BCI")
    assert found.values == ("3 → 5",)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("Test levels [V/m]\n50\n100\n200", "Test levels [V/m]\n50\n100\n300", "200"),
        ("Currents in mA:\n20\n40\n60\n80\n100", "Currents in mA:\n20\n40\n60\n80\n120", "100"),
        ("Steps\n50\n100\n200", "Steps\n50\n150\n200", "100"),
    ],
)
def test_levels_one_below_another_are_values(old: str, new: str, changed: str) -> None:
    found = change(old, new, "ALSE-I")
    assert any(value.startswith(changed) for value in found.values)


@pytest.mark.parametrize(("before", "after"), [("2 Ω", "50 Ω"), ("10 Ω", "4 Ω")])
def test_another_source_impedance_is_a_change_of_the_limit(before: str, after: str) -> None:
    head = ("Pulse", "Us 12 V", "Ri")
    found = change((head, ("1", "-100 V", before)), (head, ("1", "-100 V", after)), "TI-S")
    assert any(f"Ri {before}" in value and f"Ri {after}" in value for value in found.values)
