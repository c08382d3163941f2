"""How well selection matrices are read: every cell, and which tests each line stands for, document by document.

    python -m benchmarks.matrices RUN... [--misses] [--part NAME] [--save benchmarks/results/matrices.json]

RUN is a run folder. The truth is `labels/matrices.csv`, written by eye from the pages before the reader existed (of
documents that the reader was not looking at while it was built: before it was tried on them): facts only, no
sentences. A cell is right when it stands under its test and its category with its meaning and its remark; a line is
right when its tests of the catalogue are those of the truth. Tests are found through the run's own decisions. A
document is compared by the name of its file without the ending, so that a PDF made of a Word file has the same truth.

The reader was built on the four specifications and on documents a and b of benchmarks/documents. Twelve matrices of c
to f were labelled before it was tried on them (the marks taken from their Word tables with a key written by hand for
each, the tests typed); "first" keeps how that went. What they taught is in the reader now.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path

from pipeline.config import resource
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.plans import matrices
from pipeline.runs import decided

LABELS = Path(__file__).parent / "labels" / "matrices.csv"
RESULTS = Path(__file__).parent / "results" / "matrices.json"


def read_truth() -> dict[str, dict[tuple[str, str], tuple[str, str, str]]]:
    """Document -> (line, category) -> number of the clause, meaning and remark, tests."""
    truth: dict[str, dict[tuple[str, str], tuple[str, str, str]]] = defaultdict(dict)
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said = f"{row['meaning']} {row['notes']}".strip()
            truth[Path(row["document"]).stem][_close(row["row"]), _close(row["column"])] = (
                row["number"],
                said,
                row["tests"],
            )
    return truth


def measure(folder: Path, *, misses: bool) -> dict[str, dict[str, int]]:
    """Compare the matrices of a run with the truth."""
    truth, catalogue = read_truth(), load_catalogue([resource("references/emc_tests.toml")])
    results = {}
    for report in decided(folder):
        expected = truth.get(Path(report.document).stem, {})
        found = matrices.read(report.decisions, catalogue)
        entries = [entry for matrix in found for entry in matrix.entries]
        got = {(_close(entry.item), _close(entry.category)): entry for entry in entries}
        wrong = [key for key in expected if not _is_right(got.get(key), expected[key])]
        lines = {line: tests for (line, _), (_, _, tests) in expected.items()}
        tested = {_close(entry.item): ";".join(entry.tests) for entry in entries}
        mistaken = [
            line for line, tests in lines.items() if set(tested.get(line, "-").split(";")) != set(tests.split(";"))
        ]
        surplus = [key for key in got if key not in expected]
        results[report.document] = {
            "matrices": len(found),
            "cells": len(expected),
            "right": len(expected) - len(wrong),
            "surplus": len(surplus),
            "lines": len(lines),
            "lines with the right tests": len(lines) - len(mistaken),
        }
        if misses:
            for key in wrong[:15]:
                entry = got.get(key)
                print("  wrong:", key, expected[key], "got", entry and (entry.number, entry.meaning, entry.notes))
            for line in mistaken:
                print("  tests:", line, "expected", lines[line], "got", tested.get(line))
            for key in surplus[:12]:
                print("  surplus:", key)
    return results


def _close(text: str) -> str:
    """Take the spaces out: where a narrow cell of a PDF breaks a word, nobody can tell it from two."""
    return "".join(text.split())


def _is_right(entry, expected) -> bool:  # noqa: ANN001
    if entry is None:
        return False
    number, said, _ = expected
    return entry.number == number and " ".join((entry.meaning, *entry.notes)).strip() == said


def main() -> None:
    """Measure and print; `--misses` names each wrong cell and line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--part", default="now", help="name in the results: now, first ...")
    parser.add_argument("--save", type=Path)
    arguments = parser.parse_args()
    results = {}
    for folder in arguments.runs:
        results |= measure(folder, misses=arguments.misses)
    for document, figures in results.items():
        print(document, figures)
    if arguments.save:
        kept = json.loads(arguments.save.read_text(encoding="utf-8")) if arguments.save.exists() else {}
        labelled = {document: figures for document, figures in results.items() if figures["cells"]}
        kept[arguments.part] = kept.get(arguments.part, {}) | labelled
        arguments.save.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
