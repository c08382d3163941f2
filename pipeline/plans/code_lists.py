"""Codes of tests in a line of a matrix, and the clauses they stand for: "RI 112, RI 114", "CI 85 to CI 89"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.clauses.numbering import is_annex
from pipeline.matching.evidence import find_codes
from pipeline.plans.numbers import IS_NUMBER_HEAD, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.records import Decision

_CODE = re.compile(
    r"(?<![A-Za-z0-9.])(?P<letters>[A-Z]{1,5})[ \-‑–_.]?(?P<digits>\d{1,4})(?P<tail>[A-Za-z]?)(?![A-Za-z0-9])"
)
_CODE_RANGE = re.compile(
    r"(?P<letters>[A-Z]{1,5})[ \-‑_.]?(?P<low>\d{1,4})\s?(?:to|bis|through|-|–|—|~|\.\.\.?|…|至)\s?"
    r"(?:(?P=letters)[ \-‑_.]?)?(?P<high>\d{1,4})"
)
_CODE_LIST = re.compile(
    r"(?P<letters>[A-Z]{1,5})[ \-‑_.]?(?P<first>\d{1,4})(?P<more>(?:\s?[/,+&]\s?\d{1,4})+)(?![\d.])"
)


def _code(letters: str, digits: str, tail: str = "") -> str:
    return f"{letters} {digits}{tail}".upper()


def find(text: str, known: Iterable[str]) -> Iterator[str]:
    """Give the codes in a text: "RI 112, RI 114", "CI 85 to CI 89", "TD-410/420", "AN-test"."""
    for match in _CODE_RANGE.finditer(text):
        low, high = int(match["low"]), int(match["high"])
        for each in known if low < high else ():
            letters, _, digits = each.partition(" ")
            if letters == match["letters"] and digits.isdigit() and low <= int(digits) <= high:
                yield each
    for match in _CODE_LIST.finditer(text):
        numbers = [match["first"], *re.findall(r"\d+", match["more"])]
        yield from (_code(match["letters"], number) for number in numbers)
    yield from (_code(match["letters"], match["digits"], match["tail"]) for match in _CODE.finditer(text))
    yield from find_codes(text)


def of_titles(decisions: Sequence[Decision]) -> dict[str, tuple[Decision, ...]]:
    """Give each code with the clauses it names: all whose headings begin with it ("RI 114 Band 4", "RI 114 Band 6"
    and so on), subclauses of another left out; else the outermost whose heading holds it, one of its own before one of
    several, a chapter before an annex; else the one that a table of the document says.
    """
    ranked: dict[str, tuple[tuple[bool, bool, int], Decision]] = {}
    leading: dict[str, dict[str, Decision]] = {}
    for decision in decisions:
        title, clause = decision.clause.title[:120], decision.clause
        codes = list(dict.fromkeys(find(title, ())))
        for code in codes:
            rank = (len(codes) > 1, is_annex(clause.number), clause.level)
            if code not in ranked or rank < ranked[code][0]:
                ranked[code] = (rank, decision)
            if len(codes) == 1 and _squeeze(title).startswith(_squeeze(code)):
                first = leading.setdefault(code, {})
                if clause.parent not in first:
                    first[clause.id] = decision
    found = {code: (decision,) for code, decision in _of_tables(decisions)}
    found |= {code: (decision,) for code, (_, decision) in ranked.items()}
    return found | {code: tuple(clauses.values()) for code, clauses in leading.items()}


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()


def _of_tables(decisions: Sequence[Decision]) -> Iterator[tuple[str, Decision]]:
    """Give the codes that a table of the document pairs with a clause number."""
    numbers = {tidy(each.clause.number): each for each in decisions}
    for decision in decisions:
        for table in decision.clause.tables:
            head = table.rows[0] if table.rows else ()
            columns = [place for place, cell in enumerate(head) if IS_NUMBER_HEAD.search(cell)]
            for row in table.rows[1:] if columns else ():
                number = tidy(row[columns[0]]) if columns[0] < len(row) else ""
                for code in find(row[0], ()) if number in numbers else ():
                    yield code, numbers[number]
