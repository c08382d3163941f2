"""How well questions find their clause, without a model, and how fast.

    python -m benchmarks.ask DATA [--save benchmarks/results/ask.json] [--clauses 100000]

DATA holds `specs/*.docx` and `mil_std_461/MIL-STD-461F.pdf`. `labels/questions.csv` holds 60 questions with the right
clause and 10 that the documents do not answer. They were written by somebody who did not know the retrieval, and
committed before it was measured; "first" is the measurement before anything was chosen by them. After that, weights and
thresholds were chosen with the questions of the half "choose" and with those of `labels/questions_samples.csv` about
the sample specifications; the questions of the half "held" were not looked at. The half of a question is the parity of
its SHA-256 digest, odd = "choose".

A question is put to all documents of its set at once (the four specifications; MIL-STD-461F). Compared are the ranking
that `emcmatch ask` uses ("traits"), reciprocal rank fusion of the same finds, words alone (BM25) and vectors alone.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import config, flow, runs
from pipeline.evaluation.figures import Proportion
from pipeline.search.answering import Answerer
from pipeline.search.index import Index
from pipeline.search.index import add as add_to_index
from pipeline.search.records import Scope

if TYPE_CHECKING:
    from pipeline.config import Config

LABELS = Path(__file__).parent / "labels"
RESULTS = Path(__file__).parent / "results" / "ask.json"
METHODS = ("traits", "fusion", "words", "vectors")
SETS = {"specs": ("specs", ()), "mil": ("mil_std_461/MIL-STD-461F.pdf", ("references/mil_std_461.toml",))}
TOP = 10


def half(question: str) -> str:
    """Say for what a question may be used."""
    return ("held", "choose")[int(hashlib.sha256(question.encode("utf-8")).hexdigest(), 16) % 2]


def read(name: str) -> list[dict[str, Any]]:
    """Read labelled questions, each with the ids of its right clauses; none = it is not answered."""
    with (LABELS / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [{**row, "right": ids(row), "half": half(row["question"])} for row in rows]


def ids(row: dict[str, str]) -> frozenset[str]:
    """Ids of the clauses that answer a question: any of them is right."""
    numbers = [number.strip() for number in row["number"].split(";") if number.strip()]
    return frozenset(
        f"{document}#{number}" for document in row["document"].split(";") for number in numbers if document
    )


def measure(asker: Answerer, scope: Scope, rows: list[dict[str, Any]], method: str) -> list[dict[str, Any]]:
    """Ask every question; the place of the right clause is 0 for the first, None where it is not among the first."""
    found = []
    for row in rows:
        answer = asker.ask(row["question"], scope, TOP, method)
        names = [hit.found.clause.id for hit in answer.hits]
        place = next((at for at, name in enumerate(names) if name in row["right"]), None)
        found.append({**row, "place": place, "names": names, "fits": answer.fits, "sure": answer.sureness})
    return found


def figures(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Count what was found."""
    asked = [each for each in found if each["right"]]
    absent = [each for each in found if not each["right"]]
    counts = {
        "first": Proportion(sum(each["place"] == 0 for each in asked), len(asked)),
        "first five": Proportion(sum(each["place"] is not None and each["place"] < 5 for each in asked), len(asked)),
        "recognised as not answered": Proportion(sum(not each["fits"] for each in absent), len(absent)),
        "refused though answered": Proportion(sum(not each["fits"] for each in asked), len(asked)),
    }
    ranks = [1 / (each["place"] + 1) if each["place"] is not None else 0.0 for each in asked]
    said: dict[str, Any] = {name: show(count) for name, count in counts.items() if count.n}
    return said | ({"mean reciprocal rank": round(statistics.mean(ranks), 3)} if ranks else {})


def show(count: Proportion) -> dict[str, Any]:
    """A share with its n and interval."""
    low, high = count.interval or (0.0, 1.0)
    return {
        "count": count.count,
        "n": count.n,
        "share": round(count.value or 0, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def settings(folder: Path, catalogue: tuple[str, ...]) -> Config:
    """Settings with a store of their own, so that nothing is there yet."""
    given: dict[str, dict[str, Any]] = {"store": {"path": str(folder / "store.sqlite")}, "review": {"store": ""}}
    if catalogue:
        given["match"] = {"references": list(catalogue)}
    return config.load(overrides=given)


def prepare(data: Path, folder: Path) -> tuple[dict[str, tuple[Answerer, Scope]], dict[str, Any]]:
    """Carry both sets from their files into one index; how long each took, cold."""
    index = Index(folder / "index.sqlite")
    askers: dict[str, tuple[Answerer, Scope]] = {}
    seconds: dict[str, Any] = {}
    for name, (source, catalogue) in SETS.items():
        made = settings(folder / name, catalogue)
        start, used = time.perf_counter(), sum(os.times()[:4])
        runs.do(runs.Order(config=made, specs=(str(data / source),), out=folder / name / "run"))
        carried = time.perf_counter() - start
        line = flow.Pipeline(made)
        found = add_to_index(index, name, runs.decided(folder / name / "run"), line.embedder, lambda *_: None)
        whole = time.perf_counter() - start
        for worker in multiprocessing.active_children():  # what they used is only told once they have ended
            worker.join()
        seconds[name] = {
            "read, split, matched, reported": round(carried, 1),
            "and indexed": round(whole, 1),
            "processor seconds of all": round(sum(os.times()[:4]) - used, 1),
            "processes waiting at the end": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        }
        asker = Answerer(index, line.catalogue, line.embedder)
        asker.warm()
        askers[name] = (asker, Scope(tuple(each.digest for each in found)))
    return askers, seconds


def compare(askers: dict[str, tuple[Answerer, Scope]]) -> dict[str, Any]:
    """Every method on every question, together, by set and by half."""
    rows = read("questions.csv")
    result = {}
    for method in METHODS:
        by_set = {name: measure(*askers[name], [row for row in rows if row["set"] == name], method) for name in askers}
        found = [each for name in askers for each in by_set[name]]
        halves = {part: figures([each for each in found if each["half"] == part]) for part in ("choose", "held")}
        result[method] = {"all": figures(found), **{name: figures(each) for name, each in by_set.items()}, **halves}
        if method != "traits":  # only that one says whether a question is answered
            for each in result[method].values():
                each.pop("recognised as not answered", None)
                each.pop("refused though answered", None)
    return result


def clock(asker: Answerer, scope: Scope, questions: list[str]) -> dict[str, Any]:
    """Time each question twice, as questions that were not asked before; the second time its clauses are known."""
    wall, processor = [], []
    for turn in range(2):
        for text in questions:
            start, used = time.perf_counter(), time.process_time()
            asker.ask(f"{text} {'?' * (turn + 1)}", scope)
            wall.append(1000 * (time.perf_counter() - start))
            processor.append(1000 * (time.process_time() - used))
    half = len(questions)
    return {
        "questions": half,
        "first time, median ms": round(statistics.median(wall[:half]), 1),
        "warm, median ms": round(statistics.median(wall[half:]), 1),
        "warm, slowest ms": round(max(wall[half:]), 1),
        "warm, median processor ms": round(statistics.median(processor[half:]), 1),
        "warm, slowest processor ms": round(max(processor[half:]), 1),
    }


def main() -> None:
    """Measure and print, and save if so asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--clauses", type=int, default=100_000, help="of the large index; 0 = as measured before")
    given = parser.parse_args()
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        askers, seconds = prepare(given.data, Path(name))
        result: dict[str, Any] = {"first": before.get("first", {}), "now": compare(askers), "cold seconds": seconds}
        result["questions"] = {
            part: clock(*askers[part], [row["question"] for row in read("questions.csv") if row["set"] == part])
            for part in askers
        }
        asker = askers["specs"][0]
        if given.clauses and asker.embedder is not None:
            from benchmarks.ask_large import fill

            result["large"] = time_large(fill(Path(name), asker.embedder.name, given.clauses), asker)
        elif "large" in before:
            result["large"] = before["large"]
    text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
    print(text)
    if given.save:
        given.save.write_text(text, encoding="utf-8", newline="\n")


def time_large(index: Index, asker: Answerer) -> dict[str, Any]:
    """Time questions to a large index, from loading it."""
    from benchmarks.ask_large import ASKED

    large = Answerer(index, asker.catalogue, asker.embedder)
    start = time.perf_counter()
    large.warm()
    loaded = time.perf_counter() - start
    clauses = sum(source.clauses for source in index.sources())
    size = round(index.path.stat().st_size / 1e6)
    return {"clauses": clauses, "loaded in s": round(loaded, 1), "file MB": size, **clock(large, Scope(), list(ASKED))}


if __name__ == "__main__":
    main()
