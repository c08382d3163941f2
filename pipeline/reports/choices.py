"""How a test is offered in a drop-down of the workbook, and how what a person chose or typed is read back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.matching.catalogue import Catalogue, TestEntry

NONE = "none"
VERDICTS = ("APPROVE", "REJECT", "HOLD")

_DASH = " – "
_NOTHING = frozenset({NONE, "-", "–", "no test", "not applicable", "n/a"})


def label(test: TestEntry) -> str:
    """Return a test as the drop-down shows it: "BCI – Bulk Current Injection: Immunity"."""
    return f"{test.id}{_DASH}{test.name}"


def join(tests: Iterable[str]) -> str:
    """Return test ids as one choice: "ESD-U; ESD-P", or "none"."""
    return "; ".join(tests) or NONE


def parse(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Read a choice back to test ids; () for "none".

    A choice is an id, a label, a name or an alias that means one test only, several of them joined by semicolons,
    commas, plus signs or line breaks, in upper or lower case.

    :raises ValueError: a piece is no test of the catalogue, or nothing is chosen; the message says which.
    """
    if not text.strip():
        raise ValueError("nothing is chosen")
    if _fold(text) in _NOTHING:
        return ()
    known = _spellings(catalogue)
    if (whole := known.get(_fold(text))) is not None:
        return (whole,)  # before it is cut up, since a name may hold a semicolon itself
    found: list[str] = []
    for line in text.splitlines():
        found += [known[_fold(line)]] if _fold(line) in known else _pieces(line, known)
    return tuple(dict.fromkeys(found))


def _pieces(line: str, known: dict[str, str]) -> list[str]:
    pieces = [piece for piece in re.split(r"[;,+|]", line) if piece.strip()]
    for piece in pieces:
        if _fold(piece) not in known:
            raise ValueError(f"'{piece.strip()}' is no test of the catalogue")
    return [known[_fold(piece)] for piece in pieces]


def _spellings(catalogue: Catalogue) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for test in catalogue.tests:
        for alias in test.aliases:
            owners.setdefault(_fold(alias), set()).add(test.id)
    spellings = {alias: ids.pop() for alias, ids in owners.items() if len(ids) == 1}
    for test in catalogue.tests:  # names and ids win over aliases of other tests
        spellings |= {_fold(test.name): test.id, _fold(label(test)): test.id}
    return spellings | {_fold(test.id): test.id for test in catalogue.tests}


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
