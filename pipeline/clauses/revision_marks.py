"""Marks that do not belong to numbers and titles: "△2 5.2.2 Limits", "R4 1.1 Purpose", "6.1 Requirements²".

A sign, a letter in brackets or the letter of a revision stands before a number (or between it and its title, or behind
the title) of what a revision changed; a star or a raised digit behind a title points to a note. Whether a bare letter
before a number is such a mark or the letter of an annex is decided over the whole document in `sequence`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIANGLES = "△▲▵▴▽▼▿▾◬⟁"
_SIGNS = f"{_TRIANGLES}Δ∆◆◇☆★►▶▷◄◀◁●○◎■□▪▫◉⬤†‡※‣➤➔→"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"
_DIGITS = f"(?:\\d{{1,2}}|[A-Z]|[{_RAISED}]{{1,3}})"
_BOXED = r"[\[<{〈《【](?:[A-Z]{1,3}\d{0,2}|\d{1,2})[\]>}〉》】]|/\d{1,2}\\"
_WORDED = r"(?i:rev|index|indice|ind|änd|chg|mod)\.?\s?(?:[A-Z]\d?|\d{1,2})"
_FRONT = (
    re.compile(rf"(?P<mark>[{_SIGNS}]{{1,3}}{_DIGITS}?)\s+"),
    re.compile(rf"(?P<mark>[{_SIGNS}]{{1,3}}(?:[A-Z]|[{_RAISED}]{{1,3}})?)(?=\d)"),
    re.compile(rf"(?P<mark>[{_SIGNS}]{{1,3}}\d)(?=\d)"),
    re.compile(rf"(?P<mark>\*{{1,3}}\d?|{_BOXED})\s*"),
    re.compile(rf"(?P<mark>{_WORDED})\s+"),
    re.compile(r"(?P<mark>(?P<bare>[A-Z]{1,2}\d{0,2}))[^\S\n]+"),
)
_ANY_FRONT = re.compile(rf"[{_SIGNS}*\[<{{〈《【/]|(?:{_WORDED}|[A-Z]{{1,2}}\d{{0,2}})[^\S\n]+[\d(\[]")
_BEFORE_TITLE = re.compile(
    rf"(?:[{_TRIANGLES}]{_DIGITS}?|[Δ∆◇◆☆★†‡※](?:\d{{1,2}}|[{_RAISED}]{{1,3}})|\*{{1,3}}\d?|{_BOXED})[\s:.]+(?=\S)"
)
_NOTE = rf"\*{{1,3}}\s?\d{{0,2}}\)?|[†‡※]\d?|[{_TRIANGLES}]{_DIGITS}?"
_BEHIND_TITLE = re.compile(
    rf"(?<=\S)\s*(?:{_NOTE}|(?:(?<=[^\W\d_]{{3}})|(?<=[)\]\s])|(?<=[\u3040-\u9fff]))[{_RAISED}]{{1,4}}|\t[A-Z]{{1,2}}\d{{0,2}})$"
)


def split_front(text: str) -> Iterator[tuple[str, str, bool]]:
    """Every way in which a text begins with a mark.

    :return: the mark, what follows it, and whether the mark is nothing but a letter, so that it may be an annex's.
    """
    if _ANY_FRONT.match(text) is None:
        return
    for pattern in _FRONT:
        if match := pattern.match(text):
            yield match["mark"], text[match.end() :], bool(match.groupdict().get("bare"))


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
