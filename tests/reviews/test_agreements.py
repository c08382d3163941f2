"""Two reviewers: how far they agree, and where not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builders import make_clause
from review_builders import WHEN

from pipeline.reviews import note
from pipeline.reviews.agreements import compare


def words(*answers):
    return [
        note(make_clause(str(number), f"Title {number}"), "REJECT", tests, (), when=WHEN)
        for number, tests in enumerate(answers)
    ]


def test_kappa_is_that_of_the_textbook():
    # 50 clauses, 2 answers: both first 20, only one 5, only the other 10, both second 15: kappa 0.40
    first = words(*[("RE",)] * 25, *[()] * 25)
    second = words(*[("RE",)] * 20, *[()] * 5, *[("RE",)] * 10, *[()] * 15)
    agreement = compare(first, second)
    assert agreement.kappa == pytest.approx(0.4)
    assert (agreement.both, agreement.same, len(agreement.conflicts)) == (50, 35, 15)


def test_only_settled_clauses_count_and_the_order_of_tests_does_not():
    first, second = words(("RE", "CE"), None, ("RE",)), words(("CE", "RE"), ("RE",))
    agreement = compare(first, second)
    assert (agreement.both, agreement.same, agreement.only_first, agreement.only_second) == (1, 1, 1, 1)
    assert agreement.kappa is None


@given(st.lists(st.tuples(*[st.sampled_from([("RE",), ("CE",), ()])] * 2), max_size=30))
def test_agreement_is_the_same_both_ways(pairs):
    first, second = words(*(one for one, _ in pairs)), words(*(two for _, two in pairs))
    one, two = compare(first, second), compare(second, first)
    assert (one.both, one.same, len(one.conflicts)) == (two.both, two.same, len(two.conflicts))
    assert one.kappa == pytest.approx(two.kappa) if one.kappa is not None else two.kappa is None
