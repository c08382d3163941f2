"""A run folder that lies elsewhere: worked on here, then brought there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import is_address
from pipeline.errors import NoInputError
from pipeline.storage import remotes

if TYPE_CHECKING:
    from types import TracebackType

_RUN = "run.json"


class Mirror:
    """The folder of a run on this machine, for a path or an address; a context manager.

    At an address the files that are there are fetched first, and what was written goes there at the end: whole or not
    at all, see `remotes.upload`.
    """

    def __init__(self, out: str | Path | None) -> None:
        """Say where.

        :param out: a path, an address, or None for a new folder.
        """
        self._address = str(out) if out is not None and is_address(str(out)) else ""
        self._out = None if out is None else Path(out)
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._before: tuple[int, int] | None = None

    def __enter__(self) -> Mirror:
        if self._address:
            self._temporary = tempfile.TemporaryDirectory(prefix="emcmatch-run-", ignore_cleanup_errors=True)
            self._out = Path(self._temporary.name) / "run"
            self._out.mkdir()
            try:
                remotes.download(self._address, self._out)
            except BaseException:
                self._temporary.cleanup()
                raise
            self._before = self._stamp()
        return self

    @property
    def folder(self) -> Path | None:
        """The folder on this machine; None for a new one."""
        return self._out

    def speak(self, text: str) -> str:
        """Put the address in the place of the folder on this machine."""
        return text.replace(str(self._out), self._address) if self._address else text

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._temporary is None or self._out is None:
            return
        try:
            if self._stamp() not in (None, self._before) and (kind is None or kind is NoInputError):
                remotes.upload(self._out, self._address)
        finally:
            self._temporary.cleanup()
        if isinstance(error, NoInputError):
            raise NoInputError(self.speak(str(error))) from None

    def _stamp(self) -> tuple[int, int] | None:
        """Tell one run.json from another by its time and number; None where there is none."""
        assert self._out is not None
        path = self._out / _RUN
        return (path.stat().st_mtime_ns, path.stat().st_ino) if path.exists() else None
