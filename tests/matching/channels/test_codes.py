"""What a document says its codes mean outweighs what others mean by them."""

import numpy as np
import pytest

from pipeline.matching.catalogue import Code, TestEntry
from pipeline.matching.channels import codes
from pipeline.matching.channels.entries import Entries
from pipeline.matching.channels.evidence import CodedChannels
from pipeline.matching.channels.titles import Titles
from pipeline.matching.evidence import collect
from pipeline.records import Clause, Profile, Table

ENTRIES = Entries((TestEntry("A", "apples", "x", codes=(Code("RI 10"),)), TestEntry("B", "pears", "x")), ())


def profile(number, title, text="", rows=()):
    clause = Clause(
        f"d#{number}", "d", number, title, 1, None, (), text=text, tables=(Table(tuple(rows)),) if rows else ()
    )
    return Profile(clause, (), collect(clause))


def name(texts):
    return np.array([["apple" in text.lower(), "pear" in text.lower()] for text in texts], dtype=float)


def alone(texts):
    rows = name(texts)
    return rows * (rows.sum(axis=1) == 1)[:, None]


def test_a_heading_defines_its_code():
    learned = codes.learn([profile("8", "Pears: RI 10"), profile("9", "RI 10 limits")], name)

    assert learned["RI 10"].tolist() == [0.0, 1.0]


def test_a_row_of_a_matrix_defines_a_code_and_a_heading_more():
    matrix = profile("2", "Matrix", rows=[("RI 20", "apples", "x"), ("RI 30", "pears", "x")])
    learned = codes.learn([matrix, profile("8", "Pears: RI 20")], name)

    assert learned["RI 30"].tolist() == [0.0, 1.0]
    assert learned["RI 20"][1] > learned["RI 20"][0] > 0


def test_a_line_with_two_codes_defines_neither():
    assert codes.learn([profile("8", "Apples: RI 10 and RI 20")], name) == {}


def test_the_catalogue_knows_codes_in_every_spelling():
    assert codes.known(ENTRIES)["RI 10"].tolist() == [1.0, 0.0]
    assert codes.normal("RI-10") == codes.normal("RI10") == "RI 10"


def test_codes_are_taken_out_of_titles():
    assert codes.leave_out("RE 310 Radiated emissions") == "Radiated emissions"


LIST = profile("3", "Codes", rows=[("Code", "Test"), ("Q-10", "apples"), ("Q-20", "pears"), ("Q-30", "plums")])
CHAPTERS = [profile("5", "Q-10"), profile("6", "Q-20"), profile("6.1", "Q-20B 1-6 GHz")]


def test_codes_that_a_table_lists_and_headings_begin_with_are_the_documents_own():
    family = codes.Family([LIST, *CHAPTERS])

    assert family.find("see Q-20B and Q-30, not M-10 or XQ-20") == ("Q-20B", "Q-30")
    assert codes.learn([LIST, *CHAPTERS], name, family)["Q-20"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    "profiles",
    [
        CHAPTERS,  # no table says what they mean
        [LIST],  # no heading uses them
        [
            profile("3", "Bolts", rows=[("M 10", "apples"), ("M 20", "pears")]),
            profile("4", "M 10"),
            profile("5", "M 20"),
        ],
    ],
)
def test_what_is_not_both_listed_and_used_is_no_code(profiles):
    assert codes.Family(profiles).find("Q-10, Q-20, M 10") == ()


def test_a_variant_of_a_code_means_what_its_stem_means():
    profiles = [LIST, *CHAPTERS, profile("7", "Pears: RI 10"), profile("7.1", "RI 10B")]
    titles = Titles([one.clause for one in profiles])
    channels = CodedChannels(ENTRIES, name, alone).score(profiles, titles)[0]

    own = channels["own code in title"]
    assert own[3].tolist() == [0.0, 1.0]  # Q-20B
    assert own[5].tolist() == [0.0, 1.0]  # RI 10B, whatever others mean by RI 10
    assert channels["code in title"][5].tolist() == [0.0, 0.0]
