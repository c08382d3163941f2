"""Run-in titles: "2.1 Scope. This part ...", where the title is the first sentence of the paragraph, or all in bold.

A document that sets its titles so does it throughout a level. A single paragraph that begins with a short sentence is
no reason to cut it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.tree import ClauseSection

_LONGEST = 90  # characters of a title
_WORDS = 12  # of a title, at most
_THROUGHOUT = 0.6  # share of the paragraphs of a level, those with a number in front, that begin with a title
_FEWEST = 2  # of them
_SHORT = 60  # a shorter opening without a second sentence may be a title in a line of its own [characters]
_BREAK = re.compile(
    r"(?:(?<=[^\W\d_\s][^\W\d_)\]”’\"])|(?<=[\d)\]]))(?:[.:](?=[\s\xa0])|\s[–—]\s|\.\s?[–—]\s)\s*|。(?=.)"
)
_ABBREVIATION = re.compile(
    r"(?i)\b(?:e\.g|i\.e|fig|tab|no|nr|approx|incl|max|min|resp|vs|ref|sec|cl|par|z\.b|bzw|ca|etc|abs|kap|art|vgl|ggf)$"
)
_ID = re.compile(r"[\[(<]?[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)*[-_]\d+[\])>]?[\s:.]")  # a requirement is quoted whole
_VERB = re.compile(
    r"(?i)\b(?:shall|should|must|may|is|are|was|were|has|have|will|can|does|do|applies|apply"
    r"|muss|müssen|ist|sind|wird|werden|darf|dürfen|soll|sollen|hat|haben|kann|können|gilt|gelten"
    r"|doit|doivent|est|sont|peut|peuvent|debe|deben|es|son|puede|deve|devono|sono|può|skall|ska|är|moet|moeten|zijn|wordt)\b"
)


def part(sections: Sequence[ClauseSection]) -> None:
    """Cut the titles off their paragraphs, in place; the rest of the paragraph is the first text of the clause."""
    levels: defaultdict[int, list[ClauseSection]] = defaultdict(list)
    for section in sections:
        if section.opens.outline is None and not section.opens.rows:
            levels[section.number.count(".") + section.number.count("-")].append(section)
    for members in levels.values():
        cuts = [(section, cut) for section in members if (cut := _cut_lead(section) or _cut(section.title)) is not None]
        long = sum(1 for section in members if len(section.title) > _SHORT)
        if len(cuts) < _FEWEST or len(cuts) < _THROUGHOUT * max(long, len(cuts)):
            continue
        for section, (title, text) in cuts:
            section.title = title
            section.rest = "\n".join(filter(None, (text, section.rest)))


def _cut_lead(section: ClauseSection) -> tuple[str, str] | None:
    """Title and text of a paragraph that begins in bold; None where it does not, or with more than a title."""
    block, whole = section.opens, section.title
    start = len(block.text.strip()) - len(whole)
    if not block.lead or not block.text.strip().endswith(whole):
        return None
    length = len(block.lead) - max(0, start)
    title, text = whole[: max(0, length)].strip(" \t.:–—-"), whole[max(0, length) :].lstrip(" \t.:–—")
    named = title[:1].isupper() or title[:1] > "\u2e80"
    return (title, text) if text and named and len(title) <= _LONGEST and title.count(" ") < _WORDS else None


def _cut(paragraph: str) -> tuple[str, str] | None:
    """Title and text of a paragraph; None where its first sentence is none."""
    if _ID.match(paragraph):
        return None
    for found in _BREAK.finditer(paragraph[: _LONGEST + 5]):
        title, text = paragraph[: found.start()].strip(), paragraph[found.end() :].strip()
        if _ABBREVIATION.search(title):
            continue
        return (title, text) if text and _is_title(title) and not text[0].islower() else None
    return None


def _is_title(title: str) -> bool:
    first = title[:1]
    named = first.isupper() or first > "\u2e80" or first in "\"“„'«["
    return named and len(title) <= _LONGEST and title.count(" ") < _WORDS and not _VERB.search(title)
