"""Tests and topics side by side: what the channels compare a clause with.

A test of the catalogue and a topic outside it ("load dump", "test plan") are scored in the same way; a clause that is
nearer to a topic than to any test belongs to none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.matching.evidence import AXES, AXIS_OF, find_aspects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.matching.catalogue import Catalogue, TestEntry, Topic


@dataclass(frozen=True)
class Entries:
    """The tests of a catalogue, then its topics, each group sorted by id so that the file's order changes nothing."""

    tests: tuple[TestEntry, ...]
    topics: tuple[Topic, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Entries:
        """Line up the entries of a catalogue."""
        by_id = sorted(catalogue.tests, key=lambda entry: entry.id)
        return cls(tuple(by_id), tuple(sorted(catalogue.topics, key=lambda entry: entry.id)))

    def __iter__(self) -> Iterator[TestEntry | Topic]:
        yield from self.tests
        yield from self.topics

    def __len__(self) -> int:
        return len(self.tests) + len(self.topics)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of tests and topics in order."""
        return tuple(entry.id for entry in self)


def names(entry: TestEntry | Topic) -> tuple[str, ...]:
    """Everything the entry is called: its name, then its aliases."""
    return (entry.name, *entry.aliases)


def prose(entry: TestEntry | Topic) -> str:
    """Everything the entry says, one piece a line."""
    codes = (code.code for code in entry.codes)
    standards = (standard.name for standard in entry.standards)
    return "\n".join(
        (*names(entry), *codes, *standards, *entry.units, *entry.apparatus, *entry.keywords, *entry.passages)
    )


def aspects(entry: TestEntry | Topic) -> dict[str, str]:
    """What a heading over the entry says or may not deny: axis -> value, as `evidence.find_aspects`.

    As the catalogue says it, else by the name; the group says the direction.
    """
    said = {AXIS_OF[value]: value for value in entry.aspects} or find_aspects(entry.name, codes=False)
    group = {"esd": "immunity", "susceptibility": "immunity"}.get(
        getattr(entry, "group", ""), getattr(entry, "group", "")
    )
    return {"direction": group} | said if group in AXES["direction"] else said
