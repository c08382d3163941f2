"""Texts that say nearly the same. Every pair that can be alike is compared, so none is missed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIKE = 90.0  # of 100, rapidfuzz's ratio of folded texts from which two count as the same
_LONGEST = 4000  # characters of a text that are compared
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_OTHER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Fold what revisions change without saying anything else: case, numbers, punctuation, white space."""
    return _OTHER.sub(" ", _NUMBER.sub("0", text.casefold())).strip()[:_LONGEST]


def cluster(texts: Sequence[str], alike: float = ALIKE) -> list[int]:
    """Return a number for each text; texts that are alike, and those alike to them, have the same.

    Takes time with the square of the texts; ten thousand clauses take about a minute.
    """
    from rapidfuzz import fuzz, process

    folded = [fold(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda place: (len(folded[place]), place))
    parents = list(range(len(texts)))
    sorted_texts = [folded[place] for place in order]
    for rank, place in enumerate(order):
        limit = _longest_alike(len(sorted_texts[rank]), alike)
        last = rank + 1
        while last < len(order) and len(sorted_texts[last]) <= limit:
            last += 1
        near = process.extract(
            sorted_texts[rank], sorted_texts[rank + 1 : last], scorer=fuzz.ratio, score_cutoff=alike, limit=None
        )
        for _, _, offset in near:
            _join(parents, place, order[rank + 1 + offset])
    return [_root(parents, place) for place in range(len(texts))]


def _longest_alike(length: int, alike: float) -> float:
    """Return the longest that can be alike to a shorter text: the ratio is twice what is common over both lengths."""
    return length * (200 - alike) / alike + 1


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place


def _join(parents: list[int], one: int, two: int) -> None:
    first, second = sorted((_root(parents, one), _root(parents, two)))
    parents[second] = first
