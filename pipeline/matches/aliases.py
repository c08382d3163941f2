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
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pipeline.matches.entries import Entries
    from pipeline.references import TestEntry, Topic

_SHORT = 5  # letters up to which a name in capitals must stand in capitals


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
        self._plain = _alternatives([key for key in self._owners if not _is_cased(key)], re.IGNORECASE)
        self._cased = _alternatives([key for key in self._owners if _is_cased(key)], 0)

    def find(self, text: str) -> list[tuple[int, str]]:
        """Find the phrases in a text: (position, phrase), without those that lie within a longer one."""
        folded = _fold(text)
        spans = [(m.start(), m.end(), m[0].lower()) for m in self._plain.finditer(folded)]
        spans += [(m.start(), m.end(), m[0]) for m in self._cased.finditer(folded)]
        spans.sort(key=lambda span: (span[0] - span[1], span[0]))
        kept: list[tuple[int, int, str]] = []
        for start, end, phrase in spans:
            if all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
                kept.append((start, end, phrase))
        return sorted((start, phrase) for start, _, phrase in kept)

    def score(self, text: str, *, compared: bool | None = None) -> NDArray[np.float64]:
        """How strongly a text names each entry: the best name's weight, times a little more for longer names.

        :param compared: True counts only names that stand in a comparison ("unlike BCI"), False only the others.
        :return: (e entries,), 0 and up; 0 = not named.
        """
        best = np.zeros(self._count)
        folded = _fold(text)
        for start, phrase in self.find(text):
            if compared is not None and is_compared(folded, start, start + len(phrase)) != compared:
                continue
            weight = self._weight[phrase] * (1 + 0.25 * min(3, phrase.count(" ") + len(phrase) // 24))
            for owner in self._owners[phrase]:
                best[owner] = max(best[owner], weight)
        return best / math.log(1 + self._count) if self._count else best


def name_lexicon(entries: Entries) -> Lexicon:
    """Names and aliases of the entries."""
    return Lexicon((names(entry) for entry in entries), [prose(entry) for entry in entries])


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


def _alternatives(keys: list[str], flags: int) -> re.Pattern[str]:
    """Compile a pattern that finds any of the keys as whole words, the longest at each place."""
    ordered = sorted(keys, key=lambda key: (-len(key), key))
    if not ordered:
        return re.compile(r"(?!)")
    body = "|".join(re.escape(key) for key in ordered)
    return re.compile(
        rf"(?:(?<![^\W_])|(?<=[\u3040-\u9fff]))(?:{body})(?:(?![^\W_])|(?=[\u3040-\u9fff])|(?<=[\u3040-\u9fff]))", flags
    )
