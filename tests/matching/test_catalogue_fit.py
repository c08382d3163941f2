"""Which catalogue a document was written for."""

from match_builders import document

from pipeline.matching.catalogue import AUTO, SHIPPED
from pipeline.matching.catalogue_fit import choose, doubt, shipped

MILITARY = document(
    ("5.1", "CE101, currents on power leads", ""), ("5.2", "CE102, voltages on power leads", ""),
    ("5.3", "CS114, bulk cable injection", ""), ("5.4", "RE102, electric field", ""), ("5.5", "RS103", ""),
)  # fmt: skip
AUTOMOTIVE = document(
    ("5.1", "Conducted emissions, voltage method", ""), ("5.2", "Bulk current injection", ""),
    ("5.3", "ISO 11452-2", ""), ("5.4", "Portable transmitter test", ""), ("5.5", "Magnetic field immunity", ""),
)  # fmt: skip
REPORT = document(
    ("5.1", "Harmonic current emissions", ""), ("5.2", "Electrostatic discharge immunity test", ""),
    ("5.3", "Surge immunity test", ""), ("5.4", "IEC 61000-4-6", ""), ("5.5", "Voltage dips", ""),
)  # fmt: skip


def test_the_catalogue_whose_tests_the_headings_name_is_chosen():
    assert choose([MILITARY])[0] == "references/mil_std_461.toml"
    assert choose([AUTOMOTIVE])[0] == "references/emc_tests.toml"
    assert choose([REPORT])[0] == "references/iec_61000.toml"


def test_what_fits_nothing_is_matched_by_the_first_catalogue():
    assert choose([document(("1", "Scope", ""))])[0] == SHIPPED[0]


def test_a_catalogue_that_does_not_fit_is_said_with_the_one_that_does():
    said = doubt(MILITARY, shipped()["references/emc_tests.toml"])

    assert "does not fit" in said
    assert "references/mil_std_461.toml" in said


def test_a_catalogue_that_fits_is_not_doubted():
    assert not doubt(AUTOMOTIVE, shipped()["references/emc_tests.toml"])
    assert not doubt(document(("1", "Scope", "")), shipped()["references/emc_tests.toml"])
    assert AUTO not in SHIPPED
