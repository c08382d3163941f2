"""All coded evidence of one clause."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pipeline.documents.scripts import without_raised
from pipeline.matching.evidence.codes import find_codes
from pipeline.matching.evidence.standards import find_standards
from pipeline.matching.evidence.units import find_units
from pipeline.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Clause


def collect(clause: Clause) -> tuple[Evidence, ...]:
    """Find the codes, standards and units of a clause, with the part of the clause each was found in.

    :param clause: any clause; its ancestors are not looked at.
    :return: without repetition, titles before text before tables before notes, in reading order within each.
    """
    found: dict[Evidence, None] = {}
    for where, text in _pieces(clause):
        folded = unicodedata.normalize("NFKC", without_raised(text)).replace("\u03bc", "µ")
        for code in find_codes(folded):
            found[Evidence("code", code, where)] = None
        for citation in find_standards(folded):
            found[Evidence("standard", citation.name, where, citation.weak)] = None
        for unit in find_units(folded):
            found[Evidence("unit", unit, where)] = None
    return tuple(found)


def _pieces(clause: Clause) -> Iterator[tuple[str, str]]:
    yield "title", clause.title
    yield "text", clause.text
    for table in clause.tables:
        yield "table", "\n".join(" | ".join(cell for cell in row if cell) for row in table.rows)
    for text in (*clause.captions, *clause.notes):
        yield "note", text
