"""Tables that a clause takes its values from although they stand elsewhere: "limits are in Annex B, Table B.1"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.requirements.quantities import same
from pipeline.requirements.tables import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.records import Clause, Table

_NUMBER = r"(?:[A-Z](?:[.\-]?\d+)?[A-Z]?|\d+(?:[.\-]\d+)*[A-Z]?)"
_CAPTION = re.compile(rf"\s*(?:table|tab\.|tabelle|tableau|表)\s?(?P<number>{_NUMBER})", re.IGNORECASE)
_MENTION = re.compile(
    rf"\b(?:[Tt]able|TABLE|Tab\.|Tabelle|tableau)s?\s?(?P<number>{_NUMBER})|表\s?(?P<other>{_NUMBER})"
)
_DEMAND = re.compile(r"limit|level|severit|pulse|amplitude|strength|power|current|限值|等级|grenzwert", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:plus|minus|times|raised|reduced|increased|lowered|relaxed|tightened|stricter|tighter|shifted|offset|similar|unlike|instead|resembl\w+|not)\b"
    r"|(?:supply|test) voltage|放宽|加严|提高|降低|减小|减少|增加|基础上|不适用|不采用"
    r"|表\s?[A-Z]?[.\-]?\d[\d.\-]*\s?[加减]",
    re.IGNORECASE,
)


def number_tables(clauses: Iterable[Clause]) -> dict[str, tuple[Clause, int, Table]]:
    """Find the tables of a document that give levels, by number: clause, 1-based place within it, table."""
    found: dict[str, tuple[Clause, int, Table]] = {}
    for clause in clauses:
        for place, table in enumerate(join(clause.tables), start=1):
            match = _CAPTION.match(same(table.caption))
            heads = " ".join(table.rows[0]) if table.rows else ""
            if match and _DEMAND.search(f"{table.caption} {heads}"):
                found.setdefault(match["number"].upper(), (clause, place, table))
    return found


def cite(sentence: str) -> Iterator[str]:
    """Find the numbers of tables whose values a sentence makes its own; none where it changes or refuses them.

    :param sentence: as `quantities.same` gives it.
    """
    if not _CHANGED.search(sentence):
        for match in _MENTION.finditer(sentence):
            yield (match["number"] or match["other"]).upper().rstrip(".")
