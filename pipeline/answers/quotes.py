"""Is a quote really in a clause? What a keyboard or a model writes in another way is the same: white space, invisible
signs, µ and μ, dashes, quotation marks, raised digits of a unit, the case of the first letter, a final stop. Nothing
else: a word that was changed is not found.
"""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s|]+")  # cells of a table row are shown with a bar between them
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_FEWEST = 4  # letters and digits; less stands in almost every text and says nothing
_ALIKE = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2039\u203a\uff07", "'"),
    "\u00b5": "\u03bc",
    "\u2126": "\u03a9",
}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_AROUND = "\"'“”„‘’ "
_STOPS = " .;:,。；"


def visible(text: str) -> str:
    """Drop control characters, soft hyphens, zero-width and direction signs."""
    return _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """Fold runs of white space, and the bars between table cells, to one space."""
    return _SPACE.sub(" ", visible(text)).strip()


def same_signs(text: str) -> str:
    """Write signs that mean the same in one way: "50 µA – 10 m²" as "50 μA - 10 m2", and 10² as 10^2."""
    return _canonical(text)[0]


def find(quote: str, text: str) -> str | None:
    """Return the quote as it stands in the text, white space folded; None when it does not stand there.

    A quote that breaks off within a word is not found either: "CE" is not in "PRACTICE".
    """
    wanted = same_signs(fold(quote).strip(_AROUND)).rstrip(_STOPS)
    if not wanted:
        return None
    folded = fold(text)
    known, places = _canonical(folded)
    first = wanted[0]
    start = f"[{re.escape(first.lower())}{re.escape(first.upper())}]" if len(first.upper()) == 1 else re.escape(first)
    pattern = (start if first.isalpha() else re.escape(first)) + re.escape(wanted[1:])
    if first.isascii() and first.isalnum():
        pattern = rf"(?<![A-Za-z0-9]){pattern}"
    if wanted[-1].isascii() and wanted[-1].isalnum():
        pattern = rf"{pattern}(?![A-Za-z0-9])"
    found = re.search(pattern, known)
    if found is None:
        return None
    end = places[found.end() - 1] + 1
    closes = folded[end : end + 1].strip() and folded[end] in fold(quote).strip(_AROUND)[-1:]
    return folded[places[found.start()] : end + bool(closes)]


def says_enough(quote: str, text: str) -> bool:
    """The quote has at least four letters or digits (two signs of Chinese or Japanese count as much), or is all the
    clause has.
    """
    weight = sum(2 if ord(sign) > 0x2E7F else 1 for sign in quote if sign.isalnum())
    return weight >= _FEWEST or fold(quote) == fold(text)


def _canonical(text: str) -> tuple[str, list[int]]:
    """Return a text in one way of writing, with the place of the sign that each of its signs comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        same = _ALIKE.get(sign) or unicodedata.normalize("NFKC", sign)
        if sign in _RAISED and place and text[place - 1].isdigit():
            same = f"^{same}"  # 10² is not 102
        same = _ALIKE.get(same, same)
        signs.append(same)
        places += [place] * len(same)
    return "".join(signs), places
