"""Which documents are revisions of one another, and which clauses of theirs are the same."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIKE_NAME = 90.0  # of 100, rapidfuzz.fuzz.ratio of the names without their revision marks
_ALIKE_PATH = 90.0
_MARK = re.compile(
    r"(?:(?:v|ver|version|r|rev|revision|iss|issue|ed|edition|draft|status|stand|ausgabe|index)[.\s_-]?(?:\d+|[a-z])?"
    r"|draft|final|signed|copy|new|old|\d{1,2}|[a-z]|(?:19|20)\d{2}(?:\d{2}){0,2})$"
)
_DATE = re.compile(r"(?:19|20)\d{2}[-_.]\d{1,2}(?:[-_.]\d{1,2})?|\d{1,2}[-_.]\d{1,2}[-_.](?:19|20)\d{2}")


def alike(name: str, other: str, number: str = "", other_number: str = "") -> bool:
    """Whether two documents go by the same name but for revision and date.

    :param name: file name.
    :param number: document number of the title block, "" where it is not known; equal numbers are enough.
    """
    if name == other or (number and number.casefold() == other_number.casefold()):
        return True
    mine, others = _bare(name), _bare(other)
    if not mine or not others:
        return False
    if mine == others:
        return True
    return _digits(mine) == _digits(others) and fuzz.ratio(mine, others) >= _ALIKE_NAME


def same_path(path: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two clauses stand under the same headings, small repairs of the wording set aside."""
    mine, others = _fold(" > ".join(path)), _fold(" > ".join(other))
    return mine == others or (len(path) == len(other) and fuzz.ratio(mine, others) >= _ALIKE_PATH)


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """Return a file name without its ending, dates and what marks a revision."""
    stem = _DATE.sub(" ", PurePath(name).stem.casefold())
    pieces = re.split(r"[^\w]+|_+", stem)
    kept = [piece for piece in pieces if piece and not _MARK.match(piece)]
    return " ".join(kept)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
