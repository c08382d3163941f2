"""Does the catalogue fit a document? Headings that name tests outright, counted for each catalogue at hand.

A military plan under an automotive catalogue is matched as well as can be, which is not well, and the matches do not
show it. A heading counts for a catalogue where it carries a code, a full name or, alone,
a base standard of one of its tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.config import resource
from pipeline.matching.catalogue import SHIPPED, load
from pipeline.matching.channels import headings
from pipeline.matching.channels.entries import Entries
from pipeline.matching.channels.evidence import standards_of
from pipeline.matching.channels.lexicon import name_lexicon
from pipeline.matching.channels.schemes import Schemes
from pipeline.matching.channels.titles import speaks_outright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Profile

_FEWEST = 4  # different tests that headings name, from which another catalogue can be said to fit
_BETTER = 1.6  # times as many headings as the catalogue in use


@dataclass(frozen=True)
class Fit:
    """What the headings of some documents name of one catalogue."""

    name: str
    headings: int  # headings that name a test of it outright
    tests: frozenset[str]  # ids of these tests

    def __add__(self, other: Fit) -> Fit:
        return Fit(self.name, self.headings + other.headings, self.tests | other.tests)


class Gauge:
    """Counts for one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._name = catalogue.name
        self._entries = Entries.of(catalogue)
        self._names = name_lexicon(self._entries)
        self._schemes = Schemes(self._entries)
        self._standards = standards_of(self._entries)
        self._general = [i for i, one in enumerate(self._entries) if getattr(one, "kind", "") == "general"]

    def measure(self, profiles: Sequence[Profile]) -> Fit:
        """Count the headings of one document that name a test of the catalogue outright."""
        titles = [one.clause.title if speaks_outright(one.clause.title) else "" for one in profiles]
        spelled = [[e.value for e in one.evidence if e.kind == "code" and e.where == "title"] for one in profiles]
        cited = np.zeros((len(profiles), len(self._entries)))
        for index, one in enumerate(profiles):
            for found in one.evidence:
                if found.kind == "standard" and found.where == "title" and not found.weak:
                    cited[index] = np.maximum(cited[index], self._standards.get(found.value, 0.0))
        told = headings.by_codes(spelled, self._schemes.own, {}, len(self._entries))
        told = np.maximum(told, self._names.alone(titles, self._general))
        told = np.maximum(told, headings.by_standards(titles, cited))[:, : len(self._entries.tests)]
        named = [test.id for test, most in zip(self._entries.tests, told.max(axis=0, initial=0.0), strict=True) if most]
        return Fit(self._name, int((told.max(axis=1, initial=0.0) > 0).sum()), frozenset(named))


@lru_cache(maxsize=1)
def shipped() -> dict[str, Gauge]:
    """The catalogues that come with the program, by the name they are asked for with."""
    return {name: Gauge(load([resource(name)])) for name in SHIPPED}


def choose(documents: Sequence[Sequence[Profile]]) -> tuple[str, str]:
    """Choose the catalogue that comes with the program and fits some documents best.

    :return: its name for `--references`, and a sentence that says why.
    """
    fits = {name: Fit("", 0, frozenset()) for name in SHIPPED}
    for profiles in documents:
        for name, gauge in shipped().items():
            fits[name] = gauge.measure(profiles) + fits[name]
    best = max(SHIPPED, key=lambda name: (len(fits[name].tests) >= _FEWEST, fits[name].headings, name == SHIPPED[0]))
    counts = ", ".join(f"{fits[name].headings} those of {name}" for name in SHIPPED)
    return best, f"Catalogue chosen: {best}. Headings that name a test outright: {counts}."


def doubt(profiles: Sequence[Profile], gauge: Gauge) -> str:
    """Say that a catalogue does not fit a document, and what seems to fit better; "" where it does."""
    mine = gauge.measure(profiles)
    others = [(name, other.measure(profiles)) for name, other in shipped().items()]
    name, best = max(others, key=lambda pair: pair[1].headings)
    if best.name == mine.name or len(best.tests) < _FEWEST or best.headings < _BETTER * max(1, mine.headings):
        return ""
    return (
        f"The catalogue does not fit: {mine.headings} headings name tests of '{mine.name}', {best.headings} those of "
        f"'{best.name}'; try --references {name}."
    )
