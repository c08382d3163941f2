"""Names of tests and topics found word for word in a text, the longest first.

"Transient immunity of signal lines" is a name of one test and holds "transient immunity" and "signal lines", which may
be names of others: only the longest name at a place counts. Short names in capitals ("RE", "CV") must stand in
capitals.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from pipeline.evidence import is_compared
from pipeline.keywords.words import normalise
from pipeline.matches.entries import names, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.matches.entries import Entries
    from pipeline.references import TestEntry, Topic

    Floats = NDArray[np.float64]

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
            key: math.log(1 + self._count / max(len(found), sum(key.lower() in text for text in said)))
            for key, found in self._owners.items()
        }
        self._starts: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for key in sorted(self._owners, key=lambda key: (-len(key), key)):
            words = tuple(_WORD.findall(key))
            if words and not _HAS_EAST.search(key):
                self._starts[words[0].lower()].append((words, key))
        eastern = sorted((key for key in self._owners if _HAS_EAST.search(key)), key=lambda key: (-len(key), key))
        self._eastern = re.compile("|".join(map(re.escape, eastern)) or r"(?!)", re.IGNORECASE)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Find the phrases in a text, without those that lie within a longer one.

        :param text: a text as `_fold` gives it.
        :return: start, end and phrase, in order.
        """
        spans = self._western(text)
        if _HAS_EAST.search(text):
            spans += [(match.start(), match.end(), match[0].lower()) for match in self._eastern.finditer(text)]
        spans.sort(key=lambda span: (span[0] - span[1], span[0]))
        kept: list[tuple[int, int, str]] = []
        for start, end, phrase in spans:
            if all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
                kept.append((start, end, phrase))
        return sorted(kept)

    def _western(self, text: str) -> list[tuple[int, int, str]]:
        """Phrases of words between spaces: looked up by their first word."""
        found = list(_WORD.finditer(text))
        words = [match[0] for match in found]
        lower = [word.lower() for word in words]
        spans = []
        for at, first in enumerate(lower):
            for phrase, key in self._starts.get(first, ()):
                here = words if _is_cased(key) else lower
                if tuple(here[at : at + len(phrase)]) == phrase:
                    spans.append((found[at].start(), found[at + len(phrase) - 1].end(), key))
                    break
        return spans

    def score(self, text: str) -> tuple[Floats, Floats]:
        """How strongly a text names each entry: the best name's weight, times a little more for longer names.

        :return: two arrays (e,), 0 and up, 0 = not named: by names that stand on their own, and by names that stand in
            a comparison ("unlike BCI").
        """
        best = np.zeros((2, self._count))
        folded = _fold(text)
        for start, end, phrase in self.find(folded):
            row = best[int(is_compared(folded, start, end))]
            weight = self._weight[phrase] * (1 + 0.25 * min(3, phrase.count(" ") + len(phrase) // 24))
            for owner in self._owners[phrase]:
                row[owner] = max(row[owner], weight)
        best /= math.log(1 + self._count) if self._count else 1.0
        return best[0], best[1]

    def score_all(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Score several texts: two arrays (n, e), as `score`."""
        rows = [self.score(text) for text in texts]
        shape = (len(rows), self._count)
        return np.array([row[0] for row in rows]).reshape(shape), np.array([row[1] for row in rows]).reshape(shape)


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


def _is_cased(key: str) -> bool:
    letters = [letter for letter in key if letter.isalpha()]
    return 0 < len(letters) <= _SHORT and key.isupper() and key.isascii()
