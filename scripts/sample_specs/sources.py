"""The text of the sample specifications, kept apart from the way Word stores it.

A source has a head of `key: value` lines, a line `---` and then one piece a line:

    # Title {CE-V;CE-I}     a clause, one # for each level; its tests in braces (empty = none; left out = the parent's)
    ##: Sentence {RE}       a clause without heading: a numbered paragraph
    #A Title, ##A Title     an annex and its subclauses
    - item                  a list item
    | cell | cell |         a row of a table, the first row is its head; `Table: caption` follows the last one
    Figure: caption         a figure
    anything else           a paragraph
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CLAUSE = re.compile(r"(?P<marks>#+)(?P<annex>A?)(?P<running>:?) (?P<title>.*?)(?: \{(?P<tests>[^}]*)\})?$")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """The opening of a clause."""

    title: str
    level: int
    tests: tuple[str, ...]
    annex: bool = False
    running: bool = False  # no heading: the number stands in front of running text
    number: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph, a list item or the caption of a figure."""

    text: str
    kind: str = "paragraph"  # "paragraph", "item", "figure"


@dataclass(frozen=True)
class Table:
    """A table, its head first."""

    rows: tuple[Row, ...]
    caption: str = ""


Piece = Clause | Text | Table


@dataclass(frozen=True)
class Specification:
    """One document: its head and its pieces in reading order."""

    head: dict[str, str]
    pieces: tuple[Piece, ...] = field(repr=False)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses, in reading order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Clause))


def read(path: Path) -> Specification:
    """Read one source file."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    keys = dict(line.split(": ", 1) for line in head.splitlines())
    return Specification(keys, number(tuple(_pieces(body.splitlines()))))


def labels(specification: Specification) -> Iterator[tuple[str, str, str, str]]:
    """Give document, number, title and tests of each clause, as labels files have them."""
    for clause in specification.clauses:
        yield specification.head["file"], clause.number, clause.title, ";".join(clause.tests)


def number(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Give every clause its number: 1, 1.1, 1.1.1 in the body, A, A.1 in the annexes."""
    counts: list[int] = []
    annexes = False
    numbered: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Clause):
            if piece.annex and not annexes:
                counts, annexes = [], True
            counts = (counts + [0] * piece.level)[: piece.level]
            counts[-1] += 1
            first = chr(ord("A") + counts[0] - 1) if annexes else str(counts[0])
            piece = replace(piece, number=".".join([first, *map(str, counts[1:])]))
        numbered.append(piece)
    return tuple(numbered)


def _pieces(lines: Sequence[str]) -> Iterator[Piece]:
    above: list[tuple[str, ...]] = []  # tests of the clauses that are open, outermost first
    rows: list[Row] = []
    for line in [*filter(None, lines), ""]:
        if rows and not line.startswith("|"):
            yield Table(tuple(rows), line.removeprefix("Table: ") if line.startswith("Table: ") else "")
            rows = []
            if line.startswith("Table: "):
                continue
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
        elif clause := _CLAUSE.match(line):
            level = len(clause["marks"])
            inherited = above[level - 2] if level > 1 else ()
            own = clause["tests"]
            tests = inherited if own is None else tuple(filter(None, own.split(";")))
            above = [*above[: level - 1], tests]
            yield Clause(clause["title"], level, tests, bool(clause["annex"]), bool(clause["running"]))
        elif line:
            yield _text(line)


def _text(line: str) -> Text:
    if line.startswith("- "):
        return Text(line[2:], "item")
    if line.startswith("Figure: "):
        return Text(line.removeprefix("Figure: "), "figure")
    return Text(line)
