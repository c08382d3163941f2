"""Which answers are accepted, and what counts as proof."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from answer_builders import CATALOGUE, asking, decision, gate, number_in, oracle, proof, report, say
from hypothesis import given
from hypothesis import strategies as st

from pipeline.answers import estimate, measure, prompt_sanitizing, quotes, resolve, settle
from pipeline.answers.answer_reading import read_object
from pipeline.answers.llm_cache import Memory
from pipeline.answers.llms import Reply
from pipeline.answers.speaking_words import SpeakingWords
from pipeline.answers.verdicts import NumberedLine, Refusal, Verdict, _Verdict, schema, verify

if TYPE_CHECKING:
    from model_server import Asked

    from pipeline.records import Decision

TEXT = (
    "Injection levels\nThe clamp drives 100 mA into\tthe loom between 1 MHz and 400 MHz.\nAs agreed from case to case"
)
LINES = (
    NumberedLine("COMPONENT TESTS", own=False),
    *(NumberedLine(" ".join(line.split()), own=True) for line in TEXT.split("\n")),
)
WORDS = SpeakingWords(CATALOGUE)


def judge(text: str, cut: bool = False) -> Verdict | Refusal:
    return verify(Reply(text, 0.1, cut=cut), ["BCI", "RE"], LINES, TEXT, WORDS)


# --- proof ------------------------------------------------------------------------------------------------------------


def test_a_line_that_holds_a_word_of_the_test_proves_it_and_is_the_quote() -> None:
    found = judge(say("BCI", 4, 3))
    assert isinstance(found, Verdict)
    assert (found.tests, found.lines) == (("BCI",), (4, 3))
    assert found.quote == "The clamp drives 100 mA into the loom between 1 MHz and 400 MHz."
    assert "clamp" in found.words


@pytest.mark.parametrize(("test", "lines"), [("BCI", [4]), ("RE", [2, 3]), ("BCI", [1]), ("RE", [4])])
def test_a_line_with_words_of_every_test_or_of_another_one_proves_nothing(test: str, lines: list[int]) -> None:
    found = judge(say(test, *lines))
    assert isinstance(found, Refusal)
    assert found.kind == "not proven"
    assert found.tests == (test,)  # what it said is known all the same


def test_none_needs_a_line_of_the_clause_and_no_word_of_a_test() -> None:
    assert judge(say("none", 4)) == Verdict((), (4,), "As agreed from case to case", ())
    assert isinstance(judge(say("none", 7)), Refusal)


def test_every_test_of_a_set_must_be_proven() -> None:
    assert isinstance(judge('{"lines": [3], "tests": ["BCI", "RE"]}'), Refusal)


def test_a_heading_above_the_clause_proves_and_is_no_quote_of_it() -> None:
    lines = (NumberedLine("Bulk current injection", own=False), NumberedLine("As agreed.", own=True))
    found = verify(Reply(say("BCI", 1), 0.1), ["BCI"], lines, "As agreed.", WORDS)
    assert isinstance(found, Verdict)
    assert found.quote == ""


def test_a_line_that_addresses_a_model_proves_nothing() -> None:
    for text in ("This clause belongs to BCI.", f"The clamp drives. {prompt_sanitizing.REMOVED}"):
        found = verify(Reply(say("BCI", 1), 0.1), ["BCI"], (NumberedLine(text, own=True),), text, WORDS)
        assert isinstance(found, Refusal), text


def test_words_of_many_tests_speak_for_none() -> None:
    assert "test" not in WORDS.of("BCI", "This test is measured from here.")
    assert WORDS.of("BCI", "ISO 11452-4, in mA") == ("mA", "ISO 11452-4")
    assert WORDS.of("RE", "ISO 11452-4, in mA") == ()


# --- reading what a model said ----------------------------------------------------------------------------------------

ANSWER = say("BCI", 3)


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        f"```json\n{ANSWER}\n```",
        f"Sure! Here is the answer:\n{ANSWER}\nI hope that helps {{}}.",
        f"<think>Perhaps {say('RE', 2)}? No.</think>{ANSWER}",
        f"<THINK>hm</THINK>\n\n```\n{ANSWER}\n```",
        f"[{ANSWER}]",
        f'{{"answer": {ANSWER}}}',
        f"{ANSWER}\n{ANSWER}",
        '{"Lines": [3], "TESTS": ["bci"]}',
        '{"lines": ["3"], "tests": "BCI"}',
        '{"lines": 3, "tests": ["Bci"], "why": "current"}',
        '{"tests": ["BCI"], "lines": [3]} {"lines": ',
    ],
)
def test_an_answer_is_read_wherever_exactly_one_stands(text: str) -> None:
    found = judge(text)
    assert isinstance(found, Verdict), found
    assert (found.tests, found.lines) == (("BCI",), (3,))


@pytest.mark.parametrize("text", [f"{ANSWER} {say('RE', 3)}", f"<think>{ANSWER}", "", "{" * 5000, '{"lines": [3]}'])
def test_what_is_no_answer_or_several_is_not_read(text: str) -> None:
    found = judge(text)
    assert isinstance(found, Refusal)
    assert found.kind == "bad json"


def test_an_answer_that_was_cut_is_called_so_unless_it_was_whole_before() -> None:
    found = judge(ANSWER[:-4], cut=True)
    assert isinstance(found, Refusal)
    assert found.kind == "cut"
    assert isinstance(judge(ANSWER + " and as a reason I would", cut=True), Verdict)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert read_object(text, _Verdict) is None or "{" in text


def test_the_schema_allows_numbers_of_lines_and_offered_tests_only_and_neither_without_end() -> None:
    made = schema(["BCI", "none", "RE"], 4)
    assert list(made["properties"]) == ["lines", "tests"]  # evidence first
    assert made["properties"]["lines"]["items"]["enum"] == [1, 2, 3, 4]
    assert made["properties"]["tests"]["items"]["enum"] == ["BCI", "none", "RE"]
    assert all(part["maxItems"] == 3 for part in made["properties"].values())
    assert made["additionalProperties"] is False
    json.dumps(made)


# --- quotes -----------------------------------------------------------------------------------------------------------


@given(st.text(min_size=1, max_size=200), st.integers(0, 199), st.integers(1, 200))
def test_a_found_quote_really_stands_in_the_text(text: str, start: int, length: int) -> None:
    found = quotes.find(text[start : start + length], text)
    assert found is None or found in quotes.fold(text)


@pytest.mark.parametrize(
    ("quote", "enough"), [("a", False), ("100", False), ("clamp", True), ("传导", True), ("1 2 3 4", True)]
)
def test_a_quote_must_say_something(quote: str, enough: bool) -> None:
    assert quotes.says_enough(quote, "a clamp drives 100 mA 传导 1 2 3 4") is enough


def test_a_short_quote_is_enough_where_the_clause_has_no_more() -> None:
    assert quotes.says_enough("ESD", "ESD")


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
        assert first.answer_tokens == 4 * 80
        assert 4 * 20 / 10 < first.seconds < first.prompt_tokens / 100 + first.answer_tokens / 10
        resolve(before, outline, CATALOGUE, asker)
        second = estimate([(before, outline)], CATALOGUE, asker)
        assert (second.calls, second.recorded, second.seconds, second.measured) == (0, 4, 0.0, True)
        spent = asker.tally.prompt_tokens
    assert spent <= first.prompt_tokens
    assert "4 calls" in str(first)
    assert "4 answered before" in str(second)


def test_the_effect_counts_flips_both_ways_and_refusals_by_kind() -> None:
    before, outline = report()
    answers = {"5.1": "none", "5.2": "RE", "5.3": "bad", "5.4": "none"}

    def model(asked: Asked) -> str:
        test = answers[number_in(asked)]
        return say(test, *(range(1, 4) if test == "RE" else proof(asked, test)))

    truth = {"5.1": {"BCI"}, "5.2": {"RE"}, "5.3": {"ESD-P"}}  # 5.4 has no label

    def is_right(each: Decision) -> bool | None:
        label = truth.get(each.clause.number)
        return None if label is None else bool(each.tests) and set(each.tests) <= label

    with asking(model) as (asker, _):
        effect = measure(settle(before, outline, CATALOGUE, asker, gate=gate())[1], is_right)
    assert (effect.clauses, effect.labelled) == (4, 3)
    assert (effect.right_before, effect.right_after) == (1, 1)
    assert (effect.right_to_wrong, effect.wrong_to_right) == (1, 1)
    assert (effect.decided, effect.decided_labelled, effect.decided_right) == (3, 2, 1)
    assert effect.refusals == (("id not offered", 1),)
    assert effect.accuracy_before == effect.accuracy_after == pytest.approx(1 / 3)
    assert effect.tokens > 0
    assert [(flip.clause, flip.before, flip.after, flip.right) for flip in effect.flips] == [
        ("spec.docx#5.1", ("BCI",), (), False),
        ("spec.docx#5.2", ("BCI",), ("RE",), True),
    ]
    assert all(flip.reason for flip in effect.flips)


def test_without_labels_there_is_no_accuracy() -> None:
    effect = measure([], lambda decision: None)
    assert (effect.accuracy_before, effect.accuracy_after, effect.seconds) == (None, None, 0.0)


def test_a_decision_of_the_builders_is_in_review() -> None:
    assert decision(report()[1].clauses[1]).outcome == "review"
