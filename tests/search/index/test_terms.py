"""What an engineer types as one word is one term, the same in a clause and in a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.search.index.terms import terms


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("by CISPR 25:2021", "CISPR25"),
        ("see RE 310", "RE-310"),
        ("at most 40 dB(µV/m)", "dBuV/m"),
        ("clause 6.4.2 says", "6.4.2"),
        ("ISO 11452-4 applies", "11452"),
        ("CE101 limits", "ce101"),
        ("200 V/m", "200V/m"),
        ("48 V systems", "48 volts"),
        ("at -40 °C", "forty degrees"),
        ("stabilization network", "stabilisation networks"),
        ("at one metre", "meters"),
        ("hand-held transmitters", "transmitter"),
        ("传导发射", "传导"),
    ],
)
def test_a_question_finds_what_is_written_in_another_way(written: str, asked: str) -> None:
    assert set(terms(asked)) & set(terms(written))


def test_words_of_grammar_are_no_terms() -> None:
    assert terms("What is the and of which?") == []


def test_stems_join_forms_of_a_word() -> None:
    assert terms("measured") == terms("measuring") == terms("measure")


@given(some.text(max_size=200))
def test_every_text_has_terms_that_an_index_keeps_whole(text: str) -> None:
    import sqlite3

    from pipeline.search.index.stores import _TOKENS

    found = [term for term in terms(text) if term.isascii()]
    with sqlite3.connect(":memory:") as file:
        file.execute(f"CREATE VIRTUAL TABLE bag USING fts5(text, tokenize = '{_TOKENS}')")
        file.execute("CREATE VIRTUAL TABLE list USING fts5vocab(bag, row)")
        file.execute("INSERT INTO bag VALUES (?)", (" ".join(found),))
        assert {row[0] for row in file.execute("SELECT term FROM list")} == set(found)
