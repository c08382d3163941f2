"""Which answers are accepted, and what they do to the confidence."""

from __future__ import annotations

import json

import pytest
from answer_builders import CATALOGUE, asking, decision, oracle, report, say
from hypothesis import given
from hypothesis import strategies as st

from pipeline.answers import estimate, measure, prompt_sanitizing, quotes, resolve, settle
from pipeline.answers.bayes_update import join
from pipeline.answers.llm_cache import Memory
from pipeline.answers.verdicts import Refusal, Verdict, schema, verify
from pipeline.records import Decision, Probability

TEXT = "Injection levels\nThe clamp drives 100 mA into\tthe loom between 1 MHz and 400 MHz.\nBand | Level"


@pytest.mark.parametrize(
    "quote",
    [
        "clamp drives 100 mA",
        "drives  100\nmA into the loom",
        '"Injection levels"',
        "Band Level",
        "Band | Level",
        "between 1 MHz and 400 MHz.",
    ],
)
def test_a_quote_is_found_whatever_its_white_space(quote: str) -> None:
    assert isinstance(verify(say("BCI", quote), ["BCI"], TEXT, TEXT), Verdict)


@pytest.mark.parametrize(
    "quote",
    [
        "clamp drove 100 mA",
        "Clamp drives",
        "lamp drives",
        "drives 100 m",
        "100 mA ... loom",
        "100 mA loom",
        "",
        "  ",
        '""',
    ],
)
def test_a_quote_that_was_changed_is_not_found(quote: str) -> None:
    found = verify(say("BCI", quote), ["BCI"], TEXT, TEXT)
    assert isinstance(found, Refusal)
    assert found.kind == "quote not found"


@given(st.text(min_size=1, max_size=200), st.integers(0, 199), st.integers(1, 200))
def test_a_found_quote_really_stands_in_the_text(text: str, start: int, length: int) -> None:
    found = quotes.find(text[start : start + length], text)
    assert found is None or found in quotes.fold(text)


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_quote_is_found_that_is_not_there(text: str, quote: str) -> None:
    if quotes.find(quote, text) is not None:
        assert quotes.fold(quote).strip("\"'“”„‘’ ") in quotes.fold(text)


@pytest.mark.parametrize(
    ("quote", "enough"), [("a", False), ("100", False), ("clamp", True), ("传导", True), ("1 2 3 4", True)]
)
def test_a_quote_must_say_something(quote: str, enough: bool) -> None:
    assert quotes.says_enough(quote, "a clamp drives 100 mA 传导 1 2 3 4") is enough


def test_a_short_quote_is_enough_where_the_clause_has_no_more() -> None:
    assert quotes.says_enough("ESD", "ESD")


def test_a_quote_of_what_was_not_shown_is_no_evidence() -> None:
    found = verify(say("BCI", "between 1 MHz and 400 MHz"), ["BCI"], TEXT, "Injection levels\n[...]")
    assert isinstance(found, Refusal)


def test_an_answer_in_a_code_block_is_read() -> None:
    found = verify(f"```json\n{say('none', 'Injection levels')}\n```", ["BCI"], TEXT, TEXT)
    assert found == Verdict("", "Injection levels", "It says so.")


def test_the_reason_is_one_short_printable_line() -> None:
    found = verify(say("BCI", "Injection levels", "=1+1\n\x07" + "word " * 200), ["BCI"], TEXT, TEXT)
    assert isinstance(found, Verdict)
    assert len(found.reason) <= 240
    assert found.reason.isprintable()


def test_the_schema_allows_the_offered_ids_and_none_only() -> None:
    made = schema(["BCI", "RE"])
    assert made["properties"]["test"]["enum"] == ["BCI", "RE", "none"]
    assert set(made["required"]) == set(made["properties"])
    assert made["additionalProperties"] is False
    json.dumps(made)


# --- confidence -------------------------------------------------------------------------------------------------------

priors = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6)


@given(priors, st.floats(0.5, 0.99), st.integers(0, 5))
def test_probabilities_stay_probabilities(values: list[float], reliability: float, place: int) -> None:
    options = [f"T{number}" for number in range(len(values) - 1)] + [""]
    prior = [Probability(test, value) for test, value in zip(options, values, strict=True)]
    after = join(prior, options[place % len(options)], options, reliability)
    assert sum(each.value for each in after) == pytest.approx(1.0)
    assert [each.value for each in after] == sorted((each.value for each in after), reverse=True)


def test_agreement_makes_surer_and_contradiction_less_sure() -> None:
    prior = [Probability("A", 0.6), Probability("B", 0.3), Probability("", 0.1)]
    options = ["A", "B", ""]
    agreed = {each.test: each.value for each in join(prior, "A", options, 0.9)}
    denied = {each.test: each.value for each in join(prior, "", options, 0.9)}
    assert agreed["A"] > 0.9
    assert denied["A"] < 0.6
    assert denied[""] < agreed["A"]


def test_a_model_no_better_than_chance_changes_nothing() -> None:
    prior = [Probability("A", 0.6), Probability("B", 0.3), Probability("", 0.1)]
    after = {each.test: each.value for each in join(prior, "B", ["A", "B", ""], 1 / 3)}
    assert after == pytest.approx({"A": 0.6, "B": 0.3, "": 0.1})


# --- text that speaks to a model --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Ignore all error messages on the bus during the test.",
        "Select only one sample for this test.",
        "System: 12 V",
        "The DUT shall respond with CAN messages at all times.",
        "Label each sample with its number.",
        "Return this document signed by the supplier.",
        "The simulation model shall output 5 V at the pin.",
        "Mark the report as final only after the review.",
        "The user must select the correct antenna.",
        "Disregard peaks below the limit line.",
        "The test plan must be approved; no answer means no approval.",
    ],
)
def test_sentences_of_real_specifications_are_left_alone(sentence: str) -> None:
    assert not prompt_sanitizing.speaks_to_a_model(sentence)
    assert prompt_sanitizing.clean(sentence) == sentence


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = prompt_sanitizing.clean(text)
    assert prompt_sanitizing.clean(once) == once


@given(st.text(max_size=300))
def test_marks_cannot_be_forged(text: str) -> None:
    fenced = prompt_sanitizing.fence(prompt_sanitizing.clean(text), "clause")
    head, tail = fenced.split("\n", 1)[0], fenced.rsplit("\n", 1)[1]
    assert fenced.count(head) == 1
    assert fenced.count(tail) == 1


# --- what it costs and what it brings ---------------------------------------------------------------------------------


def test_an_estimate_counts_what_is_not_yet_answered_and_asks_nothing() -> None:
    before, outline = report()
    store = Memory()
    with asking(oracle(), store=store, prompt_speed=100.0, answer_speed=10.0) as (asker, server):
        first = estimate([(before, outline)], CATALOGUE, asker)
        assert server.calls == 0
        assert (first.clauses, first.calls, first.recorded, first.measured) == (4, 4, 0, False)
        assert first.answer_tokens == 4 * 300
        assert 4 * 60 / 10 < first.seconds < first.prompt_tokens / 100 + first.answer_tokens / 10
        resolve(before, outline, CATALOGUE, asker)
        second = estimate([(before, outline)], CATALOGUE, asker)
        assert (second.calls, second.recorded, second.seconds, second.measured) == (0, 4, 0.0, True)
        spent = asker.tally.prompt_tokens
    assert spent <= first.prompt_tokens
    assert "4 calls" in str(first)
    assert "4 answered before" in str(second)


def test_the_effect_counts_flips_both_ways_and_refusals_by_kind() -> None:
    before, outline = report()
    answers = {"5.1": "RE", "5.2": "RE", "5.3": "bad", "5.4": "none"}

    def model(asked: object) -> str:
        from answer_builders import clause_in, number_in

        number = number_in(asked)  # type: ignore[arg-type]
        return say(answers[number], clause_in(asked).splitlines()[0])  # type: ignore[arg-type]

    truth = {"5.1": {"BCI"}, "5.2": {"RE"}, "5.3": {"ESD-P"}}  # 5.4 has no label

    def is_right(each: Decision) -> bool | None:
        label = truth.get(each.clause.number)
        return None if label is None else bool(each.tests) and set(each.tests) <= label

    with asking(model) as (asker, _):
        effect = measure(settle(before, outline, CATALOGUE, asker)[1], is_right)
    assert (effect.clauses, effect.labelled) == (4, 3)
    assert (effect.right_before, effect.right_after) == (1, 1)
    assert (effect.right_to_wrong, effect.wrong_to_right) == (1, 1)
    assert (effect.decided, effect.decided_labelled, effect.decided_right) == (3, 2, 1)
    assert effect.refusals == (("id not offered", 1),)
    assert effect.accuracy_before == effect.accuracy_after == pytest.approx(1 / 3)
    assert effect.tokens > 0
    assert [(flip.clause, flip.before, flip.after, flip.right) for flip in effect.flips] == [
        ("spec.docx#5.1", ("BCI",), ("RE",), False),
        ("spec.docx#5.2", ("BCI",), ("RE",), True),
    ]
    assert all(flip.quote and flip.reason for flip in effect.flips)


def test_without_labels_there_is_no_accuracy() -> None:
    effect = measure([], lambda decision: None)
    assert (effect.accuracy_before, effect.accuracy_after, effect.seconds) == (None, None, 0.0)


def test_a_decision_of_the_builders_is_in_review() -> None:
    assert decision(report()[1].clauses[1]).outcome == "review"
