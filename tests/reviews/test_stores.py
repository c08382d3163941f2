"""The store of reviewed decisions keeps every word and loses none."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from report_builders import make_clause
from review_builders import WHEN

from pipeline.errors import UsageError
from pipeline.reviews import ReviewStore, note


def say(number="1", verdict="APPROVE", tests=("RE",), **changes):
    clause = make_clause(number, "Emission", text="Below the limit.", path=("Chapter",))
    return note(clause, verdict, tests, ("CE",), who="Ada", when=WHEN, source="report.xlsx", **changes)


def test_decisions_come_back_as_they_were_given(tmp_path):
    given = (say("1"), say("2", "REJECT", None, comment="kein 'Test'; λ"), say("3", "REJECT", ()))
    ReviewStore(tmp_path / "r.sqlite").add(given)
    assert ReviewStore(tmp_path / "r.sqlite").history() == given


def test_the_last_word_counts_and_a_withdrawn_one_is_gone(tmp_path):
    store = ReviewStore(tmp_path / "r.sqlite")
    store.add([say("1"), say("2"), say("1", "REJECT", ("BCI",)), say("2", "WITHDRAWN", None)])
    assert [(item.number, item.tests) for item in store.current()] == [("1", ("BCI",))]
    assert len(store.history()) == 4


def test_another_wording_of_a_clause_is_another_decision(tmp_path):
    store = ReviewStore(tmp_path / "r.sqlite")
    store.add([say("1"), replace(say("1"), digest="f" * 16, text="Above the limit.")])
    assert len(store.current()) == 2


def test_a_store_that_is_not_there_holds_nothing_and_is_not_made_by_reading(tmp_path):
    assert ReviewStore(tmp_path / "r.sqlite").current() == ()
    assert not (tmp_path / "r.sqlite").exists()


def test_another_programs_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "r.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE invoices (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="no store of reviewed decisions"):
        ReviewStore(path).add([say()])
    assert path.read_bytes() == before


def test_a_damaged_store_is_an_error_and_nothing_is_dropped(tmp_path):
    path = tmp_path / "r.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(UsageError, match="cannot be used"):
        ReviewStore(path).current()
    assert path.read_bytes().startswith(b"SQLite format 3\0\xff")


_WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from test_stores import say
from pathlib import Path
from pipeline.reviews import ReviewStore
store = ReviewStore(Path(sys.argv[1]))
for number in range(100000):
    store.add([say(str(number))])
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_loses_no_decision_that_was_acknowledged(tmp_path):
    here = os.path.dirname(__file__)
    paths = os.pathsep.join([here, *sys.path])
    path = tmp_path / "r.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), here],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    ) as writer:
        for _ in range(20):
            writer.stdout.readline()
        time.sleep(0.01)
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split("\n")
    acknowledged = 20 + sum(line.strip() != "" for line in rest[:-1])
    kept = [item.number for item in ReviewStore(path).current()]
    assert len(kept) >= acknowledged >= 20
    assert kept == [str(number) for number in range(len(kept))]


def test_a_decision_is_kept_in_far_less_than_50_ms(tmp_path):
    store = ReviewStore(tmp_path / "r.sqlite")
    store.add([say("0")])
    seconds = []
    for number in range(1, 41):
        start = time.perf_counter()
        store.add([say(str(number))])
        seconds.append(time.perf_counter() - start)
    assert sorted(seconds)[20] < 0.05


def test_a_store_of_the_first_version_is_taken_over_with_every_word(tmp_path):
    path = tmp_path / "r.sqlite"
    given = (say("1"), say("2", "REJECT", None, comment="see annex"), say("3", "NOTE", None, comment="ask"))
    store = ReviewStore(path)
    store.add(given)
    store.close()
    with sqlite3.connect(path) as connection:  # as the first version made it
        connection.execute("ALTER TABLE decisions DROP COLUMN typed")
        connection.execute("ALTER TABLE decisions DROP COLUMN settles")
        connection.execute("PRAGMA user_version = 1")
    connection.close()

    store = ReviewStore(path)
    assert store.history() == given
    store.add([say("1", "HOLD", None)])
    assert [(item.number, item.typed, item.settles) for item in ReviewStore(path).history()] == [
        ("1", "APPROVE", False), ("2", "REJECT", False), ("3", "", False), ("1", "HOLD", False),
    ]  # fmt: skip
