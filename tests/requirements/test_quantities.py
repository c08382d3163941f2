"""Numbers with units, in the many ways they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.requirements import bands, quantities


def found(text: str) -> list[str]:
    return [str(each) for each in quantities.find(quantities.same(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at most 54 dB(µV/m)", ["54 dBµV/m"]),
        ("54 dB (μV/m) or 54 dBuV/m", ["54 dBµV/m", "54 dBµV/m"]),
        ("46/36 dBµV", ["46 dBµV", "36 dBµV"]),
        ("-10 dB µA", ["-10 dBµA"]),
        ("±4, ± 6 and ±8 k V", ["±4 kV", "±6 kV", "±8 kV"]),
        ("27 → 60 mA", ["27 mA", "60 mA"]),
        ("+ 75 V / - 112 V", ["+75 V", "-112 V"]),
        ("−150 V", ["-150 V"]),
        ("1,5 W", ["1.5 W"]),
        ("10 000 A/m and 1,000 A/m", ["10000 A/m", "1000 A/m"]),
        ("200 V/ m", ["200 V/m"]),
        ("Class 2, 100 V/m", ["100 V/m"]),
        ("groups 1 and 2, 600 V/m", ["600 V/m"]),
        ("slope of 20 V/ms", []),
        ("6 dB below, 5 mm away, 3 Vpp", []),
        ("version 2.10 mA", ["2.1 mA"]),
        ("从−60 V，+40 V、±8 kV", ["-60 V", "+40 V", "±8 kV"]),
        ("等级70 V/m", ["70 V/m"]),
        ("-80 V/+60 V", ["-80 V", "+60 V"]),
        ("+65 V/ -90 V", ["+65 V", "-90 V"]),
        ("-80 +/-8 V and 30 ± 2 mA", ["-80 V", "30 mA"]),
        ("±2 ±4 kV", ["±2 kV", "±4 kV"]),
        ("40 log rise to 90 mA, 7 dropping down to 3 V/m", ["40 mA", "90 mA", "7 V/m", "3 V/m"]),
    ],
)
def test_levels_are_read_as_written(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("150 kHz to 108 MHz", ["150 kHz - 108 MHz"]),
        ("0,15 – 30 MHz", ["150 kHz - 30 MHz"]),
        ("from 20 Hz up to 200kHz", ["20 Hz - 200 kHz"]),
        ("between 1 and 400 MHz", ["1 MHz - 400 MHz"]),
        ("zwischen 0,5 MHz und 1,9 MHz; entre 30 et 80 MHz", ["500 kHz - 1.9 MHz", "30 MHz - 80 MHz"]),
        ("1~3 GHz; 2,7…3,1 GHz", ["1 GHz - 3 GHz", "2.7 GHz - 3.1 GHz"]),
        ("150 kHz ≤ f ≤ 30 MHz", ["150 kHz - 30 MHz"]),
        ("10 Hz bis 1 kHz", ["10 Hz - 1 kHz"]),
        ("频率范围 150 kHz 到 108 MHz", ["150 kHz - 108 MHz"]),
        ("in steps of 1 - 2 MHz", []),
        ("steps are 5 MHz up to 400 MHz, 10 MHz up to 1 GHz", []),
        ("VSWR below 1.2 up to 400 MHz", []),
        ("400 - 200 MHz", []),
        ("30 MHz", []),
        ("at 50 mm to 750 mm", []),
        ("DC to 700 Hz", ["0 Hz - 700 Hz"]),
        ("1.1-1.5 / 2.6-3.2 and 9-9.4 GHz", ["1.1 GHz - 1.5 GHz", "2.6 GHz - 3.2 GHz", "9 GHz - 9.4 GHz"]),
        ("自1~30 MHz", ["1 MHz - 30 MHz"]),
        ("40 - 50 MHz is not requested", []),
        ("40 - 50 MHz dropped by the customer", []),
        ("a whip (1 - 30 MHz), a horn antenna (1 - 18 GHz)", ["1 MHz - 30 MHz"]),
        ("VSWR under 1.4 to 300 MHz", []),
        ("8 - 9 GHz under study", []),
        ("1 - 30 MHz with a vertical rod antenna, 30 - 190 MHz biconical, 2 - 4 GHz with a dummy", ["2 GHz - 4 GHz"]),
        ("1~30 MHz用单极天线,30~190 MHz双锥天线", []),
        ("用天线施加2~4 GHz", ["2 GHz - 4 GHz"]),
        ("不采用 40~50 MHz", []),
        ("Band 40~50 MHz is not used.", []),
        ("From 40 to 50 MHz the probe is not used.", ["40 MHz - 50 MHz"]),
        ("1 Hz RBW below 1 kHz, 10 Hz to 20 kHz, 200 Hz above", []),
    ],
)
def test_bands_are_read_as_written(text: str, expected: list[str]) -> None:
    assert [str(each) for each in bands.find(quantities.same(text))] == expected


@given(st.floats(0.001, 999), st.sampled_from(["kHz", "MHz", "GHz"]), st.floats(1.01, 900))
def test_a_band_survives_being_written_and_read(low: float, unit: str, factor: float) -> None:
    text = f"{low:.4g} {unit} - {low * factor * 1.01:.6g} {unit}"
    for band in bands.find(text):
        assert [str(each) for each in bands.find(str(band))] == [str(band)]


@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_look_through(text: str) -> None:
    folded = quantities.same(text)
    assert len(folded) == len(text)
    for each in quantities.find(folded):
        assert 0 <= each.start < each.end <= len(text)
    for band in bands.find(folded):
        assert 0 <= band.low < band.high


@given(st.integers(0, 10**7), st.sampled_from(["dBµV", "dBµV/m", "V/m", "A/m", "mA", "kV", "W", "dBpT"]))
def test_a_level_survives_being_written_and_read(value: int, unit: str) -> None:
    quantity = quantities.Quantity("", value / 1000, unit, 0, 1)
    assert found(str(quantity)) == [str(quantity)]


def test_long_runs_of_digits_are_looked_through_quickly() -> None:
    import time

    started = time.monotonic()
    for text in ("1 " * 20_000, "1,111" * 5_000, "1 / " * 20_000 + "mA", "a1" * 20_000):
        list(quantities.find(text))
        list(bands.find(text))
    assert time.monotonic() - started < 5
