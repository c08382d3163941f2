"""Lines joined to paragraphs.

A paragraph ends where the space between lines grows, the type changes, the indentation says so, the last line had room
for the next word, or the next line begins with a number or list sign of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.documents.pdf import notes

if TYPE_CHECKING:
    from pipeline.documents.pdf.pieces import Line
    from pipeline.records import BlockKind

_UNIT = r"(?:[GMkmµμnp]?(?:Hz|V|A|W|s|F|H|m|g|T|Ω|ohms?)|dB\w*|%|°\s?C|[ck]m|min\.?|hours?|minutes?|seconds?)"
_STRONG = re.compile(
    rf"(?!0\.\d|\d+\.\d+\s*{_UNIT}\b|\d+(?:\.\d+)?\s*(?:/|×|x\s?\d|±|%|°))"
    r"(?:§\s*\d|\[?[A-Z]{0,3}\d{1,3}(?:[.-]\d{1,3})+\.?(?=[\s\]:)]|[^\x00-\x7f\W]|[A-Z]|$)|[A-Z](?:[.-]\d{1,3})+\.?(?=\s|$)"
    r"|\d{1,3}[.)](?=[\s]|[A-Z]|[^\x00-\x7f]|$)|[A-Z][.)](?=\s)|(?:[A-Z]|\d{1,3}|[IVX]{1,4})\t"
    r"|(?:Chapter|Section|Annex|Appendix|Part|Anhang|Kapitel|Abschnitt|Annexe|Chapitre)\s+[\dA-Z][\d.]*(?=[\s:.–-]|$)"
    r"|第\s*[\d一二三四五六七八九十百]+\s*[章节条]|附\s*录\s*[A-Z])",
    re.IGNORECASE,
)
_WEAK = re.compile(rf"\d{{1,3}}\s+(?!{_UNIT}\b|[-–±×/=<>≤≥]|to\s)")
_ITEM = re.compile(
    r"(?:\(?[a-z]{1}[).]|\((?:\d{1,2}|[ivx]{1,4}|[A-Z])\)|[ivx]{1,4}[).])(?=\s)|[•·▪■●○◦‣⁃–—*\uf0a7\uf0b7\uf0d8-](?=\s)"
)
_REFERS = re.compile(
    r"(?:\b(?:sections?|clauses?|chapters?|paragraphs?|para\.?|figures?|fig\.?|tables?|annex|appendix|see|in|of|and|or|to|from"
    r"|than|by|with|at|the|a|an|is|are|for|per|between|about|approximately|least|most|ISO|IEC|SAE|CISPR|EN|DIN|part|no\.|level)|[,(/-])$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|tab\.|abbildung|abb\.|bild|tabelle|tableau)\s*(?:[A-Z]{0,3}\d*[.\-–]?)*\d*[A-Z]?(?:\s*[.:–—-]|\s+[A-Z\"“(\[]|\t|\s*$)"
    r"|[图表圖]\s*[A-Z]?\d+",
    re.IGNORECASE,
)
_TABLE = re.compile(r"tab|[表]", re.IGNORECASE)
_CAPTION_VERB = re.compile(
    r"\S++\s++(?:\S++\s++)?(?:shows?|gives?|lists?|is|are|and|or|to|for|of|in|on|contains?|applies|provides?|shall|may|,)\b"
)
_ENOUGH = 8  # steps between lines that tell the usual one
_REFERENCE = 20  # characters at the end of a line in which it is seen to go on
_ENDS = (".", ":", ";", "!", "?", "。", "：", "；")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line] = field(default_factory=list)
    kind: BlockKind = "paragraph"

    @property
    def left(self) -> float:
        """Where its lines begin, but for the first."""
        return self.lines[-1].x0


def group(lines: list[Line]) -> list[Paragraph]:
    """Group the lines of a document, in reading order, to paragraphs."""
    leading = _leading(lines)
    paragraphs: list[Paragraph] = []
    last: dict[str, Paragraph] = {}
    for line in lines:
        previous = last.get(line.story)
        if previous and not line.rows and _continues(previous, line, leading):
            previous.lines.append(line)
        else:
            last[line.story] = Paragraph([line], _kind(line))
            paragraphs.append(last[line.story])
    return paragraphs


def starts(line: Line) -> bool:
    """Whether a line begins with something like the number of a clause or of a list item."""
    return bool(_STRONG.match(line.text) or _WEAK.match(line.text) or _ITEM.match(line.text))


def is_table_caption(line: Line) -> bool:
    """Whether a line is the caption of a table."""
    return _kind(line) == "caption" and bool(_TABLE.match(line.text))


def _kind(line: Line) -> BlockKind:
    if line.rows:
        return "table"
    if line.story == "footnote":
        return "note"
    if line.story == "text box":
        return "paragraph"
    if _CAPTION.match(line.text) and not _CAPTION_VERB.match(line.text):
        return "caption"
    return "paragraph"


def _leading(lines: list[Line]) -> float:
    """Return the usual distance of baselines, in type sizes."""
    steps = [
        (after.y - before.y) / after.size
        for before, after in pairwise(lines)
        if after.size and before.page == after.page and 0.8 < (after.y - before.y) / after.size < 2.5
    ]
    return median(steps) if len(steps) >= _ENOUGH else 1.2


def _continues(paragraph: Paragraph, line: Line, leading: float) -> bool:
    """Whether a line belongs to the paragraph before it."""
    last = paragraph.lines[-1]
    if line.story == "text box" or (line.story == "footnote" and notes.begins(line)):
        return False
    if last.rows or _changes_weight(last, line) or abs(last.size - line.size) > (0.3 * line.size if line.ocr else 0.7):
        return False
    apart = last.page != line.page or line.y < last.y
    step = (line.y - last.y) / line.size if line.size else leading
    if apart:
        return _carries_over(paragraph, line)
    if step > _widest(paragraph, leading):
        return False
    if _begins(line, last):
        return False
    if paragraph.kind == "caption":
        return True
    return not _indents(paragraph, line) and _filled(last, line)


def _changes_weight(last: Line, line: Line) -> bool:
    """Whether a heading ends or begins between two lines, as far as bold type tells."""
    if last.bold:
        return not line.pieces[0].bold
    return line.bold and not last.pieces[-1].bold


def _widest(paragraph: Paragraph, leading: float) -> float:
    """Return the largest step that is no gap, judged by the paragraph's own lines where it has some."""
    lines = paragraph.lines
    if len(lines) > 1 and lines[-1].page == lines[-2].page and lines[-1].y > lines[-2].y:
        own = (lines[-1].y - lines[-2].y) / (lines[-1].size or 1.0)
        return own * 1.2
    return max(leading, 1.15) * 1.25


def _carries_over(paragraph: Paragraph, line: Line) -> bool:
    """Whether a paragraph goes on in the next column or page."""
    last = paragraph.lines[-1]
    if paragraph.kind != "paragraph" or last.text.endswith(_ENDS) or starts(line):
        return False
    opening = line.text[:1]
    return _is_full(last, line) and (opening.islower() or last.text.endswith(",") or last.broken)


def _begins(line: Line, last: Line) -> bool:
    """Whether a line begins with a number or list sign that is its own."""
    strong = _STRONG.match(line.text) or _ITEM.match(line.text) or _kind(line) == "caption"
    if not strong and not _WEAK.match(line.text):
        return False
    full = _is_full(last, line)
    if full and _REFERS.search(last.text[-_REFERENCE:]):
        return False
    return bool(strong) or last.text.endswith(_ENDS) or not full or last.bold


def _is_full(last: Line, line: Line) -> bool:
    """Whether the first word of a line had no room in the line before."""
    return last.x1 + 0.25 * last.size + line.pieces[0].opening > last.right - 0.02 * (last.right - last.left)


def _filled(last: Line, line: Line) -> bool:
    """Whether the line before went on as far as it could, or plainly does not end there."""
    if _is_full(last, line) or last.broken:
        return True
    if _centred(last, line):
        return True
    return line.text[:1].islower() and not last.text.endswith(_ENDS)


def _centred(last: Line, line: Line) -> bool:
    middle, other = (last.x0 + last.x1) / 2, (line.x0 + line.x1) / 2
    return abs(middle - other) < 3.0 and abs(last.x0 - line.x0) > 3.0 and min(last.x0, line.x0) > last.left + 20.0


def _indents(paragraph: Paragraph, line: Line) -> bool:
    """Whether the left edge of a line says that a paragraph begins."""
    last = paragraph.lines[-1]
    step = line.x0 - last.x0
    if abs(step) < 0.8 * line.size:
        return False
    if len(paragraph.lines) == 1:
        return step > 0 and not starts(last) and last.text.endswith(_ENDS)
    return True
