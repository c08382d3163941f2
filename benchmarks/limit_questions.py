"""How often a question for a value is answered by the right limit in the first place, without a model.

    python -m benchmarks.limit_questions RUN... [--save benchmarks/results/limit_questions.json]

RUN are finished run folders of `documents/limits3` and `documents/limits4`. `labels/questions_limits.csv` holds the
questions, each put to one document, with the clause, level and unit of the limit that answers. An answer is right when
the first limit shown for the first clause is that one; the questions were written before the search knew of limits.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import runs
from pipeline.config import load, resource
from pipeline.evaluation.figures import Proportion
from pipeline.matching.catalogue import load as load_catalogue
from pipeline.search.answering import Answerer
from pipeline.search.index import Index
from pipeline.search.index import add as add_to_index
from pipeline.search.records import Scope

if TYPE_CHECKING:
    from pipeline.search.records import Answer

LABELS = Path(__file__).parent / "labels" / "questions_limits.csv"


def main() -> None:
    """Ask all questions, print what came, save the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--name", default="now")
    args = parser.parse_args()
    catalogue = load_catalogue([resource(name) for name in load(None).match.references])
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder) / "index.sqlite")
        for run in args.runs:
            add_to_index(index, run.name, runs.decided(run), None, lambda *_: None)
        asker = Answerer(index, catalogue, None)
        digests = {source.document.rpartition(".")[0]: source.digest for source in index.sources()}
        answers = [asker.ask(row["question"], Scope((digests[row["document"]],))) for row in rows]
    right = [is_right(row, answer) for row, answer in zip(rows, answers, strict=True)]
    clause = [
        bool(answer.hits) and answer.hits[0].found.clause.number == row["number"]
        for row, answer in zip(rows, answers, strict=True)
    ]
    for row, answer, good in zip(rows, answers, right, strict=True):
        print("right" if good else "WRONG", row["question"], "|", first(answer))
    result = {"limit": figures(right), "clause": figures(clause)}
    print(json.dumps(result, indent=1))
    if args.save:
        kept = json.loads(args.save.read_text(encoding="utf-8")) if args.save.is_file() else {}
        kept[args.name] = result
        args.save.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def is_right(row: dict[str, str], answer: Answer) -> bool:
    """Tell whether the first limit of the first clause is the one asked for."""
    hit = answer.hits[0] if answer.hits else None
    if hit is None or hit.found.clause.number != row["number"] or not hit.limits:
        return False
    words = hit.limits[0].text.partition(": ")[2] or hit.limits[0].text
    value, unit = words.split(",")[0].split(" ")[0], row["unit"]
    return float(value.lstrip("±+")) == float(row["level"]) and f" {unit}" in words


def first(answer: Answer) -> str:
    """Write what stands first."""
    if not answer.hits:
        return "nothing"
    hit = answer.hits[0]
    return (
        f"{hit.found.clause.number} {hit.limits[0].text if hit.limits else hit.lines[0].text[:80] if hit.lines else ''}"
    )


def figures(right: list[bool]) -> dict[str, Any]:
    """Count the right ones, with Wilson's interval at 95 %."""
    low, high = Proportion(sum(right), len(right)).interval or (0.0, 1.0)
    return {
        "right": sum(right),
        "of": len(right),
        "share": round(sum(right) / len(right), 4),
        "from": round(low, 4),
        "to": round(high, 4),
    }


if __name__ == "__main__":
    main()
