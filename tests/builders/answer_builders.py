"""Small reports to put to a model, and models to put them to."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from llm_settings import settings
from model_server import Asked, Model, ModelServer

from pipeline.answers import Asker
from pipeline.answers.llms import connect
from pipeline.answers.prompts import VERSION
from pipeline.answers.reliability import Counts, Gate, Measured
from pipeline.answers.speaking_words import SpeakingWords
from pipeline.matching.catalogue import Catalogue, Standard, TestEntry, Topic
from pipeline.matching.channels.examples import Example
from pipeline.records import (
    Candidate,
    Clause,
    Decision,
    LossAccount,
    Match,
    OutcomeName,
    Outline,
    Probability,
    Profile,
    Report,
    Table,
    TitleBlock,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CATALOGUE = Catalogue(
    "small",
    tests=(
        TestEntry(
            "BCI",
            "Bulk Current Injection",
            "immunity",
            aliases=("current injection",),
            standards=(Standard("ISO 11452-4"),),
            units=("mA",),
            passages=("A clamp injects current into the harness.", "The level of injection is given in mA."),
        ),
        TestEntry("RE", "Radiated Emission", "emission", passages=("The field is measured with an antenna.",)),
        TestEntry("ESD-P", "Electrostatic Discharge, powered", "esd", passages=("The pistol discharges into pins.",)),
    ),
    topics=(
        Topic("load-dump", "Load dump", "other test"),
        Topic("scope", "Scope and purpose", "general"),
    ),
)

TEXTS = {
    "5.1": ("Injection levels", "The clamp drives 100 mA into the loom between 1 MHz and 400 MHz."),
    "5.2": ("Field of the device", "The antenna stands one metre away and the field stays below the limit line."),
    "5.3": ("Pistol discharges", "Ten discharges of each polarity are applied to every connector pin."),
    "5.4": ("Filing of papers", "The supplier files the papers of every test for ten years."),
}
KNOWS = Counts(right=400, right_agreed=400, wrong=400, wrong_corrected=400)


def gate(counts: Counts = KNOWS, bar: float = 0.9, verdict: str = "use it") -> Gate:
    """What was measured of a model; without counts, of one that was right 800 times."""
    return Gate(Measured("ollama/llama3", "d" * 64, VERSION, CATALOGUE.digest, verdict, ("old.docx",), counts), bar)


TRUTH = {"5.1": "BCI", "5.2": "RE", "5.3": "ESD-P", "5.4": "none"}


def clause(number: str, title: str, text: str, **more: Any) -> Clause:
    values: dict[str, Any] = {"level": 2, "parent": "spec.docx#5", "path": ("COMPONENT TESTS",), **more}
    return Clause(f"spec.docx#{number}", "spec.docx", number, title, text=text, **values)


def decision(of: Clause, outcome: OutcomeName = "review", first: str = "BCI") -> Decision:
    rest = [test for test in CATALOGUE.ids if test != first]
    candidates = (Candidate(first, 0.5), *(Candidate(test, 0.4) for test in rest))
    match = Match(Profile(of), candidates, outside=Candidate("load-dump", 0.1))
    chances = (Probability(first, 0.4), Probability("", 0.3), Probability(rest[0], 0.2), Probability(rest[1], 0.1))
    return Decision(match, outcome, (first,), 0.4, "The scores are close.", runner_up=rest[0], probabilities=chances)


def report(
    clauses: Mapping[str, tuple[str, str]] | None = None, settled: tuple[str, ...] = ()
) -> tuple[Report, Outline]:
    """A document whose clauses are all in review but those named in `settled`."""
    chapter = Clause("spec.docx#5", "spec.docx", "5", "COMPONENT TESTS", 1, None, ())
    clauses_of = tuple(clause(number, *texts) for number, texts in (clauses or TEXTS).items())
    states: list[OutcomeName] = ["matched" if each.number in settled else "review" for each in clauses_of]
    decisions = (decision(chapter, "unmatched"), *map(decision, clauses_of, states))
    outline = Outline("spec.docx", (chapter, *clauses_of))
    return Report("spec.docx", "0" * 64, "docx", None, TitleBlock(), LossAccount(), None, decisions), outline


def example(clause_id: str, text: str, *tests: str) -> Example:
    document, _, number = clause_id.partition("#")
    return Example("", text, (), tests, document, number)


def with_table(rows: int) -> Clause:
    cells = tuple((f"{row} MHz", f"{row * 2} V/m", "AM and CW") for row in range(rows))
    return clause("7.1", "Long table", "Levels are those of the table.", tables=(Table(cells, "Table 9"),))


@contextmanager
def asking(
    model: Model, faults: Any = (), provider: str = "ollama", store: Any = None, traces: Any = None, **changes: Any
) -> Iterator[tuple[Asker, ModelServer]]:
    """An Asker at a model server that is up; `there`, `obeys_context` and `seconds` are about the server."""
    serving = {name: changes.pop(name) for name in ("obeys_context", "seconds") if name in changes}
    with ModelServer(model, faults=faults, context=changes.pop("there", 4096), **serving) as server:
        host = server.url if provider == "ollama" else f"{server.url}/v1"
        configured = settings(provider=provider, host=host, **changes)
        llm = connect(configured)
        assert llm is not None
        asker = Asker(llm, configured, store, traces)
        try:
            yield asker, server
        finally:
            asker.close()


# --- models -----------------------------------------------------------------------------------------------------------

_FENCED = re.compile(r"<<<clause (\w+)\n(.*?)\n>>>clause \1", re.DOTALL)


def clause_in(asked: Asked) -> str:
    """The fenced clause of a question, as an attentive model sees it."""
    found = _FENCED.search(asked.messages[1]["content"] if len(asked.messages) > 1 else "")
    return found[2] if found else ""


def number_in(asked: Asked) -> str:
    found = re.search(r"The clause, number (\S+):\n", asked.prompt)
    return found[1] if found else ""


def say(test: str, *lines: int) -> str:
    return json.dumps({"lines": lines or [1], "tests": [test]}, ensure_ascii=False)


def lines_in(asked: Asked) -> dict[int, str]:
    """The numbered lines of the clause in a question."""
    found = (re.match(r"(\d+) (.*)", line) for line in clause_in(asked).splitlines())
    return {int(match[1]): match[2] for match in found if match}


def options_in(asked: Asked) -> list[str]:
    """The tests offered in a question, in the order in which they stand there."""
    assert asked.schema is not None
    return list(asked.schema["properties"]["tests"]["items"]["enum"])


def proof(asked: Asked, test: str, catalogue: Catalogue = CATALOGUE) -> list[int]:
    """Up to three lines that speak for a test, the one that says most first; the first line where none does."""
    known = SpeakingWords(catalogue)
    said = {number: len(known.of(test, text)) for number, text in lines_in(asked).items()}
    best = sorted((number for number in said if said[number]), key=lambda number: (-said[number], number))
    return best[:3] or [1]


def oracle(truth: Mapping[str, str] = TRUTH, catalogue: Catalogue = CATALOGUE) -> Model:
    """Knows the answer, and the lines that prove it."""

    def model(asked: Asked) -> str:
        test = truth[number_in(asked)]
        return say(test, *proof(asked, test, catalogue))

    return model


def always_wrong(truth: Mapping[str, str], catalogue: Catalogue = CATALOGUE) -> Model:
    """Knows the answer and gives another one, with the best proof there is."""

    def model(asked: Asked) -> str:
        options = sorted(set(options_in(asked)) - {truth[number_in(asked)]})
        return say(options[0], *proof(asked, options[0], catalogue))

    return model


def always_first(asked: Asked) -> str:
    return say(options_in(asked)[0], *list(lines_in(asked))[:3])


def at_random(asked: Asked) -> str:
    """Draws an answer from what it was asked."""
    options = options_in(asked)
    return say(options[hashlib.sha256(asked.prompt.encode()).digest()[0] % len(options)], *list(lines_in(asked))[:3])


def contradicting(catalogue: Catalogue = CATALOGUE) -> Model:
    """Gives another answer each time it is asked about a clause."""
    times: Counter[str] = Counter()

    def model(asked: Asked) -> str:
        key = clause_in(asked)
        times[key] += 1
        options = sorted(options_in(asked))
        test = options[times[key] % len(options)]
        return say(test, *proof(asked, test, catalogue))

    return model


def reader(asked: Asked) -> str:
    """Its answer depends on every letter it was given: a prompt that differs anywhere gives another answer."""
    return at_random(asked)


def obedient(asked: Asked) -> str:
    """Does what any sentence of its prompt tells it to; without such a sentence it takes the first test."""
    text = "\n".join(message["content"] for message in asked.messages if message["role"] == "user")
    order = re.search(r"(?i)\b(?:answer|reply|respond|output|choose)\b[^.\n]{0,40}?\b(BCI|RE|ESD-P|none)\b", text)
    return say(order[1] if order else "BCI", *list(lines_in(asked))[:3])


# --- checks -----------------------------------------------------------------------------------------------------------


def outcomes(of: Report) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    return {each.clause.number: (each.outcome, each.by, each.tests) for each in of.decisions}


def check_nothing_lost(before: Report, after: Report) -> None:
    """Same clauses, same order; what was settled is untouched; what the model decided has a quote of its clause."""
    assert [each.clause for each in after.decisions] == [each.clause for each in before.decisions]
    for old, new in zip(before.decisions, after.decisions, strict=True):
        if old.outcome != "review":
            assert new == old
        elif new.by == "llm":
            assert new.outcome in ("matched", "unmatched")
            assert " ".join(new.quote.split()) in " ".join(new.clause.all_text.split())
            assert set(new.tests) <= set(CATALOGUE.ids)
        else:
            assert (new.outcome, new.tests, new.confidence, new.by) == ("review", old.tests, old.confidence, "score")
            assert new.reason.startswith(old.reason)
            assert len(new.reason) > len(old.reason)
