"""YAKE keywords (Campos et al. 2020): words scored by case, position, frequency and the company they keep.

YAKE reads plain text and drops words with digits or signs in them. So what we keep whole goes in under a made-up word
and comes out under its own name. Its de-duplication, which misses most nested phrases, is switched off; `choose` in
the package does that.

Two packages compute it: yake, by its authors, and yake-rust, which follows it closely in a fraction of the time
(benchmarks/results/keywords.json). yake is LGPL and never needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pipeline.errors import DependencyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.keywords.words import Token

_PLAIN = re.compile(r"(?!zq[a-z]*z$)[A-Za-z]{2,}", re.IGNORECASE)
_LETTERS = "abcdefghijklmnopqrtuvwxy"  # no s, which YAKE takes for a plural, and no z, which ends a made-up word
_ENDS = frozenset(".!?\n。！？")
_MOST = 200  # phrases looked at; the weights of what follows are next to nothing
_ALL = 1_000_000  # phrases; more than any text has
_FLOOR = 1e-9  # scores are positive; guards the division
_PIECE = 40_000  # characters of a text that is scored at once; the longest clause of a specification has fewer
_SHORTEST = 1_000  # characters of a text that is not halved again
_DIGITS = 10  # of a score; yake-rust sums in an order of its own at every call, which moves the sixteenth

Score = Callable[[str], Iterable[tuple[str, float]]]  # the phrases of a text; low scores are good ones


class Yake:
    """One extractor, made once and used for every clause.

    :param stop: lower-case words that never stand in a keyword.
    :param longest: longest phrase in words.
    :param package: "yake-rust" or "yake".
    :raises DependencyError: the package is not installed.
    """

    def __init__(self, stop: frozenset[str], longest: int, package: str) -> None:
        self._stop, self._longest = stop, longest
        try:
            self._score = _PACKAGES[package](stop, longest)
        except ImportError:
            raise DependencyError(
                f"The keyword extractor 'yake' needs the package {package}: install it with `pip install {package}`, "
                "or remove 'yake' from keywords.extractors in the configuration."
            ) from None

    def rank(self, tokens: Sequence[Token]) -> list[tuple[tuple[str, ...], float]]:
        """Rank the phrases of one text, best first, as lower-case words with a weight in (0, 1]."""
        text, names = self._disguise(tokens)
        scored = ((phrase.lower(), max(round(score, _DIGITS), _FLOOR)) for phrase, score in self._score(text))
        few = sorted(scored, key=lambda pair: (pair[1], pair[0]))[:_MOST]
        named = [(tuple(names.get(word, word) for word in phrase.split()), score) for phrase, score in few]
        clean = [(words, score) for words, score in named if self._stop.isdisjoint(words)]
        best = min((score for _, score in clean), default=1.0)
        # Low scores are good ones, and that of a phrase is a product over its words, hence the root.
        weighed = [(words, (best / score) ** (1 / self._longest)) for words, score in clean]
        return sorted(weighed, key=lambda pair: (-pair[1], pair[0]))

    def _disguise(self, tokens: Sequence[Token]) -> tuple[str, dict[str, str]]:
        words: list[str] = []
        masks: dict[str, str] = {}
        for token in tokens:
            lower = token.lower
            if token.breaks:
                words.append("." if token.text in _ENDS else ",")
            elif lower in self._stop:
                words.append(token.text if token.text.isalpha() else "the")
            elif token.kind == "word" and _is_plain(token.text):
                words.append(token.text)
            else:
                mask = masks.setdefault(lower, f"zq{_letters(len(masks))}z")
                words.append(mask.upper() if token.text.isupper() or token.kind in ("standard", "code") else mask)
        return " ".join(words), {mask: lower for lower, mask in masks.items()}


@lru_cache(maxsize=20_000)
def _is_plain(word: str) -> bool:
    """Whether YAKE takes the word as it is, and no made-up word looks like it."""
    return _PLAIN.fullmatch(word) is not None


@lru_cache(maxsize=1_000)
def _letters(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, len(_LETTERS))
        digits = _LETTERS[rest] + digits
        if not number:
            return digits


def chosen(package: str) -> str:
    """Name the package that computes YAKE: "auto" is yake-rust where it is installed, else yake."""
    if package != "auto":
        return package
    return "yake-rust" if find_spec("yake_rust") is not None else "yake"


def _by_rust(stop: frozenset[str], longest: int) -> Score:
    from yake_rust import Yake as Engine

    engine = Engine(stopwords=set(stop), ngrams=longest, remove_duplicates=False)
    return lambda text: _in_pieces(text, lambda piece: engine.get_n_best(piece, n=_ALL))


def _in_pieces(text: str, score: Score) -> Iterable[tuple[str, float]]:
    """Score a text of any length: yake-rust gives up on some that are longer than `_PIECE`, with a panic.

    A panic is no Exception and would end the process. What panics is halved, and left out where it is short already.
    """
    if len(text) <= _PIECE:
        return _scored(text, score)
    best: dict[str, float] = {}
    for piece in _cut(text, _PIECE):
        for phrase, value in _scored(piece, score):
            best[phrase] = min(value, best.get(phrase, value))
    return best.items()


def _scored(text: str, score: Score) -> Iterable[tuple[str, float]]:
    try:
        return list(score(text))
    except (Exception, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # a panic of the Rust code
        if len(text) <= _SHORTEST:
            return []
        return [pair for piece in _cut(text, len(text) // 2 + 1) for pair in _scored(piece, score)]


def _cut(text: str, length: int) -> list[str]:
    """Cut a text between words into pieces that are about as long."""
    pieces, start = [], 0
    while start < len(text):
        end = text.find(" ", start + length)
        end = len(text) if end < 0 else end
        pieces.append(text[start:end])
        start = end + 1
    return pieces


def _by_python(stop: frozenset[str], longest: int) -> Score:
    from yake import KeywordExtractor

    engine = KeywordExtractor(lan="en", n=longest, dedup_lim=1.0, top=_ALL, stopwords=set(stop))
    return lambda text: [(phrase, float(score)) for phrase, score in engine.extract_keywords(text)]


_PACKAGES: dict[str, Callable[[frozenset[str], int], Score]] = {"yake-rust": _by_rust, "yake": _by_python}
