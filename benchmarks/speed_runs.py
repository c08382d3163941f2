"""Real calls of emcmatch on generated folders: seconds, memory, and what the stages took."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("read", "split", "keywords", "match")
_MB = 1024 * 1024
_PAGE = 2750  # characters that count as a page, as in scripts/sample_specs/bulk.py


class Folder:
    """Generated documents and a place for stores and run folders.

    :param pages: "60" or "20-300" for each document.
    """

    def __init__(self, place: Path, documents: int, pages: str) -> None:
        self.place, self.documents = place, documents
        self.specs = place / f"specs_{documents}_{pages}"
        if not (self.specs / "labels.csv").exists():  # the last file to be written
            make = [sys.executable, ROOT / "scripts" / "make_specs.py", "--bulk", self.specs]
            call = [*map(str, make), "--documents", str(documents), "--pages", pages]
            subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
        self.pages = 0

    def measure(self, jobs: int, *, first: bool = True, backend: str = "none", changed: bool = True) -> dict[str, Any]:
        """One round: cold, and where `first` warm and with one file changed too."""
        settings, out = self.place / "settings.toml", self.place / "out"
        for path in self.place.glob("store.sqlite*"):
            path.unlink()
        shutil.rmtree(out, ignore_errors=True)
        store = (self.place / "store.sqlite").as_posix()
        settings.write_text(
            f'[embedding]\nbackend = "{backend}"\n[store]\npath = "{store}"\nsize_limit = 20000\n[review]\nstore = ""\n'
        )
        call = ["run", self.specs, "--config", settings, "--out", out, "--jobs", jobs]
        found = {"cold": run(call, out)}
        self.pages = round(found["cold"]["characters"] / _PAGE)
        if first:
            found["warm"] = run(call, out)
            found["warm, new folder"] = run([*call, "--out", self.place / "new"], self.place / "new")
            shutil.rmtree(self.place / "new")
        if first and changed:
            found["one changed"] = self._change(call, out)
        return found

    def _change(self, call: list[Any], out: Path) -> dict[str, Any]:
        document = sorted(self.specs.glob("*.docx"))[0]
        kept = self.place / "kept.docx"
        shutil.copy(document, kept)
        try:
            extend(document)
            return run(call, out)
        finally:
            shutil.move(kept, document)


def run(call: list[Any], out: Path) -> dict[str, Any]:
    """Call emcmatch once: seconds, peak memory, and what a second of each stage did."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *map(str, call)],
        cwd=ROOT,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    peaks = Peaks(process.pid)
    _, said = process.communicate()
    seconds = time.perf_counter() - start
    peaks.stop()
    if process.returncode:
        raise SystemExit(f"emcmatch ended with {process.returncode}: {' '.join(map(str, call))}\n{said[-2000:]}")
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    characters = sum(count(json.loads(line)) for line in (out / "clauses.jsonl").open(encoding="utf-8"))
    clauses = told["counts"]["clauses"]
    return {
        "seconds": round(seconds, 3),
        "processor seconds": round(peaks.busy, 2),
        "clauses a second": round(clauses / seconds, 1),
        "clauses": clauses,
        "characters": characters,
        "peak MB of the parent": round(peaks.parent),
        "peak MB of a worker": round(peaks.worker),
        "stages": {stage: rate(told["seconds"].get(stage, 0.0), clauses, characters) for stage in STAGES},
    }


def rate(seconds: float, clauses: int, characters: int) -> dict[str, Any]:
    """What one process does in a second of a stage; all workers' seconds together are in `seconds`."""
    if not seconds:
        return {"seconds": 0.0}
    return {
        "seconds": round(seconds, 2),
        "clauses a second": round(clauses / seconds),
        "characters a second": round(characters / seconds),
    }


def count(clause: dict[str, Any]) -> int:
    """Characters of a clause: title, text, tables, notes."""
    cells = sum(len(cell) for table in clause["tables"] for row in table["rows"] for cell in row)
    return len(clause["title"]) + len(clause["text"]) + cells + sum(map(len, clause["notes"]))


def extend(path: Path) -> None:
    """Add a paragraph to a document."""
    from docx import Document

    document = Document(str(path))
    document.add_paragraph("The supplier keeps a copy of every record for one more year.")
    document.save(str(path))


class Peaks(threading.Thread):
    """Watches the memory of a process and of those it starts, ten times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.parent = self.worker = 0.0
        self._process, self._over = psutil.Process(pid), threading.Event()
        self._spent: dict[int, float] = {}
        self.start()

    @property
    def busy(self) -> float:
        """Processor seconds of all processes, as far as they were seen."""
        return sum(self._spent.values())

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(0.1):
            try:
                self.parent = max(self.parent, self._look(self._process))
                sizes = [self._look(child) for child in self._process.children(recursive=True)]
            except psutil.Error:
                continue
            self.worker = max([self.worker, *sizes])

    def _look(self, process: psutil.Process) -> float:
        times = process.cpu_times()
        self._spent[process.pid] = times.user + times.system
        return float(process.memory_info().rss) / _MB

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()
