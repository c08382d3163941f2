"""How fast a run is and how much memory it takes, part by part; a part that was measured is not measured again.

    python benchmarks/speed.py                              every part that is not in the results yet
    python benchmarks/speed.py --parts 10x10 large          only these
    python benchmarks/speed.py --minutes 10                 begins no part that would end later, by its own estimate
    python benchmarks/speed.py --rivals PYTHON              with docling and docling-parse, installed for that Python
    python benchmarks/speed.py --scale 0.02 --redo          everything small, to try it

Folders are made by scripts/make_specs.py. Each run is a real call of emcmatch in processes of its own: "cold" with an
empty store, "warm" the same again (into the same folder, which is left as it is, and into a new one, which is written),
"one changed" after a paragraph was added to one document. Figures are medians over the repetitions. Everything is as a
plain installation has it, embeddings too, but in the part `100x60 without embeddings`. Seconds depend on the machine,
which is described; the ratios are within one part. After each part benchmarks/results/speed.json is written anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from speed_rivals import against_embedding, against_predecessor, against_readers
from speed_runs import Folder

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).parent / "results" / "speed.json"
WHAT = (
    "medians over the repetitions, each a real call (the largest folders once), with the default settings but where "
    "the backend of a part is 'none': embeddings off; "
    "stages: seconds of all processes together, and what one of them did in a second"
)


@dataclass(frozen=True)
class Part:
    """Something that is measured at once."""

    name: str
    minutes: float  # it takes on a quiet machine with two cores
    measure: Callable[[Path, float, str], dict[str, Any]]  # folder to work in, scale, Python with the rivals


def folder_part(
    name: str,
    minutes: float,
    documents: int,
    pages: str,
    jobs: tuple[int, ...],
    repeat: int,
    backend: str = "auto",
) -> Part:
    """Make the part that runs a folder of documents cold, warm and with one file changed."""

    def measure(place: Path, scale: float, _: str) -> dict[str, Any]:
        folder = Folder(place / name, max(2, round(documents * scale)), pages)
        rounds = [
            {f"{count} processes": folder.measure(count, first=count == max(jobs), backend=backend) for count in jobs}
            for _ in range(repeat)
        ]
        found = merge(rounds)
        found |= {"documents": folder.documents, "pages": folder.pages, "repetitions": repeat, "backend": backend}
        return found | compare(found, jobs)

    return Part(name, minutes, measure)


def compare(found: dict[str, Any], jobs: tuple[int, ...]) -> dict[str, Any]:
    """Put the runs of a folder in proportion."""
    runs = found[f"{max(jobs)} processes"]
    cold = runs["cold"]["seconds"]
    ratios = {
        "warm against cold": round(runs["warm"]["seconds"] / cold, 4),
        "warm into a new folder against cold": round(runs["warm, new folder"]["seconds"] / cold, 4),
        "one changed against cold": round(runs["one changed"]["seconds"] / cold, 4),
        "cold seconds a document": round(cold / found["documents"], 4),
        "cold pages a second": round(found["pages"] / cold, 1),
    }
    if len(jobs) > 1:
        single = found[f"{min(jobs)} processes"]["cold"]["seconds"]
        ratios[f"{max(jobs)} processes against {min(jobs)}"] = round(single / cold, 2)
    return {"ratios": ratios}


PARTS = (
    folder_part("10x10", 1, 10, "10", (2,), 3),
    folder_part("100x10", 2, 100, "10", (2,), 2),
    folder_part("10x20-300", 2, 10, "20-300", (2,), 2),
    Part("large", 4, against_embedding),
    Part("predecessor", 0.5, against_predecessor),
    Part("readers", 3.5, against_readers),
    folder_part("1000x10", 7, 1000, "10", (2,), 1),
    folder_part("100x60", 10, 100, "60", (1, 2), 1),
    folder_part("100x60 without embeddings", 6, 100, "60", (2,), 1, "none"),
)


def main() -> None:
    """Measure what is asked for and not known yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [part.name for part in PARTS]
    parser.add_argument("--parts", nargs="+", choices=names, default=names)
    parser.add_argument("--minutes", type=float, default=1e9, help="begin nothing that would end later")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the documents, pages and texts")
    parser.add_argument("--rivals", default="", metavar="PYTHON", help="Python with docling and docling-parse")
    parser.add_argument("--redo", action="store_true", help="measure again what is in the results")
    parser.add_argument("--work", type=Path, default=Path("outputs") / "speed", help="folder for documents and stores")
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    start = time.monotonic()
    for part in PARTS:
        known = load(given.out)
        if part.name not in given.parts or (part.name in known.get("parts", {}) and not given.redo):
            continue
        if (time.monotonic() - start) / 60 + part.minutes * given.scale > given.minutes:
            print(f"{part.name}: left for another time ({part.minutes} minutes)", flush=True)
            continue
        began, load_before = time.monotonic(), os.getloadavg()[0] if hasattr(os, "getloadavg") else None
        found = part.measure(given.work.resolve(), given.scale, given.rivals)
        took = time.monotonic() - began
        found |= {"load before": load_before, "took minutes": round(took / 60, 2), "scale": given.scale}
        save(given.out, known, part.name, found)
        print(f"{part.name}: {took / 60:.1f} minutes\n{json.dumps(found.get('ratios', found), indent=1)}", flush=True)


def load(path: Path) -> dict[str, Any]:
    """Read what was measured before."""
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known if "parts" in known else {}


def save(path: Path, known: dict[str, Any], name: str, found: dict[str, Any]) -> None:
    """Add a part to the results, and what follows from several of them."""
    parts = {**known.get("parts", {}), name: found}
    result = {
        "what": WHAT,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": describe_machine(),
        "python": platform.python_version(),
        "growth": grow(parts),
        "parts": {part.name: parts[part.name] for part in PARTS if part.name in parts},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8", newline="\n")


def describe_machine() -> str:
    """System, cores, memory, and what the processor has that embeddings are computed with."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    said = f"{platform.system()}, {cores} cores, {psutil.virtual_memory().total // 2**30} GB"
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return f"{said}, {platform.processor() or platform.machine()}"
    flags = info.read_text(encoding="utf-8").partition("\nflags")[2].partition("\n")[0].split()
    has = {"AVX2": "avx2", "AVX-512": "avx512f", "VNNI": "avx512_vnni", "bfloat16": "avx512_bf16", "AMX": "amx_tile"}
    found = ", ".join(name for name, flag in has.items() if flag in flags) or "no vector instructions"
    return f"{said}, processor with {found}"


def grow(parts: dict[str, Any]) -> dict[str, Any]:
    """What becomes of cost and memory from 10 to 1,000 documents of one length."""
    found = {parts[name]["documents"]: parts[name] for name in ("10x10", "100x10", "1000x10") if name in parts}
    runs = {count: one["2 processes"]["cold"] for count, one in found.items()}
    further = {
        f"{few} to {many}": round((runs[many]["seconds"] - runs[few]["seconds"]) / (many - few), 4)
        for few, many in pairwise(sorted(runs))
    }
    return {
        "cold seconds a document": {count: one["ratios"]["cold seconds a document"] for count, one in found.items()},
        "cold seconds of each further document": further,
        "dearest against cheapest": round(max(further.values()) / min(further.values()), 3) if further else None,
        "peak MB of the parent": {count: one["peak MB of the parent"] for count, one in runs.items()},
        "peak MB of a worker": {count: one["peak MB of a worker"] for count, one in runs.items()},
    }


def merge(rounds: list[Any]) -> Any:  # noqa: ANN401 - nested figures
    """The median of each figure over the rounds."""
    first = rounds[0]
    if isinstance(first, dict):
        return {key: merge([each[key] for each in rounds if key in each]) for key in first}
    return round(statistics.median(rounds), 4)


if __name__ == "__main__":
    sys.exit(main())
