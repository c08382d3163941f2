"""Counts in the number formats of Word, checked against the examples of the standard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.word.formats import show

EXAMPLES = {
    "decimal": {1: "1", 12: "12"},
    "decimalZero": {1: "01", 10: "10", 100: "100"},
    "upperRoman": {4: "IV", 9: "IX", 14: "XIV", 1999: "MCMXCIX"},
    "lowerRoman": {3: "iii", 40: "xl"},
    "upperLetter": {1: "A", 26: "Z", 27: "AA", 28: "BB", 53: "AAA"},
    "lowerLetter": {2: "b", 54: "bbb"},
    "ordinal": {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 21: "21st", 113: "113th"},
    "cardinalText": {1: "One", 19: "Nineteen", 42: "Forty-two", 115: "One hundred fifteen"},
    "ordinalText": {1: "First", 2: "Second", 12: "Twelfth", 20: "Twentieth", 21: "Twenty-first", 30: "Thirtieth"},
    "hex": {10: "A", 16: "10"},
    "chicago": {1: "*", 4: "§", 5: "**"},
    "numberInDash": {3: "- 3 -"},
    "decimalFullWidth": {1: "１", 10: "１０"},
    "decimalEnclosedCircle": {1: "①", 20: "⑳", 21: "21"},
    "decimalEnclosedParen": {3: "⑶"},
    "chineseCounting": {5: "五", 10: "十", 11: "十一", 20: "二十", 101: "一百零一", 110: "一百一十"},
    "chineseCountingThousand": {12: "十二", 1001: "一千零一"},
    "chineseLegalSimplified": {1: "壹", 10: "壹拾", 21: "贰拾壹"},
    "japaneseCounting": {10: "十", 100: "百", 110: "百十", 1000: "千"},
    "ideographDigital": {10: "一〇", 12: "一二"},
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {1: "子", 12: "亥"},
    "ideographZodiacTraditional": {1: "甲子", 11: "甲戌", 13: "丙子"},
    "koreanCounting": {1: "일", 10: "십", 11: "십일", 110: "백십"},
    "koreanLegal": {1: "하나", 21: "스물하나"},
    "ganada": {1: "가", 14: "하", 15: "가"},
    "aiueoFullWidth": {1: "ア", 46: "ン"},
    "iroha": {1: "ｲ"},
    "russianUpper": {1: "А", 29: "Я", 30: "АА"},
    "none": {1: ""},
    "bullet": {1: ""},
    "aFormatOfTomorrow": {7: "7"},
}


@pytest.mark.parametrize(
    ("kind", "count", "shown"), [(k, c, s) for k, each in EXAMPLES.items() for c, s in each.items()]
)
def test_a_count_is_shown_as_the_standard_says(kind, count, shown):
    assert show(count, kind) == shown


@given(st.integers(-5, 2**40), st.sampled_from(sorted(EXAMPLES)))
def test_every_count_can_be_shown_and_stays_short(count, kind):
    shown = show(count, kind)
    assert len(shown) <= 80
    assert shown or kind in ("none", "bullet")


@given(st.integers(1, 700), st.integers(1, 700))
def test_different_counts_look_different(one, other):
    for kind in (
        "decimal",
        "upperRoman",
        "lowerLetter",
        "ordinal",
        "cardinalText",
        "chineseCounting",
        "japaneseCounting",
    ):
        assert (show(one, kind) == show(other, kind)) == (one == other)
