"""Compare titles as people repeat them: with other case, punctuation, line breaks, or cut short."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\W_]+")
_REFERENCE = re.compile(r"([(\[（]\s?(?:[A-Z]\.|§\s?)?\d{1,3}(?:\.\d{1,3})+\.?\s?[)\]）])\s*(?=\S)")
_CUT = 20  # characters after which a title that merely begins alike counts as the same one, cut short
_ALIKE = 0.85  # share of characters in common from which a title counts as the same one with a slip of the pen


def plain(title: str) -> str:
    """A title without case, punctuation and spaces."""
    return _SIGNS.sub("", title).casefold()


def like(one: str, two: str) -> bool:
    """Whether two plain titles say the same: equal, one the beginning of the other, or all but a slip of the pen."""
    if one == two:
        return True
    if not one or not two:
        return False
    short, long = sorted((one, two), key=len)
    if long.startswith(short) and (len(short) >= _CUT or len(short) >= 0.5 * len(long)):
        return True
    from rapidfuzz.fuzz import ratio

    return bool(ratio(one[:200], two[:200]) >= 100 * _ALIKE)


def part_reference(title: str) -> tuple[str, str]:
    """Apart from a title the number of another clause that stands in brackets before it: "A.4.1 (4.1) General"."""
    match = _REFERENCE.match(title)
    return (match[1], title[match.end() :]) if match else ("", title)
