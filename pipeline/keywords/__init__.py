"""Keywords of a clause: one door, `load(settings).extract(text)`, and a file for each extractor."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from pipeline.keywords import languages, rake, stopwords, yake
from pipeline.keywords.cleaning import clean
from pipeline.keywords.parts_of_speech import keep_names
from pipeline.keywords.words import Token, fold, split
from pipeline.records import Keyword

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.config import KeywordSettings

Phrase = tuple[str, ...]

_BREAK = Token("|", "mark")
_LONGEST_WORD = 60  # characters; the longest names of phrases and standards are shorter
_LONGEST_RUN = 12  # characters; what is longer is a sentence
_ALONE = 0.7  # weight of a plain word that stands alone, beside a phrase
_ONCE = 0.01  # the same where it stands in the text but once
_DOUBTED = 0.01  # a weight up to this is kept only where there are few others
_FEW = 3
_POOL = 6  # phrases looked at for each that is kept


class Ranker(Protocol):
    """What a file of this package offers: `Yake`, `Rake`."""

    def rank(self, tokens: Sequence[Token]) -> list[tuple[Phrase, float]]:
        """Rank the phrases of one text, best first, as lower-case words with a weight in (0, 1]."""
        ...


class Extractor:
    """The extractors of one configuration, made once a run; the heavy packages are loaded at the first text."""

    def __init__(self, settings: KeywordSettings) -> None:
        self._settings = settings
        self._stop = stopwords.ALL | {word.lower() for word in settings.stop_words}
        self._rankers: dict[tuple[str, frozenset[str]], Ranker] = {}

    def extract(self, text: str, phrases: Sequence[str] = ()) -> tuple[Keyword, ...]:
        """Find the keywords of one text.

        :param text: any text; title and body of a clause, say.
        :param phrases: word groups kept whole beside those of the configuration, such as the catalogue's.
        :returns: for each extractor in turn at most `count` keywords, best first; none is part of another one of the
            same extractor and none has a stop word in it. The same text gives the same keywords, always.
        :raises DependencyError: the package of a configured extractor is not installed.
        """
        spoken = languages.detect(text)
        cells = text.replace("\t", " | ")
        tokens = tuple(keep_names(tuple(_sift(split(cells, (*self._settings.phrases, *phrases)))), spoken))
        spelling = {token.lower: token.text for token in reversed(tokens)}
        counts = _count(tokens, self._settings.longest)
        return tuple(
            Keyword(fold(" ".join(spelling.get(word, word) for word in words)), round(weight, 6), name)
            for name in self._settings.extractors
            for words, weight in self._find(name, tokens, spoken, counts)
        )

    def _find(
        self, name: str, tokens: Sequence[Token], spoken: frozenset[str], counts: Counter[Phrase]
    ) -> list[tuple[Phrase, float]]:
        """Let one extractor propose phrases, clean them and choose."""
        ranked = self._ranker(name, spoken).rank(tokens)[: _POOL * self._settings.count]
        named = [(clean(words), weight) for words, weight in ranked]
        telling = [(words, weight * _trust(words, counts[_stems(words)])) for words, weight in named if words]
        best = sorted(telling, key=lambda pair: -pair[1])
        strong = sum(weight > _DOUBTED for _, weight in best)
        return choose(best[: max(strong, min(self._settings.count, _FEW))], counts, self._settings.count)

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that compute the keywords; none is loaded for it."""
        names = {
            "yake": yake.chosen(self._settings.yake),
            "rake": "rake-nltk" if self._settings.rake == "rake-nltk" else "rake",
        }
        return tuple(names[name] for name in self._settings.extractors)

    def check(self) -> None:
        """Load what is configured now, so that what is missing is said before any work.

        :raises DependencyError: the package of a configured extractor is not installed.
        """
        for name in self._settings.extractors:
            self._ranker(name)

    def _ranker(self, name: str, spoken: frozenset[str] = frozenset({"en"})) -> Ranker:
        if (name, spoken) not in self._rankers:
            stop = self._stop.union(*(languages.STOP[language] for language in spoken)) - {"an"}  # the network is one
            self._rankers[name, spoken] = _RANKERS[name](stop, self._settings)
        return self._rankers[name, spoken]


def load(settings: KeywordSettings) -> Extractor:
    """Make the extractors of a configuration."""
    return Extractor(settings)


def choose(ranked: Iterable[tuple[Phrase, float]], counts: Counter[Phrase], count: int) -> list[tuple[Phrase, float]]:
    """Keep the best phrases of which none is part of another.

    A phrase within a better one is dropped. A phrase around a better one takes its place and weight where the shorter
    one never stands alone, and is dropped where it does.

    :param ranked: lower-case words and weight, best first.
    :param counts: how often each phrase stands in the text, by the stems of its words.
    :param count: how many to keep.
    """
    kept: dict[Phrase, tuple[Phrase, float]] = {}  # by stems, best first
    covered: set[Phrase] = set()  # stems of what is kept and of all that is part of it
    for words, weight in ranked:
        if len(words) == 1 and len(words[0]) == 1 and words[0].isascii():
            continue  # a letter alone says nothing
        stems = _stems(words)
        if stems in covered:
            continue
        parts = _slices(stems)
        inside = [other for other in kept if other in parts] if not kept.keys().isdisjoint(parts) else []
        if any(counts[other] > counts[stems] for other in inside):
            continue
        if inside:
            better = kept[inside[0]][1]
            kept = {stems if k == inside[0] else k: (words, better) if k == inside[0] else v
                    for k, v in kept.items() if k not in inside[1:]}  # fmt: skip
        elif len(kept) < count:
            kept[stems] = words, weight
        else:
            continue
        covered |= parts
    return list(kept.values())


def _trust(words: Phrase, count: int) -> float:
    """How far a phrase is trusted: a plain word alone less than others, and not at all where it stands but once."""
    alone = len(words) == 1 and words[0].isalpha() and words[0].isascii()
    return 1.0 if not alone else _ALONE if count > 1 else _ONCE


def _sift(tokens: Iterable[Token]) -> Iterator[Token]:
    """Cut runs of Chinese at its particles, and break at what is too long to be a word."""
    for token in tokens:
        if token.kind == "run":
            for piece in filter(None, stopwords.CHINESE.split(token.text)):
                yield Token(piece, "run") if len(piece) <= _LONGEST_RUN else _BREAK
                yield _BREAK
        else:
            yield token if len(token.text) <= _LONGEST_WORD else _BREAK


def _count(tokens: Sequence[Token], longest: int) -> Counter[Phrase]:
    """Count every run of up to so many words between two breaks, by the stems of its words."""
    runs: list[list[str]] = [[]]
    for token in tokens:
        if not token.breaks:
            runs[-1].append(_stem(token.lower))
        elif runs[-1]:
            runs.append([])
    found: list[Phrase] = []
    for run in runs:
        for length in range(1, min(longest, len(run)) + 1):
            found += zip(*(run[start:] for start in range(length)), strict=False)
    return Counter(found)


def _stems(words: Phrase) -> Phrase:
    return tuple(map(_stem, words))


def _slices(stems: Phrase) -> set[Phrase]:
    return {stems[start:stop] for start in range(len(stems)) for stop in range(start + 1, len(stems) + 1)}


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "su" and word.isalpha() else word


def _yake(stop: frozenset[str], settings: KeywordSettings) -> Ranker:
    return yake.Yake(stop, settings.longest, yake.chosen(settings.yake))


def _rake(stop: frozenset[str], settings: KeywordSettings) -> Ranker:
    return rake.Rake(stop, settings.longest, settings.rake)


_RANKERS = {"yake": _yake, "rake": _rake}
