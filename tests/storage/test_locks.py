"""One run at a time in a folder, and a lock that dies with its process."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from spec_files import environment

from pipeline.errors import UsageError
from pipeline.storage import locks

HOLD = """
import pathlib, sys, time
from pipeline.storage import locks
with locks.hold(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(folder):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], env=environment(), stdout=subprocess.PIPE)
    assert process.stdout.readline().strip() == b"held"
    return process


def test_the_second_is_told_which_process_holds_the_folder_since_when(tmp_path):
    process = start_holder(tmp_path)
    try:
        with (
            pytest.raises(UsageError, match=rf"another run .*process {process.pid} on .*, since \d{{4}}-"),
            locks.hold(tmp_path),
        ):
            pass
        assert json.loads((tmp_path / locks.FILE).read_text())["process"] == process.pid
    finally:
        process.kill()
        process.wait()


def test_the_lock_of_a_killed_process_is_taken_over_and_nothing_of_it_stays(tmp_path):
    process = start_holder(tmp_path)
    process.kill()
    process.wait()
    assert (tmp_path / locks.FILE).exists()
    with locks.hold(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_same_process_cannot_hold_a_folder_twice(tmp_path):
    with locks.hold(tmp_path), pytest.raises(UsageError, match="this process"), locks.hold(tmp_path / "." / ""):
        pass
    with locks.hold(tmp_path):
        pass


def test_of_two_that_come_at_once_one_holds_and_one_is_refused_each_time(tmp_path):
    inside = []

    def attempt(_):
        try:
            with locks.hold(tmp_path):
                inside.append(1)
                assert len(inside) == 1
                inside.pop()
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(attempt, range(400)))
    assert any(results)
    assert list(tmp_path.iterdir()) == []


def test_a_note_that_makes_no_sense_is_no_hindrance(tmp_path):
    (tmp_path / locks.FILE).write_bytes(b"\xff[[[")
    with locks.hold(tmp_path):
        pass
