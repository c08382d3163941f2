"""A limit knows the standard and edition its section rests on, and the operating mode that is named there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plan_builders import catalogue, clause, decide, table

from pipeline.requirements import limits

if TYPE_CHECKING:
    from pipeline.requirements.limits import LimitRecord

ROWS = table(("MHz", "Current (mA)"), ("1 - 400", "100"))


def read(intro: str, text: str = "", references: str = "") -> LimitRecord:
    """Read the limit of a section of two clauses behind a list of references."""
    (found,) = limits.read(
        [
            decide(clause("2", "Normative references", references)),
            decide(clause("5", "Bulk current injection", intro), "BCI"),
            decide(clause("5.1", "Levels", text, tables=(ROWS,)), "BCI"),
        ],
        catalogue(),
    )
    return found


@pytest.mark.parametrize(
    ("intro", "references", "standard", "edition"),
    [
        ("The test is made by ISO 11452-4:2020.", "", "ISO 11452-4", "2020"),
        ("The test is made by ISO 11452-4.", "ISO 11452-4:2011, Harness excitation", "ISO 11452-4", "2011"),
        ("The test is made by ISO 11452-4.", "", "ISO 11452-4", None),
        ("Currents are injected.", "ISO 11452-4:2011", None, None),
    ],
)
def test_the_standard_of_the_section_is_that_of_its_limits(
    intro: str, references: str, standard: str | None, edition: str | None
) -> None:
    found = read(intro, references=references)
    assert (found.standard, found.edition) == (standard, edition)


def test_the_standard_of_the_clause_goes_before_that_of_the_section() -> None:
    found = read("As in ISO 11452-4:2011.", "The levels follow ISO 11452-4:2020.")
    assert (found.standard, found.edition) == ("ISO 11452-4", "2020")


def test_of_two_editions_none_is_chosen() -> None:
    found = read("As in ISO 11452-4:2011 and in ISO 11452-4:2020.")
    assert (found.standard, found.edition) == ("ISO 11452-4", None)


def test_a_standard_of_another_test_is_not_taken() -> None:
    assert read("The set-up is that of CISPR 25 for radiated emission.").standard is None


def test_the_operating_modes_of_the_section_are_those_of_its_limits() -> None:
    assert read("It is tested in the operating modes Sleep, Drive.").operating_mode == "Sleep, Drive"
