"""Builds decisions and reports, as small or as large as a test needs."""

from __future__ import annotations

import random

from pipeline.evaluation.labels import Label
from pipeline.matching.catalogue import Catalogue, TestEntry
from pipeline.records import (
    Candidate,
    Clause,
    Decision,
    Evidence,
    Keyword,
    LossAccount,
    LossLine,
    Match,
    Mismatch,
    Probability,
    Problem,
    Profile,
    Report,
    Share,
    Table,
    TitleBlock,
)
from pipeline.reports.runs import RunInfo

CATALOGUE = Catalogue(
    name="five tests",
    tests=(
        TestEntry("RE", "Radiated Emission", "emission", aliases=("radiated disturbance", "field emission")),
        TestEntry("CE", "Conducted Emission: voltage", "emission", aliases=("conducted disturbance", "emission")),
        TestEntry("BCI", "Bulk Current Injection", "immunity", aliases=("current clamp", "emission")),
        TestEntry("TI-L", "Transient Immunity; Signal lines", "immunity", aliases=("coupling clamp",)),
        TestEntry("ESD", "Electrostatic Discharge", "esd"),
    ),
    together=(("RE", "CE"),),
)
RUN = RunInfo(started="2031-05-06T07:08:09+00:00", versions={"emcmatch": "9"}, seconds={"split": 1.25})


def make_clause(number="1", title="Scope", document="a.docx", **changes):
    return Clause(
        **{
            "id": f"{document}#{number}",
            "document": document,
            "number": number,
            "title": title,
            "level": number.count(".") + 1,
            "parent": f"{document}#{number.rpartition('.')[0]}" if "." in number else None,
            "path": (),
            **changes,
        }
    )


def decide(number="1", tests=(), outcome=None, confidence=0.9, document="a.docx", title="Scope", **changes):
    """Build a decision; keywords, evidence, candidates and probabilities stand where a run would have them."""
    tests = tuple(filter(None, (tests,) if isinstance(tests, str) else tests))
    clause = make_clause(number, title, document, **changes.pop("clause", {}))
    best = tests[0] if tests else ""
    shares = (Share("text", 0.31, 0.5), Share("evidence", 1.0, 0.25))
    profile = Profile(
        clause,
        changes.pop("keywords", (Keyword("current clamp", 0.5, "yake"), Keyword("calibrated level", 0.8, "rake"))),
        changes.pop("evidence", (Evidence("code", "RI 112", "title"), Evidence("unit", "mA", "text", weak=True))),
    )
    others = [test for test in CATALOGUE.ids if test != best]
    candidates = tuple(Candidate(test, 0.5, shares, ("clamp",)) for test in ([best] if best else []) + others)
    rest = (1 - confidence) / 2
    return Decision(
        **{
            "match": Match(profile, candidates),
            "outcome": outcome or ("matched" if tests else "unmatched"),
            "tests": tests,
            "confidence": confidence,
            "reason": "The code RI 112 stands in the title.",
            "runner_up": others[0],
            "probabilities": (
                Probability(best, confidence),
                Probability(others[0], rest),
                Probability(others[1], rest),
            ),
            **changes,
        }
    )


def make_report(*decisions, document="a.docx", **changes):
    return Report(
        **{
            "document": document,
            "sha256": "ab" * 32,
            "format": "docx",
            "pages": None,
            "title_block": TitleBlock("Component requirements", "QX-7", "C", "2031-01"),
            "loss": LossAccount((LossLine("body", "kept", 90), LossLine("body", "hidden text", 9)), 100),
            "fidelity": 0.96,
            "decisions": tuple(decisions),
            **changes,
        }
    )


def label(number="1", *answers, document="a.docx", title="Scope", **changes):
    """Build a label; each answer is an id, a tuple of ids, or () for none."""
    whole = tuple((answer,) if isinstance(answer, str) else answer for answer in answers or ((),))
    return Label(document, number, title, whole, **changes)


TOPICS = {
    "RE": ("Radiated emission", "The field strength at one metre stays below the limit of its class."),
    "CE": ("Conducted emission", "The voltage at the artificial network stays below the limit of its class."),
    "BCI": ("Injected current", "The injected current rises until the level of the table or a deviation is reached."),
    "TI-L": ("Coupled pulses", "The capacitive clamp couples bursts into all signal lines at once."),
    "ESD": ("Discharges", "Each accessible point gets ten discharges of either polarity."),
    "": ("General conditions", "The laboratory keeps its records for ten years and names the operator."),
}
PARTS = ("Purpose", "Set-up of the test", "Limits and levels", "Procedure", "Functional status", "Deviations")


def make_large(document, chapters=12, seed=1):
    """Build a report that looks like a real one: chapters with subclauses, some in review, tables, Chinese titles."""
    dice = random.Random(seed)
    decisions = []
    for chapter in range(1, chapters + 1):
        test = dice.choice(list(TOPICS))
        title, text = TOPICS[test]
        head = f"{title} 传导发射" if dice.random() < 0.1 else title
        decisions.append(_decide_randomly(dice, document, f"{chapter}", head, text, test, ()))
        for part in range(1, dice.randint(2, 7)):
            name = dice.choice(PARTS)
            number = f"{chapter}.{part}"
            decisions.append(_decide_randomly(dice, document, number, name, text * dice.randint(1, 6), test, (head,)))
    mismatches = (Mismatch("99.1", "Annex of figures", "in the contents, not found"),)
    problem = Problem(
        document, "loss", "Two per cent of the characters are not accounted for; check the text boxes.", False
    )
    return make_report(*decisions, document=document, mismatches=mismatches, problems=(problem,))


def _decide_randomly(dice, document, number, title, text, test, path):
    confidence = dice.choice((0.99, 0.97, 0.93, 0.9, 0.75, 0.55, 0.35))
    tests = (test,) if test else ()
    if test == "ESD" and dice.random() < 0.3:
        tests = ("TI-L", "ESD")
    outcome = "review" if confidence < 0.8 else None
    table = Table((("Band", "Level"), ("1 MHz to 400 MHz", "100 mA")))
    details = {"text": text, "path": path, "tables": (table,), "page": dice.randint(1, 90), "index": 7}
    return decide(number, tests, outcome, confidence, document, title, clause=details)
