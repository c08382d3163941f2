"""Doubles are found: those a comparison of every pair finds, no others."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.exports.near_duplicates import ALIKE, cluster, fold

WORDS = st.lists(
    st.sampled_from(("clamp", "level", "antenna", "limit", "pulse", "of", "the", "100", "5.5")), max_size=12
)
TEXTS = st.lists(WORDS.map(" ".join), max_size=12)


def brute(texts):
    """Clusters as sets of places, by comparing every pair and joining what is joined."""
    groups = [{place} for place in range(len(texts))]
    for one in range(len(texts)):
        for two in range(one):
            if fuzz.ratio(fold(texts[one]), fold(texts[two])) >= ALIKE:
                joined = [group for group in groups if one in group or two in group]
                groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return {frozenset(group) for group in groups}


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_clusters_are_those_of_all_pairs(texts):
    numbers = cluster(texts)
    found = {frozenset(place for place, each in enumerate(numbers) if each == number) for number in numbers}
    assert found == brute(texts)


def test_numbers_case_and_punctuation_make_no_difference():
    assert fold("The LEVEL is 100 mA, at 1.5 MHz.") == fold("the level is 20 mA (at 400 MHz)")
    one, two, three = cluster(["Level: 5 V.", "level 12,5 V", "The antenna stands one metre away."])
    assert one == two != three
