"""A decision that does not fit the clauses around it goes to review; a heading that names its test is trusted."""

from dataclasses import replace

import numpy as np
import pytest
from match_builders import CONFIG, MATCHER, decided, document

from pipeline.matching.channels.features import HeadingEvidence
from pipeline.matching.decisions.contradictions import trust_headings
from pipeline.matching.decisions.family_doubts import doubt_families
from pipeline.records import Probability

ENTRIES = MATCHER.states.entries


def features_of(profiles):
    return MATCHER.featurizer.compute(profiles)


def decisions_of(profiles, *tests, confidence=0.97, outcome="matched"):
    made = MATCHER.decide(profiles, CONFIG.decide)
    return tuple(
        replace(one, tests=mine, confidence=confidence, outcome=outcome if mine else "unmatched")
        for one, mine in zip(made, tests, strict=True)
    )


@pytest.mark.parametrize(
    ("chapter", "parts"),
    [
        ("Émissions conduites", ("Mesure en tension", "Mesure en courant")),
        (
            "Leitungsgebundene Störaussendung",
            ("Spannung an der Netznachbildung", "Störstrommessung mit der Stromzange"),
        ),
        ("Conducted noise", ("By the artificial network", "By the current probe")),
    ],
)
def test_a_chapter_is_not_one_of_the_tests_below_it(chapter, parts):
    profiles = document(("6", chapter, ""), ("6.1", parts[0], ""), ("6.2", parts[1], ""))
    decisions = decisions_of(profiles, ("CE-V",), ("CE-V",), ("CE-I",))
    found = doubt_families(decisions, features_of(profiles), ENTRIES)
    assert [one.outcome for one in found] == ["review", "matched", "matched"]
    assert found[0].reason == "Its subclause 6.2 is about CE-I, so it may gather several tests: a person should look."


def test_a_chapter_over_its_own_test_and_none_stays_decided():
    profiles = document(("6", "Bulk current injection", ""), ("6.1", "Set-up", ""), ("6.2", "Records", ""))
    decisions = decisions_of(profiles, ("BCI",), ("BCI",), ())
    assert doubt_families(decisions, features_of(profiles), ENTRIES) == decisions


def test_a_generic_subclause_does_not_leave_the_test_that_its_chapter_names():
    profiles = document(("6.2", "Bulk current injection", ""), ("6.2.1", "Set-up", ""))
    decisions = decisions_of(profiles, ("BCI",), ("ALSE-I",), confidence=0.79)
    found = doubt_families(decisions, features_of(profiles), ENTRIES)
    assert [one.outcome for one in found] == ["matched", "review"]
    assert "clause 6.2, whose heading names BCI" in found[1].reason


@pytest.mark.parametrize("heading", ["Mode-tuned chamber", "Mode-stirred chamber immunity", "Reverberation chamber"])
def test_a_heading_that_names_another_test_is_not_decided_as_one_of_the_catalogue(heading):
    profiles = document(("7.9", heading, "The field strength is 100 V/m."))
    decisions = decisions_of(profiles, ("ALSE-I",))
    (found,) = doubt_families(decisions, features_of(profiles), ENTRIES)
    assert found.outcome == "review"
    assert "which the catalogue does not hold as a test" in found.reason


def test_a_heading_that_names_the_test_decided_is_trusted_and_a_numbered_sentence_is_not():
    profiles = document(("5", "Bulk current injection", ""), ("5.1", "A clamp is used as in ISO 11452-4 here.", ""))
    features = features_of(profiles)
    told = tuple(replace(one, entry="BCI") for one in features.told) or (HeadingEvidence(entry="BCI"),) * 2
    features = replace(features, told=told, headings=np.array([True, False]))
    decisions = decisions_of(profiles, ("BCI",), ("BCI",), confidence=0.6, outcome="review")
    found = trust_headings(decisions, features, 0.8)
    assert [(one.outcome, one.confidence) for one in found] == [("matched", 0.95), ("review", 0.6)]
    assert found[0].reason.endswith("its own heading names the test.")
    assert trust_headings(decisions, features, 0.99) == decisions
    silent = tuple(replace(one, probabilities=(Probability("BCI", 0.6), Probability("", 0.3))) for one in decisions)
    assert trust_headings(silent, features, 0.8) == silent


def test_a_code_of_the_documents_own_family_is_explained_by_the_words_beside_it():
    rows = (
        ("4", "Tests", ""),
        ("4.1", "HX-11 Bulk current injection", "Currents are injected."),
        ("4.2", "HX-12 Magnetic field immunity", "Helmholtz coil."),
        ("4.3", "HX-13 Radiated emission", "Antenna, dBµV/m."),
        ("4.4", "HX-14", "As agreed."),
    )
    found = decided(document(*rows))
    assert [found[number].tests for number in ("4.1", "4.2", "4.3")] == [("BCI",), ("MFI",), ("RE",)]
    assert all("nor this document explains" not in found[number].reason for number in ("4.1", "4.2", "4.3"))
    assert found["4.4"].outcome == "review"
