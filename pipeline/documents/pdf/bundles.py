"""Several documents in one file: reports of a supplier, bound together.

Where a document begins, the count of pages begins again, the running lines name another report, and there is a table
of contents again. One sign alone may be an annex, a form or a slip; two that agree are a document of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.documents.pdf import lines as rows
from pipeline.documents.pdf.contents import is_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.pdf.pieces import Page

_HEAD, _FOOT = 0.2, 0.85  # shares of the page height above and below which running lines stand
_COUNT = re.compile(r"(?i)(?<![\w.-])(\d{1,4})\s*(?:of|/|von|de|sur|di|aus|共)\s*(\d{1,4})(?![\w.-])")
_PAGE = re.compile(r"(?i)(?:\b(?:page|seite|blatt|sheet|página|pagina|sida)|第)\s*:?\s*(\d{1,4})\b")
_CODE = re.compile(r"(?<![\w/.-])(?=[\w/.-]*[A-Za-z/-])[A-Z\d][\w]*(?:[-/_. ]?[A-Z]*\d[\w]*)*(?:[-/_]\w+)*")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d|\d{1,4}\s?/\s?\d{1,4}"
)
_DIGITS = 3  # in the number of a report, at least
_SIGNS = 2  # that agree


class _Signs(NamedTuple):
    """What one page says of the document it is in."""

    counted: int | None  # of the page, as printed
    codes: frozenset[str]  # in its running lines
    contents: bool  # a table of contents begins


def divide(pages: Sequence[Page]) -> list[list[Page]]:
    """The pages of each document of a file; nearly always that is one."""
    signs = [_read(page) for page in pages]
    starts = [0]
    for index in range(1, len(pages)):
        if _begins(signs, starts[-1], index):
            starts.append(index)
    ends = [*starts[1:], len(pages)]
    return [list(pages[start:end]) for start, end in zip(starts, ends, strict=True)]


def _begins(signs: Sequence[_Signs], start: int, index: int) -> bool:
    """Whether a document begins at a page; the one before began at `start`."""
    before, now = signs[index - 1], signs[index]
    again = now.counted == 1 and before.counted is not None
    if before.counted is not None and now.counted is not None and not again:
        return False  # the pages go on
    renamed = _is_renamed(signs, start, index)
    listed = any(each.contents for each in signs[start:index]) and any(
        each.contents for each in signs[index : index + 2]
    )
    return again + renamed + listed >= _SIGNS


def _is_renamed(signs: Sequence[_Signs], start: int, index: int) -> bool:
    """Whether the number that all running lines had so far is another one, written the same way, on all pages after.

    The first page of a document may be a title page without running lines.
    """
    before = [each.codes for each in signs[start:index] if each.codes]
    after = [each.codes for each in signs[index : index + 3] if each.codes][:2]
    if not before or not after:
        return False
    lost = frozenset.intersection(*before) - frozenset.union(*after)
    come = frozenset.intersection(*after) - frozenset.union(*before)
    if len(signs) - index > 1 and len(after) < 2:
        return False
    return bool({_mask(code) for code in come} & {_mask(code) for code in lost})


def _mask(code: str) -> str:
    """How a number is written: its digits all the same."""
    return re.sub(r"\d", "0", code)


def _read(page: Page) -> _Signs:
    found = [
        (row[0].y, " ".join(piece.text for piece in sorted(row, key=lambda piece: piece.x0)))
        for row in rows.rows(page.pieces)
    ]
    running = [text for y, text in found if y < _HEAD * page.height or y > _FOOT * page.height]
    codes = {
        code[0].strip()
        for text in running
        for code in _CODE.finditer(_COUNT.sub(" ", text))
        if sum(map(str.isdigit, code[0])) >= _DIGITS and not _DATE.fullmatch(code[0].strip())
    }
    return _Signs(_count(running), frozenset(codes), any(is_heading(text) for _, text in found))


def _count(running: Sequence[str]) -> int | None:
    """The number of a page as its running lines print it."""
    for text in running:
        for found in _COUNT.finditer(text):
            if 0 < int(found[1]) <= int(found[2]):
                return int(found[1])
    for text in running:
        if (match := _PAGE.search(text)) is not None:
            return int(match[1])
    return None
