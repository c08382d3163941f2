"""The document's own list of references: what "[R1]" stands for, and which edition of a standard is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.matching.evidence import find_standards
from pipeline.requirements.editions import read_edition, write_edition
from pipeline.requirements.quantities import same

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.records import Clause

_TITLE = re.compile(r"reference|standards|normative|applicable documents|引用|标准|normen|normes", re.IGNORECASE)
_KEY = re.compile(r"\s*\[(?P<key>[A-Z]{0,3}-?\d{1,3})\]")
_NEAR = 4  # signs between a key and what it stands for; a requirement's own number is followed by its text
CITED_KEY = re.compile(r"\[(?P<key>[A-Z]{0,3}-?\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class References:
    """What the list of references of one document says."""

    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)  # "R1" -> standards, as they are listed
    editions: dict[str, str] = field(default_factory=dict)  # standard -> ":2019" or " Ed. 5"


def gather(clauses: Iterable[Clause]) -> References:
    """Read the clauses whose title announces references, and all lines that begin with a key in brackets."""
    found = References()
    for clause in clauses:
        announced = bool(_TITLE.search(clause.title))
        for line in _lines(clause):
            key = _KEY.match(line)
            if not announced and not key:
                continue
            citations = find_standards(line)
            if not announced and not (key and citations and citations[0].start <= key.end() + _NEAR):
                continue
            standards = []
            for citation in citations:
                edition = write_edition(read_edition(line, citation.start))
                standards.append(citation.name)
                if edition:
                    found.editions.setdefault(citation.name, edition)
            if key and standards:
                found.keys.setdefault(key["key"], tuple(standards))
    return found


def _lines(clause: Clause) -> Iterator[str]:
    yield from (same(line) for line in (clause.title, *clause.text.splitlines()))
    for table in clause.tables:
        yield from (" ".join(same(cell) for cell in row if cell) for row in table.rows)
