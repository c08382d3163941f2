"""A study begins with what there is, is the same each time, and goes on where it was stopped."""

import math

import pytest

from pipeline.errors import UsageError
from pipeline.tuning.parameters import ParameterChoice
from pipeline.tuning.studies import Studies

pytest.importorskip("optuna", reason="Optuna is not installed")

START = ParameterChoice(None, 0, 1.2, 0.7, 12, 4)


def aim(choice):
    """A hill whose top is at a penalty of 3, two copies and a threshold of 0.8."""
    learned = -4.0 if choice.penalty is None else -abs(math.log(choice.penalty / 3))
    return learned - abs(choice.copies - 2) - abs(choice.review_below - 0.8)


def counted():
    tried = []

    def value(choice):
        tried.append(choice)
        return aim(choice)

    return tried, value


def test_the_first_trial_is_what_there_is(tmp_path):
    tried, value = counted()
    Studies(tmp_path / "s.log", "d", 2).search("all", value, START)

    assert tried[0] == START


def test_the_best_trial_is_found_again_and_better_than_the_start(tmp_path):
    tried, value = counted()
    found = Studies(tmp_path / "s.log", "d", 30).search("all", value, START)

    assert found == max(tried, key=aim)
    assert aim(found) > aim(START) + 3


def test_two_studies_of_the_same_try_the_same(tmp_path):
    one, two = counted(), counted()
    Studies(tmp_path / "1.log", "d", 12).search("all", one[1], START)
    Studies(tmp_path / "2.log", "d", 12).search("all", two[1], START)

    assert one[0] == two[0]


def test_a_stopped_study_goes_on(tmp_path):
    tried, value = counted()

    def stops(choice):
        if len(tried) == 5:
            raise KeyboardInterrupt
        return value(choice)

    with pytest.raises(KeyboardInterrupt):
        Studies(tmp_path / "s.log", "d", 12).search("all", stops, START)
    told = []
    found = Studies(tmp_path / "s.log", "d", 12, tell=lambda name, best: told.append(name)).search("all", value, START)

    assert len(tried) == len(told) == 12
    assert found == max(tried, key=aim)


def test_a_finished_study_is_not_done_again(tmp_path):
    tried, value = counted()
    studies = Studies(tmp_path / "s.log", "d", 4)
    first = studies.search("all", value, START)

    assert Studies(tmp_path / "s.log", "d", 4).search("all", value, START) == first
    assert len(tried) == 4


def test_trials_on_other_documents_are_not_gone_on_with(tmp_path):
    Studies(tmp_path / "s.log", "these", 2).search("all", aim, START)

    with pytest.raises(UsageError, match=r"was begun with other documents.*without --resume"):
        Studies(tmp_path / "s.log", "those", 2).search("all", aim, START)


def test_keywords_are_chosen_only_where_that_is_wanted(tmp_path):
    for wanted in (False, True):
        tried, value = counted()
        Studies(tmp_path / f"{wanted}.log", "d", 15, keywords=wanted).search("all", value, START)
        assert (len({(choice.count, choice.longest) for choice in tried}) > 1) is wanted
