"""What a document says its codes mean outweighs what others mean by them."""

import numpy as np

from pipeline.evidence import collect
from pipeline.matches import codes
from pipeline.matches.entries import Entries
from pipeline.records import Clause, Profile, Table
from pipeline.references import Code, TestEntry

ENTRIES = Entries((TestEntry("A", "apples", "x", codes=(Code("RI 10"),)), TestEntry("B", "pears", "x")), ())


def profile(number, title, text="", rows=()):
    clause = Clause(
        f"d#{number}", "d", number, title, 1, None, (), text=text, tables=(Table(tuple(rows)),) if rows else ()
    )
    return Profile(clause, (), collect(clause))


def name(texts):
    return np.array([["apple" in text.lower(), "pear" in text.lower()] for text in texts], dtype=float)


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
