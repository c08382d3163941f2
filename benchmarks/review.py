"""How many answers of a reviewer it takes until the clauses are right: the order of the review list against others.

    python benchmarks/review.py --data ../shared/data

A simulated reviewer answers from the labels, clause after clause, and after every answer the decisions are applied as a
run applies them. Each specification is decided with weights and examples learned without it, as in
benchmarks/accuracy.py. The review list holds few clauses, so its order is carried on over all the others: by the same
worth, as if all of them were in review. Results go to benchmarks/results/review.json.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import config
from pipeline.matching.decisions.deciding import decide
from pipeline.matching.decisions.weights import load
from pipeline.records import LossAccount, Report, TitleBlock
from pipeline.reviews import Reviewed, apply, note
from pipeline.reviews.queue import order
from pipeline.tuning import collecting
from pipeline.tuning.dataset import crossfit, is_right
from pipeline.tuning.learning import learn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.tuning.collecting import School
    from pipeline.tuning.dataset import Alternatives, Taught

ROOT = Path(__file__).resolve().parent.parent
GOALS = (0.97, 0.98, 0.99, 0.995, 1.0)
SHUFFLES = 20


class Reading:
    """One held-out document with its labels and the decisions made without a person."""

    def __init__(self, taught: Taught, report: Report) -> None:
        self.report = report
        self.labels: dict[str, Alternatives] = {
            profile.clause.id: label
            for profile, label in zip(taught.profiles, taught.labels, strict=True)
            if label is not None
        }

    def count(self, words: Sequence[Reviewed]) -> int:
        """Count the right clauses when these answers are applied."""
        decisions = apply(self.report, words).decisions
        return sum(
            is_right(item.tests, self.labels[item.clause.id]) for item in decisions if item.clause.id in self.labels
        )


def main() -> None:
    """Measure and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    arguments.add_argument("--documents", type=Path, default=ROOT / "benchmarks" / "documents")
    arguments.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "review.json")
    given = arguments.parse_args()
    start = time.perf_counter()
    readings = read(collecting.open_school(given.documents, given.data))
    total = sum(len(reading.labels) for reading in readings)
    orders = {"review order": worth_order(readings), "document order": document_order(readings)}
    curves = {name: simulate(readings, turns) for name, turns in orders.items()}
    shuffled = [simulate(readings, shuffle(orders["document order"], seed)) for seed in range(SHUFFLES)]
    results = {
        "what": "answers of a simulated reviewer until clause accuracy; see the docstring of benchmarks/review.py",
        "clauses": total,
        "in review": sum(item.outcome == "review" for reading in readings for item in reading.report.decisions),
        "right without a person": round(curves["review order"][0] / total, 4),
        "answers until": {
            **{name: {str(goal): reach(curve, goal, total) for goal in GOALS} for name, curve in curves.items()},
            f"random order, mean of {SHUFFLES}": {
                str(goal): round(sum(reach(curve, goal, total) for curve in shuffled) / SHUFFLES, 1) for goal in GOALS
            },
        },
        "curve": {
            **{name: [round(count / total, 4) for count in curve[::10]] for name, curve in curves.items()},
            f"random order, mean of {SHUFFLES}": [
                round(sum(counts) / SHUFFLES / total, 4) for counts in list(zip(*shuffled, strict=True))[::10]
            ],
        },
        "seconds": round(time.perf_counter() - start),
    }
    given.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in results.items() if key != "curve"}, indent=1))


def read(school: School) -> list[Reading]:
    """Decide the specifications, each with weights and examples learned without it."""
    features = crossfit(school.documents, school.lent, school.states.entries)
    settings = config.load().decide
    temperature = load(ROOT / "references" / "weights.json").temperature
    found = []
    for taught in school.documents:
        if taught in school.own or taught.document.endswith(".csv"):
            continue
        others = [one for one in school.documents if one.group != taught.group]
        weights = replace(learn(others, features, school.states), temperature=temperature)
        decisions = decide(taught.profiles, features[taught.document], school.states, weights, settings)
        blank = Report(taught.document, "", "docx", None, TitleBlock(), LossAccount(), None, decisions)
        found.append(Reading(taught, blank))
    return found


Turn = tuple[int, str]  # place of the reading, id of the clause


def worth_order(readings: Sequence[Reading]) -> list[Turn]:
    """The order of the review page: the review list, then all other clauses by the same worth."""
    places = {item.clause.id: place for place, one in enumerate(readings) for item in one.report.decisions}
    return [(places[id], id) for id in order(one.report for one in readings)]


def document_order(readings: Sequence[Reading]) -> list[Turn]:
    """One document after the other, from its beginning."""
    return [(place, item.clause.id) for place, one in enumerate(readings) for item in one.report.decisions]


def shuffle(turns: Sequence[Turn], seed: int) -> list[Turn]:
    """Any order."""
    shuffled = list(turns)
    random.Random(seed).shuffle(shuffled)
    return shuffled


def simulate(readings: Sequence[Reading], turns: Sequence[Turn]) -> list[int]:
    """Count the right clauses before the first answer and after each."""
    decisions = [{item.clause.id: item for item in reading.report.decisions} for reading in readings]
    words: list[list[Reviewed]] = [[] for _ in readings]
    right = [reading.count(()) for reading in readings]
    curve = [sum(right)]
    for place, id in turns:
        label = readings[place].labels.get(id)
        if label is not None:
            item = decisions[place][id]
            answer = item.tests if is_right(item.tests, label) else tuple(sorted(label[0]))
            words[place].append(note(item.clause, "APPROVE" if answer == item.tests else "REJECT", answer, item.tests))
            right[place] = readings[place].count(words[place])
        curve.append(sum(right))
    return curve


def reach(curve: Sequence[int], goal: float, total: int) -> int:
    """Return how many answers it takes until a share is right and stays so."""
    below = [answers for answers, count in enumerate(curve) if count < goal * total]
    return below[-1] + 1 if below else 0


if __name__ == "__main__":
    main()
