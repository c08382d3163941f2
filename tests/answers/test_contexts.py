"""The same decision on every server: what does not fit is shortened by rule and never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from answer_builders import (
    CATALOGUE,
    asking,
    check_nothing_lost,
    gate,
    oracle,
    outcomes,
    report,
    say,
)

from pipeline.answers import resolve

if TYPE_CHECKING:
    from pipeline.records import Outline, Report


BCI = {f"5.{number}": "BCI" for number in range(4)}


def long_report() -> tuple[Report, Outline]:
    words = "The clamp drives the current of the generator into the loom in steps of one decibel. "
    return report({f"5.{number}": ("Injection levels", f"Case {number}. " + words * 120) for number in range(4)})


@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_a_4k_and_a_256k_server_give_the_same_decisions(provider: str) -> None:
    before, outline = long_report()
    results, prompts = [], []
    for there in (4096, 262144):
        with asking(oracle(BCI), provider=provider, there=there) as (asker, server):
            results.append(outcomes(resolve(before, outline, CATALOGUE, asker, gate=gate())))
            prompts.append([asked.prompt for asked in server.asked])
    assert results[0] == results[1]
    assert prompts[0] == prompts[1]
    assert {each[1] for each in results[0].values()} == {"score", "llm"}


def test_a_question_the_context_cannot_hold_is_shortened_and_never_cut_by_the_server() -> None:
    before, outline = long_report()
    with asking(oracle(BCI), context=2048, output=100) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert all(asked.options["num_ctx"] == 2048 for asked in server.asked)
    assert all(len(asked.prompt) / 3 < 2048 for asked in server.asked)
    assert all("[...]" in asked.prompt for asked in server.asked)
    assert all(each.by == "llm" for each in after.decisions[1:])


def test_a_server_that_gives_less_context_than_set_is_found_out() -> None:
    before, outline = long_report()
    with asking(oracle(BCI), there=1024, obeys_context=False) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    check_nothing_lost(before, after)
    assert all(each.by == "score" for each in after.decisions)
    assert "1024 tokens of context instead of 4096" in after.problems[0].message
    assert server.calls == 1


def test_a_prompt_that_a_server_cut_is_found_out_from_its_count() -> None:
    before, outline = long_report()
    with asking(lambda asked: say("BCI", 1), provider="openai-compatible", there=128) as (asker, _):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    check_nothing_lost(before, after)
    assert all(each.by == "score" for each in after.decisions)
    assert "cut the prompt" in after.decisions[1].reason
