"""Names of tests and headings, compared by their words: in any order, inflected, in any of the languages at hand."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Decision

_ASIAN = r"\u3040-\u30ff\u4e00-\u9fff"
WORD = re.compile(rf"(?=(?P<pair>[{_ASIAN}]{{2}}))|(?P<word>(?<![^\W\d_])[^\W\d_{_ASIAN}]{{2,}})")
PIECES = re.compile(
    rf"\s?[,;+&、，；]\s?|\s/\s|(?<=[^\W\d_]{{3}})/(?=[^\W\d_]{{3}})|(?<=[{_ASIAN}])/|\s(?:and|und|et|or|oder)\s"
)
_IDLE = frozenset(
    """
    test tests testing method methods of the on in and or for to with by at a an lines line part parts component
    components requirement requirements rf emc prüfung der die das und im von essai de la le du des et
    """.split()  # noqa: SIM905
)
_ENOUGH = 0.6  # of the weight of an item's words that a title has to hold


class TestTitles:
    """The headings of a document, found again by most of the words of a name."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._entries = [(each, frozenset(_words(each.clause.title))) for each in decisions]
        counts = Counter(word for _, words in self._entries for word in words)
        self._weights = {word: math.log(1 + len(self._entries) / count) for word, count in counts.items()}

    def find(self, name: str) -> list[Decision]:
        """Return the clause whose heading fits a name best, as a list; an empty one where none fits well."""
        wanted = set(_words(name))
        total = sum(self._weights.get(word, 3.0) for word in wanted)
        best: tuple[float, Decision | None] = (0.0, None)
        for decision, words in self._entries:
            common = sum(self._weights[word] for word in wanted & words)
            surplus = sum(self._weights[word] for word in words - wanted)
            score = common / total - 0.02 * surplus if total else 0.0
            if common / (total or 1) >= _ENOUGH and score > best[0]:
                best = (score, decision)
        return [best[1]] if best[1] is not None else []


def aliases(catalogue: Catalogue) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    """Give the names of the tests as sets of words, each with the tests that bear it."""
    owners: dict[frozenset[str], list[str]] = {}
    for test in catalogue.tests:
        short = re.findall(r"\(([A-Z]{2,6})\)", test.name)  # "Electrostatic Discharge (ESD) - ..."
        for alias in (test.name, *short, *test.aliases, *(code.code for code in test.codes)):
            if words := frozenset(rough(alias)):
                owners.setdefault(words, []).append(test.id)
    yield from ((alias, tuple(dict.fromkeys(tests))) for alias, tests in owners.items())


def short_names(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Return the words and the initials that stand for each test: "AN", "artificial", "CP", "probe"."""
    found = {}
    for test in catalogue.tests:
        phrases = (test.name, *test.aliases, *test.apparatus)
        words = {word for phrase in phrases for word in tokens(phrase)}
        initials = {"".join(word[0] for word in pieces) for phrase in phrases if 1 < len(pieces := tokens(phrase)) < 5}
        found[test.id] = frozenset(words | initials)
    everywhere = frozenset.intersection(*found.values()) if found else frozenset()
    return {test: words - everywhere for test, words in found.items()}


def tokens(text: str) -> list[str]:
    """Cut a text into words and numbers, in small letters."""
    return [word.casefold() for word in re.findall(r"[^\W_]+", text)]


def rough(text: str) -> Iterator[str]:
    """Give the words of a name by their beginnings, so that inflections and compounds meet: "leitung", "störaus"."""
    yield from (word[:7] for word in _words(text))


def fuller(first: str, piece: str) -> str:
    """Give a piece what its list says only once: "Conducted voltage / current" -> "Conducted current"."""
    if re.search(rf"[{_ASIAN}]", first):
        return first[: -len(piece)] + piece
    return " ".join([*re.split(r"[\s-]+", first)[:-1], piece])


def _words(text: str) -> Iterator[str]:
    found = (match["pair"] or match["word"] for match in WORD.finditer(text))
    yield from (
        _stem(word) for each in found if (word := each.casefold()) not in _IDLE or (each.isupper() and len(each) < 4)
    )


def _stem(word: str) -> str:
    """Take off the plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
