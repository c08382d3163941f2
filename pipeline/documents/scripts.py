"""Raised and lowered text in the signs Unicode has for it, so that "10⁸" is no 108 and a marked 100 is no 1001."""

from __future__ import annotations

import re

_SIGNS = "0123456789+-=()"
_RAISED = dict(zip(_SIGNS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True))
_LOWERED = dict(zip(_SIGNS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
_LETTERS = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
RAISED_SIGNS = "".join((*_RAISED.values(), *_LETTERS.values()))  # for the classes of patterns
_RAISE = str.maketrans({**_RAISED, **_LETTERS, **dict.fromkeys(_DASHES, _RAISED["-"])})
_LOWER = str.maketrans({**_LOWERED, **dict.fromkeys(_DASHES, _LOWERED["-"])})
_LEVEL = str.maketrans({sign: plain for plain, sign in (*_LOWERED.items(), *_RAISED.items(), *_LETTERS.items())})
_BLANK = dict.fromkeys(map(ord, RAISED_SIGNS), " ")

# What is raised to say something: an exponent, or note marks. "th", "TM", "er" belong to the word before them.
_MEANT = re.compile(r"[\d+\-\u2010-\u2013\u2212=().,;/ *†‡§#]+|\(?[a-z][).]?(?:[ ,;/]{1,2}\(?[a-z][).]?){0,20}")
_COUNTED = re.compile(r"[\d+\-\u2010-\u2013\u2212=() ]+")


def raised(text: str) -> str:
    """Write raised text: "2" as "²", "1)" as "¹⁾", "a" as "ᵃ"; words stay as they are. The length stays the same."""
    return text.translate(_RAISE) if _MEANT.fullmatch(text.strip()) else text


def lowered(text: str) -> str:
    """Write lowered numbers: "1" as "₁"; letters have few lowered forms and stay as they are."""
    return text.translate(_LOWER) if _COUNTED.fullmatch(text.strip()) else text


def levelled(text: str) -> str:
    """Write raised and lowered signs as ordinary ones."""
    return text.translate(_LEVEL)


def without_raised(text: str) -> str:
    """Blank raised signs, as where codes and words are looked for: "11452-2" with a raised 3 is no 11452-23."""
    return text if text.isascii() else text.translate(_BLANK)
