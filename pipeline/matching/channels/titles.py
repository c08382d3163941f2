"""What a heading says once ids and codes are taken out and abbreviations are spelled out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.matching.channels import codes, glossaries
from pipeline.matching.evidence import find_aspects, spell_short

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.records import Clause

_ID = re.compile(r"^\s*[\[(]?[A-Z][A-Za-z]{1,7}(?:[-_][A-Za-z]{1,4})*[-_ ]?\d{2,5}[\])]?\s*[:.]?\s+(?=\S)")
_VERBS = re.compile(r"\b(shall|should|must|is|are|may|can)\b")
_LONGEST = 110  # characters of a heading
_LONGEST_TOLD = 220
_MOST_WORDS = 14
_FIRST_WORDS = 20  # of a numbered paragraph stand for its title


def is_heading(title: str) -> bool:
    """Tell a heading from a numbered paragraph: short, and no sentence."""
    return len(title.strip()) <= _LONGEST and len(title.split()) <= _MOST_WORDS and not _is_sentence(title)


def speaks_outright(title: str) -> bool:
    """Tell whether what a title says counts as a heading's word: no sentence, though it may be long."""
    return len(title.strip()) <= _LONGEST_TOLD and not _is_sentence(title)


def _is_sentence(title: str) -> bool:
    return title.strip().endswith((".", ";", "。")) or _VERBS.search(title) is not None


class Titles:
    """The titles of one document in words.

    No requirement ids, no method codes (they are looked up; as words they would only be spelled like each other),
    abbreviations followed by what the document says they mean, numbered paragraphs cut to their first words.

    :param spell: puts behind a heading what else is known of its words, such as those of one OEM.
    """

    def __init__(self, clauses: Sequence[Clause], spell: Callable[[str], str] = str) -> None:
        meanings = glossaries.collect(clauses)
        self.own = {clause.id: _plain(clause, meanings, spell) for clause in clauses}
        self._parents = {clause.id: clause.parent or "" for clause in clauses}
        self._above = {clause.id: self._climb(clause.id, self._parents) for clause in clauses}
        self._aspects = {id: find_aspects(title) for id, title in self.own.items()}

    def above(self, id: str) -> tuple[str, ...]:
        """Titles of the ancestors of a clause, outermost first."""
        return self._above[id]

    def path(self, id: str) -> str:
        """The titles of the two nearest ancestors and the clause's own, in one line."""
        return ". ".join((*self._above[id][-2:], self.own[id]))

    def aspects(self, id: str) -> Mapping[str, str]:
        """What the heading of a clause says outright, codes apart: axis -> value."""
        return self._aspects[id]

    def aspects_above(self, id: str) -> Mapping[str, str]:
        """What the nearest ancestor that speaks of an axis says of it: axis -> value."""
        said: dict[str, str] = {}
        above = self._parents[id]
        for _ in self._above[id]:
            said = {**self._aspects[above], **said}
            above = self._parents[above]
        return said

    def _climb(self, id: str, parents: Mapping[str, str]) -> tuple[str, ...]:
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
    spelled = glossaries.expand(spell(title), meanings)
    return codes.leave_out(spelled if spelled != title else spell_short(title))
