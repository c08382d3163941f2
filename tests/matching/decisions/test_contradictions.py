"""A decision against the clause's own heading goes to review, and what nobody explains does too."""

import pytest
from match_builders import CATALOGUE, CONFIG, MATCHER, decided, document, matcher

from pipeline.config import resource
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.matching.channels.codes import settle

MIL = matcher(load_catalogue([resource("references/mil_std_461.toml")]))
EMISSIONS = (
    ("6", "Requirements on units", ""),
    ("6.1", "Conducted emissions, power lines, frequency domain", "Currents in dBµA, current probe."),
    ("6.2", "Conducted emissions, common mode", "Currents in dBµA, current probe."),
    ("6.3", "Conducted susceptibility, power and control lines", "Currents in dBµA, current probe."),
)


def test_nothing_is_decided_against_the_direction_of_its_own_heading():
    found = decided(document(*EMISSIONS), review_below=0.0)["6.3"]

    emissions = {test.id for test in CATALOGUE.tests if test.group == "emission"}
    assert found.outcome == "review" or not emissions & set(found.tests)


@pytest.mark.parametrize(
    ("code", "test"), [("CE101", "CE101"), ("CE102", "CE102"), ("CS101", "CS101"), ("RS103", "RS103")]
)
def test_a_code_of_the_catalogue_holds_whatever_stands_around(code, test):
    rows = (
        ("5", "Bulk cable injection", "Injection probe, calibration fixture."),
        ("5.1", "CS114, bulk cable injection", "Currents are injected."),
        ("5.2", f"{code}, of power leads", "Currents are injected."),
    )
    found = decided(document(*rows), MIL)["5.2"]

    assert found.tests == (test,) or "Its heading names" in found.reason


def test_a_code_of_a_known_family_that_nobody_explains_goes_to_review_with_what_is_below_it():
    rows = (
        ("5", "Detailed requirements", ""),
        ("5.1", "CS114, bulk cable injection", "Currents are injected."),
        ("5.2", "CS142, of the unit", "The levels of the table apply."),
        ("5.2.1", "Limits", "The levels of the table apply."),
    )
    found = decided(document(*rows), MIL, review_below=0.0)

    assert [found[number].outcome for number in ("5.2", "5.2.1")] == ["review", "review"]
    assert "CS 142" in found["5.2"].reason
    assert "clause 5.2" in found["5.2.1"].reason


def test_a_military_code_means_its_test_only_where_the_document_follows_the_standard():
    own = decided(document(("4", "RS103", "The levels apply."), ("5", "Report", "")))
    following = decided(
        document(("4", "RS103", "By MIL-STD-461."), ("5", "Report", "MIL-STD-461 names the laboratory."))
    )

    assert following["4"].tests == ("ALSE-I",)
    assert own["4"].tests == () or own["4"].outcome == "review"


def test_a_definition_takes_a_code_from_the_catalogue_only_by_another_tests_name():
    import numpy as np

    stated = {"RE 310": np.array([1.0, 0.0])}
    learned = {"RE 310": np.array([0.1, 0.9]), "QX 1": np.array([1.0, 0.0])}

    assert set(settle(learned, stated, {})) == {"QX 1"}
    assert set(settle(learned, stated, {"RE 310": np.array([0.0, 1.0])})) == {"RE 310", "QX 1"}
    assert set(settle(learned, stated, {"RE 310": np.array([1.0, 1.0])})) == {"QX 1"}


def test_a_test_outside_the_catalogue_is_named():
    rows = (("7", "Lightning", "Transients as induced by lightning, multiple stroke and multiple burst."),)
    found = decided(document(*rows))["7"]

    assert not found.tests
    assert "ightning" in found.other_test
    assert "another test" in found.reason


def test_a_clause_carries_the_tests_of_its_parts():
    rows = (
        ("7", "Immunity", ""),
        ("7.1", "Immunity of the unit", ""),
        ("7.1 (1)", "Bulk current injection", "Injection probe according to ISO 11452-4, 100 mA."),
        ("7.1 (2)", "Stripline", "ISO 11452-5, 150 mm stripline."),
    )
    profiles = document(*rows)
    profiles = tuple(
        type(one)(
            type(one.clause)(
                **{**{name: getattr(one.clause, name) for name in one.clause.__slots__}, "parent": "d#7.1"}
            )
            if "(" in one.clause.number
            else one.clause,
            one.keywords,
            one.evidence,
        )
        for one in profiles
    )
    found = decided(profiles, MATCHER)["7.1"]

    assert found.tests == ("BCI",)
    assert "7.1 (1) BCI" in found.reason
    assert CONFIG.decide.review_below
