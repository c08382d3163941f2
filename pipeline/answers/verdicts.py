"""What a model may answer about a clause, and what of its answer is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.answers import prompt_sanitizing, quotes
from pipeline.answers.answer_reading import read_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.answers.llms import Reply
    from pipeline.answers.speaking_words import SpeakingWords

NONE = "none"
MOST_LINES = 3  # lines and tests that an answer may name
MOST_TESTS = 3


class _Verdict(BaseModel):
    model_config = ConfigDict(extra="ignore")

    lines: list[int] = Field(max_length=40)
    tests: list[str] = Field(max_length=20)

    @field_validator("lines", "tests", mode="before")
    @classmethod
    def _as_list(cls, value: Any) -> Any:  # noqa: ANN401
        return value if isinstance(value, list) else [value]


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A numbered sentence, row or heading of a question."""

    text: str  # as the model sees it
    own: bool  # of the clause itself; False = a heading it stands under


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer that was verified."""

    tests: tuple[str, ...]  # offered ids; empty = none applies
    lines: tuple[int, ...]  # numbers of the lines that decide, from 1
    quote: str  # a line of the clause that speaks for the answer, white space folded; "" where only a heading does
    words: tuple[str, ...] = ()  # of those lines, what speaks for the tests


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer."""

    kind: str  # "cut", "bad json", "id not offered", "line not shown", "not proven"; or the kind of an LLMError
    message: str  # one sentence
    tests: tuple[str, ...] | None = None  # what it said all the same, where that was among the tests offered


def schema(offered: Sequence[str], lines: int) -> dict[str, Any]:
    """JSON schema of an answer: numbers of lines first, then tests. There is nothing to copy and nowhere to ramble.

    :param offered: what can be chosen, in the order in which it was shown, `NONE` included.
    :param lines: how many lines were shown.
    """
    numbers = {"type": "integer", "enum": list(range(1, lines + 1))}
    tests = {"type": "string", "enum": list(offered)}
    return {
        "type": "object",
        "properties": {
            "lines": {"type": "array", "items": numbers, "minItems": 1, "maxItems": MOST_LINES},
            "tests": {"type": "array", "items": tests, "minItems": 1, "maxItems": MOST_TESTS},
        },
        "required": ["lines", "tests"],
        "additionalProperties": False,
    }


def verify(
    reply: Reply, offered: Sequence[str], lines: Sequence[NumberedLine], clause: str, words: SpeakingWords
) -> Verdict | Refusal:
    """Accept an answer only if it is whole, chooses among what was offered, and a line that it names proves it.

    A line proves a test where a word, code or standard in it speaks for the test, and it does not address a model.

    :param offered: test ids.
    :param clause: all text of the clause.
    """
    answer = read_object(reply.text, _Verdict)
    if answer is None:
        if reply.cut:
            return Refusal("cut", "The answer was cut at its longest length before it was whole.")
        return Refusal("bad json", "The answer is not the JSON object that was asked for.")
    tests = _tests(answer.tests, offered)
    if tests is None:
        said = " ".join(", ".join(answer.tests).split())
        printable = "".join(sign for sign in said if sign.isprintable())[:40]
        return Refusal("id not offered", f"The answer '{printable}' was not among the tests offered.")
    numbers = tuple(dict.fromkeys(answer.lines))[:MOST_LINES]
    if not numbers or not all(1 <= number <= len(lines) for number in numbers):
        return Refusal("line not shown", "The answer names no line of the clause.", tests)
    return _prove(tests, numbers, lines, clause, words)


def _tests(said: Sequence[str], offered: Sequence[str]) -> tuple[str, ...] | None:
    """Find what was said among what was offered, whatever the case; None where something is not."""
    known = {test.casefold(): test for test in (*offered, NONE)}
    found = [known.get(each.strip().casefold()) for each in said]
    if None in found or not found or (NONE in found and len(set(found)) > 1):
        return None
    chosen = {each for each in found if each != NONE}
    return tuple(test for test in sorted(offered) if test in chosen) if len(chosen) <= MOST_TESTS else None


def _prove(
    tests: tuple[str, ...], numbers: tuple[int, ...], lines: Sequence[NumberedLine], clause: str, words: SpeakingWords
) -> Verdict | Refusal:
    named = [lines[number - 1] for number in numbers]
    sound = [line for line in named if not addressed(line.text)]
    if not sound:
        return Refusal("not proven", "The lines it names address a model and prove nothing.", tests)
    for test in tests:
        if not any(words.of(test, line.text) for line in sound):
            return Refusal("not proven", f"No line it names says anything that speaks for {test}.", tests)
    spoken = [(line, [word for test in tests for word in words.of(test, line.text)]) for line in sound]
    best = sorted(spoken, key=lambda pair: (not pair[0].own, not pair[1]))[0][0]
    quote = quotes.find(best.text, clause) if best.own else None
    told = tuple(dict.fromkeys(word for _, found in spoken for word in found))
    return Verdict(tests, numbers, quote or "", told)


def addressed(text: str) -> bool:
    """Some of a line was left out because it addresses a model, it does so, or it says itself what it belongs to."""
    left_out = prompt_sanitizing.REMOVED in text
    return left_out or prompt_sanitizing.speaks_to_a_model(text) or prompt_sanitizing.claims_a_test(text)
