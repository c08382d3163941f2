"""What a catalogue holds: the tests to be matched, and the topics outside it that speak for none of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Code:
    """A method code as an OEM writes it in front of its requirements: "RE 310", "CI 280"."""

    code: str
    oem: str = ""  # whose scheme it belongs to; "" = a common one, or unknown

    def __str__(self) -> str:
        return f"{self.oem}: {self.code}" if self.oem else self.code


@dataclass(frozen=True, slots=True)
class Standard:
    """A base standard, without its edition: "ISO 11452-4", "GB/T 33014.4"."""

    name: str
    weight: float = 1.0  # how much a citation says about the test, 0 to 1; less than 1 where several tests share it

    def __str__(self) -> str:
        return self.name if self.weight == 1.0 else f"{self.name} ({self.weight:g})"


@dataclass(frozen=True, slots=True)
class TestEntry:
    """One test of the catalogue."""

    __test__ = False  # pytest: not a test class

    id: str  # letters, digits, dot, dash, underscore
    name: str
    group: str  # "emission", "immunity", "esd"; other groups may be named
    aliases: tuple[str, ...] = ()  # other names of the test, in any language, abbreviations included
    codes: tuple[Code, ...] = ()
    standards: tuple[Standard, ...] = ()
    units: tuple[str, ...] = ()  # in which its levels are given: "dBµV", "V/m"
    bands: tuple[str, ...] = ()  # frequency ranges and bands: "150 kHz - 108 MHz"
    apparatus: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()  # words and phrases, pulse names, quantities
    passages: tuple[str, ...] = ()  # sentences as they stand in specifications of this test
    aspects: tuple[str, ...] = ()  # what a heading over it may not deny: "immunity", "radiated"; of evidence.AXES


@dataclass(frozen=True, slots=True)
class Topic:
    """Something outside the catalogue: a clause about it belongs to none of the tests."""

    id: str
    name: str
    kind: str  # "other test" or "general"
    aliases: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    standards: tuple[Standard, ...] = ()
    units: tuple[str, ...] = ()
    apparatus: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """The tests and topics of one or more files, in the order of the files."""

    name: str
    tests: tuple[TestEntry, ...] = field(repr=False)
    topics: tuple[Topic, ...] = field(default=(), repr=False)
    together: tuple[tuple[str, ...], ...] = ()  # sets of test ids that one clause commonly specifies at once
    phrases: tuple[str, ...] = field(default=(), repr=False)  # to be kept whole when keywords are extracted

    @property
    def ids(self) -> tuple[str, ...]:
        """Test ids in catalogue order."""
        return tuple(test.id for test in self.tests)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that is said, as hex; the same for every order of entries and every file format."""
        content = {
            "name": self.name,
            "tests": sorted((asdict(test) for test in self.tests), key=lambda entry: entry["id"]),
            "topics": sorted((asdict(topic) for topic in self.topics), key=lambda entry: entry["id"]),
            "together": sorted(sorted(ids) for ids in self.together),
            "phrases": sorted(self.phrases),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()

    def test(self, id: str) -> TestEntry:
        """Return the test with this id.

        :raises KeyError: there is none.
        """
        for test in self.tests:
            if test.id == id:
                return test
        raise KeyError(id)
