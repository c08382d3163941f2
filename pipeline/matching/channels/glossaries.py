"""What a document's own abbreviations and codes stand for, by its own lists.

Some specifications head a chapter with an abbreviation alone ("7 SFE"). The list of abbreviations, the test matrix or
an earlier line says what it means; with that meaning beside it the heading can be compared like any other.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.records import Clause, Row, Table

_SHORT = re.compile(r"[A-Z][A-Za-z0-9µ]{0,6}(?:[-/ ]?[A-Z0-9]{1,5}){0,2}(?:[- ][Tt]est)?")
_LINE = re.compile(
    r"^\W{0,2}(?P<short>[A-Z][A-Za-z0-9]{0,6}(?:[-/ ]?[A-Z0-9]{1,5}){0,2})"
    r"\s{0,9}(?:\t|:|=|\s[-–—]\s|means|stands for)\s{0,40}(?P<long>\S.{4,90})$"
)
_SHARE = 0.6  # of the first cells of a table that must be short for it to be a list of abbreviations or codes
_LONGEST = 110  # characters of a meaning


def collect(clauses: Sequence[Clause]) -> dict[str, str]:
    """Collect what the abbreviations and codes of a document mean, the first meaning of each.

    :return: abbreviation as written -> meaning.
    """
    meanings: dict[str, str] = {}
    for clause in clauses:
        for short, long in (*_in_tables(clause.tables), *_in_lines(clause)):
            meanings.setdefault(short, long)
    return meanings


def expand(title: str, meanings: Mapping[str, str]) -> str:
    """Put the meaning of each abbreviation of a title behind it, unless its words stand there anyway.

    >>> expand("SFE limits", {"SFE": "radiated immunity"})
    'SFE limits (radiated immunity)'
    """
    said = title.lower()
    found = []
    for short in _shorts(title):
        long = meanings.get(short, "")
        if long and not all(word in said for word in re.findall(r"\w{3,}", long.lower())):
            found.append(long)
    return f"{title} ({'; '.join(dict.fromkeys(found))})" if found else title


def _shorts(title: str) -> Iterator[str]:
    """Give what may be an abbreviation in a title: single words, then pairs ("RE 310", "AN-test")."""
    words = re.findall(r"[\w/-]+", title)
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))


def _in_tables(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    for table in tables:
        rows = [row for row in table.rows if len(row) >= 2 and row[0].strip()]
        if len(rows) >= 3 and sum(_is_short(row[0]) for row in rows) >= _SHARE * len(rows):
            yield from (pair for row in rows for pair in _in_row(row))


def _in_row(row: Row) -> Iterator[tuple[str, str]]:
    long = next((cell.strip() for cell in row[1:] if sum(letter.isalpha() for letter in cell) >= 5), "")
    if _is_short(row[0]) and long and len(long) <= _LONGEST:
        for short in re.split(r"(?<!\s)\s*+[/,;]\s+|(?<!\s)\s++/\s*|,\s*", row[0].strip()):
            yield short, long


def _in_lines(clause: Clause) -> Iterator[tuple[str, str]]:
    for line in clause.text.split("\n"):
        match = _LINE.match(line)
        if match:
            yield match["short"], match["long"].strip()


def _is_short(cell: str) -> bool:
    pieces = re.split(r"(?<!\s)\s*+[/,;]\s*", cell.strip())
    return all(_SHORT.fullmatch(piece) and any(letter.isupper() for letter in piece) for piece in pieces if piece)
