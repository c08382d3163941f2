"""Which column of a table holds clause numbers, alone in their cells or in front of titles.

Matrices that refer to clauses, histories of revisions and tables of values have numbers too. They are told by what
stands beside the numbers and by the column's own head, never by the numbers: "3.1.10" is a clause as well as a date.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.clauses.numbering import narrow
from pipeline.records import Block, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.number_candidates import Grammar, Opening
    from pipeline.clauses.numbering import Number
    from pipeline.records import Row

_NOWHERE = Place(0)
_CELL = 20  # a longer cell is no number [characters]
_WORDY = 15  # mean length from which the longest cells of the rows are text and no values [characters]
_TITLE = 120  # a longer first line of a cell is no title [characters]
_MEASURED = 2  # letters that a title has at least
_HALF, _FEW = 0.5, 0.2  # shares of the filled cells of a column, and of all rows, that hold a number
_SLIPS = 5  # numbers of which one may go back
_REVISION = re.compile(
    r"(?i)\b(?:rev|revision|version|issue|ausgabe|änderung|stand|change|index|indice|date|datum)\b|版本|版次|修订|日期"
)
_DATE = re.compile(
    r"(?:19|20)\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
    r"|\d{1,2}\.? ?[A-Z][a-z]{2,8}\.? (?:19|20)\d\d"
)
_CHAPTERS = re.compile(
    r"(?i)\b(?:chapter|clause|section|paragraph|kapitel|abschnitt|chapitre|article|item|req)|章|条|节|項"
)
_CODE = re.compile(r"[A-Z][\w./-]*|[-–x✓●○/]+")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A column of a table that holds clause numbers."""

    column: int
    numbers: tuple[Number | None, ...]  # one a row
    labels: tuple[str, ...]  # the numbers as written; "" where there is none
    titled: bool  # the cells go on with titles
    twins: tuple[int, ...] = ()  # other columns that hold the same numbers: the text in another language

    @property
    def found(self) -> list[Number]:
        """The numbers there are."""
        return [number for number in self.numbers if number is not None]


def find(rows: Sequence[Row], grammar: Grammar, *, whole: bool = False) -> Numbered | None:
    """The first column with clause numbers in front of text.

    :param whole: the table holds most of the document's text, so that it may have nothing but chapters.
    """
    width = max(map(len, rows), default=0)
    read = [[_read(row[column] if column < len(row) else "", grammar) for row in rows] for column in range(width)]
    for column, readings in enumerate(read):
        if any(reading is not None for reading in readings):
            table = _judge(rows, column, read, whole)
            if table is not None:
                return table
    return None


def title_column(rows: Sequence[Row], table: Numbered) -> int | None:
    """The column beside the numbers that names the clauses: filled, hardly ever the same twice, and no id or mark."""
    numbered = [row for row, number in zip(rows, table.numbers, strict=True) if number is not None]
    places: list[int] = [*range(table.column + 1, len(rows[0])), *range(table.column)]
    for column in places:
        cells = [row[column].strip() for row in numbered if row[column].strip()]
        kinds = len(set(cells))
        various = kinds == len(cells) or kinds > max(3, 0.3 * len(cells)) or (kinds > 2 and 2 * kinds >= len(cells))
        coded = sum(_is_code(cell) for cell in cells)
        if (
            len(cells) >= 0.6 * len(numbered)
            and various
            and 2 * coded < len(cells)
            and (kinds > 2 or _are_wordy(cells))
        ):
            return column
    return None


def _is_code(cell: str) -> bool:
    """Whether a cell holds an id ("REQ-0012") or a mark rather than words."""
    short = len(cell) < 4 and not cell.islower()
    return _CODE.fullmatch(cell) is not None and (short or any(map(str.isdigit, cell)))


def _are_wordy(cells: Sequence[str]) -> bool:
    return all(" " in cell or len(cell) > _CELL for cell in cells)


def _read(cell: str, grammar: Grammar) -> Opening | None:
    """The number a cell consists of or begins with; with a title, the first line must look like a heading."""
    first = cell.strip().split("\n", 1)[0].strip()
    if not first:
        return None
    for opening in grammar.read(Block("paragraph", first, _NOWHERE)):
        if opening.quantity or opening.number.family == "part":
            continue
        if not opening.title and len(first) <= _CELL and "\n" not in cell.strip():
            return opening
        if opening.title and (opening.number.depth > 1 or opening.word) and _is_title(opening.title):
            return opening
        if opening.title and opening.number.family == "main" and not opening.glued and _is_title(opening.title):
            return opening
    return None


def _is_title(title: str) -> bool:
    first = narrow(title)[:1]
    letters = sum(map(str.isalpha, title))
    return (
        (first.isupper() or first > "\u2e80" or first in "(\"“„'«[")
        and letters >= _MEASURED
        and len(title) <= 10 * _TITLE
    )


def _judge(rows: Sequence[Row], column: int, read: Sequence[Sequence[Opening | None]], whole: bool) -> Numbered | None:
    titled = 2 * sum(bool(each and each.title) for each in read[column]) > sum(
        each is not None for each in read[column]
    )
    openings = [each if each is not None and bool(each.title) == titled else None for each in read[column]]
    numbers = tuple(each.number if each is not None else None for each in openings)
    labels = tuple(_written(row[column], each) if each else "" for row, each in zip(rows, openings, strict=True))
    twins = tuple(other for other in range(len(read)) if other != column and _is_twin(numbers, read[other]))
    table = Numbered(column, numbers, labels, titled, twins)
    return table if _looks_numbered(rows, table, whole) else None


def _written(cell: str, opening: Opening) -> str:
    """The part of a cell that is its number, with the words and punctuation around it."""
    text = cell.strip()
    if not opening.title:
        return text
    return text[: text.index(opening.title)].strip() if opening.title in text else opening.number.text


def _is_twin(numbers: Sequence[Number | None], others: Sequence[Opening | None]) -> bool:
    pairs = [(one, two.number) for one, two in zip(numbers, others, strict=True) if one is not None and two is not None]
    same = sum(one.key == two.key for one, two in pairs)
    return bool(pairs) and same >= 0.6 * sum(number is not None for number in numbers)


def _looks_numbered(rows: Sequence[Row], table: Numbered, whole: bool) -> bool:
    """Ascending numbers in front of text, and no history of revisions."""
    found = table.found
    several = table.titled and bool(table.twins)  # the same headings in two languages
    if not any(number.depth > 1 for number in found) and not several and not (whole and len(found) > 2):
        return False
    if len(found) < 2 and not table.twins:
        return False
    filled = sum(bool(row[table.column].strip()) for row in rows) - (table.numbers[0] is None)
    if len(found) < _FEW * len(rows) or (not table.titled and len(found) < _HALF * filled):
        return False
    if _SLIPS * sum(one.key >= two.key for one, two in itertools.pairwise(found)) > len(found):
        return False
    texts = _texts(rows, table)
    return sum(map(len, texts)) >= _WORDY * len(texts) and not _is_history(rows, table)


def _texts(rows: Sequence[Row], table: Numbered) -> list[str]:
    """The longest cell of each clause, its own number aside, over all rows down to the next number."""
    texts: list[str] = []
    for row, number in zip(rows, table.numbers, strict=True):
        cells = [cell for column, cell in enumerate(row) if table.titled or column != table.column]
        if number is not None:
            texts.append("")
        if texts:
            texts[-1] = max(texts[-1], *(cell.strip() for cell in cells), key=len) if cells else texts[-1]
    return texts


def _is_history(rows: Sequence[Row], table: Numbered) -> bool:
    """Whether the column is headed as one of revisions, or most rows have a date in another column."""
    head = rows[0][table.column] if table.numbers[0] is None else ""
    if _REVISION.search(head):
        return True
    numbered = [row for row, number in zip(rows, table.numbers, strict=True) if number is not None]
    dated = Counter(
        column
        for row in numbered
        for column, cell in enumerate(row)
        if column != table.column and _DATE.fullmatch(cell.strip())
    )
    deep = any(number.depth > 2 for number in table.found) or bool(_CHAPTERS.search(head))
    return not deep and any(2 * count > len(numbered) for count in dated.values())
