"""Files that a room of the page stands for, made by the commands themselves and kept for the life of the page."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.desk.jobs import program
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = 600.0  # that a command may take
_GOOD = (0, 10)  # exit codes: done, and done but for some files


class Makers:
    """Calls commands and keeps what they wrote."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="emcmatch_desk_", ignore_cleanup_errors=True)
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def make(self, arguments: Sequence[str], stamp: object, out: str = "") -> tuple[Path, str]:
        """Call a command with `--out` unless the same was called before.

        :param arguments: the command and its options; no shell reads them.
        :param stamp: changes when the result would be another one.
        :param out: name of the file that --out names; "" = a folder.
        :return: the folder with the files, and what the command said.
        :raises UsageError: it ended with an error; holds what it said.
        """
        key = hashlib.sha256(repr((list(arguments), stamp)).encode("utf-8", "surrogatepass")).hexdigest()[:24]
        folder = Path(self._place.name) / key
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            said = folder / "said.txt"
            if not said.is_file():
                folder.mkdir(parents=True, exist_ok=True)
                target = folder / "out" / out if out else folder / "out"
                target.parent.mkdir(parents=True, exist_ok=True)
                said.write_text(call([*arguments, "--out", str(target)]), encoding="utf-8")
            return folder / "out", said.read_text(encoding="utf-8")

    def zip(self, folder: Path, name: str) -> Path:
        """Pack all files of a folder into one archive beside it."""
        target = folder.parent / name
        with self._guard, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder).as_posix())
        return target

    def close(self) -> None:
        """Delete what was made."""
        self._place.cleanup()


def call(arguments: Sequence[str]) -> str:
    """Call a command and return what it said.

    :raises UsageError: it ended with an error; holds what it said.
    """
    try:
        done = subprocess.run(
            [*program(), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UsageError(f"`emcmatch {arguments[0]}` took longer than {_SECONDS:.0f} s and was ended.") from None
    if done.returncode not in _GOOD:
        raise UsageError(done.stderr.strip() or f"`emcmatch {arguments[0]}` ended with code {done.returncode}.")
    return f"{done.stdout.strip()}\n{done.stderr.strip()}".strip()
