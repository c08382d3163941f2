"""The document's own table of contents, and its lists of figures and tables: a witness, never content.

They are known by their leaders of dots, or by a heading that names them and by page numbers that rise from line to
line. An entry may take several lines, and a table several pages.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.documents.pdf.pieces import Line, visible
from pipeline.records import ContentsLine

CONTENTS = "contents table"
FIGURES = "list of figures or tables"

_HEADING = re.compile(
    r"(?:[\dIVX]+(?:\.\d+)*\.?\s+)?(?:table of contents?|contents?(?: page| list)?|index|inhalt(?:sverzeichnis)?"
    r"|table des matières|sommaire|sumário|índice|indice|innehåll|inhoud"
    r"|obsah|spis treści|содержание|оглавление|目\s*录|目\s*錄|目\s*次|차례|목차)"
    r"(?:\s*[-–(]?\s*cont(?:inued|['’]?d|\.)?\)?)?\s*:?",
    re.IGNORECASE,
)
_LIST_HEADING = re.compile(
    r"(?:list|table|index) of (?:figures?|tables?|illustrations?|drawings?|appendices|annexe?s|abbildungen)"
    r"|(?:abbildungs|tabellen|bild)verzeichnis"
    r"|list[ea] (?:des|de|di|over|van|der) (?:figur|tab|illustra|abb)\w*|figures|tables|illustrations"
    r"|图目录|表目录|插图目录",
    re.IGNORECASE,
)
_DOTS = r"(?:(?:\.\s?){4,}+|…{2,}+\.*+|(?:·\s?){4,}+|_{5,}+)[\s.…·]*+"
_PAGE = r"\d{1,4}|[ivxlc]{1,7}|[A-Z]{1,3}-?\d{1,3}"
_LEADER = re.compile(_DOTS)
_LED = re.compile(rf"(?P<entry>(?:.*?[^\s.…·_])?)\s*+{_DOTS}(?P<page>{_PAGE})?\s*")
_PAGED = re.compile(rf"(?:(?P<entry>.*\S)(?:\s|(?<=[^\d.,\-–/±<>=~])))?(?P<page>{_PAGE})")
_END = re.compile(r"[\divxlcIVXLC.…·_\s]")  # as the last sign of an entry
_LONGEST = 60  # characters of the heading of a table
_WORD = r"(?:chapter|section|annexe?|appendix|part|clause|kapitel|abschnitt|anhang|anlage|chapitre)\s+"
_NUMBER = re.compile(
    rf"(?P<number>{_WORD}(?:\d+|[A-Z]|[IVX]+)(?:\.\d+)*(?![A-Z])|第\s*[\d一二三四五六七八九十百]+\s*[章节節]|附\s*[录錄]\s*[A-Z]?"
    r"|\d{1,3}(?:[.-]\d{1,3})*[.)]?(?=\D|$)|[A-Z](?:[.-]?\d{1,3})+(?:\.\d+)*\.?|[A-Z][.)]|(?-i:[A-Z](?=\t|\s+[A-Z(]))|[IVX]+\.)"
    r"(?=[\s:.–-]|$|[^\x00-\x7f]|[A-Z\[(])[\s:.–-]*(?P<title>.*)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:paragraph|section|clause|chapter|title|page|pages|seite|figure|table|number|no\.?|章节|页码?|\W)+",
    re.IGNORECASE,
)
_LEAPS = 80  # pages between two entries, at most
_APART = 4  # lines from one entry's end to the next one's, at most
_FEWEST = 3  # led lines that make a table without a heading


class _Entry(NamedTuple):
    """What a line says when it ends an entry."""

    text: str
    page: str
    led: bool


class Witness:
    """Collects what tables of contents say while their lines are taken out of the text."""

    def __init__(self) -> None:
        self.lines: list[ContentsLine] = []
        self.dropped: dict[str, int] = {}
        self._kind = ""  # of the table the last page ended in
        self._led = 0  # entries of this table that had leaders
        self._pages = (0, 0)  # of the last two entries; one of them may be misread
        self._waiting: list[str] = []  # an entry whose page number stands in a later line

    def take(self, lines: list[Line]) -> list[Line]:
        """Take the contents lines out of one page's lines.

        :return: the lines that are content.
        """
        marks = self._mark(lines)
        kept = []
        for line, kind in zip(lines, marks, strict=True):
            if not kind:
                kept.append(line)
                continue
            self.dropped[kind] = self.dropped.get(kind, 0) + sum(map(visible, _texts(line)))
            if kind == CONTENTS:
                for text in _texts(line):
                    self._enter(text)
        self._kind = marks[-1] if marks else ""
        return kept

    def _mark(self, lines: list[Line]) -> list[str]:
        """Name for each line the table it belongs to, "" for content."""
        marks = [""] * len(lines)
        kind, last = self._kind, -1
        entries = [_entry(line) for line in lines]
        many = sum(1 for entry in entries if entry and entry.led and entry.page) >= _FEWEST
        for index, (line, entry) in enumerate(zip(lines, entries, strict=True)):
            named = _named(line)
            if named and _followed(entries, index):
                marks[index] = kind = named
                last, self._led, self._pages = index, 0, (0, 0)
            elif kind and line.rows and index == last + 1 and _is_table(line):
                marks[index], last = kind, index
            elif entry and (kind or (entry.led and many)) and index - last <= _APART and self._follows(entry):
                kind = kind or CONTENTS
                _fill(marks, lines, last if marks[last] or last < 0 else index - 1, index, kind)
                last = index
            elif kind and index - last > _APART:
                kind = ""
            if not kind:
                last = index
        return marks

    def _follows(self, entry: _Entry) -> bool:
        """Whether an entry can come after the ones before: leaders where they had some, pages that rise."""
        if entry.led:
            self._led += 1
            self._pages = (self._pages[1], _value(entry.page) or self._pages[1])
            return True
        page, least = _value(entry.page), min(self._pages)
        if (self._led >= _FEWEST and entry.text) or page is None or not least <= page <= least + _LEAPS:
            return False
        self._pages = (self._pages[1], page)
        return True

    def _enter(self, text: str) -> None:
        """Note an entry, over as many lines as it takes."""
        if is_heading(text) or (_FURNITURE.fullmatch(text) and not self._waiting):
            return
        match = _LED.fullmatch(text) or _PAGED.fullmatch(text)
        own = (match["entry"] or "") if match else text
        if self._waiting and _NUMBER.fullmatch(own.strip()):
            self._waiting = []  # what went before ended without a page: a heading within the table
        self._waiting.append(own)
        if match is None or match["page"] is None:
            return
        entry = " ".join(filter(None, map(str.strip, self._waiting)))
        self._waiting = []
        self.lines.append(line(entry, match["page"]))


def line(entry: str, page: str) -> ContentsLine:
    """Make a contents line of a number and title in one."""
    numbered = _NUMBER.fullmatch(entry)
    number, title = (numbered["number"], numbered["title"]) if numbered else ("", entry)
    return ContentsLine(number.strip(), " ".join(title.split()).strip(" .…·"), page)


def is_heading(text: str) -> bool:
    """Whether a line is the heading of a table of contents, in one language or in several ("目次 / Contents")."""
    return len(text) <= _LONGEST and all(_HEADING.fullmatch(part.strip()) for part in text.split("/"))


def is_list_heading(text: str) -> bool:
    """Whether a line is the heading of a list of figures, tables or annexes."""
    return len(text) <= _LONGEST and all(_LIST_HEADING.fullmatch(part.strip()) for part in text.split("/"))


def _texts(line: Line) -> list[str]:
    return ["\t".join(filter(None, row)) for row in line.rows] if line.rows else [line.text]


def _entry(line: Line) -> _Entry | None:
    if line.rows or not _END.search(line.text, len(line.text) - 1):
        return None
    if _LEADER.search(line.text) and (match := _LED.fullmatch(line.text)):
        return _Entry(match["entry"], match["page"] or "", True)
    if match := _PAGED.fullmatch(line.text):
        return _Entry(match["entry"] or "", match["page"], False)
    return None


def _value(page: str) -> int | None:
    """Return the number of a page as it orders: roman ones stand before the others."""
    digits = re.sub(r"\D", "", page)
    return int(digits) if digits else 0 if page else None


def _fill(marks: list[str], lines: list[Line], last: int, index: int, kind: str) -> None:
    """Mark an entry and the lines before it that belong to it, up to the entry before."""
    for position in range(last + 1, index + 1):
        if not lines[position].rows:
            marks[position] = kind


def _named(line: Line) -> str:
    """Name the table that a line is the heading of."""
    if is_heading(line.text):
        return CONTENTS
    return FIGURES if is_list_heading(line.text) else ""


def _followed(entries: list[_Entry | None], index: int) -> bool:
    """Whether a heading is followed by entries rather than by text."""
    after = entries[index + 1 : index + 9]
    count = sum(1 for entry in after if entry)
    return not after or (count >= 2 and count >= 0.4 * len(after))


def _is_table(line: Line) -> bool:
    """Whether the rows of a table end in page numbers."""
    ends = [_PAGED.fullmatch(text) for text in _texts(line)]
    return sum(1 for end in ends if end) >= max(2, 0.6 * len(ends))
