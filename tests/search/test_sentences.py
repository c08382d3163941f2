"""A text is cut into its sentences, and each is weighed by its words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.search.sentences import split_sentences, weigh

SENTENCES = [
    "The antenna stands one metre from the harness.",
    "The antenna is turned to the harness for each band.",
    "The harness lies on foam in front of the antenna.",
    "Each pulse is applied to the supply terminal ten times.",
    "The supply terminal is opened before the pulse.",
    "A pulse on the supply terminal must not reset the clock.",
]


@given(st.text(alphabet="ab .!?。\n1A", max_size=200))
def test_sentences_together_are_the_text(text):
    assert "".join(split_sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It is 1.5 m, e.g. Table 3. Then comes No. 4 of it.", 2),
        ("The level is 60 dB. 3 samples are used.", 2),
        ("第一句。第二句！第三句", 3),
        ("one\ntwo", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, count):
    assert len(split_sentences(text)) == count


def test_weights_are_those_of_scikit_learn_but_for_their_length():
    model = TfidfVectorizer(norm=None)
    matrix, words = model.fit_transform(SENTENCES), model.vocabulary_
    for row, weights in enumerate(weigh(SENTENCES)):
        assert len(weights) == matrix[row].nnz
        assert all(np.isclose(matrix[row, words[word]], value) for word, value in weights.items())
