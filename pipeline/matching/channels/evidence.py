"""Channels of coded evidence: standards, method codes, units, and what a heading says outright."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from pipeline.matching.channels import codes, headings
from pipeline.matching.channels.entries import aspects
from pipeline.matching.channels.schemes import Schemes
from pipeline.matching.channels.titles import speaks_outright
from pipeline.matching.evidence import find_aspects, normalise_standard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.matching.channels.entries import Entries
    from pipeline.matching.channels.features import HeadingEvidence
    from pipeline.matching.channels.titles import Titles
    from pipeline.records import Profile

    Floats = NDArray[np.float64]
    Table = Mapping[str, Floats]  # code, standard or unit -> weight of each entry (e,)

_BODY = ("text", "table", "note")


class CodedChannels:
    """Looks up what is coded in a clause in the tables of one catalogue."""

    def __init__(
        self,
        entries: Entries,
        name: Callable[[Sequence[str]], Floats],
        alone: Callable[[Sequence[str]], Floats],
    ) -> None:
        """Make the tables.

        :param name: texts -> (texts, e) how well each text names each entry.
        :param alone: texts -> (texts, e) 1 where a text names an entry in full and no other.
        """
        self._entries = entries
        self._name = name
        self._alone = alone
        self._schemes = Schemes(entries)
        self._standards = standards_of(entries)
        self._units = _units(entries)
        self._general = np.array([getattr(entry, "kind", "") == "general" for entry in entries])
        self._aspects = [aspects(entry) for entry in entries]

    def score(
        self, profiles: Sequence[Profile], titles: Titles, accepted: Table = MappingProxyType({})
    ) -> tuple[dict[str, Floats], tuple[HeadingEvidence, ...]]:
        """Score all clauses of one document: channel -> (n, e), and what each heading says outright.

        :param accepted: codes whose meaning a person settled for this document; no other meaning of them counts.
        """
        family = codes.Family(profiles)
        stated = self._schemes.codes(profiles)
        given = codes.given_to(profiles, self._alone, family)
        defined = codes.settle(codes.learn(profiles, self._define, family), stated, given)
        learned = {code: accepted.get(code, row) for code, row in defined.items()}
        known = {code: row for code, row in stated.items() if self._unsettled(code, defined)}
        known |= {code: row for code, row in accepted.items() if self._unsettled(code, defined)}
        ids = [profile.clause.id for profile in profiles]
        spelled = [_spelled(one, ("title",), family) for one in profiles]
        standards = self._cited(profiles, ("title",), weak=False)
        by_code = headings.by_codes(spelled, known, learned, len(self._entries))
        by_code = np.maximum(by_code, headings.by_standards([one.clause.title for one in profiles], standards))
        by_name = self._alone([titles.own[id] if speaks_outright(titles.own[id]) else "" for id in ids])
        strangers = self._schemes.unknown(profiles, spelled, known, learned)
        said = [
            {**titles.aspects(id), **(find_aspects(one.clause.title) if stranger else {})}
            if speaks_outright(one.clause.title)
            else {}
            for id, one, stranger in zip(ids, profiles, strangers, strict=True)
        ]
        above = [titles.aspects_above(id) for id in ids]
        channels = {
            "standard in title": standards,
            "standard in text": self._cited(profiles, _BODY, weak=False),
            "standard compared": self._cited(profiles, ("title", *_BODY), weak=True),
            "code in title": self._look_up(known, [_values(one, "code", ("title",)) for one in profiles]),
            "code in text": self._look_up(known, [_values(one, "code", ("text", "table")) for one in profiles]),
            "own code in title": self._look_up(learned, spelled),
            "own code in text": self._look_up(learned, [_spelled(one, ("text", "table"), family) for one in profiles]),
            "unit": self._look_up(self._units, [_values(one, "unit", ("title", "text", "table")) for one in profiles]),
            "direction of title": headings.directions(said, self._aspects),
            "direction of path": headings.directions(above, self._aspects),
            "told by code": headings.uncontested(by_code, by_name),
            "told by name": by_name,
        } | headings.agreement(said, above, self._aspects)
        named = np.maximum(0.9 * by_code, by_name)
        told = headings.told(said, named, self._entries.ids, spelled, strangers)
        return channels, told

    def _define(self, texts: Sequence[str]) -> Floats:
        """How well each text names each entry; general topics have no codes, so they never define one."""
        return np.where(self._general, 0.0, self._name(texts))

    def _unsettled(self, code: str, learned: Table) -> bool:
        """Tell whether the document leaves it to the catalogue what a code means."""
        return code not in learned or float(learned[code].sum()) < codes.SURE

    def _look_up(self, table: Table, found: Sequence[Sequence[str]]) -> Floats:
        """Look the codes or units of each clause up; a variant of a code that is not there under its stem."""
        result = np.zeros((len(found), len(self._entries)))
        for index, values in enumerate(found):
            for value in values:
                row = table.get(value, table.get(codes.stem(value)))
                if row is not None:
                    result[index] = np.maximum(result[index], row)
        return result

    def _cited(self, profiles: Sequence[Profile], where: tuple[str, ...], *, weak: bool) -> Floats:
        chosen = [
            [
                found
                for found in profile.evidence
                if found.kind == "standard" and found.weak == weak and found.where in where
            ]
            for profile in profiles
        ]
        result = np.zeros((len(profiles), len(self._entries)))
        for index, citations in enumerate(chosen):
            for found in citations:
                result[index] = np.maximum(result[index], self._standards.get(found.value, 0.0))
        return result


def _values(profile: Profile, kind: str, where: Sequence[str]) -> tuple[str, ...]:
    return tuple(one.value for one in profile.evidence if one.kind == kind and one.where in where)


def _spelled(profile: Profile, where: Sequence[str], family: codes.Family) -> tuple[str, ...]:
    """List the codes of a clause: method codes, and the document's own."""
    clause = profile.clause
    tables = ["\n".join(row) for table in clause.tables for row in table.rows]
    texts = {"title": [clause.title], "text": [clause.text], "table": tables}
    return (
        *_values(profile, "code", where),
        *(code for name in where for text in texts[name] for code in family.find(text)),
    )


def standards_of(entries: Entries) -> Table:
    """Normal form of each base standard -> how much it says about each entry (e,)."""
    table: dict[str, Floats] = {}
    for index, entry in enumerate(entries):
        for standard in entry.standards:
            row = table.setdefault(normalise_standard(standard.name), np.zeros(len(entries)))
            row[index] = max(row[index], standard.weight)
    return table


def _units(entries: Entries) -> Table:
    """A unit that many entries use says less about each."""
    table: dict[str, Floats] = {}
    for index, entry in enumerate(entries):
        for unit in entry.units:
            table.setdefault(unit, np.zeros(len(entries)))[index] = 1.0
    return {unit: row / np.sqrt(row.sum()) for unit, row in table.items()}
