"""Workers: one bad task costs itself and nothing else."""

import os
import time

import pytest

from pipeline.workers import Limit, run

LIMITS = {"read": Limit(seconds=5, megabytes=400), "match": Limit(seconds=30, megabytes=400)}


def double(task, tell):
    return task * 2


def misbehave(task, tell):
    if task == "hang":
        time.sleep(60)
    if task == "die":
        os._exit(7)
    if task == "eat":
        block = bytearray(600 * 1024 * 1024)
        time.sleep(20)
        return len(block)
    if task == "phases":
        tell("match")
        time.sleep(2.5)
    if task == "raise":
        raise ValueError("a bug, not a bad file")
    return task


def collect(function, tasks, jobs=2, limits=LIMITS):
    return {done.index: done for done in run(function, tasks, jobs=jobs, limits=limits, first_phase="read")}


def test_every_task_comes_back_once_under_its_own_index():
    done = collect(double, list(range(20)))
    assert {index: item.value for index, item in done.items()} == {n: 2 * n for n in range(20)}


def test_a_task_that_hangs_eats_or_dies_costs_only_itself():
    short = {"read": Limit(seconds=2, megabytes=400), "match": Limit(seconds=30, megabytes=400)}
    done = collect(misbehave, ["a", "hang", "die", "eat", "phases", "b"], limits=short)
    kinds = [done[index].failure.kind if done[index].failure else done[index].value for index in range(6)]
    assert kinds == ["a", "time limit", "worker died", "memory limit", "phases", "b"]


def test_an_exception_of_the_program_itself_ends_the_run():
    with pytest.raises(ValueError, match="a bug, not a bad file"):
        collect(misbehave, ["a", "raise"])


def test_no_task_needs_no_worker():
    assert collect(double, []) == {}
