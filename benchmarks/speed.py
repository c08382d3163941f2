"""How fast a run is, cold, warm and with one file changed, and how much memory it takes.

    python benchmarks/speed.py --documents 10 --pages 60                    the default: as many processes as cores
    python benchmarks/speed.py --documents 100 --pages 60 --jobs 1 2 --repeat 3
    python benchmarks/speed.py --documents 10 --pages 20-300 --backend none   without embeddings

Folders are made by scripts/make_specs.py. Each scenario is a real call of emcmatch in a process of its own: "cold" with
an empty store, "warm" the same again, "one changed" after a paragraph was added to one document. Every figure is the
median over the repetitions. Results are added to benchmarks/results/speed.json, one entry for each set of sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "speed.json"
STAGES = ("read", "split", "keywords", "match")
_MB = 1024 * 1024


def main() -> None:
    """Measure and add the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=4, help="how many")
    parser.add_argument("--pages", default="20", help="their length: 60, or 20-300")
    parser.add_argument("--jobs", type=int, nargs="+", default=[0], help="processes; 0 = one for each core")
    parser.add_argument("--backend", default="auto", help="of the embeddings: auto, onnx, sentence-transformers, none")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="emcmatch-speed-") as name:
        folder = Path(name)
        specs = folder / "specs"
        make = [sys.executable, ROOT / "scripts" / "make_specs.py", "--bulk", specs]
        subprocess.run([*make, "--documents", str(given.documents), "--pages", given.pages], check=True)
        for jobs in given.jobs:
            rounds = [measure(folder, specs, jobs, given.backend) for _ in range(given.repeat)]
            entry = describe(given, jobs) | merge(rounds)
            add(given.out, entry)
            print(json.dumps(entry, indent=1))


def describe(given: argparse.Namespace, jobs: int) -> dict[str, Any]:
    """What was measured, and on what."""
    return {
        "documents": given.documents,
        "pages": given.pages,
        "jobs": jobs or os.cpu_count(),
        "backend": given.backend,
        "repetitions": given.repeat,
        "machine": f"{platform.system()}, {os.cpu_count()} cores, {psutil.virtual_memory().total // 2**30} GB",
        "python": platform.python_version(),
    }


def measure(folder: Path, specs: Path, jobs: int, backend: str) -> dict[str, Any]:
    """One round: cold, warm, one file changed."""
    settings, out = folder / "settings.toml", folder / "out"
    for path in folder.glob("store.sqlite*"):
        path.unlink()
    store = (folder / "store.sqlite").as_posix()
    settings.write_text(f'[embedding]\nbackend = "{backend}"\n[store]\npath = "{store}"\nsize_limit = 20000\n')
    call = ["run", specs, "--config", settings, "--out", out, "--jobs", jobs]
    changed = next(iter(sorted(specs.glob("*.docx"))))
    found: dict[str, Any] = {"cold": run(call, out), "warm": run(call, out)}
    kept = folder / "kept.docx"
    shutil.copy(changed, kept)
    extend(changed)
    found["one changed"] = run(call, out)
    shutil.move(kept, changed)
    return found


def run(call: list[Any], out: Path) -> dict[str, Any]:
    """Call emcmatch once: seconds, peak memory, and what a second of each stage did."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *map(str, call)],
        cwd=ROOT,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peaks = Peaks(process.pid)
    code = process.wait()
    seconds = time.perf_counter() - start
    peaks.stop()
    if code:
        raise SystemExit(f"emcmatch ended with {code}: {' '.join(map(str, call))}")
    said = json.loads((out / "run.json").read_text(encoding="utf-8"))
    characters = sum(count(json.loads(line)) for line in (out / "clauses.jsonl").open(encoding="utf-8"))
    clauses = said["counts"]["clauses"]
    return {
        "seconds": round(seconds, 2),
        "documents a second": round(said["counts"]["documents"] / seconds, 3),
        "clauses a second": round(clauses / seconds, 1),
        "clauses": clauses,
        "characters": characters,
        "peak MB of the parent": round(peaks.parent),
        "peak MB of a worker": round(peaks.worker),
        "stages": {stage: rate(said["seconds"].get(stage, 0.0), clauses, characters) for stage in STAGES},
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
        self.start()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(0.1):
            try:
                self.parent = max(self.parent, self._process.memory_info().rss / _MB)
                sizes = [child.memory_info().rss / _MB for child in self._process.children(recursive=True)]
            except psutil.Error:
                continue
            self.worker = max([self.worker, *sizes])

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def merge(rounds: list[Any]) -> Any:  # noqa: ANN401 - nested figures
    """The median of each figure over the rounds."""
    first = rounds[0]
    if isinstance(first, dict):
        return {key: merge([each[key] for each in rounds if key in each]) for key in first}
    return statistics.median(rounds)


def add(path: Path, entry: dict[str, Any]) -> None:
    """Add an entry to the results; one for the same sizes is replaced."""
    keys = ("documents", "pages", "jobs", "backend")
    entries = json.loads(path.read_text(encoding="utf-8"))["runs"] if path.exists() else []
    entries = [other for other in entries if any(other[key] != entry[key] for key in keys)]
    entries = sorted(
        [*entries, entry], key=lambda each: (each["documents"], each["pages"], each["backend"], each["jobs"])
    )
    what = "medians; stages: seconds of all processes together, and what one of them did in a second"
    path.write_text(json.dumps({"what": what, "runs": entries}, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
