"""Runs that the page started: the same command in a process of its own, whose JSON lines tell how it gets on."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

State = Literal["running", "done", "stopped", "failed"]
_MOST_EVENTS = 20_000
_DONE = (0, 10)  # exit codes after which there is a run folder


@dataclass
class Job:
    """One run that was started here; its events come in the order in which they happened."""

    id: str
    title: str
    folder: Path  # of the run
    process: subprocess.Popen[str]
    events: list[dict[str, Any]] = field(default_factory=list)
    state: State = "running"
    stopping: bool = False

    def follow(self) -> None:
        """Take what the process says until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                event = {"event": "note", "message": line.strip()}
            if isinstance(event, dict) and len(self.events) < _MOST_EVENTS:
                self.events.append(event)
        code = self.process.wait()
        self.state = "done" if code in _DONE else "stopped" if self.stopping else "failed"
        self.events.append({"event": "end", "state": self.state, "code": code})

    def stop(self) -> None:
        """Ask the process to stop, as Ctrl-C does: what is done is kept."""
        if self.process.poll() is None:
            self.stopping = True
            self.process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))


class Jobs:
    """The runs that were started since the page was opened."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def start(self, title: str, folder: Path, sources: Sequence[str], options: Sequence[str] = ()) -> Job:
        """Start `emcmatch run`; no shell reads what is given.

        :param folder: of the run.
        :param sources: files and folders.
        :raises UsageError: another run into the folder is under way, or no process can be started.
        """
        if any(job.folder == folder and job.state == "running" for job in self._jobs.values()):
            raise UsageError("A run into this folder is under way; wait until it ends, or stop it.")
        try:
            process = subprocess.Popen(
                [*program(), "--log-json", "run", *options, "--out", str(folder), "--", *sources],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise UsageError(f"The run cannot be started ({error.strerror or error}).") from None
        job = Job(secrets.token_hex(6), title, folder, process)
        self._jobs[job.id] = job
        threading.Thread(target=job.follow, daemon=True).start()
        return job

    def get(self, id: str) -> Job | None:
        """Return a job, None where there is none."""
        return self._jobs.get(id)

    def all(self) -> list[Job]:
        """Return the jobs, the newest first."""
        return list(reversed(self._jobs.values()))

    def close(self) -> None:
        """Stop what runs."""
        for job in self._jobs.values():
            job.stop()


def program() -> list[str]:
    """Return how this very program is called: the one-folder program is its own interpreter."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pipeline.cli"]
