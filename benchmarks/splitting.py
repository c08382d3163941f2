"""How many clauses are found, how many are invented, and how fast, on documents whose clauses are known.

    python benchmarks/splitting.py DATA [--out benchmarks/results/splitting.json]

DATA holds `specs` (Word) and `specs_pdf` (the same as PDF) with `specs/labels.csv` (document, number, title), and
`mil_std_461` with a PDF and `labels.csv` (document, number, title, page). A clause is found when it has its number, its
title (or the labelled beginning of it) and, where the labels tell it, its page. Speed is that of the split alone, on a
Word document of 3,000 paragraphs made by `large_document.py`; the median of several runs.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import re
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from large_document import make

from pipeline.clauses import split
from pipeline.config import Config, load
from pipeline.documents import read

if TYPE_CHECKING:
    from pipeline.records import Clause, Outline

_REPEATS = 7
_CUT = 20  # characters from which a label may be the beginning of a title


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/splitting.json"))
    arguments = parser.parse_args()
    config = load()
    sets = {
        "specs": (arguments.data / "specs", ".docx", arguments.data / "specs/labels.csv"),
        "specs_pdf": (arguments.data / "specs_pdf", ".pdf", arguments.data / "specs/labels.csv"),
        "mil_std_461": (arguments.data / "mil_std_461", ".pdf", arguments.data / "mil_std_461/labels.csv"),
    }
    results = {name: _judge_folder(*where, config) for name, where in sets.items()}
    results["speed"] = _time(config)
    results["machine"] = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "date": datetime.now(UTC).date().isoformat(),
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(results, indent=2, ensure_ascii=False))


def _judge_folder(folder: Path, suffix: str, labels: Path, config: Config) -> dict[str, Any]:
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    with labels.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            rows[Path(row["document"]).stem].append(row)
    documents = {}
    for name, known in rows.items():
        document = read(folder / f"{name}{suffix}", config.read)
        documents[name] = _judge(split(document, config.split), known)
    total = {key: sum(each[key] for each in documents.values()) for key in ("labelled", "found", "clauses", "invented")}
    shares = {"recall": total["found"] / total["labelled"], "precision": 1 - total["invented"] / total["clauses"]}
    return total | {key: round(value, 4) for key, value in shares.items()} | {"documents": documents}


def _judge(outline: Outline, known: list[dict[str, str]]) -> dict[str, Any]:
    free = list(outline.clauses)
    missed = []
    for row in known:
        hit = next((clause for clause in free if _is(clause, row)), None)
        if hit is None:
            missed.append(f"{row['number']} {row['title'][:60]}")
        else:
            free.remove(hit)
    return {
        "labelled": len(known),
        "found": len(known) - len(missed),
        "clauses": len(outline.clauses),
        "invented": len(free),
        "fidelity": outline.fidelity and round(outline.fidelity, 4),
        "missed": missed,
        "invented ones": [f"{clause.number} {clause.title[:60]}" for clause in free],
    }


def _is(clause: Clause, row: dict[str, str]) -> bool:
    if clause.number != row["number"] or row.get("page", str(clause.page)) != str(clause.page):
        return False
    title, label = _plain(clause.title), _plain(row["title"])
    return title == label or (len(label) >= _CUT and title.startswith(label))


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).casefold()


def _time(config: Config) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.docx"
        make(path)
        document = read(path, config.read)
    seconds = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        outline = split(document, config.split)
        seconds.append(time.perf_counter() - start)
    return {
        "blocks": len(document.blocks),
        "clauses": len(outline.clauses),
        "seconds": round(statistics.median(seconds), 3),
    }


if __name__ == "__main__":
    main()
