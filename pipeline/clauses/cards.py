"""Tables that hold one clause each: a card a test, its number and title in the first row or behind keys.

"5.3 Radiated emission" over rows of "Method | ..." and "Limits | ...", or "Clause | 5.3", "Title | Radiated emission",
"Method | ...". One such table can be anything; several whose numbers rise are clauses.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pipeline.clauses.row_numbers import Numbered, read_cell, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.clauses.number_candidates import Grammar, Opening
    from pipeline.records import Block, Row

_FEWEST = 2  # cards of a document
_HEAD_ROWS = 4  # rows in which the number and the title of a card are looked for
_TITLE = 120  # a longer value is no title [characters]
_NO = r"(?:\s?(?:no\b\.?|nr\b\.?|n°|nº|number|nummer|numéro|id|№|号|番号|编号|編號))?"
_NUMBER_KEY = re.compile(
    rf"(?i)(?:clause|section|chapter|paragraph|item|test|requirement|abschnitt|kapitel|prüfung|punkt|chapitre|article|essai"
    rf"|§|no\.?|nr\.?|n°|number|nummer|numéro|№|章节?|条款?|序号|项目|試験|項目?){_NO}\s?[:：]?"
)
_TITLE_KEY = re.compile(
    r"(?i)(?:(?:test|prüfungs?|clause|item)?[\s-]?(?:title|name|item|designation|bezeichnung|titel|benennung)|test|prüfung|titre"
    r"|désignation|intitulé|essai|name of (?:the )?test|nom de l.essai|名称|(?:试验|測試|試験)?(?:名称|项目|項目)"
    r"|标题|件名)\s?[:：]?"
)


def find(tables: Sequence[tuple[int, Block]], grammar: Grammar) -> dict[int, Numbered]:
    """The tables that are cards, by their key; none where the document has fewer than two or their numbers go back.

    :param tables: key and table, in document order.
    """
    cards = {key: card for key, block in tables if (card := _read(block.rows, grammar)) is not None}
    numbers = [card.found[0] for card in cards.values()]
    rises = all(one.key < two.key for one, two in itertools.pairwise(numbers))
    return cards if len(cards) >= _FEWEST and rises else {}


def _read(rows: Sequence[Row], grammar: Grammar) -> Numbered | None:
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        return None
    place = _find_heading(rows[0], grammar) or _find_key(rows, grammar)
    if place is None:
        return None
    index, column, opening, title = place
    label = written(rows[index][column], opening)
    return Numbered(
        column,
        tuple(opening.number if each == index else None for each in range(len(rows))),
        tuple(label if each == index else "" for each in range(len(rows))),
        titled=False,
        titles=tuple(title if each == index else "" for each in range(len(rows))),
    )


def _find_heading(row: Row, grammar: Grammar) -> tuple[int, int, Opening, str] | None:
    """A dotted number and a title that have the first row for themselves."""
    filled = [(column, cell.strip()) for column, cell in enumerate(row) if cell.strip()]
    opening = read_cell(filled[0][1], grammar) if filled else None
    if opening is None or opening.number.depth < 2:
        return None
    if len(filled) == 1 and opening.title:
        return 0, filled[0][0], opening, opening.title.split("\n", 1)[0]
    if len(filled) == 2 and not opening.title and _is_title(filled[1][1]):
        return 0, filled[0][0], opening, filled[1][1].split("\n", 1)[0]
    return None


def _find_key(rows: Sequence[Row], grammar: Grammar) -> tuple[int, int, Opening, str] | None:
    """A number behind a key that announces one, and the title behind another key, or else in the same row."""
    pairs = [pair for index, row in enumerate(rows[:_HEAD_ROWS]) for pair in _pairs(index, row)]
    for index, key, column, value in pairs:
        opening = read_cell(value, grammar)
        if opening is None or opening.number.family != "main" or not _NUMBER_KEY.fullmatch(key):
            continue
        titles = [
            text for _, other, _, text in pairs if text != value and _TITLE_KEY.fullmatch(other) and _is_title(text)
        ]
        if title := opening.title or next(iter(titles), ""):
            return index, column, opening, title
    return None


def _pairs(index: int, row: Row) -> list[tuple[int, str, int, str]]:
    """Row, key, column of the value, and value, of each two cells side by side."""
    filled = [(column, cell.strip()) for column, cell in enumerate(row) if cell.strip()]
    return [(index, key, column, value) for (_, key), (column, value) in itertools.pairwise(filled)]


def _is_title(text: str) -> bool:
    first = text.split("\n", 1)[0]
    return len(first) <= _TITLE and (first[:1].isupper() or first[:1] > "\u2e80") and sum(map(str.isalpha, first)) > 2
