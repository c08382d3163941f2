"""Long documents for measuring speed: the sentences of the samples, recombined, with other quantities in them."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sample_specs.sources import Clause, Piece, Specification, Table, Text, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PAGE = 2750  # characters; LibreOffice then makes about as many pages as were asked for
_QUANTITY = re.compile(r"(?<![\w.-])(\d+)(?= ?(?:k?V|mA|MHz|GHz|kHz|Hz|mm|cm|ms|µs|min|s|dB\w*|A/m|V/m|Ω|pF|W)\b)")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])")
_PARTS = (
    *("door module", "front camera", "seat heater", "wiper motor", "radar sensor", "body controller", "coolant pump"),
    *("steering column", "instrument cluster", "battery manager", "on-board charger", "brake booster", "key reader"),
)


def span(text: str) -> tuple[int, int]:
    """Parse "100" or "20-300" to the lowest and highest number of pages."""
    low, _, high = text.partition("-")
    return int(low), int(high or low)


def make(
    samples: Sequence[Specification], documents: int, pages: tuple[int, int], seed: int
) -> Iterator[Specification]:
    """Make documents, each with a length drawn between the two numbers of pages (evenly on a logarithmic scale)."""
    pool = _pool(samples)
    chapters = [chapter for sample in samples for chapter in _chapters(sample)]
    for index in range(documents):
        dice = random.Random(f"{seed}/{index}")
        length = round(pages[0] * (pages[1] / pages[0]) ** dice.random())
        style = samples[index % len(samples)].head
        title = f"{style['title']}, {dice.choice(_PARTS)}"
        head = {**style, "file": f"bulk_{index + 1:04}.docx", "number": f"X-{seed}-{index + 1:04}", "title": title}
        yield Specification(head, number(tuple(_fill(chapters, pool, length * _PAGE, dice))))


def _pool(samples: Sequence[Specification]) -> dict[tuple[str, ...], list[str]]:
    """Collect the sentences of each set of tests."""
    pool: dict[tuple[str, ...], list[str]] = {}
    for sample in samples:
        tests: tuple[str, ...] = ()
        for piece in sample.pieces:
            if isinstance(piece, Clause):
                tests = piece.tests
            text = piece.title if isinstance(piece, Clause) and piece.running else getattr(piece, "text", "")
            if text:
                pool.setdefault(tests, []).extend(_SENTENCE.split(text))
    return pool


def _chapters(sample: Specification) -> Iterator[list[Piece]]:
    chapter: list[Piece] = []
    for piece in sample.pieces:
        if isinstance(piece, Clause) and piece.annex:
            break
        if isinstance(piece, Clause) and piece.level == 1 and chapter:
            yield chapter
            chapter = []
        chapter.append(piece)
    yield chapter


def _fill(
    chapters: Sequence[list[Piece]], pool: dict[tuple[str, ...], list[str]], size: int, dice: random.Random
) -> Iterator[Piece]:
    written = 0
    while written < size:
        for piece in dice.choice(chapters):
            piece = _varied(piece, dice)
            written += _length(piece)
            yield piece
            if isinstance(piece, Clause) and not piece.running:
                for _ in range(dice.randint(1, 4)):
                    sentences = dice.choices(pool.get(piece.tests) or pool[()], k=dice.randint(2, 7))
                    text = Text(" ".join(_vary(sentence, dice) for sentence in sentences))
                    written += len(text.text)
                    yield text


def _varied(piece: Piece, dice: random.Random) -> Piece:
    if isinstance(piece, Clause):
        title = _vary(piece.title, dice) if piece.running else piece.title
        return replace(piece, title=f"{title}, {dice.choice(_PARTS)}" if piece.level == 1 else title)
    if isinstance(piece, Table):
        return replace(piece, rows=tuple(tuple(_vary(cell, dice) for cell in row) for row in piece.rows))
    return replace(piece, text=_vary(piece.text, dice))


def _vary(text: str, dice: random.Random) -> str:
    """Change the quantities of a sentence a little, so that no two documents hold the same one."""
    return _QUANTITY.sub(lambda found: str(max(1, round(int(found[1]) * dice.uniform(0.6, 1.6)))), text)


def _length(piece: Piece) -> int:
    if isinstance(piece, Table):
        return 80 * len(piece.rows)
    return len(piece.title) if isinstance(piece, Clause) else len(piece.text)
