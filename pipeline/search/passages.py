"""The sentences and table rows of a clause that answer a question, with the values in them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.keywords.words import split
from pipeline.requirements import levels, quantities
from pipeline.requirements.bands import prefix_in
from pipeline.requirements.limits.frequency_cells import read_bands
from pipeline.requirements.quantities import same
from pipeline.requirements.tables import join, take_apart
from pipeline.search.index.amounts import read as read_amounts
from pipeline.search.index.index_records import Amount
from pipeline.search.index.terms import terms
from pipeline.search.records import AnswerLine
from pipeline.search.sentences import split_sentences
from pipeline.search.synonyms import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.records import Clause, Table
    from pipeline.search.records import Query

_UNITS = {
    "level": r"(?:dB\s?\(?[µu]?[VATp]\w*(?:/m)?\)?|[kmµ]?V/m|[kmµ]?V\b|[mµ]?A(?:/m)?\b|[mk]?W\b|[mµnp]?T\b|dBm)",
    "frequency": r"[kMG]?Hz\b",
    "time": r"(?:[mµn]?s|min|h|hours?|days?|minutes?|seconds?|weeks?|months?|years?|Hz)\b",
    "length": r"(?:[mckµ]?m|mm|inch(?:es)?|ft)\b",
    "temperature": r"(?:°\s?C|K\b|%)",
    "impedance": r"(?:[kMm]?(?:Ω|[Oo]hms?)|[pnµ]F|[nµm]H)",
    "bandwidth": r"(?:[kM]?Hz\b)",
}
_WANTED = {kind: re.compile(rf"\d\s?{unit}") for kind, unit in _UNITS.items()} | {
    "count": re.compile(r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|at least)\b", re.IGNORECASE),
    "standard": re.compile(r"\b(?:ISO|IEC|CISPR|GB|SAE|DIN|EN|MIL|JASO|ECE|UN)[\s/-]?[A-Z/]*\s?\d+"),
    "status": re.compile(r"\b(?:status|class|criteri\w+|state|FPSC)\b|\b[A-E]\b|\bI{1,3}V?\b", re.IGNORECASE),
}
_ABOVE = 0.4  # what a word counts that stands in the titles above a line or the head of its table
_WANTS = 0.25  # what a value of the kind asked for counts
_HOLDS = 0.5  # what holding the value of a question counts
_TOUCHED = 0.5  # what a band counts whose end is the frequency above or below which is asked
_FREQUENCY = re.compile(r"freq|fréq|\bbands?\b|\brange|[kMG]?Hz\b|频率|频段|bereich", re.IGNORECASE)
ABOVE_IT = re.compile(r"\b(?:above|over|beyond|higher than|oberhalb|über|ab|au-dessus|au-delà)\s", re.IGNORECASE)
BELOW_IT = re.compile(r"\b(?:below|under|lower than|up to|unterhalb|unter|bis|au-dessous|jusqu)", re.IGNORECASE)
_LONG = re.compile(r"(?<![\w.,])\d+\s(?:days?|weeks?|months?|years?|working days?)\b")
_MOST_ROWS = 120  # rows of a table that are looked at
_VALUE = frozenset(("quantity", "standard"))
_RANGE = re.compile(
    r"(?<![\w.,])\d[\d.,]*\s?(?:[kMG]?Hz|[kmµ]?V(?:/m)?|[mµ]?A|[mc]?m|[mµn]?s)?\s?(?:-|to|…|\.\.\.?|~)\s?\d[\d.,]*\s?"
    r"(?:[kMG]?Hz|dB\S*|[kmµ]?V(?:/m)?|[mµ]?A(?:/m)?|[mc]?m|[mµn]?s|min|°C|%|Ω)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class PassagePiece:
    """A line before it is judged."""

    text: str
    place: str
    context: str = ""  # what stands above a row: caption and heads
    bands: tuple[Amount, ...] = ()  # of a row whose unit stands in the head of its column
    leveled: bool = False  # the row gives a level, its unit may stand in the head


def cut(clause: Clause) -> Iterator[PassagePiece]:
    """Cut a clause into its sentences and table rows, in order."""
    if clause.title:
        yield PassagePiece(" ".join(clause.title.split()), "title")
    for sentence in split_sentences(clause.text):
        if text := " ".join(sentence.split()):
            yield PassagePiece(text, "text")
    for count, table in enumerate(join(clause.tables), start=1):
        yield from _rows(table, count)
    captions = {table.caption for table in clause.tables}
    for text in (*(each for each in clause.captions if each not in captions), *clause.notes):
        yield PassagePiece(" ".join(text.split()), "note")


def judge(clause: Clause, query: Query, weights: Mapping[str, float]) -> tuple[AnswerLine, ...]:
    """Return the lines of a clause by how much of a question they answer, best first.

    A line counts what it says itself; of what its title or the head of its table says, a part.

    :param weights: of the terms of the question; terms that are missing weigh nothing.
    """
    whole = sum(weights.values()) or 1.0
    above = _above(clause)
    lines = []
    for order, (piece, own, beside) in enumerate(_read(clause)):
        context = beside | above
        score = sum(
            weight * max(said(term, own, query.alternatives), _ABOVE * said(term, context, query.alternatives))
            for term, weight in weights.items()
        )
        score = score / whole + _WANTS * _wanted(piece, query) + _HOLDS * _hits(piece, query)
        lines.append((score, -order, piece))
    lines.sort(key=lambda line: line[:2], reverse=True)
    return tuple(AnswerLine(piece.text, piece.place, round(score, 4), values(piece.text)) for score, _, piece in lines)


@lru_cache(maxsize=4000)
def _above(clause: Clause) -> frozenset[str]:
    return frozenset(terms("\n".join((*clause.path, clause.title))))


@lru_cache(maxsize=4000)
def _read(clause: Clause) -> tuple[tuple[PassagePiece, frozenset[str], frozenset[str]], ...]:
    """Return the lines of a clause with their terms and those of what stands above them; kept for the next question."""
    return tuple((piece, frozenset(terms(piece.text)), frozenset(terms(piece.context))) for piece in cut(clause))


def values(text: str) -> tuple[str, ...]:
    """Return the values in a line, with their units, as written: ranges whole, each once."""
    text = same(text)
    found = {match.start(): match[0] for match in _RANGE.finditer(text)}
    levels = [str(quantity) for quantity in quantities.find(text)]
    known = " ".join((*found.values(), *levels))
    singles = [token.text for token in split(text) if token.kind in _VALUE] + _LONG.findall(text)
    levels = [level for level in levels if level.lstrip("+-±") not in " ".join(found.values())]
    return tuple(dict.fromkeys([*found.values(), *levels, *(each for each in singles if each not in known)]))


def _rows(table: Table, count: int) -> Iterator[PassagePiece]:
    """Give the rows of a table, each value with the head of its column."""
    if table.caption:
        yield PassagePiece(" ".join(table.caption.split()), f"table {count}")
    grid = take_apart(table)
    context = " ".join((grid.caption, *grid.heads))
    by_row: dict[int, list[str]] = {}
    spans: dict[int, list[Amount]] = {}
    prefix = next((each for text in (*grid.heads, grid.caption) if (each := prefix_in(text)) is not None), None)
    for cell in grid.cells:
        head = grid.heads[cell.column]
        by_row.setdefault(cell.row, []).append(f"{head}: {cell.wording}" if head else cell.wording)
        own = prefix_in(head) if prefix_in(head) is not None else prefix
        for low, high in read_bands(cell.text, own) if _FREQUENCY.search(head) else ():
            ends = (0.0 if low is None else low, math.inf if high is None else high)
            spans.setdefault(cell.row, []).append(Amount("band", *ends, "Hz"))
    given = {level.cell.row for level in levels.find_in_table(grid, levels.allow(()), "")}
    for row, cells in list(by_row.items())[:_MOST_ROWS]:
        bands = tuple(spans.get(row, ()))
        yield PassagePiece(" | ".join(cells), f"table {count}, row {row}", context, bands, row in given)


def _wanted(piece: PassagePiece, query: Query) -> float:
    """Share of the kinds of value asked for that a line gives."""
    wanted = [pattern for kind in query.wants if (pattern := _WANTED.get(kind)) is not None]
    if not wanted:
        return 0.0
    found = sum(bool(pattern.search(piece.text)) for pattern in wanted)
    return (found or (piece.leveled and "level" in query.wants)) / len(wanted)


def _hits(piece: PassagePiece, query: Query) -> float:
    """Share of the values of a question that a line holds; of a band that only touches "above 200 MHz", a half."""
    asked = query.amounts
    if not asked:
        return 0.0
    here = (*read_amounts(piece.text), *piece.bands)
    above, below = bool(ABOVE_IT.search(query.text)), bool(BELOW_IT.search(query.text))
    found = 0.0
    for amount in asked:
        fits = [each for each in here if holds(each, amount)]
        past = [
            each for each in fits if not (above and each.high <= amount.low) and not (below and each.low >= amount.high)
        ]
        found += 1.0 if past or (fits and amount.kind == "level") else _TOUCHED if fits else 0.0
    return found / len(asked)


def holds(here: Amount, asked: Amount) -> bool:
    """Whether a value is the one asked for, or contains it."""
    if asked.kind == "level":
        return here.kind == "level" and here.unit == asked.unit and here.low == asked.low
    return here.kind != "level" and here.low <= asked.low and asked.high <= here.high
