"""Lines of a table of contents: number, title and page as the document itself last wrote them down."""

from __future__ import annotations

import re

from pipeline.records import ContentsLine

_LONGEST = 500  # characters of a line that are looked at
_PAGE = re.compile(r"(?:[A-Z]{1,2}[-‑–.])?\d{1,4}(?:[-–]\d{1,4})?|[ivxlcdm]{1,8}|[IVXLCDM]{1,8}")
_LEADERS = re.compile(r"^(?P<rest>(?:.*?[^ .·…‥_])?)[ .·…‥_]{3,}+(?P<page>\S{1,8})$", re.DOTALL)
_NUMBER = re.compile(
    r"(?P<number>(?:[A-Z]\.?)?\d{1,3}(?:[.\-]\d{1,3})*[.)]?|[A-Z](?:\.\d{1,3})+\.?"
    r"|(?:annex|appendix|chapter|section|part|anhang|annexe|anlage|kapitel)\s+[A-Z0-9]{1,4}(?:\.\d+)*[.:]?"
    r"|第\s*[0-9０-９一二三四五六七八九十百]+\s*[章节節条條部篇])[\s:]+(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def parse(line: str) -> ContentsLine | None:
    """Take a line apart: "5.1<tab>Scope<tab>12", "5.1 Scope ..... 12", "Annex A Forms<tab>iv"; None for others."""
    rest, page = _cut_page(line.strip()[:_LONGEST])
    pieces = [piece.strip() for piece in rest.split("\t") if piece.strip()]
    if len(pieces) > 1:
        number, title = pieces[0], " ".join(pieces[1:])
    elif pieces and (found := _NUMBER.fullmatch(pieces[0])):
        number, title = found["number"], found["title"].strip()
    else:
        number, title = "", pieces[0] if pieces else ""
    if not title or not (number or page):
        return None
    return ContentsLine(number, " ".join(title.split()), page)


def _cut_page(line: str) -> tuple[str, str]:
    head, tab, last = line.rpartition("\t")
    if tab and _PAGE.fullmatch(last.strip()):
        return head, last.strip()
    found = _LEADERS.match(line)
    if found and _PAGE.fullmatch(found["page"]):
        return found["rest"], found["page"]
    return line, ""
