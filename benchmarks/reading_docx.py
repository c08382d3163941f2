"""What is read of Word files, what is lost, and how fast, beside other readers on the same files.

    python benchmarks/reading_docx.py [--data DIR] [--docling PYTHON] [--out FILE]

DIR holds `corpus/docx` (odd and broken files of other projects), `corpus/hostile`, `corpus/numbering_truth.csv` (labels
that Word itself wrote down) and `specs` (specifications with `labels.csv`). PYTHON is the interpreter of an environment
with docling; without it, docling is left out.

Lost and doubled are counted in words, against the text of the loss account: of the characters of the words a reader
should have, those it does not give, and those it gives more often.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import readers_compared as compared

from pipeline.config import load
from pipeline.documents import read
from pipeline.errors import ReadError

if TYPE_CHECKING:
    from pipeline.records import Document

_HERE = Path(__file__).resolve().parent
_SETTINGS = load().read
_WORST = 10
_LIMITS = {"seconds": 20.0, "MB": 1500}


def main() -> None:
    """Measure everything and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=_HERE.parent.parent / "shared" / "data")
    parser.add_argument("--docling", help="interpreter of an environment with docling")
    parser.add_argument("--out", type=Path, default=_HERE / "results" / "reading_docx.json")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(_outcome(arguments.one)))
        return
    result = measure(arguments.data, arguments.docling)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({key: result[key] for key in ("labels", "corpus", "hostile", "large", "specs")}, indent=1))


def measure(data: Path, docling: str | None) -> dict[str, Any]:
    """All figures."""
    rivals = {"python-docx": sys.executable} | ({"docling": docling} if docling else {})
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "labels": _labels(data / "corpus"),
        "corpus": _corpus(data / "corpus" / "docx", rivals),
        "hostile": _hostile(data / "corpus" / "hostile"),
        "large": compared.large(rivals),
        "specs": compared.specs(data / "specs", rivals),
    }


# --- labels that Word wrote down ---


def _labels(corpus: Path) -> dict[str, Any]:
    """Labels that agree with contents tables, cross-references and what authors wrote."""
    with (corpus / "numbering_truth.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    lines = {file: _lines(read(corpus / file, _SETTINGS)) for file in {row["file"] for row in rows}}
    wrong = [row for row in rows if not _agrees(row, lines[row["file"]])]
    return {"count": len(rows), "right": len(rows) - len(wrong), "wrong": [row["label"] for row in wrong]}


def _agrees(row: dict[str, str], lines: list[tuple[str, str]]) -> bool:
    """Punctuation around a label does not matter; a reference may name the levels above as well: 2.3.1(a)."""
    text = " ".join(row["text"].split())
    exact = [label for label, each in lines if each == text]
    labels = exact or [label for label, each in lines if each.startswith(text)]
    full = row["source"].startswith("ref")
    return any(
        label.strip("().") == row["label"].strip("().") or (full and label and row["label"].endswith(label))
        for label in labels
    )


def _lines(document: Document) -> list[tuple[str, str]]:
    found = [(block.label, " ".join(block.text.split())) for block in document.blocks]
    cells = (line for block in document.blocks for row in block.rows for cell in row for line in cell.split("\n"))
    return found + [(label, " ".join(text.split())) for label, _, text in (cell.partition(" ") for cell in cells)]


# --- odd, broken and hostile files ---


def _corpus(folder: Path, rivals: dict[str, str]) -> dict[str, Any]:
    files = sorted(folder.rglob("*.docx"))
    kinds: Counter[str] = Counter()
    documents, losses, slowest, refused = {}, {}, 0.0, {}
    for file in files:
        start = time.perf_counter()
        try:
            documents[file] = read(file, _SETTINGS)
            kinds["read"] += 1
            losses[str(file.relative_to(folder))] = round(documents[file].loss.unexplained, 5)
        except ReadError as error:
            kinds[error.kind] += 1
            refused[str(file.relative_to(folder))] = error.message
        except Exception as error:
            kinds["crash"] += 1
            refused[str(file.relative_to(folder))] = repr(error)
        slowest = max(slowest, time.perf_counter() - start)
    return {
        "files": len(files),
        "outcomes": dict(kinds),
        "refused": refused,
        "over one percent unexplained": sum(loss > 0.01 for loss in losses.values()),
        "worst unexplained": dict(
            sorted(((f, share) for f, share in losses.items() if share), key=lambda item: -item[1])[:_WORST]
        ),
        "slowest seconds": round(slowest, 2),
        "rivals": {
            name: _beside(compared.run(name, python, list(documents), 1), documents) for name, python in rivals.items()
        },
    }


def _beside(results: list[dict[str, Any]], documents: dict[Path, Document]) -> dict[str, Any]:
    """How much of each document a rival loses."""
    shares = []
    for result in results:
        if "lines" in result:
            shares.append(compared.lost(documents[Path(result["file"])], result["lines"])[0])
    return {
        "refused": sum("error" in result for result in results),
        "files losing over half": sum(share > 0.5 for share in shares),
        "files losing 10 to 50 percent": sum(0.1 < share <= 0.5 for share in shares),
        "files losing over 1 percent": sum(share > 0.01 for share in shares),
    }


def _hostile(folder: Path) -> dict[str, Any]:
    outcomes = {}
    for file in sorted(folder.iterdir()):
        command = [sys.executable, str(Path(__file__).resolve()), "--one", str(file)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            outcomes[file.name] = json.loads(done.stdout) if done.returncode == 0 else {"outcome": "crash"}
        except subprocess.TimeoutExpired:
            outcomes[file.name] = {"outcome": "time-out", "seconds": 60}
    within = all(
        each["outcome"] not in ("crash", "time-out") and all(each[key] <= limit for key, limit in _LIMITS.items())
        for each in outcomes.values()
    )
    return {"within limits": within, "limits": _LIMITS, "files": outcomes}


def _outcome(file: Path) -> dict[str, Any]:
    """One file, in a process of its own."""
    start = time.perf_counter()
    try:
        document = read(file, _SETTINGS)
        outcome = f"read, {document.loss.found} characters, {document.loss.unexplained:.2%} unexplained"
        outcome += "".join(f"; {problem.kind}" for problem in document.problems)
    except ReadError as error:
        outcome = f"{error.kind}: {error.message}"
    return {"outcome": outcome, "seconds": round(time.perf_counter() - start, 2), "MB": _peak()}


def _peak() -> int:
    import psutil

    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset / 1e6)
    if sys.platform == "linux":  # getrusage would count what the parent held before this process began
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024 // 10**6
    import resource

    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)  # bytes on macOS


if __name__ == "__main__":
    main()
