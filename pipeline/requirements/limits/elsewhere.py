"""Limits that a clause says stand elsewhere: in a figure, in a table of a standard, in another document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.requirements import phrases
from pipeline.requirements.quantities import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Clause

_DEMAND = re.compile(
    r"limit|level|severit|amplitude|strength|\bvalues?\b|requirement|pulse|grenzwert|pegel|schärfe|prüfspannung"
    r"|feldstärke|anforderung|niveau|limite|valeur|sévérité|限值|等级|要求",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"\b(?:figures?|fig\.|diagram|curve in|Bild|Abb(?:ildung|\.)|Diagramm)\s?(?P<number>[A-Z]?[.\-]?\d[\w.\-]*)"
    r"|图\s?(?P<other>\d[\w.\-]*)",
    re.IGNORECASE,
)
_CODE = r"(?:[A-Z][A-Za-z/]*[ -]){0,2}[A-Z]*[ -]?\d{2,}[\w./:-]*"
_PART = r"(?:tables?|annex(?:es)?|clauses?|sections?|chapter|Tabellen?|Abschnitt|Anhang|tableau|annexe)"
_EXTERNAL = re.compile(
    rf"(?i:\b{_PART})\s[\w.\-]+,?\s(?:(?i:of|in|from|aus|von|der|du|de)\s)?"
    rf"(?P<a>(?:ISO|IEC|CISPR|EN|DIN|SAE|ECE|UN|GB|MIL)[ /-]?[\w /.:-]*\d)"
    rf"|(?i:\b(?:see|in|of|to|stated in|nach|siehe|gemäß|laut|selon|voir))\s(?:(?:the\s|component\s|company\s)?"
    rf"(?:standard|specification|document|norm|Lastenheft|Werknorm|drawing)\s)(?P<b>{_CODE})"
    rf"|(?i:\bsee)\s(?P<c>[A-Z]{{2,}}[- ]\w*\d[\w-]*)",
)
_INFORMATIVE = re.compile(r"set-?up|arrangement|procedure|aufbau|calibrat|method\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A limit that a sentence says stands in another place."""

    clause: str  # id
    where: str  # "figure" or "external"
    what: str  # "Figure 3", "Table 7 of ISO 11452-4"
    wording: str


def find(clause: Clause) -> Iterator[Elsewhere]:
    """Find the limits of a clause that stand elsewhere than in this document's text and tables."""
    for line in (clause.title, *clause.text.splitlines()):
        for sentence in phrases.sentences(same(line)):
            if not _DEMAND.search(sentence) or _INFORMATIVE.search(sentence):
                continue
            for where, pattern in (("figure", _FIGURE), ("external", _EXTERNAL)):
                if match := pattern.search(sentence):
                    yield Elsewhere(clause.id, where, match[0].strip(" .,;"), " ".join(sentence.split())[:300])
