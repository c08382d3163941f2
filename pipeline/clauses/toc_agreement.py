"""The clauses found against the document's own table of contents."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.clauses.layout_context import read_line
from pipeline.clauses.title_matching import like, part_reference, plain
from pipeline.records import Clause, ContentsLine, Mismatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.number_candidates import Grammar


def compare(
    lines: Sequence[ContentsLine], clauses: Sequence[Clause], grammar: Grammar
) -> tuple[float | None, tuple[Mismatch, ...]]:
    """Share of the numbered contents lines found under number and title, and the others with what is wrong.

    :returns: None as the share where there is no table of contents with numbers.
    """
    by_number: defaultdict[str, list[str]] = defaultdict(list)
    by_title: defaultdict[str, list[str]] = defaultdict(list)
    for clause in clauses:
        by_number[clause.number].append(clause.title)
        by_title[plain(clause.title)].append(clause.number)
    total = 0
    mismatches: list[Mismatch] = []
    for line in lines:
        readings = [(number, part_reference(title)[1]) for number, title in read_line(line, grammar)]
        if not readings:
            continue
        total += 1
        found = [(number.text, title, other) for number, title in readings for other in by_number[number.text]]
        if any(like(plain(title), plain(other)) for _, title, other in found):
            continue
        number, title = readings[0][0].text, readings[0][1]
        elsewhere = by_title.get(plain(title), []) if plain(title) else []
        mismatches.append(Mismatch(number, title, _describe([other for _, _, other in found], elsewhere)))
    return (1 - len(mismatches) / total if total else None), tuple(mismatches)


def _describe(titles: Sequence[str], elsewhere: Sequence[str]) -> str:
    if titles:
        return f"other title: {titles[0]}"
    if elsewhere:
        return f"other number: {', '.join(elsewhere)}"
    return "in the contents, not found"
