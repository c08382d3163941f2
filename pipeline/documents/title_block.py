"""The title block: what running lines, cover page and properties say about a document's number, revision and date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.records import TitleBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LONGEST = 200  # characters of a line that can be part of a title block
_CODE = r"[A-Z0-9][\w./-]{0,40}\d[\w./-]{0,40}(?: [A-Z]?\d[\w./-]{0,40}){0,9}"
_NUMBER = re.compile(
    r"(?:doc(?:ument)?|spec(?:ification)?|standard|norm|dokument(?:en)?|part|drawing|file|report)[ .-]*"
    r"(?:number|num\b\.?|no\b\.?|nr\b\.?|n°|id\b|#|nummer|code)"
    r"|(?:文件|标准|文档|规范)\s*(?:编号|号)|文書番号|numéro de document|n° de document",
    re.IGNORECASE,
)
_REVISION = re.compile(
    r"\b(?:revision|rev|issue|version|edition|ed(?=\.)|ver|ausgabe|indice|index|change level|versionsnummer)\b"
    r"[ .]*(?:number\b|no\b\.?|nr\b\.?|level\b|status\b|index\b)?|版本号?|版次|改訂",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:(?:issue|issued|effective|release|revision|publication|approval)[ -]?)?(?:date|datum|dated|stand|revised)\b"
    r"(?: (?:issued|of issue|effective))?|(?:发布|实施|生效|制定)?日期|発行日",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|mär|mrz|janv|févr|avr|juin|juil|août)[a-zäûé]*\.?"
)
_DAY = re.compile(
    r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-\d\d)?(?!\d)|(?:19|20)\d\d-[1-9]-\d{1,2}"
    rf"|\d{{1,2}}[-. /]{_MONTH}[-., /]+\d{{4}}|{_MONTH} (?:\d{{1,2}},? )?\d{{4}}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}[./]\d{1,2}[./]\d{1,2}|\d{4}年\d{1,2}月(?:\d{1,2}日)?",
    re.IGNORECASE,
)
_NUMBER_VALUE = re.compile(_CODE, re.IGNORECASE)
_REVISION_VALUE = re.compile(r"\d+(?:[.\-/]\d+)*[A-Z]?|[A-Z](?:[./]?\d+(?:\.\d+)*)?|[A-Z]{2}", re.IGNORECASE)
_BARE = re.compile(  # "ABC-EMC-4711", "Q/ABC 12-345—2031", "AB 02 411-3", "ABC D 1054", "36-77-110"
    r"(?<![\w/.-])(?:[A-Z]{1,6}\d{0,4}(?:[-_/][A-Z]{1,6})*(?: [A-Z](?= \d))?(?:[-_/ —–][A-Z]?\d[\dA-Z.]*)+"
    r"(?:-[A-Z]{1,2})?|\d{2,}(?:-\d{2,}){2,})(?![\w])"
)
_FEWEST_DIGITS = 3  # in the number of a specification
_BASE_STANDARD = re.compile(r"(?:ISO|IEC|CISPR|SAE|EN|DIN|GB/?T?|ECE|UN|IEEE|ANSI|ETSI)\b", re.IGNORECASE)
_WORTHLESS = re.compile(
    r"microsoft word|untitled|\.(?:docx?|docm|dotx?|pdf|odt|indd|fm|rtf|tmp|xlsx?)\b|^\W*$"
    r"|^(?:document|dokument|titel|title)\d*$",
    re.IGNORECASE,
)
_CELLS = re.compile(r"\t|\n|\s\|\s| {2,}|;")


@dataclass(frozen=True, slots=True)
class _Line:
    cells: tuple[str, ...]


def find(
    title: str, running: Iterable[str], cover: Iterable[str], properties: Mapping[str, str] | None = None
) -> TitleBlock:
    """Find title, number, revision and date of a document.

    :param title: what stands in the style made for titles, or looks like the title; "" when nothing does.
    :param running: lines of headers and footers, the cells of their tables separated by tabs.
    :param cover: lines before the first clause, likewise.
    :param properties: names and values the author filled in as properties of the file.
    """
    properties, cover = properties or {}, list(cover)
    stated = [f"{name}\t{value}" for name, value in properties.items() if name != "title"]
    runs, covers = _lines(running), _lines(cover)
    lines = [*runs, *covers, *_lines(stated)]
    known = properties.get("title", "").strip()
    return TitleBlock(
        title=" ".join((title or ("" if _WORTHLESS.search(known) else known)).split())[:300],
        number=_labelled(lines, _NUMBER, _NUMBER_VALUE) or _bare(runs) or _bare(covers[:12]),
        revision=_labelled(lines, _REVISION, _REVISION_VALUE),
        date=_labelled(lines, _DATE, _DAY) or _any_day(runs) or _any_day(_lines(t for t in cover if "\t" not in t)),
    )


def _lines(texts: Iterable[str]) -> list[_Line]:
    rows = [row for text in texts for row in text.split("\n") if row.strip() and len(row) <= _LONGEST]
    return [_Line(tuple(cell.strip() for cell in _CELLS.split(row))) for row in rows]


def _labelled(lines: Sequence[_Line], label: re.Pattern[str], value: re.Pattern[str]) -> str:
    """The value after a label in the same cell, in the next cell, or in the cell below."""
    for index, line in enumerate(lines):
        for column, cell in enumerate(line.cells):
            found = label.search(cell)
            if found is None:
                continue
            rest = cell[found.end() :].lstrip(" .:：#-–=")
            beside = [each for each in line.cells[column + 1 :] if each][:1]
            candidates = [rest] if rest else [*beside, *_below(lines, index, column, value)]
            for candidate in (each.lstrip(" :：") for each in candidates):
                match = value.match(candidate)
                if match and _whole_word(candidate, match):
                    return match[0].strip(" .-/")
    return ""


def _below(lines: Sequence[_Line], index: int, column: int, value: re.Pattern[str]) -> list[str]:
    """The cell below; nothing where more such cells follow, since then it is a history and the row unknown."""
    column_below = [line.cells[column] if column < len(line.cells) else "" for line in lines[index + 1 : index + 3]]
    history = len(column_below) > 1 and value.match(column_below[1]) is not None
    return [] if history else column_below[:1]


def _whole_word(text: str, match: re.Match[str]) -> bool:
    """The value is not merely the beginning of a word ("A" of "All rights reserved")."""
    following = text[match.end() : match.end() + 1]
    return not following.isalnum()


def _bare(lines: Iterable[_Line]) -> str:
    """The first thing that looks like the number of a specification and is no base standard."""
    for line in lines:
        for cell in line.cells:
            for match in _BARE.finditer(cell):
                digits = sum(map(str.isdigit, match[0]))
                if digits >= _FEWEST_DIGITS and not _BASE_STANDARD.match(match[0]) and not _DAY.fullmatch(match[0]):
                    return match[0].rstrip(".")
    return ""


def _any_day(lines: Iterable[_Line]) -> str:
    for line in lines:
        for cell in line.cells:
            if len(cell) <= 80 and (match := _DAY.search(cell)):
                return match[0]
    return ""
