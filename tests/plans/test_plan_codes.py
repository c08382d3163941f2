"""Which clauses a code of a matrix stands for."""

from pipeline.plans import code_lists
from pipeline.records import Clause, Decision, Match, Profile


def decided(number, title, parent=None):
    clause = Clause(f"d#{number}", "d", number, title, number.count(".") + 1, parent and f"d#{parent}", ())
    return Decision(Match(Profile(clause), ()), "matched", (), 1.0, "")


DOCUMENT = (
    decided("13", "RF immunity: RI 112, RI 114"),
    decided("13.1", "RI 112", "13"),
    decided("13.2", "RI 114 Bands 4 and 5", "13"),
    decided("13.2.1", "RI 114 set-up", "13.2"),
    decided("13.3", "RI 114 Bands 6 and 7", "13"),
    decided("14", "Supply tests: CI 210, CI 220"),
    decided("21.0", "Discharge: ED 903"),
    decided("A", "Field for RI 114"),
    decided("F", "Simulator for ED 903"),
)


def numbers_of(code):
    return [each.clause.number for each in code_lists.of_titles(DOCUMENT)[code]]


def test_a_code_that_heads_two_clauses_names_both_and_not_their_subclauses():
    assert numbers_of("RI 114") == ["13.2", "13.3"]


def test_a_heading_of_its_own_goes_before_one_that_names_several():
    assert numbers_of("RI 112") == ["13.1"]
    assert numbers_of("CI 220") == ["14"]


def test_a_chapter_goes_before_an_annex_that_serves_it():
    assert numbers_of("ED 903") == ["21.0"]
