"""What an index holds of a clause, and how a document and a clause are named in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.records import Clause, OutcomeName
    from pipeline.requirements.decimal_marks import DecimalMark

AmountKind = Literal["band", "frequency", "level"]
MarkKind = Literal["code", "standard", "number"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A value of a clause that a question can name: 200 V/m, or any frequency of a band."""

    kind: AmountKind
    low: float  # Hz; a level's value without its sign, in `unit`
    high: float  # Hz; the same as `low` but for a band
    unit: str  # of a level: "V/m", "dBµV/m"; "Hz" else


@dataclass(frozen=True, slots=True)
class IndexedFields:
    """The search terms of a clause by where they stand, each a text of terms parted by blanks."""

    number: str = ""
    title: str = ""
    path: str = ""
    text: str = ""
    table: str = ""
    more: str = ""  # notes, captions, and what the abbreviations in it stand for


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A clause ready to be indexed."""

    clause: Clause = field(repr=False)
    tests: tuple[str, ...]
    outcome: OutcomeName
    fields: IndexedFields = field(repr=False)
    amounts: tuple[Amount, ...] = ()
    marks: tuple[tuple[MarkKind, str], ...] = ()
    passages: tuple[str, ...] = field(default=(), repr=False)  # what is turned into vectors
    decimal_mark: DecimalMark = "?"  # of its document


@dataclass(frozen=True, slots=True)
class IndexedSource:
    """A document as it was carried through by a run."""

    digest: str  # of all that is indexed of it
    document: str  # its id within the run
    about: str  # title, number and revision of its title block, in one line
    model: str  # name of the embedding model; "" = without vectors
    clauses: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A clause as the index gives it back."""

    key: int
    clause: Clause = field(repr=False)
    tests: tuple[str, ...]
    outcome: OutcomeName
    source: IndexedSource
    decimal_mark: DecimalMark = "?"  # of its document
