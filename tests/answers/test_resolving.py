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
    gate,
    lines_in,
    options_in,
    oracle,
    outcomes,
    report,
    say,
)

from pipeline.answers import resolve, settle
from pipeline.answers.llms.traces import Traces
from pipeline.answers.resolving import SUGGESTED
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
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    check_nothing_lost(before, after)
    decided = outcomes(after)
    for number, test in TRUTH.items():
        expected = ("unmatched", "llm", ()) if test == "none" else ("matched", "llm", (test,))
        assert decided[number] == expected
    assert after.problems == ()
    assert server.calls == 2 * len(TRUTH)  # what decides is asked twice, with the tests in another order
    orders = [options_in(asked) for asked in server.asked]
    assert all(one == other[::-1] for one, other in zip(orders[::2], orders[1::2], strict=True))


def test_only_clauses_in_review_are_asked_about() -> None:
    before, outline = report(settled=("5.1", "5.2"))
    with asking(oracle()) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    check_nothing_lost(before, after)
    assert server.calls == 4


def test_a_model_that_was_not_measured_only_suggests() -> None:
    before, outline = report()
    with asking(oracle()) as (asker, server):
        after, settled = settle(before, outline, CATALOGUE, asker)
    check_nothing_lost(before, after)
    assert {each.by for each in after.decisions} == {"score"}
    assert {result.kind for result in settled} == {SUGGESTED}
    assert [each.suggested for each in after.decisions[1:]] == [("BCI",), ("RE",), ("ESD-P",), ()]
    assert "was not measured" in after.decisions[1].reason
    assert "(ollama/llama3) agrees by line" in after.decisions[1].reason
    assert "suggests RE by line" in after.decisions[2].reason
    assert server.calls == len(TRUTH)  # a second answer would not change anything


def test_asking_again_replaces_what_the_model_said_before() -> None:
    before, outline = report()
    with asking(oracle()) as (asker, _):
        once = resolve(before, outline, CATALOGUE, asker)
        assert resolve(once, outline, CATALOGUE, asker) == once


BAD_ANSWERS = {
    "half a JSON": ('{"lines": [1], "tes', "not the JSON object", 2),
    "schema ignored": ("The clause is about bulk current injection.", "not the JSON object", 2),
    "invented id": (say("EFT-9", 2), "not among the tests", 2),
    "none and a test": ('{"lines": [2], "tests": ["none", "BCI"]}', "not among the tests", 2),
    "no line": ('{"lines": [], "tests": ["BCI"]}', "names no line", 2),
    "a line that is not there": (say("BCI", 9), "names no line", 2),
    "line zero": (say("BCI", 0), "names no line", 2),
    "a line of nothing": (say("BCI", 1), "speaks for BCI", 1),
    "a line of another test": (say("RE", 2, 3), "speaks for RE", 1),
    "numbers for words": ('{"lines": "two", "tests": 1}', "not the JSON object", 2),
    "two answers": (f"{say('BCI', 2)} or {say('RE', 2)}", "not the JSON object", 2),
    "a list": ("[]", "not the JSON object", 2),
    "nothing": ("", "not the JSON object", 2),
    "thoughts without end": ("<think>It may be " + say("BCI", 2), "not the JSON object", 2),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_an_answer_that_cannot_be_verified_leaves_the_clause_in_review(name: str, provider: str) -> None:
    text, why, calls = BAD_ANSWERS[name]
    before, outline = report({"5.1": TEXTS["5.1"]})
    with asking(lambda asked: text, provider=provider) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    check_nothing_lost(before, after)
    assert outcomes(after)["5.1"][0] == "review"
    assert server.calls == calls  # one repair, no more, and none of what is only not proven
    assert why in after.decisions[1].reason
    assert after.problems == ()  # the server did its part


def test_one_repair_saves_an_answer_that_could_not_be_used() -> None:
    before, outline = report({"5.1": TEXTS["5.1"]})
    with asking(oracle(), faults=["half answer"]) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert outcomes(after)["5.1"] == ("matched", "llm", ("BCI",))
    repair = server.asked[1].messages
    assert [message["role"] for message in repair] == ["system", "user", "assistant", "user"]
    assert "JSON" in repair[3]["content"]


def test_an_answer_that_was_cut_is_known_as_cut_and_not_asked_again() -> None:
    before, outline = report({"5.1": TEXTS["5.1"]})
    with asking(oracle(), faults=["cut", "cut"], provider="openai-compatible") as (asker, server):
        _, settled = settle(before, outline, CATALOGUE, asker, gate=gate())
    assert [result.kind for result in settled] == ["cut"]
    assert "cut at its longest length" in settled[0].after.reason
    assert server.calls == 1


def test_the_quote_is_the_line_of_the_clause_that_speaks_for_the_answer() -> None:
    before, outline = report({"5.1": ("Injection levels", "The clamp drives\n100 mA into   the loom.")})
    with asking(lambda asked: say("BCI", 1, 4)) as (asker, _):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert after.decisions[1].quote == "100 mA into the loom."


def test_similar_labelled_clauses_are_shown_with_their_tests_but_none_of_the_same_document() -> None:
    before, outline = report({"5.1": TEXTS["5.1"]})
    labelled = [
        example("old.docx#9", "Injection of 200 mA into the loom by a clamp", "BCI"),
        example("old.docx#8", "Colour of the housing"),
        example("spec.docx#5.1", "Injection levels The clamp drives 100 mA into the loom", "RE"),
        example("spec.docx#5.2", "The clamp drives 100 mA into the loom once more", "RE"),
    ]
    with asking(oracle()) as (asker, server):
        resolve(before, outline, CATALOGUE, asker, labelled, gate())
    prompt = server.asked[0].prompt
    assert "Injection of 200 mA into the loom by a clamp" in prompt
    assert "Of another document, BCI: Injection of 200 mA" in prompt
    assert "Colour of the housing" not in prompt
    assert "Of another document, RE" not in prompt
    assert not any("200 mA" in line for line in lines_in(server.asked[0]).values())  # it has no number to be named


def test_every_call_is_written_down_with_its_decision(tmp_path: Path) -> None:
    before, outline = report()
    path = tmp_path / "llm_calls.jsonl"
    with asking(oracle(), faults=["half answer", None, None, "400"], traces=Traces(path), failures=9) as (asker, _):
        resolve(before, outline, CATALOGUE, asker, gate=gate())
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 8  # 5.1 with a repair and a second asking, 5.2 not at all, the others twice
    assert [line["attempt"] for line in lines] == [1, 2, 1, 1, 1, 1, 1, 1]
    assert lines[1]["decision"] == lines[2]["decision"] == "BCI"
    assert lines[1]["trace_id"] == lines[0]["trace_id"] != lines[3]["trace_id"]
    assert lines[3]["fault"] == "refused"
    assert lines[0]["address"].startswith("http://127.0.0.1:")
    assert {line["about"] for line in lines} == {f"spec.docx#{number}" for number in TRUTH}
    assert all(line["messages"][0]["role"] == "system" for line in lines)


def test_a_clause_outside_the_outline_is_asked_about_all_the_same() -> None:
    before, _ = report({"5.1": TEXTS["5.1"]})
    with asking(oracle()) as (asker, _server):
        after = resolve(before, Outline("spec.docx", ()), CATALOGUE, asker, gate=gate())
    assert outcomes(after)["5.1"] == ("matched", "llm", ("BCI",))


def test_decisions_keep_the_whole_evidence_of_the_scores() -> None:
    one = clause("5.9", "Injection levels", "A clamp.")
    before = decision(one)
    base, outline = report({"5.9": ("Injection levels", "A clamp.")})
    with asking(oracle({"5.9": "BCI"})) as (asker, _):
        _, settled = settle(base, outline, CATALOGUE, asker, gate=gate())
    assert settled[0].after.match == before.match
    assert settled[0].before.by == "score"
    assert settled[0].kind == ""
    assert len(settled[0].replies) == 2


def test_a_long_run_says_how_far_it_is() -> None:
    before, outline = report()
    told: list[tuple[int, int]] = []
    with asking(oracle(), seconds=0.3) as (asker, _):
        settle(before, outline, CATALOGUE, asker, tell=lambda done, total: told.append((done, total)))
    assert told
    assert all(0 <= done < total == len(TRUTH) for done, total in told)
    assert told == sorted(told)
