"""What a test section of a specification demands, each value with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["standard", "band", "level", "class", "pulse", "modulation", "mode", "status", "samples"]
Reader = Literal["rules", "llm"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a requirement."""

    kind: FactKind
    value: str  # in one normal form: "150 kHz - 108 MHz", "-10 dBµA", "±8 kV", "ISO 11452-4:2020"
    wording: str  # as written, white space folded
    clause: str  # id of the clause it stands in
    place: str  # "text", "title", "note", "table 2, row 3"
    context: str = ""  # what a table says about it: heads of its row and column
    low: float | None = None  # a band's lower end in Hz; a level's value, with its sign, in `unit`
    high: float | None = None  # a band's upper end in Hz
    unit: str = ""  # of a level: "dBµV/m", "V/m", "mA", "kV" ...
    by: Reader = "rules"
    candidates: tuple[str, ...] = ()  # all readings where the wording allows several; `low` and `high` are then unknown

    @property
    def sure(self) -> bool:
        """Whether the wording can be read one way only."""
        return not self.candidates


@dataclass(frozen=True, slots=True)
class Requirement:
    """One test section: a clause matched to tests with all clauses below and beside it about the same tests."""

    document: str
    number: str  # of its first clause
    name: str  # of the test, as the document writes it
    tests: tuple[str, ...]  # ids
    clauses: tuple[str, ...]  # ids of the clauses read, in document order
    facts: tuple[Fact, ...] = ()  # each value once, in the order of first appearance

    def of(self, kind: FactKind) -> tuple[Fact, ...]:
        """Return the facts of one kind."""
        return tuple(fact for fact in self.facts if fact.kind == kind)
