"""TF-IDF rows are those of scikit-learn to the bit, and a space ranks the entry whose words a text has."""

import re
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.keywords.words import choice, split, tokens
from pipeline.matching.channels.lexical import Space, weigher

WORDS = ("harness", "antenna", "probe", "field", "pulse", "limit", "peak", "ground plane", "kHz", "unheard-of")
KNOWN = ("the antenna receives the field", "a probe clamps the harness", "pulse and peak limit", "field field probe")

texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=6)


@given(texts)
def test_rows_are_those_of_scikit_learn_to_the_bit(some):
    rival = TfidfVectorizer(analyzer=tokens, sublinear_tf=True, norm="l2").fit(KNOWN)
    mine = weigher(rival.vocabulary_, rival.idf_)(map(tokens, some))
    theirs = rival.transform(some)
    assert mine.toarray().tobytes() == theirs.toarray().tobytes()


@given(texts, texts)
def test_a_space_scores_as_vectors_fitted_by_scikit_learn_do(entries, some):
    rival = TfidfVectorizer(analyzer=tokens, sublinear_tf=True, norm="l2")
    if not any(map(tokens, entries)):
        return
    rows = rival.fit_transform(entries)
    theirs = (rival.transform(some) @ rows.T).toarray()
    np.testing.assert_allclose(Space([[one] for one in entries], tokens).score(some), theirs, rtol=1e-12, atol=1e-15)


def test_a_term_counts_no_more_often_than_it_may():
    weigh = weigher({"pulse": 0, "peak": 1}, np.array([1.0, 1.0]), 8)
    often, more = (weigh([["pulse"] * times + ["peak"]]).toarray() for times in (8, 80))
    np.testing.assert_array_equal(often, more)


def test_bags_without_a_known_term_are_rows_of_zeros():
    rows = weigher({"pulse": 0}, np.array([1.0]))([[], ["peak"]]).toarray()
    np.testing.assert_array_equal(rows, np.zeros((2, 1)))


def test_an_entry_scores_by_its_nearest_text():
    space = Space([["antenna field", "probe harness"], ["pulse peak"], []], tokens)
    scores = space.score(["the probe on the harness", "pulse", "nothing known"])
    assert scores.argmax(axis=1).tolist()[:2] == [0, 1]
    assert scores.shape == (3, 3)
    assert scores[2].tolist() == [0, 0, 0]
    assert [set(words) for words in space.words(["the probe on the harness"], [[0]])[0]] == [{"probe", "harness"}]


def test_words_in_common_are_the_most_telling_and_none_is_a_part_of_another():
    phrases = Space([["ground plane pulse", "pulse"], ["pulse peak", "pulse"], ["probe"]], lambda text: bag(text))
    shared = phrases.words(["a pulse on the ground plane with a peak", "nothing"], [[0, 1, 2], [0]])
    assert [set(words) for words in shared[0]] == [{"pulse", "ground plane"}, {"pulse", "peak"}, set()]
    assert shared[1] == [()]


def bag(text):
    return tokens(text, ["ground plane"])


@given(st.lists(st.sampled_from([*WORDS, "field probe", "field", "Peak limit", "pulses"]), max_size=8).map(" ".join))
def test_a_choice_by_first_letters_finds_what_a_plain_one_finds(text):
    phrases = sorted({"field probe", "field", "peak limit", "pulse", "probe field"}, key=lambda one: (-len(one), one))
    plain = re.compile("|".join(map(re.escape, phrases)), re.IGNORECASE)
    assert re.compile(choice(phrases), re.IGNORECASE).findall(text) == plain.findall(text)


def test_tokens_are_the_pieces_of_what_split_finds():
    text = "The ground-plane at 40 dBµV/m (AN-test, ISO 11452-4): 静电放电 and the ground planes"
    words = [token for token in split(text, ["ground plane"]) if token.kind != "mark"]
    bag = tokens(text, ["ground plane"])
    assert [pair for pair in pairwise(bag) if pair == ("ground plane", "ground")] == [("ground plane", "ground")] * 2
    assert {word.text.lower() for word in words if word.kind in ("standard", "quantity")} <= set(bag)
    assert [piece for piece in bag if piece.startswith("静")] == ["静电"]
