"""Bookmarks: which lines the file itself calls headings, and at which level."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfDocument

_MOST = 20_000  # bookmarks that are looked at
_DEEPEST = 10  # levels
_NOT_WORD = re.compile(r"[\W_]+")
_LABEL = re.compile(r"\A(?:(?:[A-Z]{1,3}\d*+|\d++)(?:[.-]\d++)*+[.)]?[\s:]++|第.{1,4}[章节]\s*)", re.IGNORECASE)


class Bookmark(NamedTuple):
    """One entry of the bookmarks."""

    title: str
    level: int  # 1-based
    page: int | None  # 1-based


class Bookmarks:
    """Finds the bookmark that points at a block."""

    def __init__(self, bookmarks: Sequence[Bookmark]) -> None:
        self.bookmarks = tuple(bookmarks)
        self._levels: dict[int | None, dict[str, int]] = {}
        for bookmark in bookmarks:
            key = _fold(bookmark.title)
            if key:
                self._levels.setdefault(bookmark.page, {}).setdefault(key, bookmark.level)

    def level(self, text: str, page: int) -> int | None:
        """Return the 1-based level of the bookmark whose title is this text, with or without its number.

        :param page: 1-based; the bookmark must point at it.
        """
        titles = self._levels.get(page)
        if not titles or len(text) > 400:
            return None
        for candidate in (text, _LABEL.sub("", text, count=1)):
            level = titles.get(_fold(candidate))
            if level is not None:
                return level
        return None


def bookmarks(document: PdfDocument) -> tuple[Bookmark, ...]:
    """Read the bookmarks of a document; a damaged tree of them counts as none."""
    import pypdfium2

    found = []
    try:
        for entry in document.get_toc(max_depth=_DEEPEST):
            destination = entry.get_dest()
            index = destination.get_index() if destination else None
            title = " ".join(entry.get_title().split())
            found.append(Bookmark(title, entry.level + 1, None if index is None else index + 1))
            if len(found) >= _MOST:
                break
    except (pypdfium2.PdfiumError, UnicodeError, ValueError):
        return tuple(found)
    return tuple(found)


def _fold(text: str) -> str:
    return _NOT_WORD.sub("", text).casefold()
