"""What a clause is, whatever it is about."""

import numpy as np

from pipeline.matching.channels.features import SIGNS, find_signs
from pipeline.records import Clause, Profile


def signs_of(titles, parents, headings=None):
    profiles = [
        Profile(Clause(f"d#{number}", "d", str(number), title, 1, None, (), text=""))
        for number, title in enumerate(titles, start=1)
    ]
    marks = np.array(headings if headings is not None else [True] * len(titles))
    found = find_signs(profiles, np.array(parents), marks)
    return {name: found[:, place].astype(bool).tolist() for place, name in enumerate(SIGNS)}


def test_a_heading_under_three_chapters_is_repeated_whatever_its_case():
    titles = ["One", "Limits", "Two", "LIMITS", "Three", "limits", "Set-up"]
    parents = [-1, 0, -1, 2, -1, 4, 4]
    assert signs_of(titles, parents)["is repeated"] == [False, True, False, True, False, True, False]


def test_a_heading_under_two_chapters_or_often_under_one_is_not_repeated():
    titles = ["One", "Limits", "Limits", "Two", "Limits"]
    assert not any(signs_of(titles, [-1, 0, 0, -1, 3])["is repeated"])


def test_paragraphs_and_chapters_are_never_repeated():
    titles = ["Limits", "Same words", "Limits", "Same words", "Limits", "Same words"]
    parents = [-1, 0, -1, 2, -1, 4]
    headings = [True, False, True, False, True, False]
    assert not any(signs_of(titles, parents, headings)["is repeated"])
