"""Cells of a matrix taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plans import legends, marks, numbers


@pytest.mark.parametrize(
    ("text", "sign", "calls", "remark"),
    [
        ("X", "x", (), ""),
        ("✓", "√", (), ""),
        ("○", "o", (), ""),
        ("–", "-", (), ""),
        ("（x）", "(x)", (), ""),
        ("X 1)", "x", ("1",), ""),
        ("(x)2)", "(x)", ("2",), ""),
        ("x¹", "x", ("1",), ""),
        ("x**", "x", ("**",), ""),
        ("x 1) 3)", "x", ("1", "3"), ""),
        ("x, note 4", "x", ("4",), ""),
        ("2)", "", ("2",), ""),
        ("x / x", "x", (), ""),
        ("x (LV only)", "x", (), "LV only"),
        ("triangle", "△", (), ""),
    ],
)
def test_a_mark_is_read_with_what_hangs_on_it(text, sign, calls, remark):
    found = marks.read(text)
    assert (found.sign, found.calls, found.remark, found.known) == (sign, calls, remark, True)


@pytest.mark.parametrize("text", ["5.1", "RE 310", "12 V ECU", "A/B", "Test", "Sensor, no own supply", "- / x", "a)"])
def test_other_texts_are_no_marks(text):
    assert not marks.read(text).known


@given(st.text(max_size=30))
def test_no_text_is_too_odd(text):
    found = marks.read(text)
    assert isinstance(found.sign, str)
    assert marks.fold(marks.fold(text)) == marks.fold(text)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("is mandatory", "required"),
        ("not applicable", "not"),
        ("by agreement", "conditional"),
        ("must be specified by the buyer, who shall specify", "conditional"),
        ("必做", "required"),
        ("不适用", "not"),
        ("nach Absprache", "conditional"),
        ("active modules", None),
    ],
)
def test_words_of_a_legend_have_one_meaning(words, meaning):
    assert marks.meaning_of(words) == meaning


def test_words_end_where_the_next_sign_begins():
    found = legends.explain(["● must ○ consult"], ["●", "○"])
    assert found == {"●": ("required", "must"), "o": ("conditional", "consult")}


def test_a_letter_of_a_sentence_is_no_legend():
    assert legends.explain(["A relay must be tested as a part."], ["a", "x"]) == {}
    assert legends.explain(["A: active modules; M: motors"], ["A", "M"]) == {}


def test_footnotes_are_found_on_lines_and_in_lists():
    texts = ["1) only with a coil; 2) see 5.3", "* at the plug"]
    assert legends.footnotes(texts, ["1", "2", "*", "7"]) == {
        "1": "only with a coil",
        "2": "see 5.3",
        "*": "at the plug",
    }


@pytest.mark.parametrize(
    "text", ["1-" * 300 + "!", "1.1," * 300 + "?", ",".join("x" * 5000), "(" * 5000, "1 to " * 400 + "%"]
)
def test_no_text_takes_long(text):
    assert numbers.LEADING.match(text) is None or text
    assert not marks.read(text).known
    legends.explain([text], ["x", "(x)", "o"])
    legends.footnotes([text], ["1", "*"])
