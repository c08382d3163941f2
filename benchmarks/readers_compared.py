"""Readers of Word files side by side: the same files, one after the other, on the same machine."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import tempfile
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from large_document import Made, make

from pipeline.config import load
from pipeline.documents import read

if TYPE_CHECKING:
    from pipeline.records import Document

_HERE = Path(__file__).resolve().parent
_SETTINGS = load().read
_PAGES = 313  # of the large document, as LibreOffice lays it out


def lost(document: Document, lines: list[list[str]]) -> tuple[float, float]:
    """Shares of the characters that are lost and doubled."""
    wanted = Counter(word for block in document.blocks for word in block.text.split())
    given = Counter(word for line in lines for word in line[1].split())
    total = sum(len(word) * count for word, count in wanted.items()) or 1
    lost = sum(len(word) * count for word, count in (wanted - given).items())
    doubled = sum(len(word) * count for word, count in (given - wanted).items() if word in wanted)
    return lost / total, doubled / total


def large(rivals: dict[str, str], repeats: int = 5) -> dict[str, Any]:
    """The document of 3,000 paragraphs and 150 tables, the readers taking turns on the same machine."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.docx"
        made = make(path)
        readers = {"emcmatch": _ours(path, repeats)}
        readers |= {name: run(name, python, [path], repeats)[0] for name, python in rivals.items()}
    fastest = min(readers["emcmatch"]["seconds"])
    return {
        "pages": _PAGES,
        "characters": made.characters,
        "labels": len(made.labels),
        "readers": {
            name: {
                "seconds": min(found["seconds"]),
                "pages per second": round(_PAGES / min(found["seconds"])),
                "times as long": round(min(found["seconds"]) / fastest, 1),
                "labels right": _right(made, found["lines"]),
            }
            for name, found in readers.items()
        },
    }


def _ours(path: Path, repeats: int) -> dict[str, Any]:
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        document = read(path, _SETTINGS)
        seconds.append(round(time.perf_counter() - start, 4))
    return {"seconds": seconds, "lines": [[block.label, block.text] for block in document.blocks]}


def _right(made: Made, lines: list[list[str]]) -> int:
    """Labels found before their text, be it in the label or in the text itself."""
    given = Counter(" ".join(f"{label} {text}".split()) for label, text in lines)
    wanted = Counter(f"{label} {text}" for label, text in made.labels)
    return sum((wanted & given).values())


def specs(folder: Path, rivals: dict[str, str]) -> dict[str, Any]:
    """Clauses of labelled specifications whose number and title stand at the beginning of a line, and text lost."""
    with (folder / "labels.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    files = [folder / name for name in dict.fromkeys(row["document"] for row in rows)]
    documents = {file: read(file, _SETTINGS) for file in files}
    results = {"emcmatch": [{"file": str(file), **_ours(file, 1)} for file in files]}
    results |= {name: run(name, python, files, 1) for name, python in rivals.items()}
    return {
        "clauses": len(rows),
        "readers": {
            name: {
                "number and title right": sum(_begun(row, found) for row in rows),
                "lost": round(sum(lost(documents[Path(f["file"])], f["lines"])[0] for f in found) / len(found), 4),
                "doubled": round(sum(lost(documents[Path(f["file"])], f["lines"])[1] for f in found) / len(found), 4),
            }
            for name, found in results.items()
        },
    }


def _begun(row: dict[str, str], found: list[dict[str, Any]]) -> bool:
    """A line that begins with the number, be it after a word ("Annex B"), and goes on with the title to its end."""
    lines = next(each["lines"] for each in found if Path(each["file"]).name == row["document"])
    title, number = _squeezed(row["title"]), re.compile(rf"(?<![\d.]){re.escape(row['number'])}")
    for label, text in lines:
        line = _squeezed(f"{label} {text}")
        before, there, after = line.partition(title if title in line else title[:40])
        beginning = len(before) <= len(row["number"]) + 12 and number.search(before)
        if there and beginning and not after.isdigit():  # a title and a page is a line of the contents
            return True
    return False


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def run(name: str, python: str, files: list[Path], repeats: int) -> list[dict[str, Any]]:
    """Results of a rival, in a process of its own."""
    command = [python, str(_HERE / "rival_readers.py"), name, str(repeats), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": ""})
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
