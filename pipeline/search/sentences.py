"""Sentences of a text, and what each of them says more than the others (TF-IDF)."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"(?u)\b\w\w+\b")
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9À-Ý\u4e00-\u9fff])|(?<=[。！？；])|\n+")
_ABBREVIATION = re.compile(
    r"(?i)(?:\b(?:e\.g|i\.e|cf|fig|tab|no|nr|approx|acc|incl|min|max|resp|vs|ref|sec|cl|par|z\.b|bzw|ca|etc|a\.c|d\.c)|\b[A-Z])\.$"
)


def split_sentences(text: str) -> list[str]:
    """Sentences with the white space behind them, so that joining them gives the text back."""
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if "\n" not in match[0] and _ABBREVIATION.search(text[start : match.start()]):
            continue
        if text[start : match.end()].strip():
            sentences.append(text[start : match.end()])
            start = match.end()
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def weigh(sentences: Sequence[str]) -> list[dict[str, float]]:
    """TF-IDF with smoothed idf, as scikit-learn's TfidfVectorizer has it by default, without its second of import."""
    counts = [Counter(_WORD.findall(sentence.lower())) for sentence in sentences]
    documents = Counter(word for count in counts for word in count)
    total = len(sentences)
    return [
        {word: n * (math.log((1 + total) / (1 + documents[word])) + 1) for word, n in count.items()} for count in counts
    ]
