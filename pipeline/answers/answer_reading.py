"""The one JSON object in what a model said: alone, in a code fence, within prose, after its thoughts, in a list.

It counts only where exactly one object of the right form stands there. Two different ones are no answer.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T", bound=BaseModel)

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_DECODER = json.JSONDecoder()
_MOST = 200_000  # characters that are looked at


def read_object(text: str, form: type[T]) -> T | None:
    """Return the one object of a form that stands in a text; None where there is none, or several that differ.

    Keys may be written in any case. Thoughts (`<think>`) are passed over, also where they never end.
    """
    found: list[T] = []
    for raw in _objects(_THOUGHTS.sub(" ", text[:_MOST])):
        try:
            made = form.model_validate({str(key).lower(): value for key, value in raw.items()})
        except ValidationError:
            continue
        if made not in found:
            found.append(made)
    return found[0] if len(found) == 1 else None


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Give the outermost objects of a text in their order, and those within an array or another object of no use."""
    place = text.find("{")
    while place >= 0:
        try:
            value, end = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place + 1
        else:
            yield value
            yield from (inner for inner in value.values() if isinstance(inner, dict))
        place = text.find("{", end)
