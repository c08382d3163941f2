"""Names of tests and topics found word for word in a text, the longest first.

"Transient immunity of signal lines" is a name of one test and holds "transient immunity" and "signal lines", which may
be names of others: only the longest name at a place counts. Short names in capitals ("RE", "CV") must stand in
capitals.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from itertools import repeat
from operator import contains
from typing import TYPE_CHECKING

import numpy as np

from pipeline.keywords.words import choice, normalise
from pipeline.matching.channels.entries import names, prose
from pipeline.matching.evidence import is_compared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.matching.catalogue import TestEntry, Topic
    from pipeline.matching.channels.entries import Entries

    Floats = NDArray[np.float64]

_Phrase = tuple[list[str], str, bool]  # its words, its key, and whether it must stand in capitals
_SHORT = 5  # letters up to which a name in capitals must stand in capitals
_EAST = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[^\W_{_EAST}]+(?:[.'’+][^\W_{_EAST}]+)*")
_HAS_EAST = re.compile(f"[{_EAST}]")


class Lexicon:
    """Names (or other phrases) -> the entries that have them."""

    def __init__(self, phrases: Iterable[Sequence[str]], prose: Sequence[str] = ()) -> None:
        """Build the lexicon.

        :param phrases: for each entry its phrases.
        :param prose: for each entry all it says: a phrase that many entries use ("radiated immunity") says little about
            the one that has it as a name.
        """
        groups = [list(group) for group in phrases]
        self._count = len(groups)
        said = [_fold(text).lower() for text in prose]
        owners: dict[str, set[int]] = defaultdict(set)
        for index, group in enumerate(groups):
            for phrase in group:
                owners[_key(phrase)].add(index)
        owners.pop("", None)
        self._owners = {key: tuple(sorted(found)) for key, found in owners.items()}
        self._weight = {
            key: math.log(1 + self._count / max(len(found), sum(map(contains, said, repeat(key.lower())))))
            for key, found in self._owners.items()
        }
        by_first: dict[str, list[_Phrase]] = defaultdict(list)
        for key in sorted(self._owners, key=lambda key: (-len(key), key)):
            words = _WORD.findall(key)
            if words and not _HAS_EAST.search(key):
                by_first[words[0].lower()].append((words, key, _is_cased(key)))
        self._starts = {first: _by_second(group) for first, group in by_first.items()}
        eastern = sorted((key for key in self._owners if _HAS_EAST.search(key)), key=lambda key: (-len(key), key))
        self._eastern = re.compile(choice(eastern) or r"(?!)", re.IGNORECASE)

    def find(self, read: _Reading) -> list[tuple[int, int, str]]:
        """Find the phrases in a text, without those that lie within a longer one.

        :return: start, end and phrase, in order.
        """
        spans = self._western(read)
        if read.eastern:
            spans += [(match.start(), match.end(), match[0].lower()) for match in self._eastern.finditer(read.text)]
        spans.sort(key=lambda span: (span[0] - span[1], span[0]))
        kept: list[tuple[int, int, str]] = []
        for start, end, phrase in spans:
            if all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
                kept.append((start, end, phrase))
        return sorted(kept)

    def _western(self, read: _Reading) -> list[tuple[int, int, str]]:
        """Phrases of words between spaces: looked up by their first two words."""
        spans = []
        starts = self._starts
        for at, first in enumerate(read.lower):
            if first not in starts:
                continue
            seconds = starts[first]
            second = read.lower[at + 1] if at + 1 < len(read.lower) else ""
            for phrase, key, cased in seconds.get(second, seconds[""]):
                here = read.words if cased else read.lower
                if here[at : at + len(phrase)] == phrase:
                    spans.append((read.places[at][0], read.places[at + len(phrase) - 1][1], key))
                    break
        return spans

    def score(self, text: str) -> tuple[Floats, Floats]:
        """How strongly a text names each entry: the best name's weight, times a little more for longer names.

        :return: two arrays (e,), 0 and up, 0 = not named: by names that stand on their own, and by names that stand in
            a comparison ("unlike BCI").
        """
        plain, compared = self.score_all([text])
        return plain[0], compared[0]

    def score_all(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Score several texts: two arrays (n, e), as `score`."""
        return score_together([self], texts)[0]

    def alone(self, texts: Sequence[str], passed: Sequence[int] = ()) -> Floats:
        """Tell which entry each text names in full and beside no other: (n, e), 0 or 1.

        :param passed: entries that do not count as others and are never told.
        """
        result = np.zeros((len(texts), self._count))
        for index, text in enumerate(texts):
            read = _Reading(text)
            found = [(set(self._owners[phrase]) - set(passed), phrase) for start, end, phrase in self.find(read)
                     if not is_compared(read.text, start, end)]  # fmt: skip
            named = [(owners, phrase) for owners, phrase in found if owners]
            others = set().union(*(owners for owners, _ in named))
            if len(others) == 1 and any(_is_full(phrase) for _, phrase in named):
                result[index, others.pop()] = 1.0
        return result

    def mark(self, read: _Reading, best: Floats) -> None:
        """Write into `best`, (2, e) of zeros, how strongly a text names each entry."""
        for start, end, phrase in self.find(read):
            row = best[int(is_compared(read.text, start, end))]
            weight = self._weight[phrase] * (1 + 0.25 * min(3, phrase.count(" ") + len(phrase) // 24))
            for owner in self._owners[phrase]:
                row[owner] = max(row[owner], weight)
        best /= math.log(1 + self._count) if self._count else 1.0

    def __len__(self) -> int:
        return self._count


def _by_second(group: Sequence[_Phrase]) -> dict[str, list[_Phrase]]:
    """Sort phrases of one first word by their second; those of one word stand in every list, and alone under ""."""
    seconds = {"", *(words[1].lower() for words, _, _ in group if len(words) > 1)}
    return {second: [one for one in group if len(one[0]) == 1 or one[0][1].lower() == second] for second in seconds}


class _Reading:
    """A text folded and cut into words, once for all lexicons that look into it."""

    def __init__(self, text: str) -> None:
        self.text = _fold(text)
        found = list(_WORD.finditer(self.text))
        self.words = [match[0] for match in found]
        self.lower = [word.lower() for word in self.words]
        self.places = [match.span() for match in found]
        self.eastern = not self.text.isascii() and _HAS_EAST.search(self.text) is not None


def score_together(lexicons: Sequence[Lexicon], texts: Sequence[str]) -> list[tuple[Floats, Floats]]:
    """Score texts by several lexicons, reading each text once: for each lexicon two arrays (n, e), as `score`."""
    tables = [np.zeros((2, len(texts), len(lexicon))) for lexicon in lexicons]
    for index, text in enumerate(texts):
        read = _Reading(text)
        for lexicon, table in zip(lexicons, tables, strict=True):
            lexicon.mark(read, table[:, index])
    return [(table[0], table[1]) for table in tables]


def name_lexicon(entries: Entries, more: Mapping[str, Sequence[str]] | None = None) -> Lexicon:
    """Names and aliases of the entries.

    :param more: id -> further names.
    """
    added = more or {}
    return Lexicon(((*names(one), *added.get(one.id, ())) for one in entries), [prose(one) for one in entries])


def thing_lexicon(entries: Entries) -> Lexicon:
    """Apparatus and keywords of the entries."""
    return Lexicon((_things(entry) for entry in entries), [prose(entry) for entry in entries])


def _things(entry: TestEntry | Topic) -> tuple[str, ...]:
    return (*entry.apparatus, *entry.keywords)


def _fold(text: str) -> str:
    return re.sub(r"[\s\-–_/]+", " ", normalise(text))


def _key(phrase: str) -> str:
    folded = _fold(phrase).strip()
    return folded if _is_cased(folded) else folded.lower()


def _is_full(phrase: str) -> bool:
    return len(phrase.split()) > 1 or (len(phrase) > _SHORT - 1 and _HAS_EAST.search(phrase) is not None)


def _is_cased(key: str) -> bool:
    letters = [letter for letter in key if letter.isalpha()]
    return 0 < len(letters) <= _SHORT and key.isupper() and key.isascii()
