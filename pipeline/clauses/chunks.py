"""Cut long text into parts, where the thread is thinnest: between the sentences that have the least in common."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Encoder = Callable[[Sequence[str]], Sequence[Sequence[float]]]

_WORD = re.compile(r"(?u)\b\w\w+\b")
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9À-Ý\u4e00-\u9fff])|(?<=[。！？；])|\n+")
_ABBREVIATION = re.compile(
    r"(?i)(?:\b(?:e\.g|i\.e|cf|fig|tab|no|nr|approx|acc|incl|min|max|resp|vs|ref|sec|cl|par|z\.b|bzw|ca|etc|a\.c|d\.c)|\b[A-Z])\.$"
)
_PER_CUT = 0.25  # price of one more part, in units of cosine similarity


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


def cut(
    text: str, length: int, *, overlap: int = 0, semantic: bool = True, encoder: Encoder | None = None
) -> tuple[str, ...]:
    """Cut a text into parts of at most `length` characters.

    :param length: longest part, overlap not counted [characters].
    :param overlap: sentences repeated at the start of the next part.
    :param semantic: cut where adjacent sentences have the lowest cosine similarity; else where a part is full.
    :param encoder: sentences -> vectors; TF-IDF over the text's own sentences by default.
    :returns: the parts, which together are the text but for white space at the cuts; empty where it is one piece.
    """
    if len(text) <= length:
        return ()
    pieces = [piece for sentence in split_sentences(text) for piece in _chop(sentence, length)]
    if semantic:
        likeness = similarities([piece.strip() for piece in pieces], encoder)
        starts = _choose_starts([len(piece) for piece in pieces], likeness, length)
    else:
        starts = _fill([len(piece) for piece in pieces], length)
    ends = [*starts[1:], len(pieces)]
    parts = (
        "".join(pieces[max(0, start - overlap) if start else 0 : end]).strip()
        for start, end in zip(starts, ends, strict=True)
    )
    return tuple(part for part in parts if part)


def similarities(sentences: Sequence[str], encoder: Encoder | None = None) -> list[float]:
    """Cosine similarity of each sentence with the next, -1 to 1; one fewer than there are sentences."""
    vectors: Sequence[Mapping[Any, float]] = (
        weigh(sentences) if encoder is None else [dict(enumerate(map(float, v))) for v in encoder(sentences)]
    )
    return [_cosine(one, two) for one, two in itertools.pairwise(vectors)]


def weigh(sentences: Sequence[str]) -> list[dict[str, float]]:
    """TF-IDF with smoothed idf, as scikit-learn's TfidfVectorizer has it by default, without its second of import."""
    counts = [Counter(_WORD.findall(sentence.lower())) for sentence in sentences]
    documents = Counter(word for count in counts for word in count)
    total = len(sentences)
    return [
        {word: n * (math.log((1 + total) / (1 + documents[word])) + 1) for word, n in count.items()} for count in counts
    ]


def _cosine(one: Mapping[Any, float], two: Mapping[Any, float]) -> float:
    norms = math.sqrt(sum(x * x for x in one.values()) * sum(x * x for x in two.values()))
    return sum(x * two[key] for key, x in one.items() if key in two) / norms if norms else 0.0


def _chop(sentence: str, length: int) -> list[str]:
    """A sentence longer than a part, in pieces that fit, broken at white space where there is any."""
    pieces = []
    while len(sentence) > length:
        at = sentence.rfind(" ", length // 2, length) + 1 or length
        pieces.append(sentence[:at])
        sentence = sentence[at:]
    return [*pieces, sentence]


def _fill(lengths: Sequence[int], longest: int) -> list[int]:
    starts, size = [0], 0
    for index, length in enumerate(lengths):
        if size and size + length > longest:
            starts.append(index)
            size = 0
        size += length
    return starts


def _choose_starts(lengths: Sequence[int], likeness: Sequence[float], longest: int) -> list[int]:
    """First pieces of the parts with the smallest sum of similarities at the cuts, every part within its length."""
    best = [0.0] + [math.inf] * len(lengths)  # price of the first `end` pieces
    back = [0] * (len(lengths) + 1)
    for end in range(1, len(lengths) + 1):
        size = 0
        for start in range(end - 1, -1, -1):
            size += lengths[start]
            if size > longest and start < end - 1:
                break
            price = best[start] + (likeness[start - 1] + _PER_CUT if start else 0.0)
            if price < best[end]:
                best[end], back[end] = price, start
    starts, at = [], len(lengths)
    while at > 0:
        at = back[at]
        starts.append(at)
    return starts[::-1]
