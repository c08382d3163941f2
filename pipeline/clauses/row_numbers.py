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
_MARK = 3  # a longer cell is no mark of a matrix [characters]
_ALL = 0.9  # share of the cells beside numbers that are marks, in a matrix
_SEVERAL = 3  # tables of one shape that show together what one does not
_TOLD = 3  # rows from which their own cells do not tell which column names them
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
    titled: bool  # most of the cells go on with titles
    titles: tuple[str, ...]  # what the cells go on with, one a row; "" where the title has a cell of its own
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
    read = [[read_cell(row[column] if column < len(row) else "", grammar) for row in rows] for column in range(width)]
    for column, readings in enumerate(read):
        if any(reading is not None for reading in readings):
            table = _judge(rows, column, read, whole)
            if table is not None:
                return table
    return None


def title_column(tables: Sequence[tuple[Sequence[Row], Numbered]], wanted: int | None = None) -> int | None:
    """The column beside the numbers that names the clauses: filled, hardly ever the same twice, and no id or mark.

    :param tables: all tables of the document that have as many columns, and their numbers in the same one: in a table
        of two rows "Purpose" and "Limits" may be anything.
    :param wanted: the column where titles stand in other tables; taken where there are too few rows to tell.
    """
    numbered = [_bare_rows(rows, table) for rows, table in tables]
    count, own, width = sum(map(len, numbered)), tables[0][1].column, len(tables[0][0][0])
    places: list[int] = [*range(own + 1, width), *range(own)]
    for column in places:
        cells = [[row[column].strip() for row in rows if row[column].strip()] for rows in numbered]
        every = [cell for each in cells for cell in each]
        if len(every) < 0.6 * count or 2 * sum(map(_is_code, every)) >= len(every):
            continue
        wordy = len(set(every)) > 2 or all(" " in cell or len(cell) > _CELL for cell in every)
        known = column == wanted and count <= _TOLD and all(cell[0].isalpha() for cell in every)
        if known or (column == own + 1 and _heads_text(cells, numbered, column)) or (wordy and _are_various(cells)):
            return column
    return None


def _heads_text(cells: Sequence[Sequence[str]], numbered: Sequence[Sequence[Row]], column: int) -> bool:
    """Whether several tables have short names behind their numbers, none twice in one, and then longer text."""
    if len(cells) < _SEVERAL or any(len(set(each)) < len(each) for each in cells):
        return False
    names = [cell for each in cells for cell in each]
    behind = [max((len(cell) for cell in row[column + 1 :]), default=0) for rows in numbered for row in rows]
    named = all(cell[0].isalpha() and "\n" not in cell for cell in names)
    return named and sum(behind) > sum(map(len, names)) and max(map(len, names)) <= _TITLE


def _bare_rows(rows: Sequence[Row], table: Numbered) -> list[Row]:
    """The rows with a number whose title, if any, stands in another cell."""
    bare = [bool(label) and not title for label, title in zip(table.labels, table.titles, strict=True)]
    return list(itertools.compress(rows, bare))


def _are_various(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of a column, one list a table, hardly say the same twice: anywhere, or within their table."""
    every = [cell for each in cells for cell in each]
    kinds = len(set(every))
    if kinds == len(every) or kinds > max(3, 0.3 * len(every)) or (kinds > 2 and 2 * kinds >= len(every)):
        return True
    long = [each for each in cells if len(each) > 1]
    return 2 * len(long) > len(cells) > 1 and kinds > 2 and all(len(set(each)) == len(each) for each in long)


def _is_code(cell: str) -> bool:
    """Whether a cell holds an id ("REQ-0012") or a mark rather than words."""
    short = len(cell) < 4 and not cell.islower()
    return _CODE.fullmatch(cell) is not None and (short or any(map(str.isdigit, cell)))


def read_cell(cell: str, grammar: Grammar) -> Opening | None:
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
    openings = [
        each if each is not None and (bool(each.title) == titled or _is_heading_row(row, column, each)) else None
        for row, each in zip(rows, read[column], strict=True)
    ]
    numbers = tuple(each.number if each is not None else None for each in openings)
    labels = tuple(written(row[column], each) if each else "" for row, each in zip(rows, openings, strict=True))
    titles = tuple(
        _first_line(row[column]).removeprefix(label).strip() if label else ""
        for row, label in zip(rows, labels, strict=True)
    )
    twins = tuple(other for other in range(len(read)) if other != column and _is_twin(numbers, read[other]))
    table = Numbered(column, numbers, labels, titled, titles, twins)
    return table if _looks_numbered(rows, table, whole) else None


def _is_heading_row(row: Row, column: int, opening: Opening) -> bool:
    """Whether a row unlike most of its table heads it: number and title alone in it, in one cell or in two."""
    others = [cell for place, cell in enumerate(row) if place != column and cell.strip()]
    return opening.number.depth > 1 and (not others if opening.title else len(others) == 1)


def _first_line(cell: str) -> str:
    return cell.strip().split("\n", 1)[0].strip()


def written(cell: str, opening: Opening) -> str:
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
    if _is_matrix(rows, table):
        return False
    texts = _texts(rows, table)
    return sum(map(len, texts)) >= _WORDY * len(texts) and not _is_history(rows, table)


def _is_matrix(rows: Sequence[Row], table: Numbered) -> bool:
    """Whether the titles stand before nothing but marks: the table says which clauses apply to what."""
    cells = [
        cell.strip()
        for row, number in zip(rows, table.numbers, strict=True)
        for column, cell in enumerate(row)
        if number is not None and column != table.column and cell.strip()
    ]
    marks = sum(len(cell) <= _MARK for cell in cells)
    return table.titled and len(cells) >= len(table.found) and marks >= _ALL * len(cells)


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
