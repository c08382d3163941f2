"""The standard and edition that a limit rests on, and the operating mode it is tested in, as its section says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.requirements import phrases, references, sections
from pipeline.requirements.quantities import same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.matching.catalogue import Catalogue
    from pipeline.records import Clause, Decision
    from pipeline.requirements.limits.records import LimitRecord
    from pipeline.requirements.references import References
    from pipeline.requirements.sections import Section

_EDITION = re.compile(r"(?P<standard>.+?)(?::(?P<year>\d{4}(?:-\d\d)?)|\s(?P<edition>Ed\.\s\d+))?")


def ground(
    records: Sequence[LimitRecord], decisions: Sequence[Decision], catalogue: Catalogue
) -> tuple[LimitRecord, ...]:
    """Give each limit the one standard of its tests that its clause names, else its section, and the modes named there.

    Where several standards are named for a test none is chosen.
    """
    limited = {record.clause for record in records}
    owners = phrases.owners_of_standards(catalogue)
    known = references.gather(decision.clause for decision in decisions)
    found: dict[str, _Ground] = {}
    for section in sections.gather(decisions):
        if limited & {clause.id for clause in section.clauses}:
            found.update(_of_section(section, owners, known))
    return tuple(_with(record, found.get(record.clause)) for record in records)


class _Ground(NamedTuple):
    """What a limit rests on; None = not said."""

    standard: str | None
    edition: str | None
    mode: str | None


def _with(record: LimitRecord, said: _Ground | None) -> LimitRecord:
    if said is None or said == (None, None, None):
        return record
    return replace(record, standard=said.standard, edition=said.edition, operating_mode=said.mode)


def _of_section(section: Section, owners: Mapping[str, frozenset[str]], known: References) -> dict[str, _Ground]:
    cited = {clause.id: _standards(clause, section.tests, owners, known) for clause in section.clauses}
    shared = _one(name for names in cited.values() for name in names)
    named = dict.fromkeys(
        mode.value for clause in section.clauses for line in _lines(clause) for mode in phrases.find_modes(line)
    )
    modes = ", ".join(named) or None
    return {clause.id: _Ground(*_parted(_one(cited[clause.id]) or shared), modes) for clause in section.clauses}


def _standards(
    clause: Clause, tests: tuple[str, ...], owners: Mapping[str, frozenset[str]], known: References
) -> list[str]:
    found = [
        each.value
        for line in _lines(clause)
        for sentence in phrases.sentences(line)
        for each in phrases.find_base_standards(sentence, tests, owners, known)
    ]
    own = [name for name in found if owners.get(_parted(name)[0] or "", frozenset()) & set(tests)]
    return own or found


def _lines(clause: Clause) -> Iterable[str]:
    return (same(line) for line in (clause.title, *clause.text.splitlines()))


def _one(names: Iterable[str]) -> str:
    """Return the only standard of several namings, with its edition where one has it; "" for several or none."""
    named: dict[str, set[str]] = {}
    for name in names:
        named.setdefault(_parted(name)[0] or "", set()).add(name)
    if len(named) != 1:
        return ""
    (standard, writings), *_ = named.items()
    dated = writings - {standard}
    return dated.pop() if len(dated) == 1 else standard


def _parted(name: str) -> tuple[str | None, str | None]:
    """Part a standard and its edition: "ISO 11452-4:2020" -> ("ISO 11452-4", "2020")."""
    match = _EDITION.fullmatch(name)
    return (match["standard"], match["year"] or match["edition"]) if match else (None, None)
