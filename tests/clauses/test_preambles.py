"""What stands before the first clause is kept, and said with its amount and its values."""

import pytest


def _split(house, front):
    return house.split([*house.read(front)[0], *house.read("* 1 Scope\n.\n* 2 Tests\n.", {"outline": 1})[0]])


@pytest.mark.parametrize(
    ("front", "values"),
    [
        (
            "EMC of parts\nThe level of chapter 2 was lowered from 60 mA to 40 mA by the third issue.",
            ["60 mA", "40 mA"],
        ),
        ("Prüfvorschrift\nGeändert: 150 V/m statt 100 V/m von 1-2 GHz", ["150 V/m", "100 V/m", "1-2 GHz"]),
        ("技术规范\n试验等级由 8 kV 改为 15 kV", ["8 kV", "15 kV"]),
    ],
)
def test_values_before_the_first_clause_are_named(house, front, values):
    outline = _split(house, front)
    (problem,) = outline.problems
    assert (problem.kind, problem.fatal) == ("preamble", False)
    assert "before the first clause" in problem.message
    assert all(value in problem.message for value in values)
    assert outline.preamble == front


def test_how_much_stands_there_is_said(house):
    front = "\n".join(["A word about the reasons for this issue and about those who agreed to it."] * 3)
    (problem,) = _split(house, front).problems
    assert f"{len(''.join(front.split())):,} characters" in problem.message
    assert "It names" not in problem.message


def test_a_mere_title_is_not_worth_a_word(house):
    outline = _split(house, "EMC specification for components\nAB 4711")
    assert outline.problems == ()
    assert outline.preamble == "EMC specification for components\nAB 4711"
