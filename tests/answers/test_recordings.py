"""Answers are kept as they come: nothing is asked twice, and a killed run goes on."""

from __future__ import annotations

import time

import pytest
from answer_builders import (
    CATALOGUE,
    TEXTS,
    TRUTH,
    asking,
    check_nothing_lost,
    gate,
    oracle,
    report,
)
from llm_settings import settings
from model_server import ModelServer

from pipeline.answers import Asker, resolve
from pipeline.answers.llm_cache import Memory
from pipeline.answers.llms import connect


def test_a_second_run_asks_nothing_again() -> None:
    before, outline = report()
    store = Memory()
    with asking(oracle(), store=store) as (asker, _):
        first = resolve(before, outline, CATALOGUE, asker, gate=gate())
    with asking(oracle(), store=store) as (asker, server):
        second = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert second == first
    assert server.calls == 0
    assert asker.tally.recorded == 2 * len(TRUTH)


def test_a_run_that_broke_off_goes_on_where_it_stopped() -> None:
    before, outline = report()
    store = Memory()
    with asking(oracle(), faults=[None] * 4 + ["404"], store=store) as (asker, _):
        half = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert sum(each.by == "llm" for each in half.decisions) == 2
    with asking(oracle(), store=store) as (asker, server):
        whole = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert server.calls == 4
    assert all(each.by == "llm" for each in whole.decisions[1:])


def test_recorded_answers_serve_while_the_server_is_away() -> None:
    before, outline = report()
    store = Memory()
    with asking(oracle(), store=store) as (asker, _):
        first = resolve(before, outline, CATALOGUE, asker, gate=gate())
    away = settings(host="http://127.0.0.1:9")
    llm = connect(away)
    assert llm is not None
    asker = Asker(llm, away, store)
    assert resolve(before, outline, CATALOGUE, asker, gate=gate()) == first
    asker.close()


@pytest.mark.parametrize(
    "change", [{"temperature": 0.5}, {"seed": 2}, {"context": 8192}, {"output": 70}, {"model": "mistral"}]
)
def test_any_change_in_what_an_answer_depends_on_is_asked_anew(change: dict[str, object]) -> None:
    before, outline = report({"5.1": TEXTS["5.1"]})
    store = Memory()
    with asking(oracle(), store=store) as (asker, _):
        resolve(before, outline, CATALOGUE, asker, gate=gate())
    with ModelServer(oracle(), names=("llama3:latest", "mistral:latest")) as server:
        changed = settings(host=server.url, **change)
        llm = connect(changed)
        assert llm is not None
        asker = Asker(llm, changed, store)
        resolve(before, outline, CATALOGUE, asker, gate=gate())
        asker.close()
    assert server.calls == 2


def test_several_questions_are_under_way_at_once_and_the_order_stays() -> None:
    texts = {f"5.{number}": ("Injection levels", f"Paragraph {number}.") for number in range(8)}
    before, outline = report(texts)
    truth = dict.fromkeys(texts, "BCI")
    with asking(oracle(truth), seconds=0.1, concurrency=4) as (asker, server):
        started = time.monotonic()
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
        assert time.monotonic() - started < 1.4
    assert server.most == 4
    check_nothing_lost(before, after)
    assert all(each.by == "llm" for each in after.decisions[1:])
