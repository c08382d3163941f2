"""Models that mislead, and one that knows, measured on one document and used on another: the gate between them."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from answer_builders import (
    CATALOGUE,
    always_first,
    always_wrong,
    asking,
    at_random,
    contradicting,
    decision,
    number_in,
    oracle,
    say,
)

from pipeline.answers import Gate, Measured, settle
from pipeline.answers.examples import Examples
from pipeline.answers.prompts import VERSION
from pipeline.config import load
from pipeline.records import Clause, LossAccount, Outline, Report, TitleBlock
from pipeline.runs import model_trial

if TYPE_CHECKING:
    from model_server import Asked, Model

    from pipeline.answers import Settled
    from pipeline.records import Decision

pytestmark = pytest.mark.slow

SAYS = {
    "BCI": "In step {0} the clamp drives {0} mA into the loom.",
    "RE": "In step {0} the antenna stands {0} cm away and the field is measured.",
    "ESD-P": "In step {0} the pistol discharges {0} times into the pins.",
    "none": "The supplier files paper {0} for ten years.",
}
CONFIG = load()


def write(document: str, clauses: int) -> tuple[Report, dict[str, str]]:
    """Make a document of which a third of the guesses in review are wrong, and one in fifty of the decided."""
    dice = random.Random(document)
    truth, decisions = {}, []
    for index in range(1, clauses + 1):
        number = f"{document[0]}.{index}"
        right = dice.choice(list(SAYS))
        kept = dice.random() < 0.5
        wrong = dice.random() < (0.02 if kept else 0.33) or right == "none"
        guess = dice.choice([test for test in CATALOGUE.ids if test != right]) if wrong else right
        clause = Clause(
            f"{document}#{number}", document, number, f"Step {index}", 2, None, (), SAYS[right].format(index)
        )
        made = decision(clause, "matched" if kept and right != "none" else "review", guess)
        decisions.append(replace(made, confidence=0.99) if made.outcome == "matched" else made)
        truth[number] = right
    return Report(document, "0" * 64, "docx", None, TitleBlock(), LossAccount(), None, tuple(decisions)), truth


LEARNED, LEARNED_TRUTH = write("known.docx", 240)
OTHER, OTHER_TRUTH = write("other.docx", 120)
TRUTH = LEARNED_TRUTH | OTHER_TRUTH


def is_right(each: Decision, tests: tuple[str, ...]) -> bool:
    return (tests or ("none",)) == (TRUTH[each.clause.number],)


def use(model: Model, below: float) -> tuple[model_trial.Trial, Report, tuple[Settled, ...]]:
    """Measure a model on one document and let it answer about the clauses in review of the other."""
    with asking(model, run_deadline=600.0, call_deadline=60.0) as (asker, _):
        trial, _ = model_trial.run([LEARNED], is_right, CATALOGUE, asker, CONFIG, 240, Examples(()))
        known = Measured(asker.llm.name, "", VERSION, "", trial.verdict, trial.documents, trial.counts)
        gate = Gate(known, max(below, 1 - CONFIG.decide.promise))
        outline = Outline(OTHER.document, tuple(each.clause for each in OTHER.decisions))
        return trial, *settle(OTHER, outline, CATALOGUE, asker, (), gate)


def right_of_decided(report: Report) -> float:
    decided = [each for each in report.decisions if each.outcome != "review"]
    return sum(is_right(each, each.tests) for each in decided) / len(decided)


def repeating(asked: Asked) -> str:
    """Agrees with the guess of the matcher, which is all it could know of a document's other clauses."""
    guess = {each.clause.number: each.tests[0] for each in (*LEARNED.decisions, *OTHER.decisions)}
    return say(guess[number_in(asked)], 1, 2)


BAD: dict[str, Model] = {
    "always wrong": always_wrong(TRUTH),
    "always first": always_first,
    "random": at_random,
    "contradicting": contradicting(),
    "repeating": repeating,
}


@pytest.mark.parametrize("below", [0.8, 0.995])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_model_never_lowers_the_share_of_right_decisions(name: str, below: float) -> None:
    trial, after, _ = use(BAD[name], below)
    assert trial.asked == len(LEARNED.decisions)
    assert right_of_decided(after) >= right_of_decided(OTHER)
    assert len(after.decisions) == len(OTHER.decisions)


def test_a_model_that_knows_lifts_nine_answers_in_ten_out_of_review() -> None:
    trial, after, settled = use(oracle(TRUTH), 0.8)
    assert trial.verdict == "use it"
    answers = [each for each in settled if each.raw is not None]
    lifted = [each for each in answers if each.after.outcome != "review"]
    assert len(answers) > 40
    assert len(lifted) / len(answers) >= 0.9
    assert right_of_decided(after) == 1.0
