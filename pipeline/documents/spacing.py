"""Letter-spaced words, "R A D I A T E D", closed by the gaps between their letters."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5  # letters that stand apart before they are taken for spaced words
_SPACED = re.compile(r"(?<!\S)\w[.,:;]?(?: {1,4}\w[.,:;]?(?!\S)){4,}+")
_VOWELS = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôûåøæ]", re.IGNORECASE)


def closed(text: str) -> str:
    """Close the spaced words of a text in which words are parted by more white space than letters."""
    return _SPACED.sub(lambda match: _close(match[0]), text)


def _close(run: str) -> str:
    gap = min(len(space) for space in re.findall(" +", run))
    words = [word.replace(" ", "") for word in re.split(f" {{{gap + 1},}}", run)]
    return " ".join(words) if is_words(words) else run


def is_words(words: Sequence[str]) -> bool:
    """Whether letters that stand apart spell words: no row of classes "A B C D E", no digits, no formula."""
    letters = "".join(words)
    if not all(word.isupper() or word[1:].islower() or len(word) == 1 for word in words):
        return False
    if len(letters) < FEWEST or sum(map(str.isalpha, letters)) < 0.8 * len(letters):
        return False
    steps = [ord(after) - ord(before) for before, after in pairwise(letters)]
    listed = sum(1 for step in steps if step in (0, 1)) > 0.6 * len(steps)
    return not listed and (not letters.isascii() or bool(_VOWELS.search(letters)))


def gaps(starts: Sequence[float], ends: Sequence[float]) -> list[bool]:
    """Tell for each gap between letters in a row whether it parts words: it is clearly wider than most of them.

    :param starts: left edges of the letters.
    :param ends: their right edges.
    """
    widths = [start - end for end, start in zip(ends, starts[1:], strict=False)]
    usual = sorted(widths)[len(widths) // 3] if widths else 0.0
    height = max((end - start for start, end in zip(starts, ends, strict=True)), default=0.0)
    return [width > max(1.6 * usual, usual + 0.15 * height) for width in widths]
