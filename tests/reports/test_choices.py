"""What stands in the drop-down is understood when it comes back, and so is what people type instead."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import CATALOGUE

from pipeline.reports.choices import join, label, parse


@pytest.mark.parametrize("test", CATALOGUE.tests, ids=lambda test: test.id)
def test_every_choice_of_the_drop_down_is_read_back(test):
    assert parse(label(test), CATALOGUE) == (test.id,)
    assert parse(test.name, CATALOGUE) == (test.id,)


@settings(deadline=None)
@given(st.lists(st.sampled_from(CATALOGUE.ids), unique=True))
def test_joined_tests_are_read_back(tests):
    assert parse(join(tests), CATALOGUE) == tuple(tests)


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("bci", ("BCI",)),
        (" RE ; CE ", ("RE", "CE")),
        ("RE, CE+ESD", ("RE", "CE", "ESD")),
        ("RE\nTI-L – Transient Immunity; Signal lines", ("RE", "TI-L")),
        ("radiated disturbance", ("RE",)),
        ("RE; RE", ("RE",)),
        ("None", ()),
        ("-", ()),
    ],
)
def test_what_people_type_is_understood(text, tests):
    assert parse(text, CATALOGUE) == tests


@pytest.mark.parametrize("text", ["XY", "RE; XY", "emission", "RE CE"])
def test_what_is_no_test_or_could_be_two_is_refused(text):
    with pytest.raises(ValueError, match="is no test of the catalogue"):
        parse(text, CATALOGUE)


def test_nothing_is_no_choice():
    with pytest.raises(ValueError, match="nothing is chosen"):
        parse("  \n", CATALOGUE)
