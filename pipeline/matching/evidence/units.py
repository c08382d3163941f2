"""Units of levels and limits, with the many ways people write the micro sign and the decibel."""

from __future__ import annotations

import re

_UNITS = (
    # (normal form, pattern); the first that fits wins, so the longer stand first
    ("dBµV/m", r"d[Bb]\s?\(?\s?[µu]\s?V\s?/\s?m\)?"),
    ("dBµA/m", r"d[Bb]\s?\(?\s?[µu]\s?A\s?/\s?m\)?"),
    ("dBµV", r"d[Bb]\s?\(?\s?[µu]\s?V\)?"),
    ("dBµA", r"d[Bb]\s?\(?\s?[µu]\s?A\)?"),
    ("dBpT", r"d[Bb]\s?\(?\s?pT\)?"),
    ("dBm", r"d[Bb]m"),
    ("V/m", r"V\s?/\s?m"),
    ("A/m", r"A\s?/\s?m"),
    ("µT", r"[µu]T"),
    ("mA", r"mA"),
    ("kV", r"kV"),
    ("Ω", r"k?Ω|[Oo]hms?"),
)
_ANY = re.compile("|".join(f"(?P<u{index}>{pattern})(?![A-Za-z])" for index, (_, pattern) in enumerate(_UNITS)))

_START = re.compile(r"dB|db|V\s?/|A\s?/|µT|uT|mA|kV|kΩ|Ω|Ohm|ohm")  # how each unit begins; looked for first, being fast


def find_units(text: str) -> tuple[str, ...]:
    """Find the units of levels in a text: each normal form once, in the order of first appearance.

    :param text: any text, folded to NFKC, where the micro sign is the Greek letter or the sign itself.
    """
    folded = text.replace("\u03bc", "µ")
    found: dict[str, None] = {}
    end = 0
    for start in _START.finditer(folded):
        match = _ANY.match(folded, start.start()) if start.start() >= end else None
        if match is None:
            continue
        end = match.end()
        if match.start() == 0 or not folded[match.start() - 1].isalpha():
            assert match.lastgroup is not None
            found[_UNITS[int(match.lastgroup[1:])][0]] = None
    return tuple(found)
