"""The same batch on an existing engine: Dask distributed.

Each file is one task, as in `workers`; the function, its arguments and its results are the same, so the results are the
same bytes. What Dask adds is other machines; what it lacks is a limit on one task, so a file that has taken longer than
all its limits together is given up here and its task cancelled. A worker that dies is replaced by Dask's nanny and its
task tried elsewhere; a task that keeps killing its workers is given up by Dask after a few (`KilledWorker`), along with
those that happened to wait beside it: each of these is tried once more alone, which tells the culprit from the rest.

Every machine needs emcmatch installed, and the files and the store under the same paths (a share, say).
"""

from __future__ import annotations

import functools
import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.errors import DependencyError
from pipeline.runs.workers import Done, Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_CONNECT = 20  # seconds to wait for the scheduler
_DIED = "worker died"
_POLL = 1.0  # seconds between looks at tasks that take too long


def run(
    function: Callable[[Any, Callable[..., None], Any], Any],
    tasks: Sequence[Any],
    *,
    scheduler: str,
    jobs: int,
    seconds: float,
    context: Callable[[], Any] = lambda: None,
) -> Iterator[Done]:
    """Do every task on a Dask cluster; yield each as it ends, in the order in which they end.

    :param scheduler: address, "tcp://host:8786"; "" starts a cluster of `jobs` processes on this machine.
    :param seconds: longest time one task may be under way on a worker.
    :param context: called once in each worker; gives what all its tasks share.
    :raises DependencyError: the package is not installed, or the scheduler does not answer.
    """
    with _client(scheduler, jobs) as client, _shared(client, context) as name:
        call = functools.partial(_call, function, name)
        suspects = []
        for done in _batch(client, call, dict(enumerate(tasks)), seconds):
            if done.failure is not None and done.failure.kind == _DIED:
                suspects.append(done.index)  # Dask blames every task that waited on a worker that died
            else:
                yield done
        for index in suspects:
            yield from _batch(client, call, {index: tasks[index]}, seconds)


def _batch(
    client: Any,  # noqa: ANN401
    call: Callable[[Any], Any],
    tasks: Mapping[int, Any],
    seconds: float,
) -> Iterator[Done]:
    """Do these tasks all at once."""
    futures = {client.submit(call, task, pure=False): index for index, task in tasks.items()}
    started: dict[Any, float] = {}
    while futures:
        for future in [one for one in futures if one.done()]:
            yield _done(futures.pop(future), future)
        for future in _running(client, futures):
            if time.monotonic() - started.setdefault(future, time.monotonic()) > seconds:
                future.cancel()
                text = f"took longer than {seconds:g} s on the cluster"
                yield Done(futures.pop(future), failure=Failure("time limit", text))
        _rest(list(futures))


@contextmanager
def _client(scheduler: str, jobs: int) -> Iterator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise DependencyError("The Dask engine needs the package distributed: pip install distributed.") from None
    cluster = None
    if not scheduler:
        cluster = LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
    try:
        client = Client(cluster or scheduler, timeout=_CONNECT)
    except (OSError, TimeoutError, ValueError) as error:
        raise DependencyError(f"The Dask scheduler {scheduler} does not answer ({error}); is it running?") from None
    try:
        yield client
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


@contextmanager
def _shared(client: Any, context: Callable[[], Any]) -> Iterator[str]:  # noqa: ANN401
    """Have every worker of the cluster, and those that join it, open what the tasks share; close it at the end.

    :return: the name under which a worker finds it.
    """
    from distributed import WorkerPlugin

    class Shared(WorkerPlugin):  # type: ignore[misc]
        """What the tasks of one run share in a worker."""

        def setup(self, worker: Any) -> None:  # noqa: ANN401
            """Open it."""
            self.shared = context()

        def teardown(self, worker: Any) -> None:  # noqa: ANN401
            """Let go of it."""
            if hasattr(self.shared, "close"):
                self.shared.close()

    name = f"emcmatch-{uuid.uuid4().hex}"
    client.register_plugin(Shared(), name=name)
    try:
        yield name
    finally:
        client.unregister_worker_plugin(name)


def _call(function: Callable[[Any, Callable[..., None], Any], Any], name: str, task: Any) -> Any:  # noqa: ANN401
    """What a Dask worker does: the same as one of ours, but nobody listens to the phases."""
    from distributed import get_worker

    return function(task, lambda *_, **__: None, get_worker().plugins[name].shared)


def _done(index: int, future: Any) -> Done:  # noqa: ANN401
    """Turn an ended future into what became of its task; a fault of the program itself is raised."""
    from distributed.scheduler import KilledWorker

    if future.status == "finished":
        return Done(index, future.result())
    error = future.exception() if future.status == "error" else None
    if error is None or isinstance(error, KilledWorker):
        return Done(index, failure=Failure(_DIED, "ended every process of the cluster that worked on it"))
    raise error


def _running(client: Any, futures: dict[Any, int]) -> list[Any]:  # noqa: ANN401
    """Those of the futures that a worker is working on now."""
    keys = {key for some in client.processing().values() for key in some}
    return [future for future in futures if future.key in keys]


def _rest(futures: list[Any]) -> None:
    """Wait until one of the futures ends, or a moment has passed."""
    from distributed import wait

    if futures:
        try:
            wait(futures, timeout=_POLL, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return
