"""How far a run is and how long it may still take."""

import pytest

from pipeline.runs import progress
from pipeline.runs.progress import FileStage, Outlook


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is told otherwise."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_the_time_left_is_what_the_rest_takes_at_the_pace_so_far(clock):
    outlook = Outlook({"a": 100, "b": 300})
    assert outlook.at(FileStage("a", "opening")).left is None
    clock[0] += 10
    outlook.end("a")
    step = outlook.at(FileStage("b", "read"))
    assert step.share == pytest.approx(0.25 + 0.75 * 0.02)
    assert step.left == pytest.approx(10 * (1 - step.share) / step.share)


def test_clauses_move_the_share_between_the_beginnings_of_two_stages():
    outlook = Outlook({"a": 1})
    shares = [outlook.at(FileStage("a", "keywords", clauses=400, done=done)).share for done in (0, 100, 300, 400)]
    assert shares == pytest.approx([0.2, 0.275, 0.425, 0.5])
    assert outlook.at(FileStage("a", "match", clauses=400)).share == pytest.approx(0.5)


def test_a_second_document_of_a_file_never_turns_the_share_back():
    outlook = Outlook({"a": 1})
    outlook.at(FileStage("a", "match"))
    assert outlook.at(FileStage("a", "split")).share == pytest.approx(0.5)


def test_what_was_stored_tells_nothing_about_the_pace(clock):
    outlook = Outlook({"a": 1000, "b": 1000})
    outlook.end("a", stored=True)
    clock[0] += 6
    step = outlook.at(FileStage("b", "match"))
    assert step.share == pytest.approx(0.5)
    assert step.left == pytest.approx(6)


def test_a_run_of_nothing_but_empty_files_has_no_share():
    assert Outlook({"a": 0}).at(FileStage("a", "match")).share == 0
