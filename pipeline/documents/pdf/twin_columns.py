"""Two columns of a page that say the same in two languages: their headings repeat the same numbers.

Such columns are read clause by clause, the left one first, and not one column after the other. They are told over the
whole document by numbers that stand in front of different titles on both sides of one gutter.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.documents.pdf.gutters import WIDE, crosses, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.documents.pdf.pieces import Line

_NUMBER = re.compile(r"(?:[^\W\d_]{5,9} )?(\d{1,2}(?:[.-]\d{1,3}){0,5}|[A-Z](?:[.-]\d{1,2}){0,4})[.)]?(?:\s+|$)")
_ANNEX = re.compile(r"附[^\W\d_]{0,2}\s?([A-Z])\s+")
_HEADING = 100  # a longer line is no heading [characters]
_COARSE = 4.0  # points by which the lines of one column begin apart
_MIDDLE = 0.25, 0.75  # shares of the width of the text between which the gutter lies
_TRIED = 4  # gutters
_FEWEST = 3  # numbers on both sides
_MOST = 0.6  # share of the numbers of a side that the other side has too
_SLACK = 1.0  # points in front of a column


def find(pages: Sequence[list[Line]]) -> float | None:
    """Where the right column begins; None where no two columns repeat each other's numbers."""
    counts = Counter(round(x / _COARSE) for lines in pages for x in _begins(lines))
    for coarse, count in counts.most_common(_TRIED):
        if count < _FEWEST:
            return None
        starts = [x for lines in pages for x in _begins(lines) if abs(x / _COARSE - coarse) < 1]
        if _repeats(pages, min(starts) - _SLACK):
            return min(starts) - _SLACK
    return None


def _begins(lines: list[Line]) -> Iterator[float]:
    """The places within the lines of a page at which numbers stand."""
    text = [line for line in lines if line.story == "body" and not line.rows]
    left, right = min((line.x0 for line in text), default=0.0), max((line.x1 for line in text), default=0.0)
    least, most = (left + share_ * (right - left) for share_ in _MIDDLE)
    for line in text:
        yield from (piece.x0 for piece in line.pieces if least < piece.x0 < most and _NUMBER.match(piece.text))


def _repeats(pages: Sequence[list[Line]], start: float) -> bool:
    """Whether most numbers stand on both sides of a gutter of one page, and mostly in front of different titles."""
    left, right, both, differ = 0, 0, 0, 0
    for lines in pages:
        text = [line for line in lines if line.pieces and not crosses(line, start)]
        sides = share(text, start) if text else ([], [])
        one, other = ({key: line.text for line in side if (key := _number(line))} for side in sides)
        shared = one.keys() & other.keys()
        left, right, both = left + len(one), right + len(other), both + len(shared)
        differ += sum(one[key].split() != other[key].split() for key in shared)
    return both >= _FEWEST and both >= _MOST * max(left, right) and 2 * differ > both


def divides(lines: list[Line], start: float) -> bool:
    """Whether both sides of the gutter have text."""
    sides = share(lines, start)
    wide = [any(line.x1 - line.x0 > WIDE * line.size or _number(line) for line in side) for side in sides]
    return all(wide)


def interleave(left: list[Line], right: list[Line]) -> list[Line]:
    """The lines up to each number from the left, then those up to the same number from the right."""
    ordered: list[Line] = []
    others = _part(right)
    for key, lines in _part(left):
        ordered += lines
        place = next((index for index, (other, _) in enumerate(others) if other == key), None)
        if place is not None:
            ordered += [line for _, part in others[: place + 1] for line in part]
            del others[: place + 1]
    return ordered + [line for _, part in others for line in part]


def _part(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """The lines in front of the first number (as ""), and from each number to the next."""
    parts: list[tuple[str, list[Line]]] = [("", [])]
    for line in lines:
        if key := _number(line):
            parts.append((key, []))
        parts[-1][1].append(line)
    return parts


def _number(line: Line) -> str:
    """The number a line has in front of a title; "" where it has none."""
    if line.rows or len(line.text) > _HEADING:
        return ""
    found = _NUMBER.match(line.text) or _ANNEX.match(line.text)
    title = line.text[found.end() :] if found else ""
    return found[1] if found and (title[:1].isupper() or title[:1] > "\u2e80") else ""
