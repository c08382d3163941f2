"""A colour for every test of a catalogue, the same on pages, in PDF copies and in legends."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NONE = "#8A94A0"  # of clauses that no test of the catalogue applies to
_GOLDEN = 0.618034  # of a turn: hues that follow each other in the catalogue lie far apart on the circle
_LIGHTNESS, _SATURATION = 0.42, 0.62


def colour_tests(ids: Sequence[str]) -> Mapping[str, str]:
    """Return test id -> "#RRGGBB", by the order of the catalogue; dark enough to be read on white.

    Source of the spacing: M. Ankerl, "How to generate random colors programmatically", 2009 (golden ratio conjugate).
    """
    found = {}
    for index, test in enumerate(ids):
        red, green, blue = colorsys.hls_to_rgb((0.58 + index * _GOLDEN) % 1.0, _LIGHTNESS, _SATURATION)
        found[test] = f"#{round(255 * red):02X}{round(255 * green):02X}{round(255 * blue):02X}"
    return found
