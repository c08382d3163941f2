"""A promise is kept by every kind of document that was held out, or it is not made."""

import pytest

from pipeline.errors import ConfigError
from pipeline.matching.decisions.held_out import NEVER, HeldOut, gather, load, save

PAIRS = [
    *[("own", True, 0.9)] * 95, *[("own", False, 0.6)] * 5,
    *[("lists", True, 0.95)] * 40, *[("lists", False, 0.85)] * 4,
]  # fmt: skip
HELD = HeldOut(gather(PAIRS, (0.5, 0.8, 0.9)))


def test_the_threshold_is_that_at_which_the_worst_kind_keeps_the_promise():
    row = HELD.find(0.99)

    assert row is not None
    assert row.threshold == 0.9
    assert HELD.find(0.9).threshold == 0.5


def test_what_no_threshold_keeps_sends_everything_to_review():
    held = HeldOut(gather([("own", False, 0.99)] * 30, (0.5, 0.9)))

    assert held.find(0.9) is None
    assert held.settle(0.8, 0.9)[0] == NEVER


def test_a_share_of_wrong_ones_leaves_the_fixed_threshold():
    assert HELD.settle(0.8, 0.02) == (0.8, "")


def test_the_cost_of_a_promise_is_said():
    threshold, said = HELD.settle(0.8, 0.99)

    assert threshold == 0.9
    assert "94%" in said
    assert "worst kind" in said


def test_a_kind_with_few_clauses_says_nothing():
    assert HeldOut(gather([*PAIRS, ("few", False, 0.99)], (0.9,))).find(0.99) is not None


def test_what_is_saved_is_read_back(tmp_path):
    save(HELD, tmp_path / "promises.json")

    assert load(tmp_path / "promises.json").find(0.99).threshold == 0.9
    assert load(tmp_path / "nothing.json") == HeldOut()
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"other\.json: is no table"):
        load(tmp_path / "other.json")
