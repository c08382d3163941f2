"""What a heading says once ids and codes are taken out and abbreviations are spelled out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.matching.channels import codes, glossaries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.records import Clause

_ID = re.compile(r"^\s*[\[(]?[A-Z][A-Za-z]{1,7}(?:[-_][A-Za-z]{1,4})*[-_ ]?\d{2,5}[\])]?\s*[:.]?\s+(?=\S)")
_VERBS = re.compile(r"\b(shall|should|must|is|are|may|can)\b")
_LONGEST = 110  # characters of a heading
_MOST_WORDS = 14
_FIRST_WORDS = 20  # of a numbered paragraph stand for its title
_EMISSION = re.compile(
    r"emission|emitted|emit[st]?\b|disturbance voltage|st[oö]raussendung|\bnoise (?:test|measurement)"
    r"|发射|骚扰|エミッション|émission",
    re.IGNORECASE,
)
_IMMUNITY = re.compile(
    r"immunity|susceptib|endurance|resistance to|robustness|withstand|interference resist"
    r"|anti.?(?:interference|disturbance)|st[oö]rfestigkeit|抗扰|耐性|イミュニティ|immunité",
    re.IGNORECASE,
)


def is_heading(title: str) -> bool:
    """Tell a heading from a numbered paragraph: short, and no sentence."""
    title = title.strip()
    sentence = title.endswith((".", ";", "。")) or _VERBS.search(title)
    return len(title) <= _LONGEST and len(title.split()) <= _MOST_WORDS and not sentence


def direction(text: str) -> str:
    """Tell whether a heading speaks of "emission" or "immunity"; "" when of neither or both."""
    out, into = bool(_EMISSION.search(text)), bool(_IMMUNITY.search(text))
    return "" if out == into else "emission" if out else "immunity"


class Titles:
    """The titles of one document in words.

    No requirement ids, no method codes (they are looked up; as words they would only be spelled like each other),
    abbreviations followed by what the document says they mean, numbered paragraphs cut to their first words.

    :param spell: puts behind a heading what else is known of its words, such as those of one OEM.
    """

    def __init__(self, clauses: Sequence[Clause], spell: Callable[[str], str] = str) -> None:
        meanings = glossaries.collect(clauses)
        self.own = {clause.id: _plain(clause, meanings, spell) for clause in clauses}
        parents = {clause.id: clause.parent for clause in clauses}
        self._above = {clause.id: self._climb(clause.id, parents) for clause in clauses}

    def above(self, id: str) -> tuple[str, ...]:
        """Titles of the ancestors of a clause, outermost first."""
        return self._above[id]

    def path(self, id: str) -> str:
        """The titles of the two nearest ancestors and the clause's own, in one line."""
        return ". ".join((*self._above[id][-2:], self.own[id]))

    def direction_above(self, id: str) -> str:
        """The direction of the nearest ancestor that speaks of one; "" where none does."""
        return next((found for title in reversed(self._above[id]) if (found := direction(title))), "")

    def _climb(self, id: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
        titles: list[str] = []
        above = parents[id]
        while above in self.own and len(titles) < len(parents):
            titles.append(self.own[above])
            above = parents[above]
        return tuple(reversed(titles))


def _plain(clause: Clause, meanings: Mapping[str, str], spell: Callable[[str], str]) -> str:
    title = _ID.sub("", clause.title, count=1)
    if not is_heading(clause.title):
        return " ".join(codes.leave_out(title).split()[:_FIRST_WORDS])
    return codes.leave_out(glossaries.expand(spell(title), meanings))
