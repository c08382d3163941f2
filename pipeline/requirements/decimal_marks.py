"""Which sign a document uses as its decimal mark, and numbers written so that they can be read one way only.

"1.200 V/m" is 1200 V/m in a text that writes "0,9 m", and 1.2 V/m in one that writes "0.9 m". The mark is looked for in
the table, the clause, then the document, in numbers that can be read one way only. Where nothing tells, `AMBIGUOUS`
takes the place of the sign, and the readers give both readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.records import Clause, Table

DecimalMark = Literal[".", ",", "?", ""]
# "." and "," = found out; "?" = undecided; "" = nothing to tell by, read as in English: "1,200" is 1200, "1.200" is 1.2

AMBIGUOUS = "\u201a"  # a sign of its own: "1‚200" is 1.2 or 1200
THOUSANDS = "'"

_UNIT = r"\s?(?:dB|%|°|(?:[kKMGmµμunpc]?(?:Hz|V|A|W|s|m|Ω|F|H|T|g)|mm|ohm|min|h|sec)(?![A-Za-z]))"
_ALONE = r"(?<![\w.,'])"
_SIDES = {  # mark -> what only a text with this decimal mark writes
    mark: re.compile(
        rf"{_ALONE}0{sign}\d++(?![.,]\d|\w)"
        rf"|{_ALONE}\d++{sign}(?:\d{{1,2}}|\d{{4,9}})(?!\d){_UNIT}"
        rf"|{_ALONE}\d{{1,3}}(?:{other}\d{{3}})++{sign}\d"
        rf"|{_ALONE}\d{{1,3}}(?:{other}\d{{3}}){{2,9}}+(?![.,]?\d)"
    )
    for mark, sign, other in ((".", r"\.", ","), (",", ",", r"\."))
}
_SIGNED = re.compile(r"\d[.,]\d")
_CELL = re.compile(r"[+\-±<>≤≥]?\s?(?:\d+(?P<comma>,)\d{1,2}|(?:0|\d{3,9})(?P<point>\.)\d{1,2})")
_RISES = re.compile(  # "200 MHz to 3.200 MHz": a range rises, so the sign parts thousands
    r"(?<![\w.,])(?P<low>\d{1,9})\s?(?:[kMG]?Hz)?\s?(?:-|–|to|bis|à|a|up to|\.\.\.?|…)\s?"
    r"(?P<high>\d{1,3})(?P<sign>[.,])\d{3}(?![\d.,])\s?[kMG]?Hz"
)
_NUMBER = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+){1,40}+(?![\w]|[.,]\d)|(?<![\w.,])\d+(?:[.,]\d+){1,40}+(?=[kMGmµnpu]?(?:Hz|[VAWsmTΩ%°]|dB)(?![A-Za-z]))"
)
_ENGLISH = re.compile(r"\b(?:the|and|of|shall|with|from|is)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:der|die|das|und|mit|von|bis|nach|ist|le|la|les|et|du|est|el|los|con|il|di|per|de|och|med|een|het)\b",
    re.IGNORECASE,
)
_CLEARLY = 8  # times as many numbers on one side that a few slips on the other do not count


@dataclass(frozen=True, slots=True)
class Marks:
    """The decimal marks of one document."""

    document: DecimalMark

    @classmethod
    def of(cls, clauses: Iterable[Clause]) -> Marks:
        """Find out the decimal mark of a document from all its clauses."""
        texts = [text for clause in clauses for text in (clause.all_text,)]
        cells = [cell for text in texts for line in text.splitlines() if "\t" in line for cell in line.split("\t")]
        return cls(_decide([*texts, *cells]) or _by_language(texts))

    def of_clause(self, clause: Clause) -> DecimalMark:
        """Return the mark of a clause: its own where its text tells, else that of the document."""
        own = _decide_once(clause.title, clause.text)
        return self.document if own in ("", "?") else own

    def of_table(self, clause: Clause, table: Table) -> DecimalMark:
        """Return the mark of a table: its own where its cells tell, else that of the clause."""
        own = _decide([table.caption, *(cell for row in table.rows for cell in row)])
        return self.of_clause(clause) if own in ("", "?") else own


def _decide(texts: Iterable[str]) -> DecimalMark:
    """Weigh what speaks for either mark; "" where nothing does, "?" where both do."""
    counts = {".": 0, ",": 0}
    for text in texts:
        if not _SIGNED.search(text):
            continue
        for mark, pattern in _SIDES.items():
            counts[mark] += sum(1 for _ in pattern.finditer(text))
        if cell := _CELL.fullmatch(text.strip()):
            counts["," if cell["comma"] else "."] += 1
        for match in _RISES.finditer(text):
            if int(match["low"]) >= int(match["high"]):
                counts["." if match["sign"] == "," else ","] += 1
    point, comma = counts["."], counts[","]
    if not point and not comma:
        return ""
    if point >= _CLEARLY * comma or comma >= _CLEARLY * point:
        return "." if point > comma else ","
    return "?"


@lru_cache(maxsize=256)
def _decide_once(*texts: str) -> DecimalMark:
    """Weigh the same texts once: a clause is asked for each of its sentences."""
    return _decide(texts)


def _by_language(texts: Iterable[str]) -> DecimalMark:
    """Read as in English where the text is English, or no text at all."""
    english = others = 0
    for text in texts:
        english += len(_ENGLISH.findall(text))
        others += len(_OTHERS.findall(text))
    return "" if english >= others else "?"


def write_plainly(text: str, mark: DecimalMark) -> str:
    """Write the numbers of a text so that each can be read one way only; no place moves.

    Thousands are parted by an apostrophe, decimals by a point; numbers listed without spaces ("2,4,8") by semicolons.
    """
    return _NUMBER.sub(lambda match: _write(match[0], mark), text)


def _write(number: str, mark: DecimalMark) -> str:
    groups, signs = re.split(r"[.,]", number), re.findall(r"[.,]", number)
    leads = 1 <= len(groups[0]) <= 3 and groups[0][0] != "0"  # a thousands sign may follow
    if len(signs) == 1:
        return _write_one(number, signs[0], mark) if leads else number.replace(",", ".")
    grouped = leads and all(len(group) == 3 for group in groups[1:])
    if len(set(signs)) == 1:
        if grouped and (signs[0] == "." or set(groups[1:]) == {"000"} or len(signs) > 2):
            return number.replace(signs[0], THOUSANDS)
        return number if signs[0] == "." else number.replace(",", ";")
    last = signs[-1]
    if leads and signs.count(last) == 1 and all(len(group) == 3 for group in groups[1:-1]):
        return number.replace(signs[0], THOUSANDS).replace(last, ".")
    return ";".join(_write(piece, mark) if re.search("[.,]", piece) else piece for piece in number.split(","))


def _write_one(number: str, sign: str, mark: DecimalMark) -> str:
    """Write a number with one sign in it: "1.200", "12,5", "2,4"."""
    if len(number) - number.index(sign) - 1 != 3:
        listed = sign == "," and mark == "." and number[0] != "0"
        return number.replace(",", ";") if listed else number
    if mark == "":
        return number.replace(",", THOUSANDS)
    if mark == "?":
        return number.replace(sign, AMBIGUOUS)
    return number.replace(sign, "." if sign == mark else THOUSANDS)


def readings(number: str) -> Iterator[str]:
    """Give the readings of a number that `write_plainly` wrote: one, or two where it is ambiguous."""
    if AMBIGUOUS in number:
        yield number.replace(AMBIGUOUS, ".")
        yield number.replace(AMBIGUOUS, "")
    else:
        yield number
