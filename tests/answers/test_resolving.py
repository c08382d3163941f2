"""Clauses in review and a model: what is decided, what stays, and that nothing is ever lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from answer_builders import (
    CATALOGUE,
    TEXTS,
    TRUTH,
    asking,
    check_nothing_lost,
    clause,
    decision,
    example,
    oracle,
    outcomes,
    report,
    say,
)

from pipeline.answers import resolve, settle
from pipeline.answers.llms.traces import Traces
from pipeline.records import Outline

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_model_the_report_comes_back_unchanged() -> None:
    before, outline = report()
    assert resolve(before, outline, CATALOGUE, None) is before


@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_a_model_that_knows_settles_every_clause_in_review(provider: str) -> None:
    before, outline = report()
    with asking(oracle(), provider=provider) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker)
    check_nothing_lost(before, after)
    decided = outcomes(after)
    for number, test in TRUTH.items():
        expected = ("unmatched", "llm", ()) if test == "none" else ("matched", "llm", (test,))
        assert decided[number] == expected
    assert after.problems == ()
    assert server.calls == len(TRUTH)


def test_only_clauses_in_review_are_asked_about() -> None:
    before, outline = report(settled=("5.1", "5.2"))
    with asking(oracle()) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker)
    check_nothing_lost(before, after)
    assert server.calls == 2


def test_confidence_follows_the_agreement_of_scores_and_model() -> None:
    before, outline = report()
    with asking(oracle()) as (asker, _):
        after = resolve(before, outline, CATALOGUE, asker)
    sure = {each.clause.number: each.confidence for each in after.decisions}
    assert sure["5.1"] > sure["5.4"] > sure["5.2"] > sure["5.3"]  # priors 0.4, 0.3, 0.2, 0.1
    assert all(0 < value < 1 for value in sure.values())


BAD_ANSWERS = {
    "half a JSON": ('{"test": "BCI", "quo', "not the JSON object"),
    "schema ignored": ("The clause is about bulk current injection.", "not the JSON object"),
    "invented id": (say("EFT-9", "Injection levels"), "not among the tests"),
    "quote of its own": (say("BCI", "The bulk current is injected"), "does not stand in the clause"),
    "quote of nothing": (say("BCI", ""), "does not stand in the clause"),
    "quote of one letter": (say("BCI", "a"), "does not stand in the clause|too short"),
    "quote of the catalogue": (say("BCI", "A clamp injects current into the harness."), "does not stand in the clause"),
    "numbers for words": ('{"test": 1, "quote": 2, "reason": 3}', "not the JSON object"),
    "a list": ("[]", "not the JSON object"),
    "nothing": ("", "not the JSON object"),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_an_answer_that_cannot_be_verified_leaves_the_clause_in_review(name: str, provider: str) -> None:
    text, why = BAD_ANSWERS[name]
    before, outline = report({"5.1": TEXTS["5.1"]})
    with asking(lambda asked: text, provider=provider) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker)
    check_nothing_lost(before, after)
    assert outcomes(after)["5.1"][0] == "review"
    assert server.calls == 2  # one repair, no more
    assert [part for part in why.split("|") if part in after.decisions[1].reason]
    assert after.problems == ()  # the server did its part


def test_one_repair_saves_an_answer_that_could_not_be_used() -> None:
    before, outline = report({"5.1": TEXTS["5.1"]})
    with asking(oracle(), faults=["half answer"]) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker)
    assert outcomes(after)["5.1"] == ("matched", "llm", ("BCI",))
    repair = server.asked[1].messages
    assert [message["role"] for message in repair] == ["system", "user", "assistant", "user"]
    assert "JSON" in repair[3]["content"]


def test_a_quote_with_other_white_space_is_the_same_quote() -> None:
    before, outline = report({"5.1": ("Injection levels", "The clamp drives\n100 mA into   the loom.")})
    with asking(lambda asked: say("BCI", "drives 100 mA\tinto the loom")) as (asker, _):
        after = resolve(before, outline, CATALOGUE, asker)
    assert after.decisions[1].quote == "drives 100 mA into the loom"


def test_similar_labelled_clauses_are_shown_with_their_tests_but_none_of_the_same_document() -> None:
    before, outline = report({"5.1": TEXTS["5.1"]})
    labelled = [
        example("old.docx#9", "Injection of 200 mA into the loom by a clamp", "BCI"),
        example("old.docx#8", "Colour of the housing"),
        example("spec.docx#5.1", "Injection levels The clamp drives 100 mA into the loom", "RE"),
        example("spec.docx#5.2", "The clamp drives 100 mA into the loom once more", "RE"),
    ]
    with asking(oracle()) as (asker, server):
        resolve(before, outline, CATALOGUE, asker, labelled)
    prompt = server.asked[0].prompt
    assert "Injection of 200 mA into the loom by a clamp" in prompt
    assert "belongs to BCI" in prompt
    assert "Colour of the housing" not in prompt
    assert "belongs to RE" not in prompt


def test_every_call_is_written_down_with_its_decision(tmp_path: Path) -> None:
    before, outline = report()
    path = tmp_path / "llm_calls.jsonl"
    with asking(oracle(), faults=["half answer", None, "400"], traces=Traces(path), failures=9) as (asker, _):
        resolve(before, outline, CATALOGUE, asker)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 5
    assert [line["attempt"] for line in lines] == [1, 2, 1, 1, 1]
    assert lines[1]["decision"] == "BCI"
    assert lines[1]["trace_id"] == lines[0]["trace_id"] != lines[2]["trace_id"]
    assert lines[2]["fault"] == "refused"
    assert {line["about"] for line in lines} == {f"spec.docx#{number}" for number in TRUTH}
    assert all(line["messages"][0]["role"] == "system" for line in lines)


def test_a_clause_outside_the_outline_is_asked_about_all_the_same() -> None:
    before, _ = report({"5.1": TEXTS["5.1"]})
    with asking(oracle()) as (asker, _server):
        after = resolve(before, Outline("spec.docx", ()), CATALOGUE, asker)
    assert outcomes(after)["5.1"] == ("matched", "llm", ("BCI",))


def test_decisions_keep_the_whole_evidence_of_the_scores() -> None:
    one = clause("5.9", "Injection levels", "A clamp.")
    before = decision(one)
    base, outline = report({"5.9": ("Injection levels", "A clamp.")})
    with asking(oracle({"5.9": "BCI"})) as (asker, _):
        _, settled = settle(base, outline, CATALOGUE, asker)
    assert settled[0].after.match == before.match
    assert settled[0].before.by == "score"
    assert settled[0].kind == ""
    assert len(settled[0].replies) == 1


def test_a_long_run_says_how_far_it_is() -> None:
    before, outline = report()
    told: list[tuple[int, int]] = []
    with asking(oracle(), seconds=0.3) as (asker, _):
        settle(before, outline, CATALOGUE, asker, tell=lambda done, total: told.append((done, total)))
    assert told
    assert all(0 <= done < total == len(TRUTH) for done, total in told)
    assert told == sorted(told)
