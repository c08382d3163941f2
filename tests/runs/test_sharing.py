"""A long task shares its pieces: the results are those of one process, in order, whoever did what."""

import os
import time

import pytest

from pipeline.runs.workers import WorkerLimit, run

LIMITS = {"read": WorkerLimit(seconds=30, megabytes=400)}


def where(piece, context):
    time.sleep(0.1)
    return piece, os.getpid()


def leave_helpers(piece, context):
    """End the process of everybody but the owner of the task."""
    time.sleep(0.1)
    if os.getpid() != piece[1]:
        os._exit(9)
    return piece[0]


def share_out(task, on_phase, context):
    do, count = task
    pieces = [(number, os.getpid()) for number in range(count)] if do is leave_helpers else list(range(count))
    told = []
    return on_phase.share(do, pieces, told.append), told, os.getpid()


def test_pieces_come_back_in_order_and_idle_processes_do_some():
    (done,) = run(share_out, [(where, 40)], jobs=1, limits=LIMITS, first_phase="read", most=2)
    found, told, owner = done.value
    assert [piece for piece, _ in found] == list(range(40))
    assert len({pid for _, pid in found}) == 2
    assert owner in {pid for _, pid in found}
    assert told == sorted(told)


def test_nobody_helps_where_no_more_processes_are_allowed():
    (done,) = run(share_out, [(where, 5)], jobs=1, limits=LIMITS, first_phase="read")
    found, told, owner = done.value
    assert {pid for _, pid in found} == {owner}
    assert told == [1, 2, 3, 4, 5]


def test_a_helper_that_dies_costs_nothing_but_its_help():
    (done,) = run(share_out, [(leave_helpers, 30)], jobs=1, limits=LIMITS, first_phase="read", most=2)
    assert done.failure is None
    assert done.value[0] == list(range(30))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_fault_in_a_piece_is_met_by_the_owner_of_the_task_whoever_did_it(most):
    tasks = [(stumble, 12), (where, 3)]
    done = {one.index: one.value for one in run(forgive, tasks, jobs=1, limits=LIMITS, first_phase="read", most=most)}
    assert done[0] == "this file alone: piece 9"
    assert len(done[1][0]) == 3


def stumble(piece, context):
    time.sleep(0.05)
    if piece == 9:
        raise ValueError("piece 9")
    return piece


def forgive(task, on_phase, context):
    """Do as `process_file` does: a fault costs its file and no other."""
    try:
        return share_out(task, on_phase, context)
    except ValueError as error:
        return f"this file alone: {error}"


def test_an_error_in_a_piece_ends_the_run_as_an_error_in_a_task_does():
    with pytest.raises(ZeroDivisionError):
        list(run(share_out, [(divide, 3)], jobs=1, limits=LIMITS, first_phase="read"))


def divide(piece, context):
    return 1 / (piece - 1)


def test_tasks_and_shared_pieces_go_on_side_by_side():
    tasks = [(where, 12), (where, 1), (where, 12), (where, 2)]
    done = {one.index: one.value for one in run(share_out, tasks, jobs=2, limits=LIMITS, first_phase="read")}
    assert {index: len(value[0]) for index, value in done.items()} == {0: 12, 1: 1, 2: 12, 3: 2}
