"""The same work by others: an embedding model called as everybody calls it, the predecessor's method, other readers."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from speed_runs import ROOT, Folder

if TYPE_CHECKING:
    from pathlib import Path

_REPEAT = 3
_REPEAT_LARGE = 2
_ENCODE = """
import json, sys, time
sys.path.insert(0, {root!r})
from sentence_transformers import SentenceTransformer
from pipeline.matching.embeddings import models
texts = json.loads(sys.stdin.read())
model = SentenceTransformer(str(models.resolve("all-MiniLM-L6-v2")), device="cpu")
model.encode(texts[:2])
start = time.perf_counter()
model.encode(texts, show_progress_bar=False)
print(time.perf_counter() - start)
"""

_WALK = """
import sys, time
import docx
start = time.perf_counter()
document = docx.Document(sys.argv[1])
for paragraph in document.paragraphs:
    paragraph.text
for table in document.tables:
    for row in table.rows:
        for cell in row.cells:
            cell.text
print(time.perf_counter() - start)
"""


def against_embedding(place: Path, scale: float, _: str) -> dict[str, Any]:
    """One document of 300 pages, cold and warm, against `SentenceTransformer.encode` over its clauses and python-docx.

    Loading the model and the libraries is not counted for the rivals, but all of it is for the whole run, which has the
    default number of processes.
    """
    folder = Folder(place / "large", 1, str(round(300 * max(scale, 0.05))))
    runs, encode, walk = [], [], []
    (document,) = folder.specs.glob("*.docx")
    for _ in range(_REPEAT_LARGE):
        runs.append(folder.measure(0, backend="auto", changed=False))
        lines = (folder.place / "out" / "clauses.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [f"{clause['title']}\n{clause['text']}" for clause in map(json.loads, lines)]
        encode.append(float(_call(sys.executable, "-c", _ENCODE.format(root=str(ROOT)), stdin=json.dumps(texts))))
        walk.append(float(_call(sys.executable, "-c", _WALK, str(document))))
    cold, warm = (statistics.median(one[name]["seconds"] for one in runs) for name in ("cold", "warm"))
    plain, walked = statistics.median(encode), statistics.median(walk)
    return {
        "pages": folder.pages,
        "clauses": runs[0]["cold"]["clauses"],
        "repetitions": _REPEAT_LARGE,
        "cold": runs[0]["cold"] | {"seconds": round(cold, 2)},
        "warm": runs[0]["warm"] | {"seconds": round(warm, 2)},
        "SentenceTransformer.encode over the clause texts": round(plain, 2),
        "python-docx, every paragraph and cell": round(walked, 2),
        "ratios": {
            "cold against encode": round(cold / plain, 3),
            "warm against encode": round(warm / plain, 3),
            "cold against python-docx": round(cold / walked, 3),
        },
    }


def against_predecessor(place: Path, scale: float, _: str) -> dict[str, Any]:
    """RAKE and TF-IDF on the texts of our clauses, against our stages keywords and match on the same."""
    folder = Folder(place / "predecessor", 1, str(round(120 * max(scale, 0.1))))
    mine = folder.measure(1, changed=False)["cold"]
    lines = (folder.place / "out" / "clauses.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [f"{clause['title']}\n{clause['text']}" for clause in map(json.loads, lines)]
    sys.path.insert(0, str(ROOT))
    from predecessor import match

    from pipeline.matching.catalogue import load as load_catalogue
    from pipeline.matching.channels.entries import prose

    catalogue = load_catalogue([ROOT / "references" / "emc_tests.toml"])
    entries = [prose(entry) for entry in catalogue.tests]
    match(texts[:5], entries)
    seconds = []
    for _ in range(_REPEAT):
        start = time.perf_counter()
        match(texts, entries)
        seconds.append(time.perf_counter() - start)
    theirs = statistics.median(seconds)
    ours = mine["stages"]["keywords"]["seconds"] + mine["stages"]["match"]["seconds"]
    return {
        "clauses": len(texts),
        "repetitions": _REPEAT,
        "predecessor, seconds for a thousand clauses": round(theirs / len(texts) * 1000, 3),
        "keywords and match, seconds for a thousand clauses": round(ours / len(texts) * 1000, 3),
        "ratios": {"keywords and match against the predecessor": round(ours / theirs, 2)},
    }


def against_readers(place: Path, scale: float, rivals: str) -> dict[str, Any]:
    """Our whole cold run on Word files and on the same as PDF, in pages a second, against docling's readers alone."""
    count = max(2, round(4 * scale))
    folder = Folder(place / "readers", count, str(round(60 * max(scale, 0.1))))
    files = sorted(folder.specs.glob("*.docx"))
    pdfs = place / "readers" / "pdf"
    _convert(files, pdfs)
    found: dict[str, Any] = {"documents": count, "repetitions": _REPEAT}
    for kind, specs, rival in (("Word", folder.specs, "docling"), ("PDF", pdfs, "docling-parse")):
        folder.specs = specs
        runs = [folder.measure(2, changed=False)["cold"]["seconds"] for _ in range(_REPEAT)]
        ours = statistics.median(runs)
        found[kind] = {"pages": folder.pages, "cold pages a second": round(folder.pages / ours, 1)}
        theirs = _rival(rivals, rival, sorted(p for p in specs.iterdir() if p.suffix in (".docx", ".pdf")))
        found[kind][f"{rival}, pages a second"] = round(folder.pages / theirs, 1) if theirs else None
        if theirs:
            found.setdefault("ratios", {})[f"{kind}: whole run against {rival}"] = round(theirs / ours, 2)
    return found


def _convert(files: list[Path], folder: Path) -> None:
    """Make a PDF of each Word file by LibreOffice."""
    missing = [str(file) for file in files if not (folder / f"{file.stem}.pdf").exists()]
    office = shutil.which("soffice") or "soffice"
    if missing:
        call = [office, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *missing]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _rival(python: str, reader: str, files: list[Path]) -> float | None:
    """Seconds a rival takes for all files together; None where it is not installed or fails."""
    if not python:
        return None
    said = _call(python, str(ROOT / "benchmarks" / "rival_readers.py"), reader, str(_REPEAT), *map(str, files))
    read = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    if len(read) != len(files) or any("error" in one for one in read):
        print(f"{reader}: {[one.get('error') for one in read]}")
        return None
    return sum(statistics.median(one["seconds"]) for one in read)


def _call(*command: str, stdin: str = "") -> str:
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, env=os.environ | {"HF_HUB_OFFLINE": "1"}, cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)[:300]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
