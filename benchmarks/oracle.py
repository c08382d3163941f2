"""What a model can do to the decisions: one that always knows and four that mislead, against having none.

    python -m benchmarks.oracle --data ../shared/data [--keep FILE] [--save benchmarks/results/oracle.json]

Each scripted model is first measured as `emcmatch evaluate --llm` does, on documents of our own by other authors; then
it is asked about the clauses in review of the specifications of the data folder and of the samples, at two thresholds,
through the real provider, prompt, schema, proof and gate, over HTTP on the loopback address. The oracle answers by
label: what it gets wrong no model can get right. The others give wrong answers with the best proof there is, always
take the first test, draw lots, and contradict themselves. It says nothing about how good a real model is.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model_material import REVIEW_BELOW, Answers, Held, gather, samples

from pipeline import flow
from pipeline.answers import Asker, Gate, Measured, settle
from pipeline.answers.llms import connect
from pipeline.answers.prompts import VERSION
from pipeline.config import load
from pipeline.records import Decision, Outline
from pipeline.runs import few_shot, model_trial
from pipeline.tuning.dataset import is_right

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "builders"))
from answer_builders import always_first, at_random, contradicting, options_in, proof, say  # noqa: E402
from model_server import Asked, ModelServer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.answers import Settled
    from pipeline.answers.examples import Examples
    from pipeline.config import Config
    from pipeline.matching.catalogue import Catalogue

ASK = 200  # labelled clauses a model is measured on, those in review first
MODELS = ("oracle", "always wrong", "always first", "random", "contradicting")


@dataclass
class Scripted:
    """A model that knows the labels of the documents and uses them for good or ill."""

    name: str
    catalogue: Catalogue
    truth: Mapping[str, Answers] = field(default_factory=dict)  # what a clause is asked with -> its labels

    def __post_init__(self) -> None:
        self._contradicts = contradicting(self.catalogue)

    def __call__(self, asked: Asked) -> str:
        """Answer a question about a clause."""
        if self.name == "always first":
            return always_first(asked)
        if self.name == "random":
            return at_random(asked)
        if self.name == "contradicting":
            return self._contradicts(asked)
        number = asked.messages[1]["content"].rpartition("The clause, number ")[2].partition(":\n")[0]
        right = self.truth.get(number, frozenset())
        offered = set(options_in(asked)) - {"none"}
        if self.name == "oracle":
            fitting = sorted((sorted(one) for one in right if one <= offered), key=lambda one: (-len(one), one))
            return self._say(asked, fitting[0] if fitting else [])
        wrong = [[test] for test in sorted(offered) if frozenset([test]) not in right]
        return self._say(asked, wrong[0] if wrong else [])

    def _say(self, asked: Asked, tests: list[str]) -> str:
        if not tests:
            return say("none", 1)
        lines = list(dict.fromkeys(proof(asked, test, self.catalogue)[0] for test in tests))
        return json.dumps({"lines": lines, "tests": tests})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--documents", type=Path, default=ROOT / "benchmarks" / "documents")
    parser.add_argument("--keep", type=Path, help="file in which the held-out decisions lie between runs")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    held = gather(given.documents, given.data, given.jobs, given.keep)
    names = {path.name for path in (given.data / "specs").glob("*.docx")}
    own = [one for one in held if one.document not in names]
    sets = {
        "specifications": [one for one in held if one.document in names],
        "samples": samples(ROOT / "specs"),
    }
    result = {name: try_one(name, own, sets) for name in MODELS}
    print(json.dumps(result, indent=1))
    if given.save:
        given.save.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def try_one(name: str, own: Sequence[Held], sets: Mapping[str, Sequence[Held]]) -> dict[str, Any]:
    """Measure a model on our own documents, and use it on the others."""
    catalogue = flow.Pipeline(load()).catalogue
    model = Scripted(name, catalogue)
    with ModelServer(model) as server:
        config = load(
            overrides={
                "llm": {"provider": "ollama", "host": server.url, "run_deadline": 36000.0},
                "store": {"path": ""},
                "review": {"store": ""},
            }
        )
        llm = connect(config.llm)
        assert llm is not None
        asker = Asker(llm, config.llm)
        labelled = few_shot.gather(config, catalogue)
        trial = measure(own, model, asker, config, labelled)
        known = Measured(llm.name, "", VERSION, catalogue.digest, trial.verdict, trial.documents, trial.counts)
        used = {
            f"{kind} at {below}": use(
                some, below, model, asker, Gate(known, max(below, 1 - config.decide.promise)), labelled
            )
            for kind, some in sets.items()
            for below in REVIEW_BELOW
        }
        asker.close()
    print(name, json.dumps(used), file=sys.stderr, flush=True)
    return {"measured on our own documents": told(trial), **used}


def measure(
    own: Sequence[Held], model: Scripted, asker: Asker, config: Config, labelled: Examples
) -> model_trial.Trial:
    """Measure as `emcmatch evaluate --llm --ask` does."""
    answers = {clause: right for one in own for clause, right in one.answers.items()}
    documents = {one.document: one for one in own}

    def know(line: str) -> None:
        model.truth = numbers_of(documents[line.partition(": ")[0]])

    return model_trial.run(
        [one.reports[REVIEW_BELOW[0]] for one in own],
        lambda decision, tests: judge(answers.get(decision.clause.id), tests),
        model.catalogue,
        asker,
        config,
        ASK,
        labelled,
        say=know,
    )[0]


def use(
    some: Sequence[Held], below: float, model: Scripted, asker: Asker, gate: Gate, labelled: Examples
) -> dict[str, Any]:
    """Ask about the clauses in review, and compare what is decided before and after."""
    before: list[tuple[Decision, bool | None]] = []
    after: list[tuple[Decision, bool | None]] = []
    settled: list[Settled] = []
    for one in some:
        model.truth = numbers_of(one)
        report = one.reports[below]
        outline = Outline(report.document, tuple(decision.clause for decision in report.decisions))
        done, became = settle(report, outline, model.catalogue, asker, labelled, gate)
        settled += [each for each in became if each.before.clause.id in one.answers]
        for into, decisions in ((before, report.decisions), (after, done.decisions)):
            into += [(each, judge(one.answers.get(each.clause.id), each.tests)) for each in decisions]
    answered = [each for each in settled if each.raw is not None]
    lifted = [each for each in answered if each.after.outcome != "review"]
    return {
        "without a model": decided(before),
        "with it": decided(after),
        "asked about, with a label": len(settled),
        "answers": len(answered),
        "of these out of review": len(lifted),
    }


def decided(known: Sequence[tuple[Decision, bool | None]]) -> dict[str, Any]:
    """Count the clauses that are decided, and those of them that are right."""
    rows = [right for decision, right in known if decision.outcome != "review" and right is not None]
    return {"decided": len(rows), "right": sum(rows), "share": round(sum(rows) / len(rows), 5) if rows else None}


def judge(labels: Answers | None, tests: Sequence[str]) -> bool | None:
    """Say whether tests are right; None where the clause has no label."""
    return None if labels is None else is_right(tuple(tests), tuple(labels))


def numbers_of(one: Held) -> dict[str, Answers]:
    """Labels by number, as the question names it; of clauses that share a number only what is right for all."""
    found: dict[str, Answers] = {}
    for decision in one.reports[REVIEW_BELOW[0]].decisions:
        clause = decision.clause
        if clause.id in one.answers:
            number, right = clause.number[:20] or "(none)", one.answers[clause.id]
            found[number] = found[number] & right if number in found else right
    return found


def told(trial: model_trial.Trial) -> dict[str, Any]:
    """Put what was measured into a few figures."""
    counts = trial.counts
    return {
        "asked": trial.asked,
        "answers": counts.answers,
        "right": counts.correct,
        "agreed with right guesses": f"{counts.right_agreed} of {counts.right}",
        "agreed with wrong guesses": f"{counts.wrong_agreed} of {counts.wrong}",
        "corrected": counts.wrong_corrected,
        "verdict": trial.verdict,
        "tokens a clause, four letters each": round(trial.tokens / max(1, trial.asked)),
    }


if __name__ == "__main__":
    main()
