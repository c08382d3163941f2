"""Codes of tests in a line of a matrix, and the clauses they stand for: "RI 112, RI 114", "CI 85 to CI 89"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.evidence import find_codes
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


def of_titles(decisions: Sequence[Decision]) -> Iterator[tuple[str, Decision]]:
    """Give each code with the outermost clause whose heading names it, one of its own before one of several."""
    ranked: dict[str, tuple[tuple[int, int], Decision]] = {}
    tables = dict(_of_tables(decisions))
    for decision in decisions:
        title = decision.clause.title[:120]
        codes = list(dict.fromkeys(find(title, ())))
        for code in codes:
            rank = (len(codes) > 1, decision.clause.level)
            if code not in ranked or rank < ranked[code][0]:
                ranked[code] = (rank, decision)
    yield from tables.items()
    yield from ((code, decision) for code, (_, decision) in ranked.items())


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
