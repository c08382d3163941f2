"""Clause numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clauses.numbering import Number, Relation, from_roman, is_annex, narrow, parse, relate

COMPONENT = st.integers(1, 299)
DOTTED = st.lists(COMPONENT, min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("8.2.1", "8.2.1"),
        ("8.2.1.", "8.2.1"),
        (" (8.2) ", "8.2"),
        ("[8.2.1]", "8.2.1"),
        ("8.0", "8.0"),
        ("7-1-2", "7-1-2"),
        ("A.3", "A.3"),
        ("A-3", "A-3"),
        ("A1.2", "A1.2"),
        ("5.3a", "5.3a"),
        ("4.1.a", "4.1.a"),
        ("4.1.b.2)", "4.1.b.2"),
        ("5．2", "5.2"),
        ("８．２", "8.2"),
        ("8. 2. 1", "8.2.1"),
        ("§ 8.2", "8.2"),
        ("Chapter 8", "8"),
        ("Section 8.2:", "8.2"),
        ("Kapitel 3", "3"),
        ("第8章", "8"),
        ("8 章", "8"),
        ("第十二章", "12"),
        ("二十一", "21"),
        ("Annex B", "B"),
        ("ANNEXURE C", "C"),
        ("Supplement H", "H"),
        ("Appendice D", "D"),
        ("Appendix C.1", "C.1"),
        ("附录B", "B"),
        ("附录 A.1", "A.1"),
        ("IV.", "IV"),
        ("II.3", "II.3"),
    ],
)
def test_a_number_is_read_as_a_reader_says_it(typed, text):
    assert parse(typed).text == text


def test_lettered_items_follow_each_other_as_numbered_ones_do():
    a, b, deeper = parse("4.1.a"), parse("4.1.b"), parse("4.1.b.1")
    assert a < b < deeper
    assert relate(a, b).kind == "next"
    assert relate(b, deeper).kind == "child"
    assert [one.level for one in (a, deeper)] == [3, 4]


@pytest.mark.parametrize("typed", ["4.a", "4.1.ab", "4.1.a1"])
def test_a_letter_is_an_item_only_alone_and_below_a_subclause(typed):
    with pytest.raises(ValueError, match="no clause number"):
        parse(typed)


@pytest.mark.parametrize(
    ("number", "annex"), [("A", True), ("A.3", True), ("A12", True), ("IV", True), ("LVS-110", False), ("8.1", False)]
)
def test_an_id_is_no_annex(number, annex):
    assert is_annex(number) == annex


@pytest.mark.parametrize(
    "typed", ["", "Title", "8.2 V", "1998", "11452-4", "5.2023", "2023-05-08", "8..2", "a)", "IIII", "ABC"]
)
def test_what_is_no_clause_number_is_refused(typed):
    with pytest.raises(ValueError, match=r"is no clause number|which no outline has"):
        parse(typed)


@given(DOTTED, st.sampled_from([".", "-"]))
def test_writing_and_reading_a_number_gives_it_back(parts, sign):
    text = sign.join(map(str, parts))
    assert (parse(text).text, parse(text).parts) == (text, tuple(parts))
    assert parse(parse(text).text) == parse(text)


@given(st.sampled_from("ABCDEFGH"), st.lists(COMPONENT, max_size=4))
def test_annex_numbers_survive_a_round_trip(letter, parts):
    text = ".".join([letter, *map(str, parts)])
    assert parse(f"Annex {text}") == parse(text)
    assert parse(text).text == text


@given(DOTTED, DOTTED)
def test_numbers_are_ordered_as_their_components(one, two):
    first, second = (parse(".".join(map(str, parts))) for parts in (one, two))
    assert (first < second) == (one < two)


def test_chapters_come_before_their_subclauses_and_annexes_last():
    ordered = ["8", "8.0", "8.1", "8.1.1", "8.1a", "8.2", "10", "A", "A.1", "B"]
    assert [number.text for number in sorted(map(parse, reversed(ordered)))] == ordered


@pytest.mark.parametrize(
    ("typed", "level", "ancestors"),
    [
        ("8.2.1", 3, ((8, 2), (8,), (8, 0))),
        ("8.0", 1, ((8,),)),
        ("8.1", 2, ((8,), (8, 0))),
        ("8", 1, ()),
        ("A.3", 2, ((1,), (1, 0))),
        ("5.3a", 2, ((5,), (5, 0))),
    ],
)
def test_a_number_knows_its_level_and_what_it_can_hang_under(typed, level, ancestors):
    assert (parse(typed).level, parse(typed).ancestors) == (level, ancestors)


@pytest.mark.parametrize(
    ("before", "after", "relation"),
    [
        (None, "1", Relation("next")),
        (None, "1.0", Relation("next")),
        (None, "1.1", Relation("next", unopened=1)),
        (None, "5", Relation("next", missing=4)),
        ("8", "8.1", Relation("child")),
        ("8", "8.0", Relation("child", missing=1)),
        ("8.0", "8.1", Relation("next")),
        ("8.4", "9.0", Relation("next")),
        ("8.4", "9", Relation("next")),
        ("8.4", "9.1", Relation("next", unopened=1)),
        ("5.6.3.2", "5.7", Relation("next")),
        ("5.6", "5.8", Relation("next", missing=1)),
        ("5", "5.2.1", Relation("child", missing=1, unopened=1)),
        ("5.3", "5.3a", Relation("next")),
        ("5.3.2", "5.3a", Relation("next")),
        ("5.3a", "5.4", Relation("next")),
        ("5.3", "5.3", Relation("repeat")),
        ("5.3", "5.2", Relation("back")),
        ("5.3", "5", Relation("back")),
        ("A.2", "B", Relation("next")),
    ],
)
def test_how_one_number_follows_another(before, after, relation):
    assert relate(parse(before) if before else None, parse(after)) == relation


@given(DOTTED)
def test_the_next_brother_of_any_number_or_parent_follows_without_a_gap(parts):
    number = parse(".".join(map(str, parts)))
    for depth in range(1, len(parts) + 1):
        after = Number("", "main", (*parts[: depth - 1], parts[depth - 1] + 1))
        assert relate(number, after) == Relation("next")


@given(st.integers(1, 39))
def test_roman_numerals_are_read(value):
    tens, units = divmod(value, 10)
    text = "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][units]
    assert from_roman(text) == value
    assert parse(text, roman=True).parts == (value,)


@given(st.text())
def test_making_text_plain_keeps_every_character_in_its_place(text):
    assert len(narrow(text)) == len(text)
