"""The document's own table of contents, and its lists of figures and tables: a witness, never content.

They are known by their leaders of dots, or by a heading that names them and the page numbers in which their lines end.
"""

from __future__ import annotations

import re

from pipeline.documents.pdf.pieces import Line, visible
from pipeline.records import ContentsLine

_HEADING = re.compile(
    r"(?:[\dIVX]+(?:\.\d+)*\.?\s+)?(?:table of contents?|contents?|index|inhalt(?:sverzeichnis)?|table des matières"
    r"|sommaire|índice|indice|目\s*录|目\s*錄|目\s*次|차례|목차)(?:\s*\(?cont(?:inued|['’]?d|\.)?\)?)?\s*:?",
    re.IGNORECASE,
)
_LIST_HEADING = re.compile(
    r"(?:list|table|index) of (?:figures?|tables?|illustrations?|drawings?|appendices|annexe?s|abbildungen)"
    r"|(?:abbildungs|tabellen|bild)verzeichnis|figures|tables|图目录|表目录|插图目录",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.[ \t]?){4,}|…{2,}|(?:·[ \t]?){4,}|_{5,}")
_LED = re.compile(r"^(?P<entry>.*?)\s*(?:(?:\.\s?){4,}|…{2,}\.*|(?:·\s?){4,}|_{5,})[\s.…·]*(?P<page>[\w-]{1,9})?$")
_PAGED = re.compile(r"^(?P<entry>.*?\D)[\s]*?(?P<page>\d{1,4}|[ivxl]{1,7}|[A-Z]-\d{1,3})$")
_NUMBER = re.compile(
    r"^(?P<number>(?:(?:chapter|section|annex|appendix|part|clause|kapitel|anhang|annexe)\s+)?"
    r"(?:[A-Z]?\d+(?:[.-]\d+)*\.?|[A-Z](?:[.-]\d+)*\.?|[IVX]+\.)|第\s*[\d一二三四五六七八九十]+\s*[章节]|附录\s*[A-Z])(?=[\s\t]|$|[^\x00-\x7f])\s*"
    r"(?P<title>.*)$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:paragraph|section|clause|title|page|seite|figure|table|number|no\.?|\s|\t)+", re.IGNORECASE
)


class Witness:
    """Collects what tables of contents say while their lines are taken out of the text."""

    def __init__(self) -> None:
        self.lines: list[ContentsLine] = []
        self.dropped: dict[str, int] = {}
        self._kind = ""  # of the table the last page ended in
        self._waiting: list[Line] = []  # an entry whose page number stands in a later line

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
            self.dropped[kind] = self.dropped.get(kind, 0) + visible(line.text)
            if kind == "contents table":
                self._enter(line)
        self._kind = next((kind for kind in reversed(marks) if kind), "") if marks and marks[-1] else ""
        return kept

    def _mark(self, lines: list[Line]) -> list[str]:
        """Name for each line the table it belongs to, "" for content."""
        marks = [""] * len(lines)
        kind = self._kind
        last = -1 if kind else None
        for index, line in enumerate(lines):
            named = _named(line)
            if named and _followed(lines, index):
                kind, last = named, index
                marks[index] = kind
            elif _LEADER.search(line.text):
                kind = kind or "contents table"
                last = self._fill(marks, lines, last, index, kind)
            elif kind and _ends_in_page(line):
                last = self._fill(marks, lines, last, index, kind)
            elif kind and last is not None and index - last > 3:
                kind, last = "", None
        return marks

    @staticmethod
    def _fill(marks: list[str], lines: list[Line], last: int | None, index: int, kind: str) -> int:
        """Mark an entry and the lines before it that belong to it, up to the entry before."""
        start = index
        if last is not None and index - last <= 4:
            start = last + 1
        for position in range(start, index + 1):
            if not lines[position].rows:
                marks[position] = kind
        return index

    def _enter(self, line: Line) -> None:
        """Note an entry, over as many lines as it takes."""
        if _named(line) or (_FURNITURE.fullmatch(line.text) and not self._waiting):
            return
        match = _LED.match(line.text) or (_PAGED.match(line.text))
        if match is None or (match["page"] is None and not _LEADER.search(line.text)):
            self._waiting.append(line)
            return
        before = " ".join(waiting.text for waiting in self._waiting)
        self._waiting = []
        entry = " ".join(f"{before} {match['entry']}".replace("\t", " ").split())
        numbered = _NUMBER.match(entry)
        number, title = (numbered["number"], numbered["title"]) if numbered else ("", entry)
        self.lines.append(ContentsLine(number, title.strip(" .…·"), match["page"] or ""))


def _named(line: Line) -> str:
    """Name the table that a line is the heading of."""
    text = line.text.strip()
    if _HEADING.fullmatch(text):
        return "contents table"
    return "list of figures or tables" if _LIST_HEADING.fullmatch(text) else ""


def _followed(lines: list[Line], index: int) -> bool:
    """Whether a heading is followed by entries rather than by text."""
    after = lines[index + 1 : index + 9]
    entries = sum(1 for line in after if _LEADER.search(line.text) or _ends_in_page(line))
    return entries >= 2 and entries >= 0.4 * len(after)


def _ends_in_page(line: Line) -> bool:
    return bool(not line.rows and _PAGED.match(line.text) and not line.text.rstrip().endswith(")")) or bool(
        not line.rows and re.fullmatch(r"\d{1,4}|[ivxl]{1,7}", line.text)
    )
