"""What the words of a head, caption or label say of the values under them."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.requirements.limits import vocabulary
from pipeline.requirements.quantities import hertz, number

Said = dict[str, str]
"""What a text says: "detector" -> "PK", "class" -> "Class 3", "supply" -> "12", "status", "pulse", "mode" ..."""

_WIDTH = re.compile(r"(?<![\d.,/])(?P<n>200|9|10|120|100|1)\s?(?P<p>[kM]?)Hz(?![A-Za-z])", re.IGNORECASE)


def _joined(kind: str, values: list[str], text: str) -> str:
    """Join the values a text names of one kind."""
    if kind == "mode" and values[0] == "indirect":
        return values[0]
    if kind == "class":
        return f"{values[0]} ({values[1]})" if len(values) > 1 and f"({values[1]}" in text else values[0]
    return "/".join(values)


def said(text: str, *, heads: bool = False) -> Said:
    """Read what a head, caption or label says.

    :param heads: "12 V" alone names a supply.
    """
    return dict(_said(text, heads))


@lru_cache(maxsize=8192)
def _said(text: str, heads: bool) -> Said:
    found: Said = {}
    tokens = list(vocabulary.detectors(text))
    names = list(dict.fromkeys(token.value for token in sorted(tokens, key=lambda each: each.start)))
    if names:
        found["detector"] = "/".join(names)
    for kind, finder in (
        ("class", vocabulary.classes),
        ("status", vocabulary.statuses),
        ("coupling", vocabulary.couplings),
        ("mode", vocabulary.modes),
        ("network", vocabulary.networks),
        ("polarity", vocabulary.polarities),
        ("pulse", vocabulary.pulses),
    ):
        if values := list(dict.fromkeys(token.value for token in finder(text))):
            found[kind] = _joined(kind, values, text)
    systems = list(dict.fromkeys(token.value for token in vocabulary.supplies(text, bare=heads)))
    if len(systems) == 1:
        found["supply"] = systems[0]
    if heads and (width := _WIDTH.search(text)):
        found["bandwidth"] = f"{hertz(number(width['n']), width['p']):g}"
    return found
