"""Coded evidence is found in all the ways people write it, and nothing that only looks like it."""

import pytest

from pipeline.matching.evidence import collect, find_codes, find_standards, find_units, normalise_standard
from pipeline.records import Clause, Evidence, Table


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("as in ISO 11452-4:2020, clause 8", ["ISO 11452-4"]),
        ("ISO11452-2", ["ISO 11452-2"]),
        ("ISO 11452-2, -4 and -9", ["ISO 11452-2", "ISO 11452-4", "ISO 11452-9"]),
        ("parts 2 and 4 of ISO 11452", ["ISO 11452", "ISO 11452-2", "ISO 11452-4"]),
        ("ISO 7637 Part 3", ["ISO 7637-3"]),
        ("GB/T33014.4-2016", ["GB 33014-4"]),
        ("GB 18655", ["GB 18655"]),
        ("CISPR-25 and CISPR25", ["CISPR 25", "CISPR 25"]),
        ("SAE J1113-21", ["SAE J1113-21"]),
        ("ISO/IEC 17025", ["ISO 17025"]),
        ("method of 11452-4 is used", ["ISO 11452-4"]),
        ("IEC 61000-4-5", ["IEC 61000-4-5"]),
        ("MIL-STD-461F", ["MIL-STD-461"]),
        ("the ISO unit of force, 5 N", []),
        ("UNDER 25 degrees", []),
        ("RADIO NOISE (EN-04)", []),
    ],
)
def test_standards_are_found_however_they_are_written(text, names):
    assert sorted(c.name for c in find_standards(text)) == sorted(names)


def test_a_standard_named_only_for_comparison_is_weak():
    unlike, plain = find_standards("Unlike ISO 11452-2, the field is local. ISO 11452-9 applies.")

    assert (unlike.weak, plain.weak) == (True, False)


def test_a_twin_standard_has_one_normal_form():
    assert normalise_standard("GB/T 33014.4") == normalise_standard("GB 33014.4-2016") == "GB 33014-4"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("8.0 Radiated RF Emissions: RE 310", ["RE 310"]),
        ("RE-310, CE420 and CI 280", ["RE 310", "CE 420", "CI 280"]),
        ("(AN-test) and CP - Test", ["AN-TEST", "CP-TEST"]),
        ("CE 420-H", ["CE 420-H"]),
        ("ISO 11452, CISPR 25, RG 58, 150 kHz, FM 100", []),
        ("EQ/IR 01", ["EQ/IR 01"]),
        ("RADIO NOISE (EN-04), handling (KJ-1)", ["EN 04", "KJ 1"]),
        ("EN 55025, J1", []),
    ],
)
def test_codes_are_found_and_standards_are_not_codes(text, codes):
    assert list(find_codes(text)) == codes


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("40 dBµV/m", ["dBµV/m"]),
        ("40 dB(μV/m) and 60 dB μV", ["dBµV/m", "dBµV"]),
        ("limit in dBuA", ["dBµA"]),
        ("100 V/m, 30 A/m, ± 8 kV, 200 mA", ["V/m", "A/m", "kV", "mA"]),
        ("the mAin", []),
    ],
)
def test_units_are_found_with_every_micro_sign(text, units):
    assert list(find_units(text)) == units


def test_evidence_says_where_it_was_found():
    clause = Clause(
        id="a#1", document="a", number="1", title="RE 310", level=1, parent=None, path=(), text="see ISO 11452-2",
        tables=(Table((("50", "dBµV/m"),)),),
    )  # fmt: skip

    assert collect(clause) == (
        Evidence("code", "RE 310", "title"),
        Evidence("standard", "ISO 11452-2", "text", weak=True),
        Evidence("unit", "dBµV/m", "table"),
    )
