"""A long task shares its pieces with the workers that have nothing to do.

A worker that has cut its task into pieces says so; its parent gives them to idle workers, and to the worker itself
whenever it asks for one. Who did a piece changes nothing in its result; results come in the order of the pieces.
A helper that dies or takes too much gives its piece back to the owner, who meets the same limits alone.
"""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    Do = Callable[[Any, Any], Any]  # piece, what all tasks of a worker share -> result


class WorkerLine:
    """What a task can say to the parent of its worker."""

    def __init__(self, pipe: Connection, context: Any) -> None:  # noqa: ANN401 - whatever the tasks share
        self._pipe, self._context = pipe, context

    def __call__(self, phase: str, **more: Any) -> None:  # noqa: ANN401
        """Announce the next phase."""
        self._pipe.send(("phase", (phase, more)))

    def share(self, do: Do, pieces: Sequence[Any], on_done: Callable[[int], None] = lambda _: None) -> list[Any]:
        """Have the pieces done here and by idle workers.

        :param do: importable; must turn every error it expects into a value.
        :param on_done: told now and then how many are done.
        :return: the results, in the order of the pieces.
        """
        found: dict[int, Any] = {}
        self._pipe.send(("share", (do, list(pieces))))
        while True:
            self._pipe.send(("ask", None))
            what, value = self._pipe.recv()
            if what == "found":
                found |= value
                return [found[index] for index in range(len(pieces))]
            index, others = value
            found[index] = do(pieces[index], self._context)
            on_done(len(found) + others)


class SharedPieces:
    """The pieces of one task as the parent sees them.

    :param send: to the worker whose task it is.
    """

    def __init__(self, do: Do, pieces: list[Any], send: Callable[[Any], None]) -> None:
        self._do, self._pieces, self._send = do, pieces, send
        self._left = deque(range(len(pieces)))
        self._found: dict[int, Any] = {}  # what helpers gave
        self._away = 0  # pieces at helpers
        self._asked = False  # the owner waits
        self._alone = False  # a helper failed

    @property
    def open(self) -> bool:
        """Whether helpers may take a piece; the last one is the owner's, who would only wait for it."""
        return len(self._left) > 1 and not self._alone

    def take(self) -> SharedPiece:
        """Take a piece for a helper: from the end, the owner begins at the front."""
        self._away += 1
        return SharedPiece(self, self._left.pop(), self._do)

    def answer(self) -> bool:
        """Answer the owner that asks; true when that was the end."""
        self._asked = False
        if self._left:
            self._send(("piece", (self._left.popleft(), len(self._found))))
        elif self._away:
            self._asked = True
        else:
            self._send(("found", self._found))
            return True
        return False

    def come_back(self, index: int, *found: Any) -> None:  # noqa: ANN401
        """Take the result of a piece from a helper; none where it failed."""
        self._away -= 1
        if found:
            self._found[index] = found[0]
        else:
            self._alone = True
            self._left.append(index)
        if self._asked:
            with contextlib.suppress(OSError):  # the owner has ended
                self.answer()

    def piece(self, index: int) -> Any:  # noqa: ANN401
        """Return a piece."""
        return self._pieces[index]


@dataclass(frozen=True, slots=True)
class SharedPiece:
    """A piece at a helper."""

    share: SharedPieces
    index: int
    function: Do

    @property
    def piece(self) -> Any:  # noqa: ANN401
        """What the function is called with."""
        return self.share.piece(self.index)

    def done(self, value: Any) -> None:  # noqa: ANN401
        """Hand the result in."""
        self.share.come_back(self.index, value)

    def give_back(self) -> None:
        """Hand the piece back undone."""
        self.share.come_back(self.index)
