"""Workers: one bad task costs itself and nothing else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pipeline.runs import workers
from pipeline.runs.workers import WorkerLimit, run

LIMITS = {"read": WorkerLimit(seconds=5, megabytes=400), "match": WorkerLimit(seconds=30, megabytes=400)}


def double(task, on_phase, context):
    return task * 2


def misbehave(task, on_phase, context):
    if task == "hang":
        time.sleep(60)
    if task == "die":
        os._exit(7)
    if task == "eat":
        block = bytearray(600 * 1024 * 1024)
        time.sleep(20)
        return len(block)
    if task == "phases":
        on_phase("match")
        time.sleep(5.5)
    if task.startswith("start "):
        program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path(task.removeprefix("start ")).write_text(str(program.pid))
        time.sleep(60)
    if task == "work":
        while True:
            pass
    if task == "program":
        eat = "import time; block = b'x' * (700 << 20); time.sleep(60)"
        subprocess.run([sys.executable, "-c", eat])
    if task == "raise":
        raise ValueError("a bug, not a bad file")
    return task


def collect(function, tasks, jobs=2, limits=LIMITS):
    return {done.index: done for done in run(function, tasks, jobs=jobs, limits=limits, first_phase="read")}


def test_every_task_comes_back_once_under_its_own_index():
    done = collect(double, list(range(20)))
    assert {index: item.value for index, item in done.items()} == {n: 2 * n for n in range(20)}


def announce(task, on_phase, context):
    on_phase("read")
    on_phase("look", pages=3)
    return task


def test_what_a_task_announces_is_told_with_its_index_and_needs_no_limit():
    told = []
    tell = lambda index, phase, **more: told.append((index, phase, more))  # noqa: E731
    (done,) = run(announce, ["a"], jobs=1, limits=LIMITS, first_phase="read", on_phase=tell)
    assert done.value == "a"
    assert told == [(0, "opening", {}), (0, "read", {}), (0, "look", {"pages": 3})]


@pytest.mark.slow
def test_a_task_that_hangs_eats_or_dies_costs_only_itself():
    short = {"read": WorkerLimit(seconds=5, megabytes=400), "match": WorkerLimit(seconds=30, megabytes=400)}
    done = collect(misbehave, ["a", "hang", "die", "eat", "phases", "b"], limits=short)
    kinds = [done[index].failure.kind if done[index].failure else done[index].value for index in range(6)]
    assert kinds == ["a", "time limit", "worker died", "memory limit", "phases", "b"]


def test_the_time_limit_counts_processor_time_and_names_the_phase(monkeypatch):
    monkeypatch.setattr(workers, "_PATIENCE", 1000)
    done = collect(misbehave, ["work"], limits={"read": WorkerLimit(seconds=1, megabytes=400)})
    assert done[0].failure.kind == "time limit"
    assert "1 s of processor time in the phase 'read'" in done[0].failure.message


def test_a_program_that_a_task_starts_counts_for_its_memory():
    done = collect(misbehave, ["program"], limits={"read": WorkerLimit(seconds=30, megabytes=400)})
    assert done[0].failure.kind == "memory limit"


@pytest.mark.slow
def test_a_task_that_is_given_up_takes_the_programs_it_started_with_it(tmp_path):
    short = {"read": WorkerLimit(seconds=2, megabytes=400)}
    done = collect(misbehave, [f"start {tmp_path / 'pid'}"], limits=short)
    assert done[0].failure.kind == "time limit"
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)


def is_running(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_an_exception_of_the_program_itself_ends_the_run():
    with pytest.raises(ValueError, match="a bug, not a bad file"):
        collect(misbehave, ["a", "raise"])


def test_no_task_needs_no_worker():
    assert collect(double, []) == {}
