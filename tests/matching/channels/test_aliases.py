"""Names are found whole, the longest first, and a comparison is told from a statement."""

import numpy as np
import pytest

from pipeline.matching.channels.lexicon import Lexicon

LEXICON = Lexicon(
    [["transient immunity", "TI"], ["transient immunity of signal lines", "signal lines"], ["静电放电", "ESD"]]
)


def named(text):
    plain, compared = LEXICON.score(text)
    return np.flatnonzero(plain).tolist(), np.flatnonzero(compared).tolist()


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("8.1 Transient  Immunity", [0]),
        ("Transient immunity of signal-lines", [1]),
        ("TI limits", [0]),
        ("ti limits", []),
        ("intransient immunity", []),
        ("21 静电放电试验", [2]),
        ("ESD: handling", [2]),
    ],
)
def test_the_longest_name_at_a_place_counts(text, entries):
    assert named(text) == (entries, [])


def test_a_name_in_a_comparison_counts_apart():
    assert named("Unlike transient immunity, this is done with ESD.") == ([2], [0])


def test_scores_do_not_depend_on_the_order_of_phrases():
    other = Lexicon(
        [["TI", "transient immunity"], ["signal lines", "transient immunity of signal lines"], ["ESD", "静电放电"]]
    )
    for text in ("transient immunity of signal lines", "ESD and TI"):
        np.testing.assert_array_equal(other.score(text), LEXICON.score(text))
