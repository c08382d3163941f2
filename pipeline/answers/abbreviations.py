"""The document's own abbreviations: "DUT", "Device Under Test", as its list or its sentences explain them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.records import Clause

_TITLE = re.compile(
    r"abbrev|acronym|definition|glossary|terms|symbols|缩写|缩略|术语|略語|abkürzung|begriffe|sigles", re.IGNORECASE
)
_SHORT = re.compile(r"(?=[^\n]{2,14}$)(?=.*[A-Z].*[A-Z])[A-Z0-9][A-Za-z0-9&/. -]*")
_LINE = re.compile(
    r"^\W*(?P<short>[A-Z0-9][A-Za-z0-9&/.-]{1,11})\s*(?:[:=]|\s[-–—]\s|\t|\s{2,})\s*(?P<long>[^\W\d].{3,90})$"
)
_INLINE = re.compile(r"(?P<words>(?:[A-Za-z][\w-]*[ ,/]+){1,8})\((?P<short>[A-Z][A-Za-z]{1,7})\)")
_LONGEST = 90  # characters of an explanation


def find(clauses: Iterable[Clause]) -> dict[str, str]:
    """Collect abbreviations and what they stand for; the first explanation counts.

    Read from tables and lines of clauses about abbreviations or definitions, and from sentences that write a term in
    full with its abbreviation in brackets, where the initial letters agree.
    """
    found: dict[str, str] = {}
    for clause in clauses:
        if _TITLE.search(clause.title):
            for short, long in _listed(clause):
                found.setdefault(short, long)
    for clause in clauses:
        for match in _INLINE.finditer(clause.all_text):
            if long := _expansion(match["words"].split(), match["short"]):
                found.setdefault(match["short"], long)
    return found


def used(abbreviations: Mapping[str, str], text: str) -> dict[str, str]:
    """Keep those that stand in a text as words of their own."""
    words = set(re.findall(r"[A-Za-z0-9&][A-Za-z0-9&/.-]*", text))
    words |= {part for word in words for part in re.split(r"[-/.]", word)}
    return {short: long for short, long in abbreviations.items() if short in words}


def _listed(clause: Clause) -> Iterable[tuple[str, str]]:
    for table in clause.tables:
        for row in table.rows:
            cells = [cell.strip() for cell in row if cell.strip()]
            if len(cells) >= 2 and _SHORT.fullmatch(cells[0]) and not _SHORT.fullmatch(cells[1]):
                for short in re.split(r"\s*/\s*", cells[0]):
                    yield short, cells[1][:_LONGEST]
    for line in clause.text.splitlines():
        if match := _LINE.match(line.strip()):
            yield match["short"], match["long"].strip()


def _expansion(words: list[str], short: str) -> str:
    """Find the last words whose initials make up the abbreviation: "bulk current injection (BCI)"."""
    letters = [letter.lower() for letter in short if letter.isalpha()]
    tail = [part for word in words for part in re.split(r"[-/]", word.strip(",")) if part][-len(letters) :]
    if len(letters) > 1 and [word[0].lower() for word in tail] == letters:
        return " ".join(tail)
    return ""
