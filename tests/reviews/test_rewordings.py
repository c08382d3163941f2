"""The difference between two wordings, in a few words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reviews.rewordings import describe


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at most 40 dBµV/m here", "at most 34 dBµV/m here", '"40 dBµV/m" is now "34 dBµV/m"'),
        ("the level", "the level above 1 GHz", 'new: "above 1 GHz"'),
        ("the level above 1 GHz", "the level", 'gone: "above 1 GHz"'),
        (
            "a b c d e f g h i",
            "A b C d E f G h I",
            '"a b" is now "A b"; "c d" is now "C d"; "e f" is now "E f"; and 2 more places',
        ),
        ("the\nlevel", "the  level", ""),
        ("word " * 1501, "word", ""),
    ],
)
def test_what_differs_is_named(old, new, said):
    assert describe(old, new) == said


@given(st.text(), st.text())
def test_two_wordings_differ_exactly_when_their_words_do(old, new):
    assert bool(describe(old, new)) == (old.split() != new.split())
