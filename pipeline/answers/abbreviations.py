"""The document's own abbreviations: "DUT", "Device Under Test", as its lists or its sentences explain them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.matching.channels import glossaries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.records import Clause

_INLINE = re.compile(r"(?<![\w-])(?P<words>(?:[A-Za-z][\w-]*+[ ,/]++){1,8}+)\((?P<short>[A-Z][A-Za-z]{1,7})\)")


def find(clauses: Sequence[Clause]) -> dict[str, str]:
    """Collect abbreviations and what they stand for; the first explanation counts, and lists come before sentences.

    Beside the document's lists of abbreviations and codes, sentences are read that write a term in full with its
    abbreviation in brackets, where the initial letters agree.
    """
    found = glossaries.collect(clauses)
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


def _expansion(words: list[str], short: str) -> str:
    """Find the last words whose initials make up the abbreviation: "bulk current injection (BCI)"."""
    letters = [letter.lower() for letter in short if letter.isalpha()]
    tail = [part for word in words for part in re.split(r"[-/]", word.strip(",")) if part][-len(letters) :]
    if len(letters) > 1 and [word[0].lower() for word in tail] == letters:
        return " ".join(tail)
    return ""
