"""A clause is no more work than it was: calls are counted, seconds are not."""

import importlib.util
import json
import sys

import pytest
from spec_files import ROOT


@pytest.fixture(scope="module")
def work():
    spec = importlib.util.spec_from_file_location("work", ROOT / "benchmarks" / "work.py")
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.mark.slow
def test_a_clause_takes_no_more_calls_than_at_the_last_measurement(work):
    before, now = json.loads(work.RESULTS.read_text(encoding="utf-8")), work.count()
    if before["versions"] != now["versions"]:
        pytest.skip(f"counted with other libraries: {before['versions']}")
    assert work.compare(before, now) == []


def test_more_work_than_tolerated_is_named(work):
    before = {"versions": {"Python": "3"}, "calls a clause": {"split": 100.0, "match": 50.0}}
    now = {"versions": {"Python": "3"}, "calls a clause": {"split": 109.0, "match": 56.0}}
    assert work.compare(before, now) == ["match: 56 calls a clause, 50 before"]


def test_counts_with_other_libraries_are_not_compared(work):
    before = {"versions": {"yake": "0.6"}, "calls a clause": {"match": 50.0}}
    now = {"versions": {"yake": "0.7"}, "calls a clause": {"match": 99.0}}
    assert work.compare(before, now) == []
