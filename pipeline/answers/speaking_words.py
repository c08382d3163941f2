"""Which words speak for a test: those of its entry that are not those of many tests.

A sentence proves an answer only where such a word, name, code or standard stands in it. "Measured", "limit" and "from"
stand in the entries of most tests, so they prove none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.keywords import stopwords
from pipeline.matching.evidence import find_codes, find_standards, normalise_standard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.matching.catalogue import Catalogue, TestEntry

_WORD = re.compile(r"[^\W_]+(?:[./'-][^\W_]+)*")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_PART = re.compile(r"[./'-]")
_SHARED = 3  # a word that more than one test in so many has speaks for none of them
_SHORT = 5  # letters up to which a name in capitals must stand in capitals


class SpeakingWords:
    """The words, codes and standards of each test of a catalogue that tell it from most others."""

    def __init__(self, catalogue: Catalogue) -> None:
        said = {entry.id: set(_said(entry)) for entry in catalogue.tests}
        count = Counter(word for words in said.values() for word in words)
        most = max(1, len(said) // _SHARED)
        self._said = said
        self._words = {id: frozenset(word for word in words if count[word] <= most) for id, words in said.items()}

    def of(self, test: str, text: str) -> tuple[str, ...]:
        """Return what of a text speaks for a test, each once, in the order in which it stands there."""
        own = self._words.get(test, frozenset())
        return tuple(dict.fromkeys(mark for mark in marks(text) if mark in own))

    def against(self, entry: TestEntry, others: list[str], most: int) -> tuple[str, ...]:
        """Return what a test's entry names and those of the others do not: its apparatus, keywords and units.

        :param others: ids of tests that are easily taken for it.
        """
        theirs = set().union(*(self._said.get(other, set()) for other in others))
        named = [*entry.apparatus, *entry.keywords, *entry.units]
        kept = [text for text in named if (own := set(marks(text))) and not own & theirs and text.isascii()]
        return tuple(dict.fromkeys(kept))[:most]


def marks(text: str) -> Iterator[str]:
    """Give the words of a text that may speak for a test, then its codes and standards.

    Words are lower case and without a plural's s, short names in capitals as they are; of Chinese, Japanese and Korean
    two signs after each other are a word. Numbers are none, units (mA, dBuV) are written as they are.
    """
    for match in _WORD.finditer(_EAST.sub(" ", text)):
        for part in dict.fromkeys((match[0], *_PART.split(match[0]))):
            if len(part) <= _SHORT and (part.isupper() or part[1:] != part[1:].lower()):
                yield from ([part] if len(part) > 1 else [])
            elif (word := part.casefold()) not in stopwords.ALL and len(word) > 2 and not word.isdigit():
                yield word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    for match in _EAST.finditer(text):
        yield from (match[0][place : place + 2] for place in range(len(match[0]) - 1))
    yield from find_codes(text)
    yield from (each.name for each in find_standards(text))


def _said(entry: TestEntry) -> Iterator[str]:
    named = (entry.id, entry.name, *entry.aliases, *entry.apparatus, *entry.keywords, *entry.units, *entry.passages)
    for text in named:
        yield from marks(text)
    yield from (mark for code in entry.codes for mark in find_codes(code.code))
    yield from (normalise_standard(standard.name) for standard in entry.standards)
