"""What a model may answer, and what of its answer is accepted."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.answers import prompt_sanitizing, quotes

if TYPE_CHECKING:
    from collections.abc import Sequence

NONE = "none"
_CODE_FENCE = re.compile(r"^```(?:json)?\s*|(?<!\s)\s*+```$")
_REASON = 240  # characters of the model's reason that are kept


class _Verdict(BaseModel):
    model_config = ConfigDict(strict=True)

    test: str
    quote: str
    reason: str = Field(default="")


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer that was verified."""

    test: str  # an offered id; "" = none applies
    quote: str  # as it stands in the clause, white space folded
    reason: str  # the model's own words, one line


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer."""

    kind: str  # "bad json", "id not offered", "quote not found", "quote says nothing"; or the kind of an LLMError
    message: str  # one sentence


def schema(offered: Sequence[str]) -> dict[str, Any]:
    """JSON schema of an answer: one of the offered ids or "none", a quote, a reason.

    The id stands first: a model that rambles does so after it has answered.
    """
    return {
        "type": "object",
        "properties": {
            "test": {"type": "string", "enum": [*offered, NONE]},
            "quote": {"type": "string"},
            "reason": {"type": "string"},
        },
        "required": ["test", "quote", "reason"],
        "additionalProperties": False,
    }


def verify(text: str, offered: Sequence[str], clause: str, shown: str) -> Verdict | Refusal:
    """Accept an answer only if it is whole, chooses among what was offered, and its quote stands in the clause.

    :param text: what the model said.
    :param clause: all text of the clause.
    :param shown: the part of it that the model was given, as it was given; a quote must stand in both, so that words
        which were taken out as addressed to a model are no evidence.
    """
    try:
        answer = _Verdict.model_validate(_loads(text))
    except (ValueError, ValidationError):
        return Refusal("bad json", "The answer is not the JSON object that was asked for.")
    if answer.test != NONE and answer.test not in offered:
        return Refusal("id not offered", f"The answer '{_line(answer.test)[:40]}' was not among the tests offered.")
    quote = quotes.find(answer.quote, clause)
    if quote is None or quotes.find(answer.quote, shown) is None or prompt_sanitizing.speaks_to_a_model(quote):
        return Refusal("quote not found", "The quote does not stand in the clause.")
    if not quotes.says_enough(quote, clause):
        return Refusal("quote says nothing", "The quote is too short to be evidence.")
    return Verdict("" if answer.test == NONE else answer.test, quote, _line(answer.reason)[:_REASON])


def _loads(text: str) -> object:
    return json.loads(_CODE_FENCE.sub("", text.strip()))


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
