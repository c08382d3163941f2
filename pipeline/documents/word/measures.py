"""Values of attributes: lengths, switches, whole numbers; a value that makes no sense is None, never an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.documents.word.xml_names import VAL

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UNIVERSAL = re.compile(r"(-?\d+(?:\.\d+)?)(mm|cm|in|pt|pc|pi)")
_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0}
_OFF = frozenset({"0", "false", "off", "none"})


def points(text: str | None, per_point: float) -> float | None:
    """A length in points.

    :param text: a number in the attribute's own unit, or with its unit as ISO Strict writes it: "12.7mm".
    :param per_point: how many of the attribute's own units make a point (20 for twips, 2 for half points).
    """
    if text is None:
        return None
    if found := _UNIVERSAL.fullmatch(text):
        return float(found[1]) * _POINTS[found[2]]
    try:
        number = float(text)
    except ValueError:
        return None
    return number / per_point if abs(number) < 1e7 else None


def on(switch: Element) -> bool:
    """Whether an on/off element such as w:b is on; without a value it is."""
    return switch.get(VAL, "1").lower() not in _OFF


def whole(text: str | None) -> int | None:
    """A whole number of at most nine digits."""
    try:
        number = int(float(text)) if text is not None else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and abs(number) < 1_000_000_000 else None
