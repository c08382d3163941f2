"""RAKE keywords (Rose et al. 2010) by rake-nltk: runs of words between stop words, scored by degree over frequency.

rake-nltk is given our words and our stop words, so it never looks for NLTK's data, which would have to be downloaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import DependencyError
from pipeline.keywords.words import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

_BREAK = "|"  # ends a phrase
_GLUE = "\N{NO-BREAK SPACE}"  # holds "ISO 11452-4" together while words are told apart by blanks


class Rake:
    """One extractor, made once and used for every clause.

    :param stop: lower-case words that end a phrase.
    :param longest: longest phrase in words.
    :raises DependencyError: rake-nltk is not installed.
    """

    def __init__(self, stop: frozenset[str], longest: int) -> None:
        try:
            from rake_nltk import Rake as Engine
        except ImportError:
            raise DependencyError(
                "The keyword extractor 'rake' needs the package rake-nltk: install it with `pip install rake-nltk`, "
                "or remove 'rake' from keywords.extractors in the configuration."
            ) from None
        self._stop, self._longest = stop, longest
        self._engine = Engine(
            stopwords=set(stop), punctuations={_BREAK}, max_length=longest,
            sentence_tokenizer=str.splitlines, word_tokenizer=lambda sentence: sentence.split(" "),
        )  # fmt: skip

    def rank(self, tokens: Sequence[Token]) -> list[tuple[tuple[str, ...], float]]:
        """Rank the phrases of one text, best first, as lower-case words with a weight in (0, 1]."""
        text = " ".join(self._words(tokens))
        self._engine.extract_keywords_from_sentences([text])
        scores: dict[str, float] = {}
        for score, phrase in self._engine.get_ranked_phrases_with_scores():
            scores[phrase] = max(score, scores.get(phrase, 0.0))
        best = max(scores.values(), default=1.0)
        ranked = sorted(
            scores, key=lambda phrase: (-scores[phrase], not _coded(phrase), text.find(f" {phrase} "), phrase)
        )
        return [(tuple(w.replace(_GLUE, " ") for w in p.split(" ")), (scores[p] / best) ** 0.5) for p in ranked]

    def _words(self, tokens: Sequence[Token]) -> list[str]:
        """Cut runs longer than the longest phrase from their end, where an English phrase has its head."""
        words: list[str] = [_BREAK]
        run: list[str] = []
        for token in (*tokens, Token(_BREAK, "mark")):
            word = token.text.lower().replace(" ", _GLUE)
            if not token.breaks and word not in self._stop:
                run.append(word)
                continue
            for at, piece in enumerate(run):
                words += [_BREAK] * (at > 0 and (len(run) - at) % self._longest == 0)
                words.append(piece)
            words.append(_BREAK)
            run = []
        return words


def _coded(phrase: str) -> bool:
    """Whether it says more than a plain word of the same score."""
    return _GLUE in phrase or not phrase.replace(" ", "").isalpha()
