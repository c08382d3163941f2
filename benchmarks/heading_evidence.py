"""What headings are worth as evidence, and what the doubts of families cost, on all labelled documents.

    python benchmarks/heading_evidence.py --data ../shared/data

Decided as in a run, by the weights that come with the program, which were learned on most of these documents (the
examples channel has not seen a document's author): the shares say what a rule does, not how accurate the program is;
for that see benchmarks/accuracy.py. Results go to benchmarks/results/heading_evidence.json.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from pipeline import config
from pipeline.matching.decisions.contradictions import trust_headings
from pipeline.matching.decisions.deciding import decide
from pipeline.matching.decisions.family_doubts import doubt_families
from pipeline.matching.decisions.weights import load
from pipeline.tuning import collecting
from pipeline.tuning.dataset import crossfit, is_right

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Count and write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "heading_evidence.json")
    given = arguments.parse_args()
    school = collecting.open_school(ROOT / "benchmarks" / "documents", given.data, ROOT / "benchmarks" / "lists")
    features = crossfit(school.documents, school.lent, school.states.entries)
    weights, settings = load(ROOT / "references" / "weights.json"), config.load().decide
    count = Counter[str]()
    for taught in school.documents:
        mine = features[taught.document]
        first = decide(taught.profiles, mine, school.states, weights, settings)
        trusted = trust_headings(first, mine, settings.review_below)
        doubted = doubt_families(trusted, mine, school.states.entries)
        rows = zip(first, trusted, doubted, mine.told, taught.labels, strict=True)
        for before, lifted, after, told, label in rows:
            if label is None:
                continue
            right = is_right(before.tests, label)
            agrees = before.tests == (told.entry,)
            sent = lifted.outcome != "review" and after.outcome == "review"
            raised = before.outcome == "review" and lifted.outcome != "review"
            count.update({"clauses": 1})
            for name, holds in (("named by the heading", agrees), ("lifted", raised), ("doubted", sent)):
                count.update({name: holds, f"{name}, right": holds and right})
    given.out.write_text(json.dumps(count, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(count, indent=1))


if __name__ == "__main__":
    main()
