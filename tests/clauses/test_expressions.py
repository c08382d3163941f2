"""The expressions of `[split]`: a user's own work, and wrong ones are told by key."""

import pytest

from pipeline.config import load
from pipeline.errors import ConfigError


def test_a_house_may_add_its_own_way_of_numbering(house):
    blocks, _ = house.read("Regel 1: Scope\n.\nRegel 1.1: Purpose\n.\nRegel 2: Tests\n.")
    assert house.split(blocks).clauses == ()
    own = r"(?P<word>Regel)\s+(?P<number>\d+(?:\.\d+)*)(?P<close>:)"
    clauses = house.split(blocks, numbers=(own, *house.settings.numbers)).clauses
    assert [(clause.number, clause.title) for clause in clauses] == [("1", "Scope"), ("1.1", "Purpose"), ("2", "Tests")]


@pytest.mark.parametrize(
    ("key", "expression", "message"),
    [
        ("numbers", "(", r"split\.numbers\.0: .*is no regular expression"),
        ("numbers", r"\d+", r"split\.numbers\.0: .*has no group \(\?P<number>"),
        ("captions", "[", r"split\.captions\.0: .*is no regular expression"),
    ],
)
def test_a_wrong_expression_is_told_by_its_key(key, expression, message):
    with pytest.raises(ConfigError, match=message):
        load(overrides={"split": {key: [expression]}})
