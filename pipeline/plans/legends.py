"""What a document says about the marks and footnotes of its matrix: "x = mandatory", "1) only with ..."."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.plans import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.plans.records import Meaning
    from pipeline.records import Row

_OPEN, _CLOSE = "[\"'`“”„‘’‚«»「『]", "[\"'`“”‘’«»」』]"
_IS = r"(?:means?|is|are|denotes?|makes?|stands?\sfor|indicates?|signifies|signifie|bedeutet|marks|为|表示)"
_WORDS = r"(?P<words>[^,;.\n，；。、]{1,160})"
_SIGNS = re.compile(r"[○◯●√✓✔△▲◎■□×]")  # where the words for one sign end and the next sign begins
_NOTE_END = r"(?=(?:^|\s|;)[(\[]?(?:\d{1,2}|[a-z]|\*{1,4})[)\]:]\s|$)"
_SHORT = 4  # signs of a cell that may be a mark
_LONGEST = 300  # signs of a footnote that are kept


def explain(texts: Sequence[str], cells: Iterable[str]) -> dict[str, tuple[Meaning, str]]:
    """Find what the texts say about the signs that stand in the cells of a table.

    :param texts: where a legend may stand, the likeliest first.
    :param cells: as written.
    :return: sign, as `marks.fold` gives it -> what it means and the words that say so.
    """
    found: dict[str, tuple[Meaning, str]] = {}
    writings: dict[str, set[str]] = {}
    for cell in cells:
        if 0 < len(cell.strip()) <= _SHORT or cell.strip().casefold() in marks.NAMES:
            writings.setdefault(marks.fold(cell), set()).add(cell.strip())
        if (mark := marks.read(cell)).known and 0 < len(mark.sign) <= _SHORT:
            writings.setdefault(mark.sign, set()).add(mark.sign)  # "(x)" of "(x) 2)"
    next_sign = (
        "|".join(sorted({re.escape(each) for written in writings.values() for each in written}, key=len)) or "$^"
    )
    ends = re.compile(rf"\s(?:{next_sign})\s?[=:]\s?(?=\w)")  # "A: Applicable L: Limited"
    for sign, written in writings.items():
        pattern = _writing(sign, written)
        for text in texts:
            if sign not in found and (said := _said(text, sign, pattern, ends)):
                found[sign] = said
    return found


def set_apart(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Write rows of a legend as one cell, "A = Applicable", so that they are no rows of marks; those above are emptied.

    :param rows: equally long.
    """
    found = list(rows)
    signs = Counter(cell for row in rows for cell in row[1:])
    for place in range(len(rows) - 1, 1, -1):
        filled = list(dict.fromkeys(cell for cell in rows[place] if cell))
        explains = len(filled) == 2 and filled[0] == rows[place][0] and _explains(filled[0], filled[1], signs)
        if explains:
            found[place] = (f"{filled[0].rstrip('=: ')} = {filled[1]}", *[""] * (len(rows[place]) - 1))
        elif len(filled) == 1 and len(filled[0]) > _SHORT:
            found[place] = (filled[0], *[""] * (len(rows[place]) - 1))  # merged over the columns
        elif len(filled) != 1:
            break
    for place in range(len(above(rows))):
        found[place] = ("",) * len(rows[place])
    return tuple(found)


def above(rows: Sequence[Row]) -> list[str]:
    """Return the rows of a legend that stand above the heads of a table, each as one text."""
    found: list[str] = []
    for row in rows[:-2]:
        filled = list(dict.fromkeys(cell for cell in row if cell))
        if len(filled) != 1 or not _TELLS.search(filled[0]):
            break
        found.append(filled[0])
    return found


def _explains(sign: str, words: str, signs: Mapping[str, int]) -> bool:
    bare = sign.rstrip("=: ")
    return 0 < len(bare) <= _SHORT and signs[bare] > 0 and len(words) > _SHORT and marks.meaning_of(words) is not None


_TELLS = re.compile(r"(?<!\w)\S{1,4}\s?[=:]\s?\w{3}")  # "A: Applicable"


def _writing(sign: str, written: set[str]) -> str:
    """Return a pattern for all ways to write a sign, its name in words included."""
    forms = {re.escape(each) for each in written} | {re.escape(each) for each in marks.alike(sign)}
    names = [re.escape(name) for name, each in marks.NAMES.items() if each == sign and sign]
    forms |= {rf"(?i:{name}s?)" for name in names}
    return "|".join(sorted(forms, key=len, reverse=True))


def _said(text: str, sign: str, pattern: str, ends: re.Pattern[str]) -> tuple[Meaning, str] | None:
    quoted = rf"{_OPEN}\s?(?:{pattern})\s?{_CLOSE}\s*(?:[=:：–-]\s*)?{_WORDS}"
    apart = rf"(?<!\w)(?:{pattern})(?![\w)\]])\s*(?:[=:：]|{_IS}\b|\s[–—-]\s|\(\s?(?=\w))\s*{_WORDS}"
    bare = rf"(?:^|[(（,;:，；/\n]|\s{{2,}})\s*(?:{pattern})\s+{_WORDS}"
    drawn = "|".join(re.escape(each) for each in marks.alike(sign) if not each.strip("()[]").isalnum())
    loose = rf"(?<!\w)(?:{drawn})\s*{_WORDS}"
    tries = [quoted, apart, bare] if not drawn or sign in ("-", "×") else [quoted, apart, bare, loose]
    for each in tries:
        for match in re.finditer(each, text, re.MULTILINE):
            words = " ".join(ends.split(_SIGNS.split(match["words"])[0])[0].split()).strip(" ()（）\"'")
            if meaning := marks.meaning_of(words):
                return meaning, words
    return None


def footnotes(texts: Iterable[str], calls: Iterable[str]) -> dict[str, str]:
    """Find the footnotes that are called: "1) only with an own supply"; only what was found is returned."""
    found: dict[str, str] = {}
    wanted = list(dict.fromkeys(calls))
    for text in texts:
        for call in wanted:
            if call in found:
                continue
            name = re.escape(call)
            sign = rf"(?:[(\[]?{name}\s?[)\]:]|(?:[Nn]ote|NOTE|注)\s?{name}\s?[:.：]?)" if call[0].isalnum() else name
            match = re.search(rf"(?:^|(?<=[\s;.]))\s*{sign}\s*(?P<note>\S.*?){_NOTE_END}", text, re.MULTILINE)
            if match and len(match["note"]) > 2:
                found[call] = " ".join(match["note"].split()).rstrip(";")[:_LONGEST]
    return found


def settle(signs: Iterable[str], explained: Mapping[str, tuple[Meaning, str]]) -> dict[str, Meaning]:
    """Give every sign of a matrix its meaning: the document's, else the usual one beside the others, else "text"."""
    used = set(signs)
    known = {sign: meaning for sign, (meaning, _) in explained.items()}
    known.setdefault("", "not")
    return {sign: known.get(sign) or marks.default(sign, used, known) or "text" for sign in used}
