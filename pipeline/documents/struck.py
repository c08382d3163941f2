"""Text with a line through it: it is not valid, and a reader is told what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

WHAT = "struck text"  # in the loss account
_QUOTED = 12  # places that are quoted
_LONGEST = 60  # characters of a quotation


def report(document: str, texts: Sequence[str]) -> Problem:
    """Say what was struck out, in one row of Problems.

    :param texts: what is struck out, place by place.
    """
    quoted = "; ".join(f'"{_shorten(text)}"' for text in texts[:_QUOTED])
    more = f"; and {len(texts) - _QUOTED} more" if len(texts) > _QUOTED else ""
    message = (
        f"Struck-out text is not valid and was left out ({len(texts)} place{'s' * (len(texts) != 1)}): {quoted}{more}. "
        "Look whether the line through it is meant."
    )
    return Problem(document, "struck text", message, fatal=False)


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
