"""Tokens: what an engineer reads as one word stays one word, however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.keywords import words
from pipeline.keywords.words import fold, normalise, split, tokens


def of_kind(text, kind, phrases=()):
    return [token.text for token in split(text, phrases) if token.kind == kind]


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("ISO 11452-4", "ISO 11452-4"),
        ("ISO11452-4:2020", "ISO 11452-4"),
        ("ISO 11452\u20114", "ISO 11452-4"),
        ("ISO 7637 \u2013 2", "ISO 7637-2"),
        ("ISO 11452, Part 4", "ISO 11452-4"),
        ("CISPR25", "CISPR 25"),
        ("cispr 25", "CISPR 25"),
        ("ＣＩＳＰＲ　２５", "CISPR 25"),
        ("GB/T 18655-2018", "GB/T 18655"),
        ("IEC 61000-4-2", "IEC 61000-4-2"),
        ("SAE J1113-11", "SAE J1113-11"),
        ("MIL-STD-461G", "MIL-STD-461G"),
        ("ECE R10", "ECE R10"),
    ],
)
def test_a_standard_is_one_token_in_one_spelling(typed, token):
    assert of_kind(f"as in {typed}, with changes", "standard") == [token]


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("150 kHz", "150 kHz"),
        ("150kHz", "150 kHz"),
        ("400 KHZ", "400 kHz"),
        ("40 dB(\u03bcV/m)", "40 dBµV/m"),
        ("40 dB (\u00b5V/m)", "40 dBµV/m"),
        ("40 dBuV/m", "40 dBµV/m"),
        ("13,5 V", "13,5 V"),
        ("50 ohms", "50 Ω"),
        ("10 us", "10 µs"),
        ("23 °C", "23 °C"),
        ("80 %", "80 %"),
        ("300 V/ m", "300 V/m"),
    ],
)
def test_a_quantity_is_one_token_with_its_unit(typed, token):
    assert of_kind(f"at {typed} or so", "quantity") == [token]


@pytest.mark.parametrize(("typed", "token"), [("RE 310", "RE 310"), ("RI112", "RI 112"), ("CI-280", "CI 280")])
def test_a_method_code_is_one_token_in_one_spelling(typed, token):
    assert of_kind(f"see {typed}.", "code") == [token]


@pytest.mark.parametrize("text", ["FROM 30 TO 400 MHz", "part LP-388C-72", "drawing PF-90012", "CISPR 25 and ISO 100"])
def test_what_only_looks_like_a_method_code_is_none(text):
    assert of_kind(text, "code") == []


@pytest.mark.parametrize("number", ["8.2.1", "7", "1,7", "A.3", "A.3.1"])
def test_a_number_is_one_token(number):
    assert of_kind(f"see {number}; then go on", "number") == [number]


@pytest.mark.parametrize("word", ["2a", "3b", "I/O", "d.c.", "powered-up", "AN-test", "RF-immunity", "don't", "straße"])
def test_a_word_with_signs_in_it_is_one_token(word):
    assert of_kind(f"the {word} here", "word") == ["the", word, "here"]


@pytest.mark.parametrize("text", ["[EMC-R-014] Probe", "EMC-0161: Probe", "Title\nREQ-EMC-00012 Probe"])
def test_the_tag_of_a_requirement_is_a_number(text):
    (tag,) = of_kind(text, "number")
    assert tag in text
    assert tag.count("-") >= 1


def test_what_looks_like_a_tag_within_a_sentence_is_a_word():
    assert "EMC-0161" in of_kind("as in EMC-0161 above", "word")


def test_a_bare_unit_is_a_token():
    assert of_kind("Limit [dB(µV/m)] and V/m", "unit") == ["dBµV/m", "V/m"]


@pytest.mark.parametrize("typed", ["bulk current injection", "Bulk-Current Injection", "BULK CURRENT INJECTIONS"])
def test_a_named_phrase_is_one_token_in_the_spelling_of_the_caller(typed):
    assert of_kind(f"the {typed} method", "phrase", ("bulk current injection",)) == ["bulk current injection"]


def test_a_named_phrase_is_not_found_inside_longer_words():
    assert of_kind("a harmful fieldstrengthmeter", "phrase", ("harm ful", "field strength")) == []


def test_a_letter_that_only_matches_without_case_is_no_error():
    assert of_kind("bulk current \u0131njection", "phrase", ("bulk current injection",)) == [
        "bulk current \u0131njection"
    ]


def test_the_longest_of_several_named_phrases_wins():
    phrases = ("ground plane", "ground plane edge")
    assert of_kind("at the ground plane edge", "phrase", phrases) == ["ground plane edge"]


def test_micro_signs_hyphens_and_full_width_forms_become_one():
    assert normalise("\u03bcV \u00b5V １２Ｖ a\u2011b a\u2212b a\u00a0b so\u00adft") == "µV µV 12V a-b a-b a b soft"


def test_lines_stay_apart_and_blanks_shrink():
    assert normalise("one  two\t three \r\n\n four ") == "one two three\nfour"


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_splitting_loses_no_letter(text):
    kept = {letter.lower() for token in split(text) for letter in token.text}
    lost = {letter for letter in normalise(text).lower() if letter.isalpha()} - kept
    assert lost <= set("uohmspartkµ")  # of "uV", "ohms" and "Part 4", which are respelled


def test_a_bag_holds_lower_case_words_without_punctuation():
    assert tokens("The DUT, per ISO 11452-4!") == ("the", "dut", "per", "iso 11452-4")


def test_a_bag_holds_a_hyphenated_word_in_parts_and_a_coded_one_whole():
    assert tokens("powered-up AN-test CE-V") == ("powered", "up", "an-test", "test", "ce-v")


def test_a_bag_holds_a_quantity_with_its_unit():
    assert tokens("40 dBµV/m") == ("40 dbµv/m", "dbµv/m")


def test_a_bag_holds_chinese_in_pairs_of_characters():
    assert tokens("辐射发射 test") == ("辐射", "射发", "发射", "test")


def test_a_bag_leaves_stop_words_out():
    assert tokens("the field and the probe", stop=frozenset({"the", "and"})) == ("field", "probe")


@given(st.text())
def test_a_bag_holds_no_blank_and_no_upper_case(text):
    assert all(token == token.lower() and token.strip() for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Supply Lines", "supply lines"),
        ("BCI Test", "BCI test"),
        ("BULK CURRENT INJECTION", "bulk current injection"),
        ("RF-Immunity of dBµV", "RF-Immunity of dBµV"),
        ("Class C", "class C"),
        ("L-band Pulse", "L-band pulse"),
        ("Status C0", "status C0"),
    ],
)
def test_folding_keeps_the_case_that_carries_meaning(text, folded):
    assert fold(text) == folded


def test_many_phrases_do_not_slow_splitting_to_a_crawl():
    phrases = tuple(f"made up phrase {letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst")
    text = "a made up phrase cl " * 200
    assert len([t for t in split(text, phrases) if t.kind == "phrase"]) == 200
    assert words._cutter(phrases) is words._cutter(phrases)


@given(
    st.lists(
        st.sampled_from(["bulk current injection", "ISO 11452-4", "EMC-R-014", "5 MHz", "a/b", "RE 310", "x", "-"])
    )
)
def test_a_text_is_cut_as_its_lines_are(lines):
    phrases = ("bulk current injection",)
    whole = [token for token in split("\n".join(lines), phrases) if token.text != "\n"]
    assert whole == [token for line in lines for token in split(line, phrases)]
