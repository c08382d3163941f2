"""The words of a clause that speak for a test, to be quoted: found by the names, standards and terms of the catalogue.

People say which test a clause is about and seldom which words tell it. The words are looked for, not invented: what is
returned stands in the clause.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.answers.excerpts import LEFT_OUT
from pipeline.answers.quotes import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.matching.catalogue import TestEntry

_LONGEST = 20  # words, as the model is told
_SHORTEST = 3
_STRONG, _WEAK = 3.0, 1.0  # weight of a name or standard, and of a unit, apparatus or keyword


def rank(shown: str, entry: TestEntry | None) -> list[str]:
    """Return quotes from the text a model is shown, the most telling first.

    :param entry: the test they shall speak for; None = no test, for which the opening words are as good as any.
    """
    lines = [line for line in shown.splitlines() if line.strip() and line != LEFT_OUT]
    terms = list(_terms(entry)) if entry is not None else []
    scored = []
    for place, line in enumerate(lines):
        quote, weight = _window(fold(line).split(" "), terms)
        scored.append((-weight, place, quote))
    return list(dict.fromkeys(quote for _, _, quote in sorted(scored) if quote))


def speaks(quote: str, entry: TestEntry) -> bool:
    """Whether a quote names the test, by any of its names or standards."""
    text = quote.casefold()
    return any(term in text for term, weight in _terms(entry) if weight == _STRONG)


def _terms(entry: TestEntry) -> Iterator[tuple[str, float]]:
    names = (entry.name, *entry.aliases, *(code.code for code in entry.codes), *(each.name for each in entry.standards))
    yield from ((fold(name).casefold(), _STRONG) for name in names if len(name) > 1)
    yield from (
        (fold(name).casefold(), _WEAK) for name in (*entry.units, *entry.apparatus, *entry.keywords) if len(name) > 1
    )


def _window(words: Sequence[str], terms: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """Return the run of words with most of the terms in it; all words where they are few, the first where none is."""
    if len(words) <= _LONGEST:
        text = " ".join(words)
        return text, _weigh(text, terms) if len(words) >= _SHORTEST else _weigh(text, terms) / 2
    ends = list(accumulate(len(word) + 1 for word in words))
    best, weight = 0, -1.0
    text = " ".join(words)
    for start in range(len(words) - _LONGEST + 1):
        begin = ends[start - 1] if start else 0
        found = _weigh(text[begin : ends[start + _LONGEST - 1]], terms)
        if found > weight:
            best, weight = start, found
    return " ".join(words[best : best + _LONGEST]), weight


def _weigh(text: str, terms: Sequence[tuple[str, float]]) -> float:
    low = text.casefold()
    return sum(weight for term, weight in terms if term in low)
