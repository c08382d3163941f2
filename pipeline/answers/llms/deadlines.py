"""Calls that end when their time is up, whatever the other side does.

A time-out of an HTTP client starts anew with every byte, so a server that sends one byte a second keeps a call alive
for ever; a hanging name look-up has no time-out at all. Here each call is a coroutine on an event loop of its own
thread: its task is cancelled when the time is up, which closes the connection (and makes the server stop), and the
caller goes on even if the cancellation itself should hang.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.answers.llms.faults import LLMError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")

_GRACE = 0.25  # seconds a cancelled call has to close its connection before it is left alone
_STOPPED = LLMError("line", "The run was stopped.")


class Loop:
    """An event loop on a daemon thread, started with the first call."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._closed = False

    def run(self, start: Callable[[], Coroutine[Any, Any, T]], seconds: float) -> T:
        """Run a coroutine and wait for it at most so long.

        :param start: makes the coroutine; called in this thread.
        :raises LLMError: "deadline" when the time is up, or was up before.
        """
        if seconds <= 0:
            raise _overdue(seconds)

        async def bounded() -> T:
            async with asyncio.timeout(seconds):
                return await start()

        future = asyncio.run_coroutine_threadsafe(bounded(), self._running())
        try:
            return future.result(seconds + _GRACE)
        except CancelledError:
            raise _STOPPED from None
        except TimeoutError:  # the same class as that of concurrent.futures since Python 3.11
            future.cancel()
            raise _overdue(seconds) from None

    def close(self, last: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """End all calls under way and stop the loop, after one last coroutine that closes what was opened on it."""
        with self._lock:
            loop, self._loop, self._closed = self._loop, None, True
        if loop is None:
            return
        with suppress(Exception):  # closing is a courtesy; the end of the process does the rest
            asyncio.run_coroutine_threadsafe(_finish(last), loop).result(_GRACE)
        loop.call_soon_threadsafe(loop.stop)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise _STOPPED
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=_serve, args=(self._loop,), name="llm calls", daemon=True).start()
            return self._loop


async def _finish(last: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    if last is not None:
        await last()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _overdue(seconds: float) -> LLMError:
    return LLMError("deadline", f"The model gave no answer within {max(seconds, 0):.3g} s.")
