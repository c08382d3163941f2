"""The ceiling of the model step: what would a model reach that always knows the answer?

    python -m benchmarks.oracle FOLDER [--all] [--save benchmarks/results/oracle.json]

FOLDER holds specifications and their `labels.csv`. The real flow decides them, the clauses in review are put to a model
server on the loopback address that answers by label, through the real provider, prompt, schema and verification. What
it gets wrong, no model can get right: a test that was not offered, a clause without a quotable word, a prompt too long.
It says nothing about how good a real model is. Labelled clauses are shown to it as in a run, none of the same document.

With --all every clause is put to the model, also those decided by the scores: few clauses stay in review in documents
the weights were learned on, and the retrieval is to be judged on many.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import flow
from pipeline.answers import Asker, Settled, measure, settle
from pipeline.answers.llms import connect
from pipeline.answers.prompts import offer
from pipeline.config import load
from pipeline.evaluation import labels
from pipeline.records import Decision, Outline
from pipeline.runs import few_shot

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "llms"))
from model_server import Asked, ModelServer

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLAUSE = re.compile(r"<<<clause (\w+)\n(.*?)\n>>>clause \1", re.DOTALL)
_COUNTS = (2, 4, 6, 8, 10, 15)


class Oracle:
    """Answers by label; the labels are those of the document that is asked about at the time."""

    def __init__(self) -> None:
        self.labels: Mapping[str, labels.Label] = {}

    def __call__(self, asked: Asked) -> str:
        """Give the label's test where it was offered, and quote the first line of the clause that says something."""
        user = asked.messages[1]["content"]
        number = user.rpartition("The clause to match, number ")[2].partition(":\n")[0]
        offered = (asked.schema or {})["properties"]["test"]["enum"]
        label = self.labels.get(number)
        right = [test for test in label.tests if test in offered] if label else []
        found = _CLAUSE.search(user)
        lines = found[2].splitlines() if found else [""]
        quote = next((line for line in lines if sum(sign.isalnum() for sign in line) >= 4), lines[0])
        return json.dumps({"test": right[0] if right else "none", "quote": quote, "reason": "by label"})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--save", type=Path)
    arguments = parser.parse_args()
    oracle = Oracle()
    with ModelServer(oracle) as server, tempfile.TemporaryDirectory() as scratch:
        overrides = {
            "llm": {"provider": "ollama", "host": server.url},
            "store": {"path": str(Path(scratch) / "store.sqlite")},
            "review": {"store": ""},
        }
        config = load(overrides=overrides)
        truth = labels.read(arguments.folder / "labels.csv")
        line = flow.Pipeline(config)
        llm = connect(config.llm)
        assert llm is not None
        asker = Asker(llm, config.llm)
        labelled = few_shot.gather(config, line.catalogue)
        settled: list[Settled] = []
        for path in sorted({arguments.folder / label.document for label in truth}):
            oracle.labels = {label.number: label for label in truth if label.document == path.name}
            report = flow.process(flow.FileJob(str(path), path.name), line).report
            if arguments.all:
                report = replace(report, decisions=tuple(replace(each, outcome="review") for each in report.decisions))
            outline = Outline(path.name, tuple(decision.clause for decision in report.decisions))
            settled += settle(report, outline, line.catalogue, asker, labelled)[1]
        asker.close()
        line.close()
    summarise(settled, {(label.document, label.number): label for label in truth}, arguments.save)


def summarise(settled: list[Settled], truth: dict[tuple[str, str], labels.Label], save: Path | None) -> None:
    """Print the effect and how often the right test was among those offered."""

    def label_of(decision: Decision) -> labels.Label | None:
        found = truth.get((decision.clause.document, decision.clause.number))
        return found if found is not None and found.scored else None

    def is_right(decision: Decision) -> bool | None:
        label = label_of(decision)
        return None if label is None else label.accepts(decision.tests)

    effect = measure(settled, is_right)
    befores = [result.before for result in settled]
    judged = [(decision, label) for decision in befores if (label := label_of(decision)) is not None]
    offered = {
        count: sum(label.none or bool({*offer(decision, count)} & {*label.tests}) for decision, label in judged)
        for count in _COUNTS
    }
    result = {
        "clauses in review": effect.clauses,
        "labelled": effect.labelled,
        "accuracy before": effect.accuracy_before,
        "accuracy with the oracle": effect.accuracy_after,
        "wrong to right": effect.wrong_to_right,
        "right to wrong": effect.right_to_wrong,
        "refusals": dict(effect.refusals),
        "right test among the first n offered": {
            str(count): round(n / max(1, len(judged)), 4) for count, n in offered.items()
        },
        "prompt and answer tokens a clause, as the server counts": round(effect.tokens),
    }
    for result_of in settled:
        if is_right(result_of.after) is False:
            print("wrong:", result_of.before.clause.id, result_of.kind or result_of.after.tests)
    print(json.dumps(result, indent=1))
    if save:
        save.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
