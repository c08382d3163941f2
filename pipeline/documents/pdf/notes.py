"""Footnotes: small type at the foot of a page, each beginning with its mark."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.documents.pdf.pieces import Line

_MARK = re.compile(r"(?:\d{1,2}\)?|[*†‡§¹²³⁴⁵⁶⁷⁸⁹]+|[a-z]\))(?=[\s\t]|[A-Z])")
_SMALL = 0.93  # of the body's type size, at most
_FOOT = 0.4  # share of the page height below which footnotes stand


def body_size(lines: Iterable[Line]) -> float:
    """Return the type size most characters have."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def mark(lines: list[Line], height: float, usual: float) -> None:
    """Give the footnotes among the lines of one page their story, in place.

    :param height: of the page [points].
    :param usual: type size of the body [points].
    """
    ends = [index for index in range(1, len(lines)) if lines[index].y < lines[index - 1].y]
    for end in (*ends, len(lines)):
        start = end
        while (
            start
            and _could_be(lines[start - 1], height, usual)
            and (start == end or not lines[start].y < lines[start - 1].y)
        ):
            start -= 1
        while start < end and not _MARK.match(lines[start].text):
            start += 1
        for line in lines[start:end]:
            line.story = "footnote"


def begins(line: Line) -> bool:
    """Whether a line of a footnote begins with its mark."""
    return bool(_MARK.match(line.text))


def _could_be(line: Line, height: float, usual: float) -> bool:
    return (
        not line.rows and line.story in ("body", "footnote") and line.size <= _SMALL * usual and line.y > _FOOT * height
    )
