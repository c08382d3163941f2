"""Marks that do not belong to numbers and titles: "△2 5.2.2 Limits", "R4 1.1 Purpose", "6.1 Requirements²".

A sign, a letter in brackets or the letter of a revision stands before a number (or between it and its title, or behind
the title) of what a revision changed; a star or a raised digit behind a title points to a note. Two letters and more
are the code of a test and stay in the title. Whether a bullet, an arrow or a bare letter is a
mark is told by the whole document in `doubtful_marks`; whether a letter is that of an annex, in `sequence`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIANGLES = "△▲▵▴▽▼▿▾◬⟁"
_BULLETS = "◆◇☆★►▶▷◄◀◁●○◎■□▪▫◉⬤†‡※‣➤➔→"
_SIGNS = f"{_TRIANGLES}Δ∆{_BULLETS}"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"
_DIGITS = f"(?:\\d{{1,2}}|[A-Z]|[{_RAISED}]{{1,3}})"
_OPEN, _CLOSE = r"[\[<{〈《【]", r"[\]>}〉》】]"
_BOXED = rf"{_OPEN}(?:[A-Z]\d{{0,2}}|\d{{1,2}}){_CLOSE}|/\d{{1,2}}\\"
_WORDED = r"(?i:rev|index|indice|ind|änd|chg|mod)\.?\s?(?:[A-Z]\d?|\d{1,2})"
_FRONT = (
    re.compile(rf"(?P<mark>[{_SIGNS}]{{1,3}}{_DIGITS}?)\s+"),
    re.compile(rf"(?P<mark>[{_SIGNS}]{{1,3}}(?:[A-Z]|[{_RAISED}]{{1,3}})?)(?=\d)"),
    re.compile(rf"(?P<mark>[{_SIGNS}]{{1,3}}\d)(?=\d)"),
    re.compile(rf"(?P<mark>\*{{1,3}})(?=\d)|(?P<boxed>{_BOXED})\s*"),
    re.compile(r"(?P<doubtful>\*{1,3}\d?)\s+"),
    re.compile(r"(?P<doubtful>\*{1,3}\d)(?=\d)"),
    re.compile(rf"(?P<mark>{_WORDED})\s+"),
    re.compile(r"(?P<letter>[A-Z]\d{0,2})[^\S\n]+"),
    re.compile(rf"(?P<code>{_OPEN}[A-Z]{{2,4}}\d{{0,3}}{_CLOSE}|[A-Z]{{2}}\d{{0,2}}(?=\s))[^\S\n]*"),
)
_ANY_FRONT = re.compile(rf"[{_SIGNS}*\[<{{〈《【/]|(?:{_WORDED}|[A-Z]{{1,2}}\d{{0,2}})[^\S\n]+[\d(\[]")
_BEFORE_TITLE = re.compile(
    rf"(?:[{_TRIANGLES}]{_DIGITS}?|[Δ∆◇◆☆★†‡※](?:\d{{1,2}}|[{_RAISED}]{{1,3}})|\*{{1,3}}\d?|{_BOXED})[\s:.]+(?=\S)"
)
_NOTE = rf"\*{{1,3}}\s?\d{{0,2}}\)?|[†‡※]\d?|[{_TRIANGLES}]{_DIGITS}?"
_BEHIND_TITLE = re.compile(
    rf"(?<=\S)\s*(?:{_NOTE}|(?:(?<=[^\W\d_]{{3}})|(?<=[)\]\s])|(?<=[\u3040-\u9fff]))[{_RAISED}]{{1,4}}|\t[A-Z]\d{{0,2}})$"
)


@dataclass(frozen=True, slots=True)
class Front:
    """One way in which a text begins with a mark."""

    mark: str
    rest: str  # what follows the mark
    letter: bool = False  # the mark is nothing but a letter, so that it may be an annex's, or a quantity's
    code: bool = False  # it is no mark but the code of a test, which belongs to the title
    doubtful: bool = False  # it may as well be a bullet, an arrow or the sign of a note


def split_front(text: str) -> Iterator[Front]:
    """Every way in which a text begins with a mark."""
    if _ANY_FRONT.match(text) is None:
        return
    for pattern in _FRONT:
        if (match := pattern.match(text)) is None:
            continue
        kind = match.lastgroup or "mark"
        mark = match[kind]
        doubtful = kind not in ("mark", "boxed") or mark[0] in _BULLETS
        yield Front(mark, text[match.end() :], kind == "letter", kind == "code", doubtful)


def part(title: str) -> tuple[str, str]:
    """Apart from a title the marks before and behind it, as they stand; a title of marks alone stays one."""
    marks = []
    if (match := _BEFORE_TITLE.match(title)) is not None:
        marks.append(match[0].strip())
        title = title[match.end() :]
    if (match := _BEHIND_TITLE.search(title)) is not None:
        marks.append(match[0].strip())
        title = title[: match.start()]
    return " ".join(marks), title
