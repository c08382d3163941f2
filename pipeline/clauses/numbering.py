"""Clause numbers as people type them: parse, write, order, relate.

`parse("8.2.1.")`, `parse("第8章")` and `parse("Annex B")` give a Number whose text is what a reader would say: "8.2.1",
"8", "B". Nothing here looks at a document; which openings of a paragraph are numbers at all is decided in `clauses`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import total_ordering
from typing import Literal

Family = Literal["part", "main", "annex"]
Key = tuple[int, tuple[tuple[int, str], ...]]
RelationKind = Literal["child", "next", "repeat", "back"]

LARGEST = 299  # a component above this is a year, a standard or a frequency, never a place in an outline

_FAMILIES: tuple[Family, ...] = ("part", "main", "annex")
_WIDE = str.maketrans(
    {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | dict.fromkeys(map(ord, "．。｡・"), ".")
    | dict.fromkeys(map(ord, "‐‑‒–—－﹣"), "-")
    | dict.fromkeys(map(ord, "　\u00a0\u2002\u2003\u2009"), " ")
    | {ord(wide): plain for wide, plain in zip("（）［］：", "()[]:", strict=True)}
)
_ANNEX = re.compile(
    r"(?i)\s*(?:annex(?:e|ure)?|appendi(?:x|ce)|apéndice|enclosure|attachment|addendum|supplement|anhang|anlage|beilage|allegato|anexo"
    r"|příloha|załącznik|bilaga|bijlage|приложение|附\s*[录錄件]|附属書|별첨|부록|부속서)[\s-]*"
)
_APPENDIX = re.compile(
    r"(?P<annex>[A-Z]|[IVX]{2,5}|\d{1,2})\s?[-,;:]?\s?(?:appendi(?:x|ce)|apéndice|anlage|anhang|annexe|附录)\s(?P<own>[A-Z]|\d{1,2})",
    re.IGNORECASE,
)
_TO_ANNEX = re.compile(
    r"(?P<own>[A-Z]|\d{1,2})\s(?:to|of|zu|zum|zur|de|à)\s(?:l['’])?(?:annexe?|anhang|anlage)\s(?P<annex>[A-Z]|[IVX]{2,5}|\d{1,2})",
    re.IGNORECASE,
)
_OF_ANNEX = " appendix"  # suffix of the number of an appendix: no letter, so that it is none of the annex's own clauses
_WORD = re.compile(r"(?i)\s*(?:chapter|section|clause|paragraph|kapitel|abschnitt|chapitre|§+|第)\s*")
_SERIES = re.compile(r"(?:[A-Z]{2,5}[ -]|[A-Z] )(?=\d)")
_ID = re.compile(r"[A-Z][A-Z0-9](?=[A-Z0-9_.-]*\d\d|[A-Z0-9]*+ [A-Z0-9_.-]*\d\d)")
_TRAILING = re.compile(r"(?<![\s.:、,)\]】章-])[\s.:、,)\]】-]*+(?:章[\s.:、,)\]】-]*+)?$")
_NEXT = re.compile(r"\s?([.-]?)\s?(\d+)|(\.)([a-z])(?![a-z])")  # a letter counts as its place in the alphabet
_ROMAN = re.compile(r"(?=.)(X{0,3}|XL|L)(IX|IV|V?I{0,3})")
_ROMAN_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN_TENS = ("", "X", "XX", "XXX", "XL", "L")
_CHINESE = "零一二三四五六七八九"


@total_ordering
@dataclass(frozen=True, slots=True)
class Number:
    """A clause number: what a reader sees, and the same as integers for ordering.

    `parts` are the components from the outermost in ("A.3" -> (1, 3)); `suffix` is the letter of a clause put in later
    ("5.3a"). The family keeps letters and annexes behind chapters, and Roman parts before them; a number orders by
    family, parts and suffix, so that "8" < "8.0" < "8.1" < "8.1.1" < "8.1a" < "8.2" < "10" < "A" < "A.1".
    """

    text: str
    family: Family
    parts: tuple[int, ...]
    suffix: str = ""
    series: str = ""  # letters before it that a house puts before its numbers: "EM-" of "EM-01.2"

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Number) -> bool:
        return self.key < other.key

    @property
    def key(self) -> Key:
        """What a number is ordered and compared by, however it is written ("A.3" and "A-3" share it)."""
        last = len(self.parts) - 1
        return _FAMILIES.index(self.family), tuple(
            (part, (self.series if i == 0 else "") + (self.suffix if i == last else ""))
            for i, part in enumerate(self.parts)
        )

    @property
    def line(self) -> str:
        """What counts on its own: the chapters, the annexes, the parts, and each series of letters."""
        return f"{self.family} {self.series}"

    @property
    def depth(self) -> int:
        """Count of components; "8.0" has two."""
        return len(self.parts)

    @property
    def level(self) -> int:
        """1-based level in an outline; "8.0" is a chapter and has level 1."""
        return 1 if self.opens_chapter else len(self.parts)

    @property
    def opens_chapter(self) -> bool:
        """Written as "8.0", the way some houses number their chapters."""
        return len(self.parts) == 2 and self.parts[1] == 0

    @property
    def is_appendix(self) -> bool:
        """An appendix of an annex: "Annex 4 - Appendix 1"."""
        return self.suffix == _OF_ANNEX

    @property
    def ancestors(self) -> tuple[tuple[int, ...], ...]:
        """The parts of every number this one can hang under, nearest first: 8.2.1 -> 8.2, 8, 8.0."""
        chains = [self.parts[:depth] for depth in range(len(self.parts) - 1, 0, -1)]
        if len(self.parts) > 1 and not self.opens_chapter:
            chains.append((self.parts[0], 0))
        return tuple(chains)


@dataclass(frozen=True, slots=True)
class Relation:
    """How one number follows another of its family."""

    kind: RelationKind
    missing: int = 0  # brothers jumped over: 8.2 -> 8.5 misses two
    unopened: int = 0  # parents that were never opened: 8 -> 9.1 misses the chapter itself


def is_annex_word(text: str) -> bool:
    """Whether a word announces an annex: "Appendix ", "附录"."""
    return _ANNEX.fullmatch(text) is not None


def is_annex(number: str) -> bool:
    """Whether a clause number, as it is printed, is that of an annex: "A", "A.3"; an id such as "LVS-110" is not."""
    return number[:1].isalpha() and not _ID.match(number) and not _SERIES.match(number)


def narrow(text: str) -> str:
    """Full-width digits, letters, dots, hyphens and brackets as ASCII, character by character, so offsets stay."""
    return text.translate(_WIDE)


def parse_series(series: str, rest: str) -> Number:
    """Read a number that letters stand before.

    :param series: "EM-", "T ".
    :param rest: "01.2", "3.2".
    :raises ValueError: as `parse`.
    """
    number = parse(rest)
    return replace(number, text=f"{series}{number.text}", series=series)


def parse(text: str, roman: bool = False) -> Number:
    """Read a number as people type it, with the words and punctuation around it.

    :param text: "8.2.1", "8.0", "7.1.", "4.1.a", "(8.2)", "§ 8.2", "A.3", "A-3", "A1.2", "Annex B", "第八章", "5．2",
        "7-1-2", "Annex 4 - Appendix 1".
    :param roman: read "I", "V", "X", "L", "C" as Roman numerals and not as letters.
    :raises ValueError: there is more or less than one number in it, or a component no outline has.
    """
    plain = narrow(text).strip().lstrip("([【").strip()
    annex = _ANNEX.match(plain)
    worded = annex or _WORD.match(plain)
    body = plain[worded.end() if worded else 0 :]
    body = _TRAILING.sub("", body.lstrip("([【 "))
    if annex and (appendix := _APPENDIX.fullmatch(body) or _TO_ANNEX.fullmatch(body)):
        return _append(parse(f"Annex {appendix['annex']}"), parse(f"Annex {appendix['own']}"))
    suffix = ""
    if len(body) > 1 and body[-1].islower() and body[-2].isdigit():
        body, suffix = body[:-1], body[-1]
    first = _first(body, roman)
    if first is None:
        raise ValueError(f"{text!r} is no clause number")
    end, written, value, family = first
    texts, parts = [written], [value]
    while end < len(body):
        following = _NEXT.match(body, end)
        if following is None:
            raise ValueError(f"{text!r} is no clause number")
        lettered = following[4] is not None
        if not (len(parts) > 1 if lettered else following[1] or (family == "annex" and len(parts) == 1)):
            raise ValueError(f"{text!r} is no clause number")
        texts.append(following[3] + following[4] if lettered else following[1] + following[2])
        parts.append(ord(following[4]) - 96 if lettered else int(following[2]))
        end = following.end()
    if max(parts) > LARGEST:
        raise ValueError(f"{text!r} has a component above {LARGEST}, which no outline has")
    return Number("".join(texts) + suffix, "annex" if annex else family, tuple(parts), suffix)


def _append(annex: Number, own: Number) -> Number:
    """The number of an appendix of an annex: below the annex, behind all its numbered clauses of the same place."""
    return Number(f"Annex {annex.text} - Appendix {own.text}", "annex", (*annex.parts, *own.parts), _OF_ANNEX)


def _first(body: str, roman: bool) -> tuple[int, str, int, Family] | None:
    """The first component: its length, how it is written (Chinese numerals as digits), its value, its family."""
    if (match := re.match(r"\d+", body)) is not None:
        return match.end(), match[0], int(match[0]), "main"
    if (match := re.match(r"[一二三四五六七八九十]+", body)) is not None:
        value = _from_chinese(match[0])
        return (match.end(), str(value), value, "main") if value else None
    if (match := re.match(r"[A-Z]+", body)) is None:
        return None
    if roman or match.end() > 1:
        value = from_roman(match[0])
        return (match.end(), match[0], value, "part") if value else None
    return 1, match[0], ord(match[0]) - 64, "annex"


def from_roman(text: str) -> int:
    """The value of an upper-case Roman numeral up to LIX (59); 0 where it is none."""
    match = _ROMAN.fullmatch(text)
    return 10 * _ROMAN_TENS.index(match[1]) + _ROMAN_UNITS.index(match[2]) if match else 0


def _from_chinese(text: str) -> int:
    """The value of a Chinese numeral up to 99; 0 where it is none."""
    match = re.fullmatch(r"(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?", text)
    if match is None:
        return 0
    tens = (_CHINESE.index(match[1]) if match[1] else 1) if match[2] else 0
    return 10 * tens + (_CHINESE.index(match[3]) if match[3] else 0)


def relate(before: Number | None, after: Number) -> Relation:
    """How `after` follows `before`, both of one family; None stands for the beginning of the numbering."""
    old, new = (before.parts if before else ()), after.parts
    common = 0
    while common < min(len(old), len(new)) and old[common] == new[common]:
        common += 1
    if common == len(new):
        return _relate_suffixes(
            before.suffix if before and common == len(old) else "", after.suffix, common == len(old)
        )
    step = new[common] - (old[common] if common < len(old) else 0)
    if common < len(old) and step < 0:
        return Relation("back")
    deeper = new[common + 1 :]
    unopened = 0 if deeper == (0,) and common == 0 else len(deeper)
    missing = max(0, step - 1) + sum(max(0, value - 1) for value in deeper)
    if step == 0 and common == len(old):
        missing += 1  # 8 -> 8.0 opens the chapter twice
    return Relation("child" if common == len(old) and old else "next", missing, unopened)


def _relate_suffixes(before: str, after: str, same_depth: bool) -> Relation:
    if after > before:
        return Relation("next")
    return Relation("repeat" if same_depth and after == before else "back")
