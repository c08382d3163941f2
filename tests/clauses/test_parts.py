"""Long text is cut into parts where its thread is thinnest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.clauses.chunks import cut, similarities, split_sentences

SENTENCES = [
    "The antenna stands one metre from the harness.",
    "The antenna is turned to the harness for each band.",
    "The harness lies on foam in front of the antenna.",
    "Each pulse is applied to the supply terminal ten times.",
    "The supply terminal is opened before the pulse.",
    "A pulse on the supply terminal must not reset the clock.",
]
TEXT = " ".join(SENTENCES)


def squeeze(text):
    return "".join(text.split())


def test_a_text_is_cut_where_the_subject_changes():
    parts = cut(TEXT, 200)
    assert parts == (" ".join(SENTENCES[:3]), " ".join(SENTENCES[3:]))


def test_without_semantics_a_part_is_filled_to_its_length():
    parts = cut(TEXT, 220, semantic=False)
    assert parts[0] == " ".join(SENTENCES[:4])


def test_a_short_text_stays_in_one_piece():
    assert cut(TEXT, len(TEXT)) == ()


def test_sentences_are_repeated_at_the_start_of_the_next_part():
    parts = cut(TEXT, 200, overlap=1)
    assert parts[1].startswith(SENTENCES[2])
    assert len(parts) == 2


def test_an_encoder_decides_in_place_of_the_words():
    def encode(sentences):
        return [[1.0, 0.0] if index < 2 else [0.0, 1.0] for index, _ in enumerate(sentences)]

    assert cut(TEXT, 250, encoder=encode)[0] == " ".join(SENTENCES[:2])


@given(st.text(alphabet="ab .!?。\n1A", max_size=400), st.integers(5, 80), st.booleans())
def test_no_text_is_lost_and_no_part_is_too_long(text, length, semantic):
    parts = cut(text, length, semantic=semantic)
    assert squeeze("".join(parts)) == squeeze(text) or not parts
    assert all(len(part) <= length for part in parts)
    assert bool(parts) == (len(text) > length and bool(text.strip()))


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


def test_similarities_are_those_of_scikit_learn():
    matrix = TfidfVectorizer().fit_transform(SENTENCES)
    theirs = [float((matrix[i] @ matrix[i + 1].T).toarray()[0, 0]) for i in range(len(SENTENCES) - 1)]
    assert np.allclose(similarities(SENTENCES), theirs)
