"""Whatever goes wrong with the server: no clause is lost, none gets an unproven label, the run ends in time."""

from __future__ import annotations

import _thread
import itertools
import threading
import time

import pytest
from answer_builders import (
    CATALOGUE,
    TRUTH,
    asking,
    check_nothing_lost,
    gate,
    oracle,
    report,
)

from pipeline.answers import resolve
from pipeline.answers.llms.traces import Traces

FAULTS = [
    "slow", "hang", "trickle", "trickle headers", "half answer", "half frame", "broken stream", "reset", "500", "503",
    "429", "404", "401", "400", "overflow", "white space", "say plain words", 'say {"lines": [1], "tests": ["XYZ"]}',
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("provider", ["ollama", "openai-compatible"])
def test_whatever_goes_wrong_no_clause_is_lost_and_the_run_ends_in_time(fault: str, provider: str) -> None:
    before, outline = report()
    limits = {"call_deadline": 0.15, "run_deadline": 0.4, "retries": 1, "failures": 2}
    with asking(oracle(), faults=itertools.repeat(fault), provider=provider, **limits) as (asker, _):
        started = time.monotonic()
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
        took = time.monotonic() - started
    check_nothing_lost(before, after)
    assert took < 1.0
    sound = {"slow"} if provider == "ollama" else {"slow", "broken stream", "white space"}  # there is no stream
    if fault not in sound:
        assert all(each.by == "score" for each in after.decisions) or fault == "white space"


@pytest.mark.parametrize("fault", ["500", "reset", "half frame", "429"])
def test_a_fault_that_passes_is_repeated_and_forgotten(fault: str) -> None:
    before, outline = report()
    with asking(oracle(), faults=[fault, fault]) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert all(each.by == "llm" for each in after.decisions[1:])
    assert after.problems == ()
    assert server.calls == 2 * len(TRUTH) + 2


@pytest.mark.parametrize("fault", ["404", "401"])
def test_a_missing_model_or_a_wrong_key_is_asked_once(fault: str) -> None:
    before, outline = report()
    with asking(oracle(), faults=itertools.repeat(fault)) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert server.calls == 1
    check_nothing_lost(before, after)
    assert [(problem.kind, problem.fatal) for problem in after.problems] == [("llm", False)]


def test_the_circuit_opens_after_a_few_failures_in_a_row() -> None:
    texts = {f"5.{number}": ("Injection levels", f"Paragraph {number}.") for number in range(20)}
    before, outline = report(texts)
    with asking(oracle(), faults=itertools.repeat("500"), failures=3, retries=0) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert server.calls == 3
    check_nothing_lost(before, after)
    assert "20 of 20 clauses" in after.problems[0].message
    assert "run again" in after.problems[0].message


def test_failures_that_do_not_follow_each_other_do_not_open_the_circuit() -> None:
    texts = {f"5.{number}": ("Injection levels", f"Paragraph {number}.") for number in range(8)}
    before, outline = report(texts)
    truth = dict.fromkeys(texts, "BCI")
    with asking(oracle(truth), faults=["500", None, None] * 4, failures=2, retries=0) as (asker, server):
        after = resolve(before, outline, CATALOGUE, asker, gate=gate())
    assert server.calls == 12
    assert sum(each.by == "llm" for each in after.decisions) == 4


def test_one_asker_carries_its_deadline_and_circuit_over_all_documents() -> None:
    before, outline = report()
    with asking(oracle(), faults=itertools.repeat("hang"), call_deadline=0.2, run_deadline=0.3) as (asker, server):
        started = time.monotonic()
        for _ in range(5):
            check_nothing_lost(before, resolve(before, outline, CATALOGUE, asker, gate=gate()))
        assert time.monotonic() - started < 1.0
    assert server.calls <= 3


def test_an_interrupt_ends_the_calls_under_way() -> None:
    before, outline = report()
    with asking(oracle(), faults=itertools.repeat("hang"), call_deadline=30.0, concurrency=2) as (asker, _):
        started = time.monotonic()
        threading.Timer(0.2, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            resolve(before, outline, CATALOGUE, asker, gate=gate())
        assert time.monotonic() - started < 2
        assert "stopped" in asker.stopped


def test_an_error_of_our_own_in_one_thread_is_not_swallowed() -> None:
    class Broken(Traces):
        def write(self, call: object) -> None:
            raise RuntimeError("a fault of ours")

    before, outline = report()
    with (
        asking(oracle(), faults=[None, "hang"], traces=Broken(None), call_deadline=30.0, concurrency=2) as (asker, _),
        pytest.raises(RuntimeError, match="a fault of ours"),
    ):
        resolve(before, outline, CATALOGUE, asker, gate=gate())
