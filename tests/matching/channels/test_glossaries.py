"""What a document's own lists say an abbreviation means."""

import pytest

from pipeline.matching.channels.glossaries import collect, expand
from pipeline.records import Clause, Table


def clause(title, text="", rows=()):
    tables = (Table(tuple(rows)),) if rows else ()
    return Clause("d#1", "d", "1", title, 1, None, (), text=text, tables=tables)


LIST = clause(
    "Abbreviations",
    rows=[
        ("Short", "Long"),
        ("SFE", "radiated immunity"),
        ("AN / LN", "artificial network"),
        ("RE 310", "radiated emissions"),
    ],
)


def test_a_table_of_abbreviations_gives_their_meanings():
    found = collect([LIST])

    assert found["SFE"] == "radiated immunity"
    assert found["AN"] == found["LN"] == "artificial network"
    assert found["RE 310"] == "radiated emissions"


def test_a_line_gives_a_meaning_too():
    assert collect([clause("Terms", "IFS - immunity of feeds\nno line of that kind")]) == {"IFS": "immunity of feeds"}


def test_a_table_of_values_is_no_list_of_abbreviations():
    assert (
        collect(
            [
                clause(
                    "Limits",
                    rows=[
                        ("0.15 - 0.3 MHz", "limit of class 5"),
                        ("30 MHz and up", "of class 3"),
                        ("FM", "peak value"),
                    ],
                )
            ]
        )
        == {}
    )


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("SFE limits", "SFE limits (radiated immunity)"),
        ("Radiated immunity (SFE)", "Radiated immunity (SFE)"),
        ("RE 310", "RE 310 (radiated emissions)"),
        ("Scope", "Scope"),
    ],
)
def test_a_title_is_spelled_out_unless_it_says_so_itself(title, said):
    assert expand(title, {"SFE": "radiated immunity", "RE 310": "radiated emissions"}) == said
