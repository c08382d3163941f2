"""The batch on Dask: the same results as with our own workers, and one bad task costs only itself."""

import os
import time

import pytest

from pipeline import config
from pipeline.errors import DependencyError
from pipeline.flow import Pipeline
from pipeline.runs import batch, dask, inputs

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


def behave(task, on_phase, context):
    on_phase("read")
    if task == "die":
        os._exit(3)
    if task == "hang":
        time.sleep(10)
    return task if context is None else (context, task)


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster.scheduler_address


def test_a_task_that_kills_its_worker_costs_only_itself(cluster):
    tasks = ["a", "die", "b", "c"]
    done = {one.index: one for one in dask.run(behave, tasks, scheduler=cluster, jobs=2, seconds=120)}

    assert [done[index].failure.kind if done[index].failure else done[index].value for index in range(4)] == [
        "a", "worker died", "b", "c",
    ]  # fmt: skip


def test_results_are_the_same_bytes_as_on_this_machine(cluster, tmp_path):
    sources, _ = inputs.find(["specs/sample_yuanshan.docx"])
    settings = {"store": {"path": str(tmp_path / "one.sqlite")}, "embedding": {"backend": "none"}}
    local = config.load(None, settings)
    spread = config.load(None, settings | {"batch": {"engine": "dask", "scheduler": cluster}, "store": {"path": ""}})

    def packed(chosen):
        return {
            one.source.document: one.result.packed for one in batch.run(sources, Pipeline(chosen), until="keywords")
        }

    assert packed(spread) == packed(local)


def test_what_the_tasks_share_is_opened_in_every_worker(cluster):
    done = dask.run(behave, ["a", "b", "c"], scheduler=cluster, jobs=2, seconds=60, context=lambda: "shared")

    assert sorted(one.value for one in done) == [("shared", "a"), ("shared", "b"), ("shared", "c")]


def test_a_scheduler_that_is_not_there_is_a_clear_error(monkeypatch):
    monkeypatch.setattr(dask, "_CONNECT", 1)

    with pytest.raises(DependencyError, match=r"The Dask scheduler tcp://127\.0\.0\.1:9 does not answer"):
        list(dask.run(behave, ["a"], scheduler="tcp://127.0.0.1:9", jobs=1, seconds=5))


def test_a_task_that_hangs_is_given_up(cluster):
    (done,) = dask.run(behave, ["hang"], scheduler=cluster, jobs=2, seconds=2)

    assert done.failure.kind == "time limit"
