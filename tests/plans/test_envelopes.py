"""The strictest level, band by band."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans import envelope_charts, envelopes, level_scales
from pipeline.plans.records import Limit


def limit(low, high, start, end=None, unit="mA", document="a", detector="", severity="", unclear=""):
    """A limit over a band in MHz."""
    ends = (start, start if end is None else end)
    band = (None, None) if low is None else (low * 1e6, high * 1e6)
    return Limit(
        document, f"{document}#5", "table 1, row 2", None, ("BCI",), f"{low} MHz - {high} MHz", *band, *ends, unit,
        "", "", detector, severity, f"{start}", f"row {start}", unclear=unclear,
    )  # fmt: skip


def pieces(*limits, emission=False):
    return [
        (round(piece.low / 1e6, 6), round(piece.high / 1e6, 6), piece.start, piece.end,
         "".join(each.document for each in piece.limits))
        for piece in envelopes.envelop(limits, emission=emission)[0].pieces
    ]  # fmt: skip


def test_bands_are_split_at_every_edge():
    found = pieces(limit(1, 400, 60), limit(20, 200, 100, document="b"))
    assert found == [(1, 20, 60, 60, "a"), (20, 200, 100, 100, "b"), (200, 400, 60, 60, "a")]


def test_the_lowest_limit_of_an_emission_is_the_strictest():
    assert pieces(limit(1, 30, 60), limit(1, 30, 50, document="b"), emission=True) == [(1, 30, 50, 50, "b")]


def test_limits_that_are_equally_strict_are_both_named():
    assert pieces(limit(1, 30, 100), limit(1, 30, 100, unit="dBµA", document="b")) == [(1, 30, 100, 100, "ab")]


def test_a_gap_stays_a_gap():
    assert [piece[:2] for piece in pieces(limit(1, 2, 60), limit(5, 6, 60, document="b"))] == [(1, 2), (5, 6)]


def test_slopes_are_split_where_they_cross():
    found = pieces(limit(1, 100, 10, 1000), limit(1, 100, 100, document="b"))
    assert found == [(1, 10, 100, 100, "b"), (10, 100, 100, 1000, "a")]


def test_other_quantities_and_other_detectors_are_never_mixed():
    found = envelopes.envelop(
        [limit(1, 30, 60), limit(1, 30, 50, unit="V/m"), limit(1, 30, 70, detector="peak")], emission=False
    )
    assert [(each.quantity, each.detector, len(each.limits)) for each in found] == [
        ("current", "", 1),
        ("electric field strength", "", 1),
        ("current", "peak", 1),
    ]


def test_each_class_has_an_envelope_of_its_own_too():
    found = envelopes.envelop(
        [limit(1, 30, 60, severity="Class 1"), limit(1, 30, 90, severity="Class 2"),
         limit(1, 30, 70, severity="class 1", document="b")], emission=False
    )  # fmt: skip
    assert [(each.severity, each.pieces[0].start) for each in found] == [("", 90), ("Class 1", 70), ("Class 2", 90)]


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        (limit(1, 30, 60, unclear="a formula"), "a formula"),
        (limit(None, None, 60), "no frequency band"),
        (limit(0, 30, 60), "begin above 0 Hz"),
        (limit(1, 30, 0), "decibels"),
        (limit(1, 30, 60, unit="furlongs"), "decibels"),
    ],
)
def test_what_cannot_be_compared_is_left_apart_with_a_reason(odd, why):
    assert why in envelopes.apart(odd)
    assert envelopes.envelop([odd], emission=False) == ()


@given(
    st.lists(
        st.tuples(st.integers(1, 50), st.integers(1, 50), st.integers(1, 500), st.integers(1, 500)),
        min_size=1,
        max_size=7,
    ),
    st.booleans(),
)
def test_nothing_is_stricter_than_the_envelope_and_something_is_as_strict(drawn, emission):
    limits = [
        limit(low, low + wide, start, end, document=chr(97 + place))
        for place, (low, wide, start, end) in enumerate(drawn)
    ]
    (envelope,) = envelopes.envelop(limits, emission=emission)
    for piece in envelope.pieces:
        middle = math.sqrt(piece.low * piece.high)
        over = [
            each for each in limits if each.low <= piece.low * (1 + 1e-12) and each.high >= piece.high * (1 - 1e-12)
        ]
        levels = [
            math.exp(
                math.log(each.start)
                + math.log(each.end / each.start) * math.log(middle / each.low) / math.log(each.high / each.low)
            )
            for each in over
        ]
        best = min(levels) if emission else max(levels)
        assert math.sqrt(piece.start * piece.end) == pytest.approx(best, rel=1e-4)
    covered = sum(piece.high - piece.low for piece in envelope.pieces)
    edges = sorted({edge for each in limits for edge in (each.low, each.high)})
    held = sum(
        high - low for low, high in pairwise(edges) if any(each.low <= low and each.high >= high for each in limits)
    )
    assert covered == pytest.approx(held)


@pytest.mark.parametrize(
    ("number", "unit", "to", "expected"),
    [
        (100, "dBµA", "mA", 100),
        (60, "mA", "dBµA", 95.563025),
        (1, "kV/m", "V/m", 1000),
        (30, "dBm", "W", 1),
        (120, "dBµV/m", "V/m", 1),
        (60, "dBpT", "nT", 1),
        (1, "mA", "V/m", None),
        (0, "mA", "dBµA", None),
    ],
)
def test_units_of_one_quantity_are_converted_and_no_others(number, unit, to, expected):
    assert level_scales.convert(number, unit, to) == (None if expected is None else pytest.approx(expected))


@given(st.sampled_from(["dBµA", "mA"]), st.floats(0.01, 1e6))
def test_decibels_go_there_and_back(unit, number):
    assert level_scales.value(level_scales.decibels(number, unit), unit) == pytest.approx(number)


def test_a_picture_has_a_line_for_each_document_and_breaks_at_gaps():
    (envelope,) = envelopes.envelop([limit(1, 2, 60), limit(5, 6, 90), limit(1, 2, 50, document="b")], emission=False)
    picture = envelope_charts.draw(envelope, emission=False)
    named = [line.tip for line in picture.lines if line.tip]
    assert named == ["envelope", "envelope", "a", "a", "b"]  # two bands with a gap between them
    assert picture.bars[0].tip == "1 MHz - 2 MHz: 60 mA – a 5, table 1, row 2"
    assert all(
        0 <= x <= envelope_charts.WIDTH and 0 <= y <= envelope_charts.HEIGHT
        for line in picture.lines
        for x, y in line.points
    )
